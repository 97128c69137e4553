"""Columns: SQL's own words where they say everything, else the mapping. Held to read back as exactly the same facts."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from neonctl_py.model.constraint import Check, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.own_not_nulls import inherited_name, is_inherited_alone
from neonctl_py.model.table import Heir
from neonctl_py.model.values import UNSET
from neonctl_py.stack.column_text import (
    ColumnFacts,
    InlineCheck,
    InlineKey,
    collation_name,
    read_column,
    read_identity,
)
from neonctl_py.stack.sql_cursor import DefinitionError
from neonctl_py.stack.sql_tokens import SqlTextError, quoted_name
from neonctl_py.stack.type_names import TypeTextError, read_type
from neonctl_py.stack.type_spelling import short_type
from neonctl_py.stack.writers.compute import settings
from neonctl_py.stack.writers.constraint import (
    inline_constraints,
    needs_mapping,
    reference_text,
    references_of,
)
from neonctl_py.stack.writers.serial import serial_word
from neonctl_py.stack.writing import Document, Inexpressible, Writing, part
from neonctl_py.stack.yaml_text import Flow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.column import Column, Identity
    from neonctl_py.model.constraint import Constraint


def write(address: Address, value: Column, writing: Writing) -> None:
    """Under ``columns`` of its table; called in the order of their positions."""
    table = address.parent
    container = writing.document(table)
    if container is None or table is None or table.parent is None:
        return
    kind = short_type(value.type, table.name[0], table.parent, writing)
    inline = inline_constraints(table, writing).get(address.name[0], [])
    is_key = any(
        address.name[0] in key.columns
        for _, key in writing.members(table, "constraint")
        if isinstance(key, PrimaryKey)
    )
    serial = serial_word(address, value, writing)
    if serial:
        kind, value = serial, replace(value, default=None)
    constraints = [constraint for _, constraint in inline]
    above = _nullability_above(address, value, writing)
    if above == "not null":
        value = replace(value, not_null_name=UNSET)
    implied = is_key or bool(serial) or above == "not null"
    written = _Written(kind, value, constraints, table, implied=implied, above=above)
    part(container, "columns")[address.name[0]] = written.short() or written.long()


def _nullability_above(address: Address, value: Column, writing: Writing) -> str:
    """What the parents of its table would make of a column of both that says neither: ``not null``, where that is what it is; ``null``
    where it must be said, because they would not (before PostgreSQL 18 that can be).
    """
    table, name = address.parent, address.name[0]
    heir = writing.objects.get(table) if table is not None else None
    if table is None or not isinstance(heir, Heir) or not heir.inherits:
        return ""
    if value.nullable:
        return "null" if inherited_name(table, heir, name, writing.objects) else ""
    return "not null" if is_inherited_alone(table, heir, name, writing.objects) else ""


@lru_cache(4096)
def _read_back(text: str) -> ColumnFacts:
    """For comparing only: the same value is given again, because a schema has the same few columns many times."""
    return read_column(text)


class _Written:
    """One column on its way into the document. ``implied``: the primary key makes it NOT NULL, or the table's parents do.
    ``above``: see ``_nullability_above``.
    """

    def __init__(
        self,
        kind: str,
        value: Column,
        inline: Sequence[Constraint],
        table: Address,
        *,
        implied: bool,
        above: str,
    ) -> None:
        self.kind = kind
        self.value = value
        self.inline = inline
        self.table = table
        self.not_null_name = value.not_null_name if isinstance(value.not_null_name, str) else ""
        more = self.not_null_name or value.not_null_no_inherit
        self.says_null = above == "null"
        self.is_of_parents = above == "not null"
        self.says_not_null = not value.nullable and (more or not (implied or value.identity))

    def short(self) -> str | None:
        """SQL's words; None where they don't say everything, or would mean something else."""
        if needs_mapping(self.value):
            return None
        expected = self.facts()
        for default_last in (False, True):
            text = " ".join(self.words(default_last=default_last))
            try:
                if "\n" not in text and _read_back(text) == expected:
                    return text
            except (DefinitionError, TypeTextError, SqlTextError):
                continue
        return None

    def facts(self) -> ColumnFacts:
        value = self.value
        facts = ColumnFacts(
            read_type(self.kind),
            nullable=False if self.says_not_null else True if self.says_null else None,
            not_null_name=self.not_null_name,
            not_null_no_inherit=value.not_null_no_inherit,
            default=value.default,
            identity=value.identity,
            generated=value.generated,
            stored=value.stored,
            collation=value.collation,
            storage=value.storage,
            compression=value.compression,
        )
        for constraint in self.inline:
            match constraint:
                case PrimaryKey(deferrable=deferrable, initially_deferred=deferred):
                    facts.primary_key = InlineKey("", False, deferrable, deferred)
                case Unique(nulls_not_distinct=nulls, deferrable=deferrable, initially_deferred=deferred):
                    facts.unique = InlineKey("", nulls, deferrable, deferred)
                case Check(expression=expression, no_inherit=no_inherit):
                    facts.checks.append(InlineCheck(expression, "", no_inherit))
                case ForeignKey():
                    facts.references = references_of(constraint, self.table)
        return facts

    def words(self, *, default_last: bool) -> Iterator[str]:
        value = self.value
        yield self.kind
        for word, text in (
            ("collate", value.collation),
            ("storage", value.storage),
            ("compression", value.compression),
        ):
            if text is not None:
                yield f"{word} {text}"
        if self.says_not_null:
            named = f"constraint {quoted_name(self.not_null_name)} " if self.not_null_name else ""
            yield f"{named}not null{' no inherit' if value.not_null_no_inherit else ''}"
        elif self.says_null:
            yield "null"
        yield from (_key_words(key) for key in self.inline if isinstance(key, PrimaryKey | Unique))
        if not default_last:
            yield from self.origin()
        for constraint in self.inline:
            if isinstance(constraint, Check):
                yield f"check ({constraint.expression})" + (" no inherit" if constraint.no_inherit else "")
            elif isinstance(constraint, ForeignKey):
                yield f"references {reference_text(constraint, self.table)}"
        if default_last:
            yield from self.origin()

    def origin(self) -> Iterator[str]:
        """Where its values come from."""
        value = self.value
        if value.default is not None:
            yield f"default {value.default}"
        if value.identity is not None:
            yield f"generated {'always' if value.identity.always else 'by default'} as identity{_options(value.identity)}"
        if value.generated is not None:
            yield f"generated always as ({value.generated}) {'stored' if value.stored else 'virtual'}"

    def long(self) -> Document:
        """The mapping. Raises Inexpressible when even that would mean something else."""
        value = self.value
        document: Document = {"type": self.kind}
        if not_null := self.not_null():
            document["not_null"] = Flow(not_null)
        elif self.says_not_null:
            document["null"] = False
        elif self.says_null:
            document["null"] = True
        if value.default is not None:
            document["default"] = value.default
        for constraint in self.inline:
            match constraint:
                case PrimaryKey():
                    document["primary_key"] = True
                case Unique():
                    document["unique"] = True
                case Check(expression=expression):
                    document["check"] = expression
                case ForeignKey():
                    document["references"] = reference_text(constraint, self.table)
        if value.identity is not None:
            document["identity"] = _identity(value.identity)
        self._require(value)
        optional: dict[str, Any] = {
            "generated": value.generated,
            "stored": False if value.generated is not None and not value.stored else None,
            "collation": value.collation,
            "storage": value.storage,
            "compression": value.compression,
            "statistics": value.statistics,
            "n_distinct": value.n_distinct,
            "n_distinct_inherited": value.n_distinct_inherited,
            "options": settings(value.options) or None,
            "comment": value.comment or None,
            "backfill": value.backfill or None,
        }
        document.update((key, item) for key, item in optional.items() if item is not None)
        return document

    def not_null(self) -> Document:
        """What `null: false` doesn't say."""
        value = self.value
        document: Document = {}
        if value.nullable:
            return document
        if self.is_of_parents:
            comment = value.not_null_comment
            return {"inherited": True, "comment": comment} if comment else document
        if isinstance(value.not_null_name, str):
            document["name"] = value.not_null_name
        if not value.not_null_validated:
            document["validated"] = False
        if value.not_null_no_inherit:
            document["no_inherit"] = True
        if value.not_null_comment:
            document["comment"] = value.not_null_comment
        return document

    def _require(self, value: Column) -> None:
        if value.identity is not None and read_identity(_identity(value.identity)) != value.identity:
            raise Inexpressible("an identity column's sequence can't be said")
        require_collation(value.collation)


