"""``checks:`` of a project or a database: SQL assertions that ``neonpy check`` runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.check import LiveCheck
from neonctl_py.stack.documents.lifecycle import NAME
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.names import word
from neonctl_py.stack.nodes import Node, Scalar
from neonctl_py.stack.scalars import Choice, Sql, Text
from neonctl_py.stack.shapes import Definitions, Key, MapOf, Record, child_of, wrong_shape

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.mistakes import Mistakes
    from neonctl_py.stack.scope import Server
    from neonctl_py.stack.shapes import Doc, Word


class _Expectation:
    """Any single value, as YAML means it."""

    expected = "a text, a number, true, false or null"

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Any:
        return node.value if isinstance(node, Scalar) else wrong_shape(self.expected, node, address, mistakes)

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        return {"type": ["string", "number", "boolean", "null"]}


CHECK: Final = Record(
    "check",
    {
        "sql": Key(Sql("an SQL query that gives one value"), "The query; it gives one value.", required=True),
        "expect": Key(_Expectation(), "The value that it must give; 0 when not written."),
        "severity": Key(Choice(("info", "warning", "alert")), "How bad it is when it gives another one."),
        "database": Key(NAME, "The database to ask, when the project has several."),
        "description": Key(Text(), "What it watches over."),
    },
    "a check",
)
LIVE_CHECKS: Final = MapOf(CHECK, "checks", child_of("check"), word)


def database_of(doc: Doc, container: Address, name: Word, server: Server) -> str:
    """The database that a declaration is about: its own, the written one, or the only one."""
    if container.kind == "database":
        return container.name[0]
    written = doc.get("database", None)
    if written is not None:
        if written not in server.databases:
            detail = f"There is no database `{written}` in this project."
            server.build.mistakes.add(
                "NP137", written.span, detail, did_you_mean(written, server.databases), address=container
            )
        return str(written)
    if len(server.databases) == 1:
        return server.databases[0]
    detail = f"`{name}` doesn't say which of the project's {len(server.databases)} databases it is about."
    server.build.mistakes.add("NP111", name.span, detail, "Write `database: …`.", address=container)
    return ""


def add_check(name: Word, doc: Doc, container: Address, server: Server) -> None:
    """Declare one check."""
    value = LiveCheck(
        sql=str(doc.get("sql", "")),
        expect=doc.get("expect", 0),
        severity=str(doc.get("severity", "warning")),
        database=database_of(doc, container, name, server),
        description=str(doc.get("description", "")),
    )
    server.build.declare(container.child("check", str(name)), value, name.span)
