"""``archives:``: backups beyond the platform's own schedule, declared; no command runs them yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.archive import Archive
from neonctl_py.stack.documents.lifecycle import NAME
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.names import platform, word
from neonctl_py.stack.scalars import Duration, Text
from neonctl_py.stack.shapes import Key, ListOf, MapOf, Record, child_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from neonctl_py.model.address import Address
    from neonctl_py.stack.scope import Server
    from neonctl_py.stack.shapes import Doc, Word

ARCHIVE: Final = Record(
    "archive",
    {
        "every": Key(Duration(60), "How often.", required=True),
        "keep": Key(Duration(60), "How long each one is kept.", required=True),
        "branch": Key(Text("a branch's name", platform), "The branch; the default branch when not written."),
        "databases": Key(ListOf(NAME, "databases", 1), "Its databases; all when not written."),
        "to": Key(Text("a destination"), "Where it goes: a URL, by reference."),
    },
    "an archive",
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
        branch=str(branch or ""),
        databases=tuple(map(str, doc.get("databases", ()))),
        to=str(doc.get("to", "")),
    )
    server.build.declare(address, value, name.span)
