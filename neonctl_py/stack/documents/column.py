"""Columns: the short form (a column as SQL says it) and the long form (a mapping with the same facts)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.column import Column
from neonctl_py.model.values import UNSET, Unset
from neonctl_py.stack.column_text import (
    ColumnFacts,
    InlineCheck,
    InlineKey,
    collation_name,
    read_column,
    read_identity,
)
from neonctl_py.stack.documents.lifecycle import COMMENT, EXPAND, NAME, RENAMED_FROM, SETTINGS, options_of
from neonctl_py.stack.documents.masking import CLASSIFICATION_KEY, MASK_KEY
from neonctl_py.stack.documents.sequence import add_serial
from neonctl_py.stack.foreign_key_text import read_foreign_key
from neonctl_py.stack.names import identifier
from neonctl_py.stack.nodes import Mapping, Node, Scalar
from neonctl_py.stack.scalars import Choice, Flag, Number, Parsed, Sql, Text
from neonctl_py.stack.shapes import (
    INVALID,
    Definitions,
    Doc,
    Either,
    Invalid,
    Key,
    MapOf,
    Record,
    Word,
    wrong_shape,
)
from neonctl_py.stack.sql_cursor import DefinitionError
from neonctl_py.stack.sql_tokens import SqlTextError
from neonctl_py.stack.type_names import TypeTextError, read_type

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.model.masking import Mask
    from neonctl_py.stack.mistakes import Mistakes
    from neonctl_py.stack.scope import DatabaseScope

STORAGES: Final = ("plain", "external", "extended", "main")


@dataclass(slots=True)
class WrittenColumn:
    """Either form after reading."""

    facts: ColumnFacts
    span: Span
    not_null: Doc | None = None
    comment: str | None = None
    statistics: int | None = None
    n_distinct: str | None = None
    n_distinct_inherited: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    backfill: str | Unset = UNSET
    renamed_from: Word | None = None
    expand: str | None = None
    is_short: bool = False
    classification: str = ""
    mask: Mask | None = None

    def get(self, key: str, default: Any = None) -> Any:
        """For ``Build.renamed_from``."""
        return getattr(self, key) if key in ("renamed_from", "expand") else default


class _ShortForm:
    """``text not null default 'x'``."""

    expected = "a column's definition, as `text not null`"

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> WrittenColumn | Invalid:
        if not isinstance(node, Scalar) or node.value is None:
            return wrong_shape(self.expected, node, address, mistakes)
        facts = read_facts(lambda: read_column(node.text), node, address, mistakes)
        return INVALID if facts is None else WrittenColumn(facts, node.span, is_short=True)

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        return {
            "type": "string",
            "description": "The column's definition as SQL says it: `text not null default 'x'`.",
        }


def read_facts(read: Any, node: Scalar, address: Address | None, mistakes: Mistakes) -> Any:
    """What ``read`` gives, or None after telling what is wrong with the text."""
    about = address or ""
    try:
        return read()
    except TypeTextError as error:
        mistakes.add("NP120", node.span, str(error), error.hint, address=about)
    except DefinitionError as error:
        mistakes.add("NP120", node.at(error.offset), str(error), error.hint, address=about)
    except SqlTextError as error:
        hint = "Close it; in YAML, quote the whole text."
        mistakes.add("NP122", node.at(error.offset), str(error), hint, address=about)
    return None


N_DISTINCT: Final = Parsed("a number, as `100` or `-0.5`", lambda text: text, r"-?[0-9.]+(?:e[-+]?[0-9]+)?")
NOT_NULL: Final = Record(
    "not_null",
    {
        "name": Key(NAME, "The constraint's name; Postgres' own default when not written."),
        "validated": Key(Flag(), "`false`: NOT VALID, existing rows aren't looked at."),
        "no_inherit": Key(Flag(), "NO INHERIT."),
        "inherited": Key(Flag(), "`true`: it is the parents', and not the table's own."),
        "comment": COMMENT,
    },
    "a NOT NULL constraint, as `{name: users_email_given}`",
)
LONG_FORM: Final = Record(
    "column",
    {
        "type": Key(Text("a type"), "Its type.", required=True),
        "null": Key(Flag(), "`false`: NOT NULL."),
        "not_null": Key(NOT_NULL, "NOT NULL, and more about it than `null: false` says (PostgreSQL 18 on)."),
        "default": Key(Sql(), "Its default, an SQL expression.", nullable=True),
        "primary_key": Key(Flag(), "It is the table's primary key."),
        "unique": Key(Flag(), "No two rows may have the same value."),
        "check": Key(Sql(), "What must hold, an SQL expression."),
        "references": Key(
            Text("a table with its column"), "A foreign key, as `users(id) on delete cascade`."
        ),
        "identity": Key(
            Text("`always` or `by default`"), "`always` or `by default`, with sequence options in brackets."
        ),
        "generated": Key(Sql(), "The expression that it is computed from."),
        "stored": Key(Flag(), "`false`: a generated column that is computed when read (PostgreSQL 18 on)."),
        "collation": Key(Text("a collation"), "Its collation.", nullable=True),
        "storage": Key(Choice(STORAGES), "How Postgres stores large values.", nullable=True),
        "compression": Key(Choice(("pglz", "lz4")), "How Postgres compresses large values.", nullable=True),
        "statistics": Key(Number(-1, 10000), "The statistics target.", nullable=True),
        "n_distinct": Key(
            N_DISTINCT, "How many values it has; `-0.5`: half as many as there are rows.", nullable=True
        ),
        "n_distinct_inherited": Key(N_DISTINCT, "The same, with all that inherits from it.", nullable=True),
        "options": Key(SETTINGS, "Options of a foreign table's column, by name; exactly these."),
        "comment": COMMENT,
        "backfill": Key(Sql(), "The expression that fills existing rows when the column is added."),
        "renamed_from": RENAMED_FROM,
        "expand": EXPAND,
        "classification": CLASSIFICATION_KEY,
        "mask": MASK_KEY,
    },
    "a column",
    {
        "nullable": "Write `null: false`.",
        "collate": "Write `collation:`.",
        "primary": "Write `primary_key: true`.",
    },
)


class _LongForm:
    """A mapping with a column's facts."""

    expected = LONG_FORM.expected
    record = LONG_FORM

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> WrittenColumn | Invalid:
        doc = LONG_FORM.read(node, address, mistakes)
        if isinstance(doc, Invalid) or not isinstance(node, Mapping) or not doc.has("type"):
            return INVALID
        facts = _facts(doc, node, address, mistakes)
        if facts is None:
            return INVALID
        comment = doc.get("comment", None)
        backfill = doc.get("backfill")
        return WrittenColumn(
            facts,
            node.span,
            not_null=doc.get("not_null", None),
            comment=str(comment) if comment else None,
            statistics=None if doc.get("statistics", None) == -1 else doc.get("statistics", None),
            n_distinct=doc.get("n_distinct", None),
            n_distinct_inherited=doc.get("n_distinct_inherited", None),
            options=options_of(doc),
            backfill=str(backfill) if isinstance(backfill, str) else UNSET,
            renamed_from=doc.get("renamed_from", None),
            expand=doc.get("expand", None),
            classification=str(doc.get("classification", "")),
            mask=doc.get("mask", None),
        )

    def schema(self, definitions: Definitions, /) -> dict[str, Any]:
        return LONG_FORM.schema(definitions)


