"""Room: web for a terminal (click).

Touches services, formats, i18n, jobs, web (to serve), planning and timezones for planners on files.
"""

from __future__ import annotations

from importlib import import_module

import click

#: verb -> where its command stands; a module is imported only when its verb is used
COMMANDS: dict[str, str] = {
    "bounces": "forum.cli.mailbox:bounces",
    "check": "forum.cli.check:check",
    "create": "forum.cli.create:create",
    "config": "forum.cli.config:config",
    "export": "forum.cli.roster:export",
    "feed": "forum.cli.feed:feed",
    "import": "forum.cli.roster:import_",
    "demo": "forum.cli.demo.command:demo",
    "init": "forum.cli.database:init",
    "migrate": "forum.cli.database:migrate",
    "plan": "forum.cli.plan:plan",
    "publish": "forum.cli.publish:publish",
    "reply": "forum.cli.mailbox:reply",
    "report": "forum.cli.report:report",
    "serve": "forum.cli.serve:serve",
    "tz-check": "forum.cli.tz_check:tz_check",
    "slots": "forum.cli.slots:slots",
    "sign-in": "forum.cli.sign_in:sign_in",
}


class Verbs(click.Group):
    """The commands of `forum`, each imported when it is asked for, so that none pays for another."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="multilateral-forum", prog_name="forum")
def main() -> None:
    """Plan a hybrid multilateral forum fairly over all time zones, hold it, report on it."""
