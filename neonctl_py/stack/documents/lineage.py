"""What a table says about its parents and parts: ``inherits``, ``partition_by``, ``partition_of``, ``bounds``, ``partitions``."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.column import Column
from neonctl_py.model.own_not_nulls import inherited_name, parents_of
from neonctl_py.model.table import Clone, Heir, NotNull, Override, Table
from neonctl_py.model.values import UNSET
from neonctl_py.stack.documents.column import N_DISTINCT, STORAGES
from neonctl_py.stack.documents.lifecycle import COMMENT, SETTINGS, options_of, settings_of
from neonctl_py.stack.names import identifier
from neonctl_py.stack.partition_text import read_bounds, read_partition_key
from neonctl_py.stack.scalars import Choice, Flag, Number, Sql, Text
from neonctl_py.stack.shapes import Doc, Either, Key, ListOf, MapOf, Record
from neonctl_py.stack.sql_cursor import DefinitionError, qualified_name
from neonctl_py.stack.sql_tokens import SqlTextError, quoted_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.documents.column import WrittenColumn
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word


_OVERRIDES: Final = Key(
    MapOf(
        Record(
            "override",
            {
                "default": Key(Sql(), "Its default here; null: none.", nullable=True),
                "null": Key(Flag(), "`false`: NOT NULL here."),
                "storage": Key(Choice(STORAGES), "How Postgres stores large values here."),
                "compression": Key(
                    Choice(("pglz", "lz4", "default")), "How Postgres compresses large values here."
                ),
                "statistics": Key(Number(0, 10000), "The statistics target here."),
                "n_distinct": Key(N_DISTINCT, "How many values it has here."),
                "n_distinct_inherited": Key(N_DISTINCT, "The same, with all that inherits from it."),
                "options": Key(
                    SETTINGS, "Of a foreign table: the column's options here, by name; exactly these."
                ),
                "comment": COMMENT,
                "not_null_comment": Key(
                    Text("a comment"), "The comment on its NOT NULL here (PostgreSQL 18 on)."
                ),
            },
            "what is different about a column",
        ),
        "columns",
        lambda table, name: table and table.child("column", name),
        identifier,
    ),
    "With `inherits` or `partition_of`: what is different here about the parents' columns, by column.",
)


_CONSTRAINT_NAME: Final = Text("a constraint's name", identifier)
_NAMED_NOT_NULL: Final = Record(
    "childs_not_null",
    {
        "name": Key(_CONSTRAINT_NAME, "Its name.", required=True),
        "no_inherit": Key(Flag(), "NO INHERIT."),
        "validated": Key(Flag(), "`false`: NOT VALID, existing rows aren't looked at."),
    },
    "a child's NOT NULL, as `{name: users_email_given, no_inherit: true}`",
)
_TRIGGER_STATES: Final = ("origin", "disabled", "replica", "always")
HEIR_KEYS: Final = {
    "inherits": Key(ListOf(Text("a table"), "tables", 1), "The tables whose columns it has, too (INHERITS)."),
    "partition_of": Key(Text("a table"), "The partitioned table that it is a part of."),
    "bounds": Key(
        Text("a partition's bounds"),
        "With `partition_of`: `from (…) to (…)`, `in (…)`, `with (modulus 4, remainder 0)` or `default`.",
    ),
    "not_null_names": Key(
        MapOf(Either(scalar=_CONSTRAINT_NAME, mapping=_NAMED_NOT_NULL), "names", rule=identifier),
        "From PostgreSQL 18 on, with `inherits` or `partition_of`: what its own NOT NULLs on its parents' columns are called when"
        " they are made, by column. Those that are not written are called as the parents' are.",
    ),
    "valid_checks": Key(
        ListOf(Text("a check's name", identifier), "checks", 1),
        "With `inherits` or `partition_of`: checks that its parents have as NOT VALID, and that hold for all of its own rows.",
    ),
    "column_order": Key(
        ListOf(Text("a column", identifier), "columns", 1),
        "Of a partition: its columns, where they are to stand in another order than its parent's when it is made.",
    ),
    "overrides": _OVERRIDES,
    "trigger_states": Key(
        MapOf(Choice(_TRIGGER_STATES), "states", rule=identifier),
        "Of a partition: triggers that it has from its parent and that are enabled otherwise here, by name.",
    ),
}
"""What a table and a foreign table say of parents."""
_OF_PARTITIONS: Final = {
    "index_names": "Only a partition has copies of its parent's indexes.",
    "column_order": "Only a partition has its parent's columns and no others.",
}


def has_parents(doc: Doc) -> bool:
    """Does it have columns of other tables?"""
    return doc.has("inherits") or doc.has("partition_of")


@dataclass(frozen=True, slots=True)
class Lineage:
    """As ``model.table.Heir`` has it, and a table's own key."""

    partition_by: str | None = None
    partition_of: str | None = None
    bounds: str | None = None
    inherits: tuple[str, ...] = ()
    clones: tuple[Clone, ...] = ()
    overrides: tuple[Override, ...] = ()
    not_nulls: tuple[NotNull, ...] = ()
    valid_checks: tuple[str, ...] = ()
    trigger_states: tuple[tuple[str, str], ...] = ()
    column_order: tuple[str, ...] = ()

    @property
    def of_heir(self) -> dict[str, Any]:
        """The fields of ``Heir`` but its owner."""
        return {item.name: getattr(self, item.name) for item in fields(Heir) if item.name != "owner"}

    @classmethod
    def read(cls, doc: Doc, table: Address, scope: DatabaseScope) -> Lineage:
        """What is wrong is told."""
        parent, bounds = doc.get("partition_of", None), doc.get("bounds", None)
        if (parent is None) != (bounds is None):
            word = "bounds" if parent is not None else "partition_of"
            span = doc.place("partition_of" if parent is not None else "bounds")
            detail = f"`{word}` is missing: a partition has both `partition_of` and `bounds`."
            scope.build.mistakes.add("NP111", span, detail, f"Write `{word}: …`.", address=table)
        if parent is not None and doc.has("inherits"):
            detail = "A partition can't inherit from other tables."
            hint = "Leave out `inherits`."
            scope.build.mistakes.add("NP116", doc.place("inherits"), detail, hint, address=table)
        if parent is not None and doc.has("columns"):
            detail = "A partition has its parent's columns and no others."
            scope.build.mistakes.add(
                "NP116",
                doc.place("columns"),
                detail,
                "Leave out `columns`; `overrides` says what is different here.",
                address=table,
            )
        for word, detail in _OF_PARTITIONS.items():
            if parent is None and doc.has(word):
                scope.build.mistakes.add(
                    "NP116", doc.place(word), detail, f"Leave out `{word}`.", address=table
                )
        key = doc.get("partition_by", None)
        named = (_table(name, table, scope) for name in doc.get("inherits", []))
        return cls(
            partition_by=_text(read_partition_key, key, table, scope),
            partition_of=None if parent is None else _table(parent, table, scope),
            bounds=_text(read_bounds, bounds, table, scope),
            inherits=tuple(name for name in named if name is not None),
            clones=tuple(_clone(str(of), said) for of, said in doc.get("index_names", {}).items()),
            overrides=_overrides(doc, table, scope),
            not_nulls=_not_nulls(doc, table, scope),
            valid_checks=_valid_checks(doc, table, scope),
            trigger_states=tuple(
                sorted((str(name), str(state)) for name, state in doc.get("trigger_states", {}).items())
            ),
            column_order=tuple(map(str, doc.get("column_order", ()))),
        )


