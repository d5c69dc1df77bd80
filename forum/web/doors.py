"""Every address and the permission that opens it. `None`: open to everybody (it shows nothing of a forum's inside).

The services ask the permission table themselves; this is the same said once more for people, for the documentation, and
for the test that knocks on every door with every role (`tests/web/test_doors.py`). Add a line for each new address.
"""

from __future__ import annotations

from forum.domain.access import Permission

#: endpoint -> permission
DOORS: dict[str, Permission | None] = {
    "static": None,
    "accounts.sign_in": None,
    "accounts.send_link": None,
    "accounts.enter_code": None,
    "accounts.use_code": None,
    "accounts.open_link": None,
    "accounts.use_link": None,
    "accounts.sign_out": None,
    "accounts.prefer": None,
    # the secret in the address is the credential
    "calendar.personal": None,
    "calendar.nothing": None,
    "calendar.public": Permission.SEE_PROGRAMME,
    "calendar.single": Permission.SEE_PROGRAMME,
    "calendar.subscribe": Permission.OWN_FEED,
    "calendar.issue": Permission.OWN_FEED,
    "calendar.reissue": Permission.OWN_FEED,
    "calendar.revoke": Permission.OWN_FEED,
    "calendar.join": Permission.JOIN_SITTING,
    "burden.show": Permission.SEE_BURDEN,
    "draft.edit": Permission.SEE_DRAFT,
    "draft.add_sitting": Permission.EDIT_PROGRAMME,
    "draft.edit_sitting": Permission.EDIT_PROGRAMME,
    "draft.move": Permission.EDIT_PROGRAMME,
    "draft.change": Permission.EDIT_PROGRAMME,
    "draft.delay": Permission.DELAY_SITTING,
    "draft.add_room": Permission.EDIT_PROGRAMME,
    "draft.edit_room": Permission.EDIT_PROGRAMME,
    "draft.plan": Permission.EDIT_PROGRAMME,
    "draft.cancel_plan": Permission.EDIT_PROGRAMME,
    "draft.accept": Permission.EDIT_PROGRAMME,
    "draft.publish": Permission.PUBLISH,
    "home.front": None,
    "home.health": None,
    "home.forum_home": Permission.SEE_FORUM,
    "home.audit": Permission.SEE_AUDIT,
    "floor.chair": Permission.RUN_FLOOR,
    "floor.hall": Permission.SHOW_HALL,
    "floor.show": Permission.WATCH_FLOOR,
    "floor.data": Permission.SHOW_HALL,
    "floor.command": Permission.SHOW_HALL,
    "programme.show": Permission.SEE_PROGRAMME,
    "programme.as_json": Permission.SEE_PROGRAMME,
    "programme.releases": Permission.SEE_PROGRAMME,
    "programme.release": Permission.SEE_PROGRAMME,
    "slots.show": Permission.SEE_SLOTS,
    "slots.allocate": Permission.EDIT_SLOTS,
    "slots.edit": Permission.EDIT_SLOTS,
    "slots.clear": Permission.EDIT_SLOTS,
    "people.index": Permission.SEE_PEOPLE,
    "people.export": Permission.EDIT_PEOPLE,
    "people.upload": Permission.EDIT_PEOPLE,
    "people.receive": Permission.EDIT_PEOPLE,
    "people.preview": Permission.EDIT_PEOPLE,
    "people.confirm": Permission.EDIT_PEOPLE,
    "people.show": Permission.SEE_OWN_PERSON,
    "people.edit": Permission.EDIT_OWN_PERSON,
    "people.change_role": Permission.EDIT_PEOPLE,
}
