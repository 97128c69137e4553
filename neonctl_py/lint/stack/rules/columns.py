"""Types and names of columns that people regret."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from neonctl_py.lint.stack.finding import StackFinding
from neonctl_py.model.keywords import QUOTED_WHEN_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.lint.stack.catalog import Catalog, TableWithParts
    from neonctl_py.model.address import Address
    from neonctl_py.model.column import Column
    from neonctl_py.model.lint_settings import RuleSetting

_MONEY: Final = re.compile(
    r"(^|_)(price|amount|total|balance|cost|fee|salary|tax|vat|budget|revenue|payment|wage|discount|net|gross)s?(_|$)"
)
_NUMBERED: Final = re.compile(r"(.*[a-z_])(\d{1,2})")
_PLAIN: Final = re.compile(r"[a-z_][a-z0-9_$]*")
_OBJECTS: Final = {"table", "view", "materialized_view", "schema", "enum", "domain", "sequence", "composite"}


def _columns(catalog: Catalog) -> Iterator[tuple[TableWithParts, str, Column]]:
    for table in catalog.tables():
        if table.table.partition_of is None:
            for name, column in table.columns.items():
                yield table, name, column


def _of_types(catalog: Catalog, rule: str, *starts: str) -> Iterator[StackFinding]:
    for table, name, column in _columns(catalog):
        if any(
            column.type == start or column.type.startswith((f"{start}(", f"{start}[")) for start in starts
        ):
            what = f"`{name}` of `{table.name}` is of type {column.type}."
            yield StackFinding(rule, table.column_address(name), what)


def check_varchar(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """With a limit only: without one it is text."""
    for table, name, column in _columns(catalog):
        if column.type.startswith("character varying("):
            what = f"`{name}` of `{table.name}` is of type {column.type}."
            yield StackFinding("varchar-with-limit", table.column_address(name), what)


def check_char(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Char and char(n)."""
    yield from _of_types(catalog, "char-column", "character", "bpchar")


def check_timestamp(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """With or without a precision."""
    for table, name, column in _columns(catalog):
        if re.match(r"timestamp(\(\d\))? without time zone", column.type):
            what = f"`{name}` of `{table.name}` is of type {column.type}."
            yield StackFinding("timestamp-without-zone", table.column_address(name), what)


def check_json(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Json."""
    yield from _of_types(catalog, "json-column", "json")


def check_money(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Money."""
    yield from _of_types(catalog, "money-type", "money")


def check_timetz(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Timetz."""
    for table, name, column in _columns(catalog):
        if re.match(r"time(\(\d\))? with time zone", column.type):
            yield StackFinding("time-with-zone", table.column_address(name), f"`{name}` of `{table.name}`.")


def check_float_money(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """By the column's name."""
    for table, name, column in _columns(catalog):
        if column.type in {"real", "double precision"} and _MONEY.search(name.lower()):
            what = f"`{name}` of `{table.name}` is of type {column.type}."
            yield StackFinding("money-as-float", table.column_address(name), what)


def check_reserved(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Columns, and what stands in a schema."""
    for address, name in _names(catalog):
        if name in QUOTED_WHEN_NAMES:
            yield StackFinding("reserved-word", address, f"`{name}`.")


def check_quoted(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """What isn't lower case, digits and underscores."""
    for address, name in _names(catalog):
        if not _PLAIN.fullmatch(name):
            yield StackFinding("quoted-name", address, f"`{name}`.")


def _names(catalog: Catalog) -> Iterator[tuple[Address, str]]:
    for address in catalog.objects:
        if address.kind in _OBJECTS:
            yield address, address.name[-1]
        elif address.kind == "column" and address.parent is not None and address.parent.kind == "table":
            yield address, address.name[0]


def check_numbered(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Three or more columns of one type that differ in a number only."""
    for table in catalog.tables():
        series: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name, column in table.columns.items():
            match = _NUMBERED.fullmatch(name)
            if match is not None:
                series[match[1], column.type].append(name)
        for names in series.values():
            if len(names) > 2:
                what = f"{', '.join(f'`{name}`' for name in names)} of `{table.name}`."
                yield StackFinding("numbered-columns", table.column_address(names[0]), what)
