"""The short form of a column (``uuid primary key default gen_random_uuid()``) cut into its facts. Names aren't resolved here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from neonctl_py.model.column import Identity
from neonctl_py.stack.foreign_key_text import References, deferral, read_references
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.sql_cursor import Cursor, DefinitionError
from neonctl_py.stack.sql_tokens import quoted_name
from neonctl_py.stack.type_names import TypeText, read_type_tokens

_CLAUSES: Final = frozenset(
    [
        "null",
        "default",
        "primary",
        "unique",
        "check",
        "references",
        "generated",
        "collate",
        "constraint",
        "storage",
        "compression",
    ]
)


@dataclass(slots=True)
class InlineKey:
    """``primary key`` or ``unique`` after a column."""

    name: str = ""
    nulls_not_distinct: bool = False
    deferrable: bool = False
    initially_deferred: bool = False


@dataclass(slots=True)
class InlineCheck:
    """``check (…)`` after a column."""

    expression: str
    name: str = ""
    no_inherit: bool = False
    enforced: bool = True


@dataclass(slots=True)
class ColumnFacts:
    """What the text says. ``nullable`` is None where it says neither ``null`` nor ``not null``."""

    type: TypeText
    nullable: bool | None = None
    not_null_name: str = ""
    not_null_no_inherit: bool = False
    default: str | None = None
    identity: Identity | None = None
    generated: str | None = None
    stored: bool = True
    collation: str | None = None
    storage: str | None = None
    compression: str | None = None
    primary_key: InlineKey | None = None
    unique: InlineKey | None = None
    checks: list[InlineCheck] = field(default_factory=list)
    references: References | None = None
    references_name: str = ""


@lru_cache(maxsize=4096)  # columns repeat: `text not null` is read once
def read_column(text: str) -> ColumnFacts:
    """Raises DefinitionError, TypeTextError and SqlTextError."""
    return _ColumnReader(text).read()


def read_identity(text: str) -> Identity:
    """``always``, ``by default`` or either with ``(options)``: the long form's ``identity``. Raises as ``read_column``."""
    cursor = _ColumnReader(text)
    always = cursor.always_or_by_default()
    cursor.take("as", "identity")
    identity = cursor.identity(always=always)
    if cursor.token is not None:
        raise cursor.error("Nothing more fits here")
    return identity


def collation_name(written: str) -> str | None:
    """A collation's SQL name; the type's own is none. Locales with a dot (``en_US.utf8``) are one name."""
    if written in {'"default"', "default"}:
        return None
    plain = '"' not in written and (not written.count(".") or _LOCALE.fullmatch(written))
    return quoted_name(written) if plain else written


_LOCALE: Final = re.compile(r"[A-Za-z_]+\.(?:[uU][tT][fF]-?8|[iI][sS][oO][-\w]+)(?:@\w+)?")


