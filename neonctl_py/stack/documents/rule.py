"""Rewrite rules of tables and views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.rule import Rule
from neonctl_py.stack.documents.lifecycle import COMMENT, RENAMED_FROM
from neonctl_py.stack.documents.trigger import ENABLED_KEY, enabled_of
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Choice, Flag, Sql
from neonctl_py.stack.shapes import Either, Key, ListOf, MapOf, Record

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Doc, Word

_COMMAND: Final = Sql("a command, or `nothing`")
RULE: Final = Record(
    "rule",
    {
        "on": Key(Choice(("insert", "update", "delete")), "The command that it is about.", required=True),
        "where": Key(Sql(), "Only for rows for which this holds; `old` and `new` are the rows."),
        "instead": Key(Flag(), "The command itself is not done."),
        "do": Key(
            Either(scalar=_COMMAND, sequence=ListOf(_COMMAND, "commands", 1)),
            "What is done: `nothing`, a command, or a list of them.",
        ),
        "definition": Key(
            Sql("`[where (…)] do [instead] …`"),
            "All of it in Postgres' words, instead of the three keys above.",
        ),
        "enabled": ENABLED_KEY,
        "comment": COMMENT,
        "renamed_from": RENAMED_FROM,
    },
    "a rule",
    {"event": "Write `on: insert`.", "command": "Write `do: …`.", "actions": "Write `do: […]`."},
)
RULES: Final = MapOf(
    RULE, "rules", lambda relation, name: relation and relation.child("rule", name), identifier
)
RULES_KEY: Final = Key(RULES, "Its rewrite rules, by name; exactly these.")


def add_rule(name: Word, doc: Doc, relation: Address, scope: DatabaseScope) -> None:
    """Put one rule."""
    address = relation.child("rule", str(name))
    comment = doc.get("comment", None)
    value = Rule(
        event=str(doc.get("on", "insert")),  # type: ignore[arg-type]  # one of the words
        definition=_definition(doc),
        enabled=enabled_of(doc, address, scope),
        comment=str(comment) if comment else None,
    )
    scope.build.put(address, value, name.span)
    scope.build.renamed_from(doc, address)
    if doc.has("definition") == doc.has("do") or (
        doc.has("definition") and (doc.has("where") or doc.has("instead"))
    ):
        detail = "A rule says what it does with `do` (and `where`, `instead`), or else with `definition`."
        scope.build.mistakes.add("NP116", doc.span, detail, "Write one of them.", address=address)
    if relation.kind == "view" and doc.has("enabled"):
        detail = "Postgres can switch the rules of tables only."
        scope.build.mistakes.add(
            "NP116", doc.place("enabled"), detail, "Leave `enabled` out.", address=address
        )


def _definition(doc: Doc) -> str:
    if doc.has("definition"):
        return str(doc.get("definition"))
    where = f"WHERE ({doc.get('where')}) " if doc.has("where") else ""
    return f"{where}DO {'INSTEAD ' if doc.get('instead', False) else ''}{_commands(doc.get('do', 'nothing'))}"


def _commands(written: Any) -> str:
    commands = [str(command).rstrip().removesuffix(";") for command in _listed(written)]
    if len(commands) == 1:
        return "NOTHING" if commands[0].lower() == "nothing" else commands[0]
    return f"( {'; '.join(commands)} )"


def _listed(written: Any) -> list[Any]:
    return written if isinstance(written, list) else [written]
