"""Keys that many kinds share: ``lifecycle``, ``unmanaged``, ``external``, ``renamed_from``, ``comment``, ``owner``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.unordered import Unordered
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Choice, Flag, Number, Text
from neonctl_py.stack.shapes import Key, ListOf, MapOf, Record

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.shapes import Doc, Placing

NAME: Final = Text("a name", identifier)
NAMES: Final = ListOf(NAME, "names", 1)
ROLE_NAME: Final = Text("a role's name", identifier)
SETTINGS: Final = MapOf(Text("a value", empty=True), "settings")

LIFECYCLE: Final = Key(
    Record(
        "lifecycle",
        {
            "prevent_destroy": Key(Flag(), "Refuse every plan that would delete or replace it."),
            "online": Key(
                Choice(("auto", "always", "never")),
                "Whether tables in it are changed in the forms that block nobody: `auto` those that are large, `always`, `never`.",
            ),
        },
        "a lifecycle",
    ),
    "What may never happen to it, and how it is changed.",
)
UNMANAGED: Final = Key(
    Choice(("keep", "delete")),
    "What becomes of what exists in it and isn't declared: `keep` (reported, never touched) or `delete`.",
)
EXTERNAL: Final = Key(
    Text("`true`, or who owns it"),
    "Someone else owns it (`true`, or their name): it is read, never changed.",
)
RENAMED_FROM: Final = Key(NAME, "Its old name: it is renamed instead of dropped and made anew.")
EXPAND: Final = Key(
    Choice(("2-step",)),
    "`2-step`: old and new code both work between `apply` (the expand half) and `apply --contract`.",
)
COMMENT: Final = Key(Text("text", empty=True), "Its comment in Postgres.", nullable=True)
OWNER: Final = Key(ROLE_NAME, "The role that owns it.")
CONNECTION_LIMIT: Final = Key(Number(-1, 2**31 - 1), "How many sessions at once; -1 is no limit.")


OPTIONS: Final = Key(MapOf(Text("a value", empty=True), "options"), "Its options, by name; exactly these.")


def in_schema(kind: str) -> Placing:
    """Places what is written in a schema directly under the database, with the schema in its name."""

    def place(schema: Address | None, name: str) -> Address | None:
        return schema.parent.child(kind, schema.name[-1], name) if schema and schema.parent else None

    return place


def options_of(doc: Doc) -> tuple[tuple[str, str], ...]:
    """As they are written: Postgres keeps their order, though it means nothing."""
    return Unordered((str(name), str(value)) for name, value in doc.get("options", {}).items())


def comment_of(doc: Doc) -> str | None:
    """An empty one is none."""
    comment = doc.get("comment", None)
    return str(comment) if comment else None


def settings_of(written: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """As ``options_of``; the name in lower case (Postgres doesn't tell ``TimeZone`` from ``timezone``), the value as it is."""
    return Unordered((str(name).lower(), str(value)) for name, value in written.items())
