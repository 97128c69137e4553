"""``tests:`` of a database: who sees, may do and is refused what, tried by ``neonpy test``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.proof import Actor, Holding, Proof, Proofs, Seed, Statement, Survivor
from neonctl_py.stack.documents.lifecycle import ROLE_NAME
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.names import word
from neonctl_py.stack.nodes import Mapping as MappingNode
from neonctl_py.stack.nodes import Node, Scalar, Sequence
from neonctl_py.stack.proof_values import CELL, EXPECTED, Values, name_trouble, names_of, one_line_of
from neonctl_py.stack.scalars import Flag, Sql, Text
from neonctl_py.stack.shapes import INVALID, Doc, Either, Key, ListOf, MapOf, Named, Record, Word
from neonctl_py.stack.sql_tokens import quoted_name

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.model.proof import Expected
    from neonctl_py.stack.scope import DatabaseScope

COMMANDS: Final = ("select", "insert", "update", "delete", "truncate", "references", "trigger")
_PARTLY: Final = re.compile(r"(select|insert|update|references) of some columns\Z")

_SET: Final = MapOf(CELL, "settings")
_ROW: Final = MapOf(CELL, "columns")
_ROWS: Final = MapOf(ListOf(_ROW, "rows, each a mapping from columns to values"), "tables")
_SQL: Final = Sql("SQL that puts rows there")
SEED: Final = Either(
    scalar=_SQL,
    sequence=ListOf(Either(scalar=_SQL, mapping=_ROWS), "rows by table, and SQL"),
    mapping=_ROWS,
)
_ACTOR: Final = Record(
    "test_actor",
    {
        "role": Key(ROLE_NAME, "The role.", required=True),
        "set": Key(_SET, "Settings of the session, by name; a mapping becomes JSON."),
    },
    "who does it",
    {"as": "Write `role: …`.", "settings": "Write `set: {…}`."},
)
_STATEMENT: Final = Record(
    "test_statement",
    {
        "sql": Key(Sql("one statement"), "The statement.", required=True),
        "expect": Key(EXPECTED, "What comes of it; else `allowed`."),
        "keep": Key(Flag(), "Its effect stays for the statements below it."),
    },
    "a statement and what comes of it",
)
_WHO: Final = MapOf(MapOf(EXPECTED, "statements"), "actors")
_PROOF: Final = Record(
    "test",
    {
        "as": Key(ROLE_NAME, "Who: a name under `actors:`, or a role."),
        "set": Key(_SET, "Settings of the session beside the actor's."),
        "given": Key(SEED, "What is there beside the seed of all."),
        "expect": Key(
            Either(
                mapping=MapOf(EXPECTED, "statements"),
                sequence=ListOf(_STATEMENT, "statements, each a mapping"),
            ),
            "What comes of each statement.",
        ),
        "try": Key(MapOf(Sql("one statement"), "statements", rule=word), "Statements by name, for `who`."),
        "who": Key(_WHO, "For each actor, what comes of each statement under `try`."),
    },
    "a test",
    {
        "role": "Write `as: …`.",
        "sql": "Write `expect: {the statement: what comes of it}`.",
        "cases": "Write them under `tests: {proofs: …}`.",
    },
)
_COMMAND: Final = Text("a command, as `select`, or `select of some columns`")
_SURVIVOR: Final = Record(
    "test_survivor",
    {
        "on": Key(
            Text("an address or a pattern of it, as `table.*/policy.migrations`"),
            "What is weakened.",
            required=True,
        ),
        "change": Key(Text("a pattern, as `using *`"), "What of it; else all."),
        "reason": Key(Text("the reason"), "Why no test needs to notice.", required=True),
    },
    "what may go unnoticed",
    {"address": "Write `on: address`."},
)
TESTS: Final = Record(
    "tests",
    {
        "names": Key(
            MapOf(Text("a value", empty=True), "values", rule=name_trouble),
            "Names for values: `$name` below.",
        ),
        "actors": Key(MapOf(_ACTOR, "actors", rule=word), "Who does things: a role with settings, by name."),
        "seed": Key(SEED, "The rows that every test begins with."),
        "proofs": Key(MapOf(_PROOF, "tests", rule=word), "The tests, by the sentence that they prove."),
        "privileges": Key(
            MapOf(MapOf(ListOf(_COMMAND, "commands"), "tables"), "roles"),
            "Exactly these commands each role may do, by table or pattern; the last that fits counts.",
        ),
        "survivors": Key(
            ListOf(_SURVIVOR, "entries, each `{on: …, reason: …}`"),
            "What `neonpy test --mutate` may weaken without a test that fails, and why.",
        ),
    },
    "the tests of a database",
    {"cases": "Write `proofs: {…}`.", "values": "Write `names: {…}`."},
)


def add_proofs(doc: Doc, scope: DatabaseScope) -> None:
    """Note the tests of a database whose objects are all known."""
    values = Values(names_of(doc.get("names", None)), scope.build.mistakes, scope.address)
    reader = _Reader(scope, values)
    reader.actors = {
        str(name): reader.actor(name, written) for name, written in doc.get("actors", {}).items()
    }
    scope.build.proofs[scope.address] = Proofs(
        seed=tuple(reader.seeds(_node(doc, "seed"))),
        proofs=tuple(
            proof for name, written in doc.get("proofs", {}).items() for proof in reader.proofs(name, written)
        ),
        privileges=tuple(reader.holdings(doc.get("privileges", {}))),
        survivors=tuple(
            Survivor(
                str(said.get("on")), str(said.get("reason")), str(said.get("change", None) or ""), said.span
            )
            for said in doc.get("survivors", [])
            if said.has("on") and said.has("reason")
        ),
    )


def _node(doc: Doc, key: str) -> Node | None:
    """What was written there, when it could be read."""
    return doc.node.node(key) if doc.node is not None and doc.has(key) else None


@dataclass(slots=True)
class _Reader:
    scope: DatabaseScope
    values: Values
    actors: dict[str, Actor] = None  # type: ignore[assignment]  # they are read with it

    def actor(self, name: Word, doc: Doc) -> Actor:
        role = doc.get("role", None)
        known = self.scope.server.role(role, self.scope.address) if role is not None else ""
        return Actor(str(name), known, self.settings(doc))

    def settings(self, doc: Doc) -> tuple[tuple[str, str], ...]:
        written = doc.get("set", {})
        return tuple((str(name), self.values.text(node) or "") for name, node in written.items())

    def who(self, name: Word) -> Actor:
        """An actor by name, else a role without settings."""
        if name in self.actors:
            return self.actors[name]
        server = self.scope.server
        if name not in server.roles:
            detail = f"`{name}` is neither an actor of these tests nor a role of this stack."
            hint = did_you_mean(name, {*self.actors, *server.roles})
            server.build.mistakes.add("NP131", name.span, detail, hint, address=self.scope.address)
        return Actor(str(name), str(name))

    def proofs(self, name: Word, doc: Doc) -> list[Proof]:
        """One, or one for each actor under ``who``."""
        given = tuple(self.seeds(_node(doc, "given")))
        if doc.has("try") or doc.has("who"):
            self._apart(doc)
            tried = doc.get("try", {})
            return [
                Proof(
                    name=f"{name}: {who}",
                    actor=self._with(self.who(who), doc),
                    statements=tuple(self._tried(tried, outcomes)),
                    given=given,
                    span=who.span,
                )
                for who, outcomes in doc.get("who", {}).items()
            ]
        actor = doc.get("as", None)
        if actor is None or not doc.has("expect"):
            missing = "as" if actor is None else "expect"
            what = f"`{missing}` is missing in `{name}`."
            hint = "Write `as: role` and `expect: {statement: what comes of it}`, or `try:` and `who:`."
            self.scope.build.mistakes.add("NP111", name.span, what, hint, address=self.scope.address)
            return []
        statements = tuple(self._statements(doc.get("expect")))
        made = self._with(self.who(actor), doc)
        return [Proof(name=str(name), actor=made, statements=statements, given=given, span=name.span)]

    def _apart(self, doc: Doc) -> None:
        mistakes, address = self.scope.build.mistakes, self.scope.address
        for key in ("as", "expect"):
            if doc.has(key):
                detail = f"`{key}` can't stand beside `try` and `who`."
                mistakes.add("NP116", doc.place(key), detail, "Make it a test of its own.", address=address)
        for key in ("try", "who"):
            if not doc.has(key):
                mistakes.add("NP111", doc.span, f"`{key}` is missing.", f"Write `{key}: …`.", address=address)

    def _with(self, actor: Actor, doc: Doc) -> Actor:
        more = self.settings(doc)
        return Actor(actor.name, actor.role, (*actor.settings, *more)) if more else actor

    def _tried(self, tried: Named, outcomes: Named) -> list[Statement]:
        found = []
        for name, node in outcomes.items():
            if name not in tried:
                detail = f"`{name}` is not under `try`."
                hint = did_you_mean(name, tried)
                self.scope.build.mistakes.add("NP113", name.span, detail, hint, address=self.scope.address)
                continue
            expected = self.values.expected(node)
            if expected is not INVALID:
                text = next(sql for known, sql in tried.items() if known == name)
                found.append(self._statement(text, name.span, expected))
        return found

    def _statements(self, written: Any) -> list[Statement]:
        found = []
        if isinstance(written, dict):
            for text, node in written.items():
                expected = self.values.expected(node)
                if expected is not INVALID:
                    found.append(self._statement(text, text.span, expected))
            return found
        for doc in written:
            node, text = doc.get("expect", None), doc.get("sql", None)
            plain = Scalar("allowed", "allowed", doc.span, plain=True, source="allowed", exact=False)
            expected = self.values.expected(plain if node is None else node)
            if text is not None and expected is not INVALID:
                keep = doc.get("keep", False) is True
                found.append(self._statement(text, text.span, expected, keep=keep))
        return found

    def _statement(self, text: Word, span: Span, expected: Expected, *, keep: bool = False) -> Statement:
        sql = self.values.sql(text, text.span)
        return Statement(sql=sql, written=one_line_of(text), expected=expected, keep=keep, span=span)

    def seeds(self, node: Node | None) -> list[Seed]:
        """In the order of writing."""
        match node:
            case Scalar() if node.text.strip():
                return [Seed(self.values.sql(node.text, node.span), one_line_of(node.text), node.span)]
            case Sequence():
                return [seed for item in node.items for seed in self.seeds(item)]
            case MappingNode():
                return [
                    seed
                    for entry in node.entries.values()
                    for seed in self._rows(Word.at(entry.key, entry.span), entry.node)
                ]
            case _:
                return []

    def _rows(self, written: Word, node: Node) -> list[Seed]:
        schema, _, name = written.rpartition(".")
        found = self.scope.table(schema, name, self._home(), written.span, self.scope.address)
        rows = [row for row in getattr(node, "items", []) if isinstance(row, MappingNode)]
        if found is None:
            return []
        names = self.scope.tables.get(found)
        seeds = []
        for row in rows:
            columns = []
            for key, entry in row.entries.items():
                known = names.columns if names is not None else None
                columns.append(self.scope.column(key, known, name, entry.span, self.scope.address))
            cells = [
                self.values.literal(entry.node, is_array=self._is_array(found, column))
                for column, entry in zip(columns, row.entries.values(), strict=True)
            ]
            table = f"{quoted_name(found[0])}.{quoted_name(found[1])}"
            listed = ", ".join(map(quoted_name, columns))
            values = f"overriding system value values ({', '.join(cells)})"
            sql = (
                f"insert into {table} ({listed}) {values}"
                if columns
                else f"insert into {table} default values"
            )
            seeds.append(Seed(sql, f"a row of {found[0]}.{found[1]}", row.span))
        return seeds

    def _is_array(self, table: tuple[str, str], column: str) -> bool:
        place = self.scope.address.child("table", *table).child("column", column)
        return str(getattr(self.scope.build.objects.get(place), "type", "")).endswith("[]")

    def _home(self) -> str:
        """Where a table's name without a schema belongs: ``public``, else the only schema."""
        managed = [name for name, is_ours in self.scope.schemas.items() if is_ours]
        return managed[0] if len(managed) == 1 else "public"

    def holdings(self, written: Any) -> list[Holding]:
        found = []
        for role, tables in written.items():
            self.scope.server.role(role, self.scope.address)
            for pattern, commands in tables.items():
                self._known_pattern(pattern)
                read = tuple(str(command) for command in commands if self._known_command(command))
                found.append(Holding(str(role), str(pattern), read, pattern.span))
        return found

    def _known_command(self, command: Word) -> bool:
        if command in COMMANDS or _PARTLY.match(command):
            return True
        self.scope.build.mistakes.add(
            "NP113",
            command.span,
            f"`{command}` is no command that a role can hold on a table.",
            did_you_mean(command, COMMANDS),
            address=self.scope.address,
        )
        return False

    def _known_pattern(self, pattern: Word) -> None:
        names = [f"{schema}.{name}" for schema, name in self._relations()]
        if not any(fnmatchcase(name, pattern) for name in names):
            detail = f"No table of this database is called `{pattern}`."
            hint = did_you_mean(pattern, names)
            self.scope.build.mistakes.add("NP132", pattern.span, detail, hint, address=self.scope.address)

    def _relations(self) -> list[tuple[str, str]]:
        kinds = ("table", "view", "materialized_view", "foreign_table")
        return [
            (place.name[0], place.name[1])
            for place in self.scope.build.objects
            if place.kind in kinds and _is_of(place, self.scope.address)
        ]


def _is_of(place: Address, database: Address) -> bool:
    return place.parent == database