def _overrides(doc: Doc, table: Address, scope: DatabaseScope) -> tuple[Override, ...]:
    for name, said in doc.get("overrides", {}).items():
        if table.kind != "foreign_table" and said.has("options"):
            detail = f"Column `{name}` has options here, and only a foreign table's columns have some."
            scope.build.mistakes.add(
                "NP116", said.place("options"), detail, "Leave out `options`.", address=table
            )
    if doc.has("overrides") and not has_parents(doc):
        detail = "Only a table with parents has columns of theirs."
        scope.build.mistakes.add(
            "NP116", doc.place("overrides"), detail, "Say it in `columns`.", address=table
        )
    found = (_override(str(name), said) for name, said in doc.get("overrides", {}).items())
    return tuple(sorted((item for item in found if item.said), key=lambda item: item.column))


def _not_nulls(doc: Doc, table: Address, scope: DatabaseScope) -> tuple[NotNull, ...]:
    if doc.has("not_null_names") and not has_parents(doc):
        detail = "Only a table with parents has columns of theirs."
        hint = "Say it in `columns`: `a: int constraint a_given not null`."
        scope.build.mistakes.add("NP116", doc.place("not_null_names"), detail, hint, address=table)
    named = (_not_null(str(column), said) for column, said in doc.get("not_null_names", {}).items())
    return tuple(sorted(named, key=lambda item: item.column))


def _not_null(column: str, said: Word | Doc) -> NotNull:
    if not isinstance(said, Doc):
        return NotNull(column, str(said))
    no_inherit, validated = said.get("no_inherit", False), said.get("validated", True)
    return NotNull(column, str(said.get("name", "")), no_inherit=no_inherit, validated=validated)


def _valid_checks(doc: Doc, table: Address, scope: DatabaseScope) -> tuple[str, ...]:
    if doc.has("valid_checks") and not has_parents(doc):
        detail = "Only a table with parents has checks of theirs."
        hint = "Its own are valid unless they say `validated: false`."
        scope.build.mistakes.add("NP116", doc.place("valid_checks"), detail, hint, address=table)
    return tuple(sorted(map(str, doc.get("valid_checks", ()))))


def note_heir(
    table: Address, lineage: Lineage, columns: Mapping[Word, WrittenColumn], scope: DatabaseScope
) -> None:
    """For ``finish_heirs``."""
    said = [
        name
        for name, column in columns.items()
        if column.not_null is not None and column.not_null.get("inherited", False)
    ]
    if lineage.inherits:
        scope.heirs[table] = tuple(name for name, column in columns.items() if column.facts.nullable is None)
        scope.said_inherited |= {table.child("column", str(name)) for name in said}
        return
    for name in said:
        _refuse_inherited(table, name, scope)


