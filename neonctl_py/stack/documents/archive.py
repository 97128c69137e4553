"""``archives:``: backups beyond the platform's own schedule, declared and shown in the plan; somebody else runs them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from neonctl_py.model.archive import Archive
from neonctl_py.stack.documents.lifecycle import NAME
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.names import WEEKDAYS, platform, word
from neonctl_py.stack.scalars import CLOCK, Choice, Duration, Text
from neonctl_py.stack.shapes import Key, ListOf, MapOf, Record, child_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from neonctl_py.model.address import Address
    from neonctl_py.stack.mistakes import Mistakes
    from neonctl_py.stack.scope import Server
    from neonctl_py.stack.shapes import Doc, Word

_DAY: Final = 86_400
_WEEK: Final = 7 * _DAY
_DESTINATION: Final = re.compile(r"([a-z][a-z0-9+.-]*://|/)\S+")


def _destination(text: str) -> str:
    if text.strip() and not _DESTINATION.fullmatch(text):
        return "it has no scheme, as s3:// or file://"
    try:
        urlsplit(text)
    except ValueError:
        return "no host can be read in it"
    return ""


ARCHIVE: Final = Record(
    "archive",
    {
        "every": Key(Duration(60), "How often.", required=True),
        "on": Key(Choice(WEEKDAYS), "The day, of one for each week: `mon` … `sun`."),
        "at": Key(CLOCK, 'The time of day in UTC, as `"02:00"`; of one for each day or week.'),
        "keep": Key(Duration(60), "How long each one is kept.", required=True),
        "branch": Key(Text("a branch's name", platform), "The branch; the default branch when not written."),
        "databases": Key(ListOf(NAME, "databases", 1), "Its databases; all when not written."),
        "to": Key(
            Text("a destination", _destination, code="NP114", quoted=False),
            "Where it goes: a URL, by reference.",
        ),
        "encryption": Key(Text("how it is encrypted"), "How it is encrypted, and with whose key."),
        "verify": Key(Text("how it is verified"), "How one finds out that it can be restored."),
    },
    "an archive",
    {"hour": 'Write `at: "02:00"`.', "day": "Write `on: sun`.", "encrypted": "Write `encryption: …`."},
)
ARCHIVES: Final = MapOf(ARCHIVE, "archives", child_of("archive"), word)


def add_archive(name: Word, doc: Doc, project: Address, branches: Collection[str], server: Server) -> None:
    """Declare one archive."""
    mistakes, address = server.build.mistakes, project.child("archive", str(name))
    branch = doc.get("branch", None)
    if branch is not None and branch not in branches:
        detail = f"There is no branch `{branch}` in this project."
        mistakes.add("NP130", branch.span, detail, did_you_mean(branch, branches), address=address)
    for database in doc.get("databases", []):
        if database not in server.databases:
            detail = f"There is no database `{database}` in this project."
            mistakes.add(
                "NP137", database.span, detail, did_you_mean(database, server.databases), address=address
            )
    value = Archive(
        every=doc.get("every", 0),
        keep=doc.get("keep", 0),
        at=doc.get("at", ""),
        on=str(doc.get("on", "")),
        branch=str(branch or ""),
        databases=tuple(map(str, doc.get("databases", ()))),
        to=str(doc.get("to", "")),
        encryption=str(doc.get("encryption", "")),
        verify=str(doc.get("verify", "")),
    )
    _check_times(value, doc, address, mistakes)
    server.build.declare(address, value, name.span)


def _check_times(archive: Archive, doc: Doc, address: Address, mistakes: Mistakes) -> None:
    if 0 < archive.keep < archive.every:
        detail = "Each one would be gone before the next is made."
        mistakes.add(
            "NP114", doc.value_place("keep"), detail, "Keep it for `every`, or longer.", address=address
        )
    for key, period, unit in (("at", _DAY, "days"), ("on", _WEEK, "weeks")):
        if getattr(archive, key) and archive.every % period:
            detail = f"`{key}` needs an `every` of whole {unit}."
            hint = f"Leave it out, or write `every: {period // _DAY}d`."
            mistakes.add("NP114", doc.value_place(key), detail, hint, address=address)
