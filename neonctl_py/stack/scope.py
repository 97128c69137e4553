"""What a name may refer to while one branch or database is built: roles, schemas, tables, columns, types.

Every question that can't be answered is told as a mistake, with the nearest known name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from neonctl_py.model.values import UNSET, Unset
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.type_names import EXTENSION_TYPES, TypeText, builtin_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.model.column import Column
    from neonctl_py.stack.build import Build
    from neonctl_py.stack.column_text import ColumnFacts
    from neonctl_py.stack.shapes import Word

ROLE_WORDS: Final = frozenset({"public", "current_user", "session_user", "current_role", "neon_superuser"})
_SYSTEM_SCHEMAS: Final = frozenset({"pg_catalog", "information_schema"})


@dataclass(slots=True)
class Server:
    """One branch, or one Postgres server without branches: where roles and databases live."""

    build: Build
    address: Address
    server_version: int = 0
    """As ``server_version_num``; 0 when the stack doesn't say."""
    roles: frozenset[str] = frozenset()
    databases: tuple[str, ...] = ()
    scopes: dict[str, DatabaseScope] = field(default_factory=dict)
    """The databases that are built already, by name."""

    def role(self, name: Word, address: Address) -> str:
        """The role's name, after a look whether it exists."""
        if name not in self.roles and name not in ROLE_WORDS and not name.startswith("pg_"):
            hint = did_you_mean(name, self.roles)
            known = (
                "Declare it under `roles:`; `external: true` says that it exists and isn't yours to manage."
            )
            detail = f"There is no role `{name}` in this stack."
            self.build.mistakes.add("NP131", name.span, detail, f"{hint} {known}".strip(), address=address)
        return str(name)

    def owner(self, name: Word | Unset, address: Address) -> str | Unset:
        """As ``role``; UNSET stays."""
        return UNSET if isinstance(name, Unset) else self.role(name, address)


@dataclass(slots=True)
class TableNames:
    """What others may refer to in a table. ``columns`` None: unknown, because the table is external."""

    columns: tuple[str, ...] | None
    primary_key: tuple[str, ...] = ()


