"""Templates: words, times and addresses as they need them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from forum.domain.people import Role
from forum.i18n import cities, functions, locales, moments, states, terms, trail
from forum.web import context, meanwhile, navigation, once
from timezones import release

STATIC = Path(__file__).parent / "static"


def page(template: str, **values: Any) -> str:
    """A page in the reader's language."""
    return render_template(template, **values)


@cache
def _version(name: str) -> str:
    path = STATIC / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""


def asset(name: str) -> str:
    """The address of a file of ours, which changes with its content, so that browsers may keep it for ever."""
    return url_for("static", filename=name, v=_version(name))


def csrf() -> Markup:
    """The hidden field that every form carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def city_of(zone: str, state: str | None = None) -> str:
    """The city beside a time: the forum's own for its zone, the capital for a State's, otherwise the zone's."""
    forum, language = g.get("forum"), context.language()
    if state is None and forum and forum.city and zone == forum.zone:
        return cities.venue(forum.city, zone, language)
    reader = context.person(forum.slug) if forum else None
    return cities.city_of_zone(zone, state or (reader.state if reader else None), language)


def role_names(roles: Iterable[Role]) -> str:
    """Roles as the reader calls them, in one line."""
    named = [context.words().pgettext("role", terms.ROLE_NAMES[role]) for role in sorted(roles)]
    return moments.listed(named, context.language())


def enumerated(items: Iterable[str]) -> Markup:
    """Words or links one after another, with the comma of the reader's language."""
    return Markup(moments.enumerated(map(escape, items), context.language()))  # noqa: S704 - each item is escaped


def attach(app: Flask) -> None:
    """Give the templates what they need."""
    app.jinja_options["trim_blocks"] = True
    app.jinja_options["lstrip_blocks"] = True
    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    env.add_extension("jinja2.ext.do")
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: context.words().gettext(message),
        lambda one, many, count: context.words().plural(one, many, count),
        newstyle=True,
        pgettext=lambda ctx, message: context.words().pgettext(ctx, message),
        npgettext=lambda ctx, one, many, count: context.words().plural(one, many, count, ctx),
    )
    env.globals.update(
        asset=asset,
        csrf=csrf,
        mark_of=meanwhile.mark_of,
        once=once.field,
        moments=moments,
        nav_entries=navigation.entries,
        city_of=city_of,
        venue_city=lambda forum: cities.venue(forum.city, forum.zone, context.language()),
        role_names=role_names,
        state_name=lambda iso2: states.state_name(iso2, context.language()),
        zone_info=ZoneInfo,
        tz_release=release.release_in_use().tzdata,
    )
    env.filters.update(_filters())
    app.context_processor(_common_values)
    app.after_request(_keep_assets)


def _filters() -> dict[str, Any]:
    """Filters bound to the reader's language."""
    return {
        "number": lambda value: moments.number(value, context.language()),
        "percent": lambda value: moments.percent(value, context.language()),
        "capitalize_first": lambda text: text[:1].upper() + text[1:],
        "day": lambda value: moments.day_named(value, context.language()),
        "day_heading": lambda value: moments.day_heading(value, context.language()),
        "duration": lambda seconds: moments.duration(seconds, context.language()),
        "enumerated": enumerated,
        "long_day": lambda value: moments.long_day(value, context.language()),
        "clock": moments.clock,
        "isolated": moments.isolate,
        "at_line_start": moments.capital,
        "moment": lambda instant, zone: moments.moment(instant, zone, context.language()),
        "minutes_seconds": moments.minutes_seconds,
        "label": lambda label: functions.said(label, context.words()),
        "trail": lambda tag: trail.said(tag, context.words()),
        "role": lambda role: context.words().pgettext("role", terms.ROLE_NAMES[role]),
        "constituency": lambda value: terms.constituency(value, context.words()),
        "region": lambda value: terms.region(value, context.words()),
    }


def _common_values() -> dict[str, Any]:
    forum = g.get("forum")
    return {
        "forum": forum,
        "person": context.person(forum.slug) if forum else None,
        "account": context.account(),
        "language": locales.language(context.language()),
        "languages": [locales.language(tag) for tag in context.offered_languages()],
        "zone": context.zone(),
        "has_own_zone": context.has_own_zone(),
        "now": context.now(),
        "nonce": g.get("nonce", ""),
        "here": "/" if request.path.startswith("/calendar/") else request.full_path.rstrip("?"),
    }


def _keep_assets(response: Any) -> Any:
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