def _says_strict(doc: Doc) -> bool:
    said = doc.get("not_null", None)
    return isinstance(said, Doc) and not said.get("inherited", False)


def _facts(doc: Doc, node: Mapping, address: Address | None, mistakes: Mistakes) -> ColumnFacts | None:
    def told(key: str, read: Any) -> Any:
        inner = node.node(key)
        if not doc.has(key) or doc.get(key) is None or not isinstance(inner, Scalar):
            return None
        return read_facts(lambda: read(doc.get(key)), inner, address, mistakes)

    kind = told("type", read_type)
    if kind is None:
        return None
    reference = told("references", lambda text: read_foreign_key(f"references {text}")[1])
    return ColumnFacts(
        kind,
        nullable=False if _says_strict(doc) and doc.get("null", None) is None else doc.get("null", None),
        default=_text(doc, "default"),
        identity=told("identity", read_identity),
        generated=_text(doc, "generated"),
        stored=doc.get("stored", True),
        collation=collation_name(str(doc.get("collation"))) if doc.get("collation", None) else None,
        storage=_text(doc, "storage"),
        compression=_text(doc, "compression"),
        primary_key=InlineKey() if doc.get("primary_key", False) is True else None,
        unique=InlineKey() if doc.get("unique", False) is True else None,
        checks=[InlineCheck(str(doc.get("check")))] if doc.has("check") else [],
        references=reference,
    )