@dataclass(slots=True)
class DatabaseScope:
    """One database: the names declared in it, whichever schema is being built."""

    server: Server
    address: Address
    owner: str | Unset = UNSET
    schemas: dict[str, bool] = field(default_factory=dict)
    """By name: is it managed here (False: external)?"""
    types: dict[tuple[str, str], str] = field(default_factory=dict)
    """(schema, name) to ``enum``, ``domain``, … or ``view``, whose rows are a type."""
    tables: dict[tuple[str, str], TableNames] = field(default_factory=dict)
    functions: set[tuple[str, str]] = field(default_factory=set)
    """(schema, name), without arguments."""
    extensions: dict[str, str] = field(default_factory=dict)
    """Name to schema."""
    relation_names: dict[tuple[str, str], Span] = field(default_factory=dict)
    constraint_names: set[tuple[str, str]] = field(default_factory=set)
    heirs: dict[Address, tuple[Word, ...]] = field(default_factory=dict)
    """The tables that INHERIT, with those columns of theirs that say neither ``null`` nor ``not null``."""
    said_inherited: set[Address] = field(default_factory=set)
    """Columns of these that say their parents' NOT NULL is theirs."""
    simple_columns: dict[tuple[int, int, bool], tuple[ColumnFacts, Column]] = field(default_factory=dict)
    """By the identity of the facts (which are kept, so that it stays theirs), position, and whether the primary key has it."""

    @property
    def build(self) -> Build:
        """Where it all goes."""
        return self.server.build

    def take_relation(self, schema: str, name: str, span: Span, address: Address) -> None:
        """A name that an index has, so nothing else of the schema may have it."""
        first = self.relation_names.setdefault((schema, name), span)
        if first is not span:
            detail = f"A table, view or index of schema `{schema}` has the name `{name}` already, at {first}."
            self.build.mistakes.add("NP139", span, detail, "Rename one of the two.", address=address)

    def type_name(self, kind: TypeText, schema: str, span: Span, address: Address) -> str:
        """As ``format_type`` prints it with an empty search path."""
        if kind.serial:
            hint = f"Write `{kind.builtin}`; a column that has no other default may say `{kind.name}`."
            self.build.mistakes.add("NP121", span, f"`{kind.name}` is no type.", hint, address=address)
        if kind.builtin:
            return kind.spelled("")
        found = self._declared(kind, schema) or self._from_extension(kind)
        if found is None:
            self._unknown_type(kind, span, address)
            found = kind.schema or schema
        return kind.spelled(found)

    def _declared(self, kind: TypeText, schema: str) -> str | None:
        candidates = (kind.schema,) if kind.schema else (schema, "public")
        return next(
            (
                place
                for place in candidates
                if (place, kind.name) in self.types or (place, kind.name) in self.tables
            ),
            None,
        )

    def _from_extension(self, kind: TypeText) -> str | None:
        extension = EXTENSION_TYPES.get(kind.name)
        if kind.schema:
            known = kind.schema in self.schemas or kind.schema in self.extensions.values()
            return kind.schema if known or kind.schema in _SYSTEM_SCHEMAS | {"public"} else None
        if extension in self.extensions:
            return self.extensions[extension]
        unknown = [schema for name, schema in self.extensions.items() if name not in EXTENSION_TYPES.values()]
        typed = [schema for schema in unknown if not did_you_mean_type(kind.name, self)]
        return None if extension else (typed[0] if typed else None)

    def _unknown_type(self, kind: TypeText, span: Span, address: Address) -> None:
        mistakes = self.build.mistakes
        if kind.schema:
            hint = did_you_mean(kind.schema, self.schemas, otherwise=_EXTERNAL_SCHEMA)
            mistakes.add(
                "NP135", span, f"There is no schema `{kind.schema}` in this database.", hint, address=address
            )
            return
        if kind.name in EXTENSION_TYPES:
            hint = f"Write `extensions: {{{EXTENSION_TYPES[kind.name]}: {{}}}}` in the database."
        else:
            hint = did_you_mean_type(kind.name, self) or (
                "Declare it under `types:`; write it with its schema when it is made elsewhere."
            )
        mistakes.add("NP134", span, f"There is no type `{kind.name}`.", hint, address=address)

    def table(
        self, schema: str, name: str, own_schema: str, span: Span, address: Address
    ) -> tuple[str, str] | None:
        """The (schema, name) that a reference means: as written, else folded; None after telling that there is none."""
        for place in (schema,) if schema else (own_schema, "public"):
            for spelled in (name, name.lower()):
                if (place, spelled) in self.tables:
                    return place, spelled
            if self.types.get((place, name)) == "materialized_view":
                return place, name
        if schema and self.schemas.get(schema) is False:
            return schema, name
        if schema and schema not in self.schemas and schema not in _SYSTEM_SCHEMAS:
            hint = did_you_mean(schema, self.schemas, otherwise=_EXTERNAL_SCHEMA)
            self.build.mistakes.add(
                "NP135", span, f"There is no schema `{schema}` in this database.", hint, address=address
            )
            return None
        written = f"{schema}.{name}" if schema else name
        known = [
            table if place == own_schema and not schema else f"{place}.{table}"
            for place, table in self.tables
        ]
        hint = did_you_mean(
            written, known, otherwise="Declare it, or say that it is someone else's: `external: true`."
        )
        self.build.mistakes.add(
            "NP132", span, f"There is no table `{written}` in this database.", hint, address=address
        )
        return None

    def column(self, name: str, known: Iterable[str] | None, table: str, span: Span, address: Address) -> str:
        """The column that a reference means: as written, else folded; the name itself after telling that there is none."""
        columns = tuple(known) if known is not None else None
        if columns is None or name in columns:
            return str(name)
        if name.lower() in columns:
            return name.lower()
        detail = f"Table `{table}` has no column `{name}`."
        self.build.mistakes.add("NP133", span, detail, did_you_mean(name, columns), address=address)
        return str(name)


_EXTERNAL_SCHEMA: Final = "Declare it under `schemas:`; `external: true` says that someone else owns it."


def did_you_mean_type(name: str, scope: DatabaseScope) -> str:
    """The nearest type's name as a sentence, or nothing."""
    declared = {type_name for _, type_name in scope.types}
    exact = sorted(spelled for spelled in declared if spelled.lower() == name and spelled != name)
    if exact:
        return f'Did you mean `"{exact[0]}"`? Without the quotes Postgres reads small letters.'
    suggestion = did_you_mean(name, builtin_names() | declared, otherwise=" ")
    return suggestion.strip()
