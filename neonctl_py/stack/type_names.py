"""Type names as ``format_type`` prints them: built-in ones by their aliases, others by what the stack declares."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from neonctl_py.stack.sql_cursor import Cursor
from neonctl_py.stack.sql_tokens import Token, quoted_name, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALIASES: Final = {
    "int": "integer",
    "int4": "integer",
    "int2": "smallint",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "decimal": "numeric",
    "dec": "numeric",
    "bool": "boolean",
    "varchar": "character varying",
    "char": "character",
    "nchar": "character",
    "national character": "character",
    "national char": "character",
    "char varying": "character varying",
    "nchar varying": "character varying",
    "national character varying": "character varying",
    "national char varying": "character varying",
    "varbit": "bit varying",
    "timestamptz": "timestamp with time zone",
    "timestamp": "timestamp without time zone",
    "timetz": "time with time zone",
    "time": "time without time zone",
}
_PLAIN: Final = frozenset(
    [
        "smallint",
        "integer",
        "bigint",
        "real",
        "numeric",
        "boolean",
        "character",
        "bit",
        "text",
        "uuid",
        "json",
        "jsonb",
        "jsonpath",
        "bytea",
        "inet",
        "cidr",
        "macaddr",
        "macaddr8",
        "date",
        "interval",
        "money",
        "xml",
        "oid",
        "name",
        "point",
        "line",
        "lseg",
        "box",
        "path",
        "polygon",
        "circle",
        "tsvector",
        "tsquery",
        "bpchar",
        "xid",
        "xid8",
        "tid",
        "cid",
        "int4range",
        "int8range",
        "numrange",
        "tsrange",
        "tstzrange",
        "daterange",
        "int4multirange",
        "int8multirange",
        "nummultirange",
        "tsmultirange",
        "tstzmultirange",
        "datemultirange",
        "regclass",
        "regtype",
        "regproc",
        "regprocedure",
        "regrole",
        "regnamespace",
        "regoper",
        "regoperator",
        "regconfig",
        "regdictionary",
        "regcollation",
        "pg_lsn",
        "pg_snapshot",
        "txid_snapshot",
        "refcursor",
        "int2vector",
        "oidvector",
        "aclitem",
    ]
)
_TWO_WORDS: Final = ("double precision", "character varying", "bit varying")
_SERIALS: Final = {
    "serial": "integer",
    "bigserial": "bigint",
    "smallserial": "smallint",
    "serial4": "integer",
    "serial8": "bigint",
    "serial2": "smallint",
}
_INTERVAL_FIELDS: Final = re.compile(
    r"(?:year|month|day|hour|minute|second)(?: to (?:month|hour|minute|second))?"
)
EXTENSION_TYPES: Final = {
    "citext": "citext",
    "hstore": "hstore",
    "ltree": "ltree",
    "lquery": "ltree",
    "ltxtquery": "ltree",
    "vector": "vector",
    "halfvec": "vector",
    "sparsevec": "vector",
    "geometry": "postgis",
    "geography": "postgis",
    "box2d": "postgis",
    "box3d": "postgis",
    "raster": "postgis_raster",
    "cube": "cube",
    "seg": "seg",
    "isbn": "isn",
    "isbn13": "isn",
    "ean13": "isn",
}
"""Types that well-known extensions bring, by the extension's name."""


@dataclass(frozen=True, slots=True)
class TypeText:
    """A type cut into its parts. ``schema`` and ``name`` unquoted; ``modifier`` with its parentheses, or ""."""

    schema: str
    name: str
    modifier: str
    array: bool
    builtin: str
    """What ``format_type`` prints (without []) when it is a built-in type, else ""."""
    serial: bool = False
    """It was written as ``serial``, ``bigserial`` or ``smallserial``: a column gets a sequence of its own."""

    def spelled(self, schema: str) -> str:
        """As ``format_type`` prints it when it lives in that schema and the search path is empty."""
        suffix = "[]" if self.array else ""
        if self.builtin:
            return f"{self.builtin}{suffix}"
        return f"{quoted_name(schema)}.{quoted_name(self.name)}{self.modifier}{suffix}"