def _text(doc: Doc, key: str) -> str | None:
    value = doc.get(key, None)
    return None if value is None else str(value)


COLUMN: Final = Either(scalar=_ShortForm(), mapping=_LongForm())
COLUMNS: Final = MapOf(
    COLUMN, "columns", lambda table, name: table and table.child("column", name), identifier
)


def add_column(
    name: Word,
    column: WrittenColumn,
    position: int,
    *,
    in_primary_key: bool,
    table: Address,
    scope: DatabaseScope,
) -> None:
    """Put one column. Its constraints are the table's (``documents/constraint``)."""
    facts, address = column.facts, table.child("column", str(name))
    is_simple = (
        column.is_short and facts.type.builtin and not facts.type.serial and facts.nullable is not True
    )
    key = id(facts), position, in_primary_key
    if is_simple and key in scope.simple_columns:  # the same as another table's
        scope.build.put(address, scope.simple_columns[key][1], name.span)
        return
    mistakes = scope.build.mistakes
    if facts.nullable is True and (in_primary_key or facts.identity):
        why = "the primary key holds it" if in_primary_key else "it is an identity column"
        mistakes.add(
            "NP116", column.span, f"It can't be `null`: {why}.", "Leave `null` out.", address=address
        )
    said = [word for word in ("default", "identity", "generated") if getattr(facts, word) is not None]
    if len(said) > 1:
        detail = f"It says {' and '.join(f'`{word}`' for word in said)}, and Postgres takes only one of them."
        mistakes.add("NP116", column.span, detail, "Keep one.", address=address)
    if facts.nullable is True and column.not_null is not None:
        mistakes.add(
            "NP116",
            column.span,
            "`null: true` and `not_null:` can't both be said.",
            "Keep one.",
            address=address,
        )
    is_serial = facts.type.serial and not facts.type.array and not said
    default = None if facts.default is None or facts.default.lower() == "null" else facts.default
    if is_serial:
        default = add_serial(table, str(name), facts.type.builtin, column.span, scope)
    value = Column(
        type=facts.type.builtin
        if is_serial
        else scope.type_name(facts.type, table.name[0], column.span, address),
        nullable=facts.nullable is not False
        and not (in_primary_key or is_serial or facts.identity is not None),
        **_not_null(column),
        default=default,
        identity=facts.identity,
        generated=facts.generated,
        stored=facts.stored if facts.generated is not None else True,
        collation=facts.collation,
        storage=facts.storage,  # type: ignore[arg-type]  # one of STORAGES
        compression=facts.compression,
        statistics=column.statistics,
        n_distinct=column.n_distinct,
        n_distinct_inherited=column.n_distinct_inherited,
        options=column.options,
        comment=column.comment,
        position=position,
        backfill=column.backfill,
    )
    scope.build.put(address, value, name.span)
    scope.build.renamed_from(column, address)
    if is_simple and len(said) <= 1:
        scope.simple_columns[key] = facts, value
    if column.classification:
        scope.build.classified[address] = column.classification
    if column.mask is not None:
        scope.build.masks[address] = column.mask


def _not_null(column: WrittenColumn) -> dict[str, Any]:
    """What is said about NOT NULL as a constraint, by either form."""
    facts, doc = column.facts, column.not_null
    name = (doc.get("name", None) if doc else None) or facts.not_null_name
    comment = doc.get("comment", None) if doc else None
    return {
        "not_null_name": str(name) if name else UNSET,
        "not_null_validated": doc.get("validated", True) if doc else True,
        "not_null_no_inherit": bool(doc and doc.get("no_inherit", False)) or facts.not_null_no_inherit,
        "not_null_comment": str(comment) if comment else None,
    }