class _ColumnReader(Cursor):
    def read(self) -> ColumnFacts:
        kind, self.position = read_type_tokens(self.found, self.text)
        facts = ColumnFacts(kind)
        while self.token is not None:
            name = self.name("The constraint's name") if self.take("constraint") else ""
            self.clause(facts, name)
        return facts

    def clause(self, facts: ColumnFacts, name: str) -> None:
        if self.take("not", "null"):
            self.nullable(facts, nullable=False)
            facts.not_null_name = name or facts.not_null_name
            facts.not_null_no_inherit |= self.take("no", "inherit")
        elif self.take("null"):
            self.nullable(facts, nullable=True)
        elif self.take("default"):
            self.once(facts.default, "default")
            facts.default = self.expression(_ends)
        elif self.take("primary", "key"):
            facts.primary_key = self.key(name)
        elif self.take("unique"):
            facts.unique = self.key(name)
        elif self.take("check"):
            check = InlineCheck(self.bracketed(), name, no_inherit=self.take("no", "inherit"))
            check.enforced = not self.take("not", "enforced")
            facts.checks.append(check)
        elif self.take("references"):
            self.once(facts.references, "references")
            facts.references, facts.references_name = read_references(self), name
        elif self.take("generated"):
            self.generated(facts)
        elif self.take("collate"):
            self.once(facts.collation, "collate")
            facts.collation = collation_name(self.object_name("A collation"))
        elif self.take("storage"):
            facts.storage = self.name("The storage").lower()
        elif self.take("compression"):
            facts.compression = self.name("The compression").lower()
        else:
            raise self.unknown()

    def once(self, value: object, what: str) -> None:
        if value is not None:
            raise self.error(f"A second `{what}` can't come here")

    def nullable(self, facts: ColumnFacts, *, nullable: bool) -> None:
        if facts.nullable is not None and facts.nullable != nullable:
            raise self.error("`null` and `not null` can't both be said")
        facts.nullable = nullable

    def unknown(self) -> DefinitionError:
        hint = did_you_mean(
            self.word(),
            _CLAUSES | {"not null"},
            otherwise=(
                "After the type come: not null, null, default EXPR, primary key, unique, check (…), references t(c), "
                "generated always as (…) stored, generated … as identity, collate."
            ),
        )
        if self.word() in {"auto_increment", "autoincrement"}:
            hint = "Write `bigint generated by default as identity`."
        return self.error("A column's clause must come here", hint)

    def key(self, name: str) -> InlineKey:
        nulls = self.take("nulls", "not", "distinct")
        deferrable, deferred = deferral(self)
        return InlineKey(name, nulls, deferrable, deferred)

    def always_or_by_default(self) -> bool:
        if self.take("always"):
            return True
        self.demand("by", "default")
        return False

    def generated(self, facts: ColumnFacts) -> None:
        always = self.always_or_by_default()
        self.demand("as")
        if self.take("identity"):
            self.once(facts.identity, "identity")
            facts.identity = self.identity(always=always)
            return
        self.once(facts.generated, "generated")
        if not always:
            raise self.error(
                "`generated by default` is for identity columns", "Write `generated always as (…) stored`."
            )
        facts.generated = self.bracketed()
        facts.stored = self.take("stored") or not self.take("virtual")

    def identity(self, *, always: bool) -> Identity:
        options: dict[str, int | bool | str | None] = {}
        if self.take("("):
            while not self.take(")"):
                self.identity_option(options)
        return Identity(always, **options)  # type: ignore[arg-type]  # the option's own parser gives its type

    def identity_option(self, options: dict[str, int | bool | str | None]) -> None:
        if self.take("sequence", "name"):
            options["sequence"] = self.name("The sequence's name")
            while self.take("."):  # it is in the table's schema, always
                options["sequence"] = self.name("The sequence's name")
        elif self.take("no"):
            word = self.take_one(("minvalue", "maxvalue", "cycle"))
            if not word:
                raise self.error("`minvalue`, `maxvalue` or `cycle` must come here")
            if word == "cycle":
                options["cycle"] = False
        elif self.take("cycle"):
            options["cycle"] = True
        elif field_name := _NUMBERS.get(self.take_one(tuple(_NUMBERS))):
            options[field_name] = self.integer()
        else:
            raise self.error(
                "A sequence option must come here",
                "Known: start, increment, minvalue, maxvalue, cache, cycle, sequence name.",
            )

    def integer(self) -> int:
        sign = -1 if self.take("-") else 1
        token = self.token
        if token is None or not token.text.isdigit():
            raise self.error("A whole number must come here")
        self.position += 1
        return sign * int(token.text)


_NUMBERS: Final = {
    "start with": "start",
    "start": "start",
    "increment by": "increment",
    "increment": "increment",
    "minvalue": "minimum",
    "maxvalue": "maximum",
    "cache": "cache",
}


def _ends(cursor: Cursor) -> bool:
    """Does a column clause begin here? Inside DEFAULT Postgres itself allows no bare NOT, IS NULL or COLLATE."""
    word = cursor.word()
    if word == "not":
        return cursor.word(1) == "null" and cursor.word(-1) != "is"
    if word == "null":
        return cursor.word(-1) not in {"is", "not"} and cursor.found[cursor.position - 1].kind != "symbol"
    if word == "primary":
        return cursor.word(1) == "key"
    if word in {"storage", "compression"}:
        return bool(cursor.word(1)) and cursor.word(1) != "("
    return word in _CLAUSES