def _refuse_inherited(table: Address, column: Word, scope: DatabaseScope) -> None:
    detail = "`not_null: {inherited: true}`, but no parent of the table has a NOT NULL on it."
    hint = "Leave `inherited` out: then it is the table's own."
    scope.build.mistakes.add("NP116", column.span, detail, hint, address=table.child("column", str(column)))


def finish_heirs(scope: DatabaseScope) -> None:
    """When all tables are there: a column that a heir lists, and says neither ``null`` nor ``not null`` of, is as its parents have it,
    as in SQL.
    """
    pending = dict(scope.heirs)
    while pending:
        line = [next(iter(pending))]
        while line:  # parents first; a circle of them ends where it began
            above = parents_of(line[-1], _heir(line[-1], scope))
            waiting = next((parent for parent in above if parent in pending and parent not in line), None)
            if waiting is not None:
                line.append(waiting)
            else:
                heir = line.pop()
                _finish_heir(heir, pending.pop(heir), scope)


def _heir(address: Address, scope: DatabaseScope) -> Heir:
    table = scope.build.objects[address]
    assert isinstance(table, Heir)  # noqa: S101  noted when it was put
    return table


def _finish_heir(heir: Address, columns: tuple[Word, ...], scope: DatabaseScope) -> None:
    table, objects = _heir(heir, scope), scope.build.objects
    given: list[NotNull] = []
    for word in columns:
        name = str(word)
        place = heir.child("column", name)
        column, above = objects.get(place), inherited_name(heir, table, name, objects)
        if isinstance(column, Column) and column.nullable and above:
            objects[place] = replace(column, nullable=False)
            given.append(NotNull(name, above, own=False))
        elif place in scope.said_inherited and getattr(column, "nullable", False):
            _refuse_inherited(heir, word, scope)
    if given:
        not_nulls = tuple(sorted((*table.not_nulls, *given), key=lambda item: item.column))
        objects[heir] = replace(table, not_nulls=not_nulls)


def _override(column: str, doc: Doc) -> Override:
    default, comment, of_not_null = (
        doc.get("default"),
        doc.get("comment", None),
        doc.get("not_null_comment", None),
    )
    said: dict[str, Any] = {
        "default": str(default) if isinstance(default, str) else default,
        "nullable": doc.get("null"),
        "storage": doc.get("storage"),
        "compression": doc.get("compression"),
        "statistics": doc.get("statistics"),
        "n_distinct": doc.get("n_distinct"),
        "n_distinct_inherited": doc.get("n_distinct_inherited"),
        "options": options_of(doc) if doc.has("options") else UNSET,
        "comment": str(comment) if comment else UNSET,
        "not_null_comment": str(of_not_null) if of_not_null else UNSET,
    }
    plain: dict[str, Any] = {key: str(held) if isinstance(held, str) else held for key, held in said.items()}
    return Override(column, **plain)


def _clone(of: str, said: Word | Doc) -> Clone:
    if not isinstance(said, Doc):
        return Clone("index", str(said), of)
    parameters = settings_of(said.get("with", {})) if said.has("with") else None
    return Clone("index", str(said.get("name", "")), of, parameters)


def add_partitions(doc: Doc, table: Address, owner: str | Unset, scope: DatabaseScope) -> None:
    """Those that are written beside the key."""
    written = doc.get("partitions", {})
    if written and not doc.has("partition_by"):
        detail = "Only a partitioned table has partitions."
        hint = "Write `partition_by: range (created_at)`."
        scope.build.mistakes.add("NP111", doc.place("partitions"), detail, hint, address=table)
    of = ".".join(map(quoted_name, table.name))
    for name, bounds in written.items():
        address = scope.address.child("table", table.name[0], str(name))
        spelled = _text(read_bounds, bounds, address, scope)
        scope.build.put(address, Table(owner=owner, partition_of=of, bounds=spelled), name.span)


def _text(
    read: Callable[[str], str], written: Word | None, address: Address, scope: DatabaseScope
) -> str | None:
    if written is None:
        return None
    try:
        return read(str(written))
    except (DefinitionError, SqlTextError) as error:
        hint = getattr(error, "hint", "")
        scope.build.mistakes.add("NP123", written.span, str(error), hint, address=address)
        return None


def _table(written: Word, address: Address, scope: DatabaseScope) -> str | None:
    """As ``regclass`` prints it with an empty search path."""
    try:
        parts = qualified_name(str(written), "A table")
    except (DefinitionError, SqlTextError) as error:
        scope.build.mistakes.add("NP123", written.span, str(error), address=address)
        return None
    schema = parts[0] if len(parts) > 1 else ""
    found = scope.table(schema, parts[-1], address.name[0], written.span, address)
    return None if found is None else ".".join(map(quoted_name, found))