def require_collation(name: str | None) -> str | None:
    """The same. Raises Inexpressible for what would be read as another one."""
    if name is not None and collation_name(name) != name:
        raise Inexpressible(f"the collation {name} can't be named")
    return name


def _key_words(key: PrimaryKey | Unique) -> str:
    words = ["primary key" if isinstance(key, PrimaryKey) else "unique"]
    if isinstance(key, Unique) and key.nulls_not_distinct:
        words.append("nulls not distinct")
    return " ".join([*words, *deferral_words(key)])


def deferral_words(constraint: PrimaryKey | Unique | ForeignKey) -> list[str]:
    """When it is checked."""
    if constraint.initially_deferred:
        return ["deferrable initially deferred"]
    return ["deferrable"] if constraint.deferrable else []


def _identity(identity: Identity) -> str:
    return ("always" if identity.always else "by default") + _options(identity)


def _options(identity: Identity) -> str:
    named = {
        "start": identity.start,
        "increment": identity.increment,
        "minvalue": identity.minimum,
        "maxvalue": identity.maximum,
        "cache": identity.cache,
    }
    options = [f"sequence name {quoted_name(identity.sequence)}"] if identity.sequence else []
    options += [f"{word} {number}" for word, number in named.items() if number is not None]
    if identity.cycle:
        options.append("cycle")
    return f" ({' '.join(options)})" if options else ""