class TypeTextError(ValueError):
    """Not a type. ``hint`` says what to write."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@lru_cache(4096)
def read_type(text: str) -> TypeText:
    """Read a whole type. Raises TypeTextError, and SqlTextError for open quotes and brackets."""
    found = tokens(text)
    kind, used = read_type_tokens(found, text)
    if used < len(found):
        raise TypeTextError(f"`{text[found[used].start :].strip()}` is not part of a type's name.")
    return kind


def read_type_tokens(found: Sequence[Token], text: str) -> tuple[TypeText, int]:
    """Read the type at the beginning; also how many tokens it takes."""
    if not found or found[0].kind not in {"word", "quoted"}:
        raise TypeTextError("A type must come first.", "Write, for example, `text not null`.")
    reader = _TypeReader(text, found)
    kind = reader.read()
    return kind, reader.position


class _TypeReader(Cursor):
    def read(self) -> TypeText:
        first = self.found[self.position]
        self.position += 1
        if self.word() == "." and first.kind in {"word", "quoted"} and self.position + 1 < len(self.found):
            schema = first.name if first.kind == "quoted" else first.lower
            second = self.found[self.position + 1]
            self.position += 2
            return self.named(schema, second)
        if first.kind == "quoted":
            return self.named("", first)
        return self.unquoted(first.lower)

    def named(self, schema: str, token: Token) -> TypeText:
        name = token.name if token.kind == "quoted" else token.lower
        if schema == "pg_catalog":
            kind = self.unquoted(name)
            return kind if kind.builtin or kind.serial else self.of_catalog(kind)
        modifier = self.modifier()
        builtin = '"char"' if not schema and token.kind == "quoted" and name == "char" else ""
        return TypeText(schema, name, modifier, self.array(), builtin)

    def of_catalog(self, kind: TypeText) -> TypeText:
        """One that few people know (``pg_catalog.pg_node_tree``): Postgres prints it without its schema."""
        return replace(kind, builtin=f"{quoted_name(kind.name)}{kind.modifier}")

    def unquoted(self, name: str) -> TypeText:
        if name in _SERIALS:
            return TypeText("", name, "", self.array(), _SERIALS[name], serial=True)
        if name == "national" and self.word() in {"character", "char"}:
            name = f"{name} {self.word()}"
            self.position += 1
        for pair in _TWO_WORDS:
            start, end = pair.split()
            if name.endswith(start) and self.take(end):
                name = f"{name} {end}"
        if name.endswith("char") and name != "bpchar" and self.take("varying"):
            name = f"{name} varying"
        modifier = self.interval_fields() if name == "interval" else self.modifier()
        builtin = self.builtin(name, modifier)
        return TypeText("", name, modifier, self.array(), builtin)

    def builtin(self, name: str, modifier: str) -> str:
        if name == "float":
            digits = int(modifier[1:-1]) if modifier[1:-1].isdigit() else 53
            return "real" if digits <= 24 else "double precision"
        full = _ALIASES.get(name, name)
        if name in {"time", "timestamp"}:
            base = name + modifier
            if self.take("with", "time", "zone"):
                return f"{base} with time zone"
            self.take("without", "time", "zone")
            return f"{base} without time zone"
        if name in {"timestamptz", "timetz"}:
            return f"{name[:-2]}{modifier} with time zone"
        if full in {"character", "bit"} and not modifier:
            return f"{full}(1)"
        if full == "numeric" and modifier and "," not in modifier:
            return f"numeric({modifier[1:-1]},0)"
        if full in _PLAIN or full in _TWO_WORDS or full in _ALIASES.values():
            return full + modifier
        return ""

    def interval_fields(self) -> str:
        best = 0
        for count in (3, 1):
            words = " ".join(self.word(ahead) for ahead in range(count))
            if _INTERVAL_FIELDS.fullmatch(words):
                best = count
                break
        fields = "".join(f" {self.word(ahead)}" for ahead in range(best))
        self.position += best
        return fields + self.modifier()

    def modifier(self) -> str:
        if self.word() != "(":
            return ""
        return f"({','.join(part.strip() for part in self.bracketed().split(','))})"

    def array(self) -> bool:
        dimensions = False
        while self.word() == "[":
            self.position += 2 if self.word(1) == "]" else 3
            dimensions = True
        if self.take("array"):
            dimensions = True
            if self.word() == "[":
                self.position += 3
        return dimensions


def builtin_names() -> frozenset[str]:
    """Every name that a built-in type goes by, for suggestions."""
    return _PLAIN | _ALIASES.keys() | {"double precision", "character varying", "bit varying", "float"}
