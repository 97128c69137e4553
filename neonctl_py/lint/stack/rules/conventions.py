"""What a stack demands of itself: names, columns, keys, owners, comments, limits. All of it is off until it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.lint.stack.finding import StackFinding
from neonctl_py.model.function import bare_name
from neonctl_py.model.role import Role
from neonctl_py.model.schema import Schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.lint.stack.catalog import Catalog, TableWithParts
    from neonctl_py.model.address import Address
    from neonctl_py.model.lint_settings import RuleSetting

PLURALS: Final = {
    "roles": ("role",),
    "schemas": ("schema",),
    "tables": ("table", "foreign_table"),
    "columns": ("column",),
    "constraints": ("constraint",),
    "indexes": ("index",),
    "policies": ("policy",),
    "triggers": ("trigger",),
    "views": ("view", "materialized_view"),
    "functions": ("function", "aggregate"),
    "types": ("enum", "domain", "composite", "range"),
    "sequences": ("sequence",),
}
"""What ``naming`` and ``comment-missing`` call the kinds."""

_SIMPLE: Final = {"projects": "project", "branches": "branch", "databases": "database"}


def check_naming(catalog: Catalog, setting: RuleSetting) -> Iterator[StackFinding]:
    """Every name against the pattern of its kind; the whole name has to match."""
    patterns = {
        kind: re.compile(str(setting.options[plural]))
        for plural, kinds in [*PLURALS.items(), *((key, (kind,)) for key, kind in _SIMPLE.items())]
        if plural in setting.options
        for kind in kinds
    }
    for address in catalog.objects:
        pattern = patterns.get(address.kind)
        if pattern is None or not address.name:
            continue
        name = bare_name(address.name[-1]) if address.kind in {"function", "aggregate"} else address.name[-1]
        if not pattern.fullmatch(name):
            what = f"`{name}` doesn't match `{pattern.pattern}`."
            yield StackFinding("naming", address, what)


def check_required_columns(catalog: Catalog, setting: RuleSetting) -> Iterator[StackFinding]:
    """``columns``: names, or names with their types."""
    wanted: dict[str, str | None] = dict(setting.options.get("columns", {}))
    for table in _whole_tables(catalog):
        missing = [name for name in wanted if name not in table.columns]
        if missing:
            told = ", ".join(f"`{name}`" for name in missing)
            yield StackFinding("required-columns", table.address, f"`{table.name}` lacks {told}.")
        for name, kind in wanted.items():
            column = table.columns.get(name)
            if kind is not None and column is not None and column.type != kind:
                what = f"`{name}` is of type {column.type}, not {kind}."
                yield StackFinding(
                    "required-columns", table.column_address(name), what, f"Write `{name}: {kind}`."
                )


def check_key_type(catalog: Catalog, setting: RuleSetting) -> Iterator[StackFinding]:
    """``type`` of keys of one column; ``default``: a pattern that the column's default has to match."""
    wanted = str(setting.options.get("type", ""))
    default = setting.options.get("default")
    for table in _whole_tables(catalog):
        key = table.primary_key
        if key is None or len(key.columns) != 1 or key.columns[0] not in table.columns:
            continue
        column = table.columns[key.columns[0]]
        place = table.column_address(key.columns[0])
        if column.type != wanted:
            what = f"The key of `{table.name}` is of type {column.type}, not {wanted}."
            yield StackFinding("key-type", place, what)
        elif (
            default is not None
            and not _is_reference(table, key.columns[0])
            and not re.fullmatch(str(default), column.default or "")
        ):
            told = f"the default `{column.default}`" if column.default else "no default"
            what = f"The key of `{table.name}` has {told}, and the stack wants `{default}`."
            yield StackFinding("key-type", place, what)


def _is_reference(table: TableWithParts, column: str) -> bool:
    """A key that is another table's key, too, takes its value from there."""
    return any(getattr(item, "references", None) and item.columns == (column,) for item in _keys(table))


def _keys(table: TableWithParts) -> Iterator[Any]:
    return (item for item in table.constraints.values() if hasattr(item, "referenced_columns"))


def check_row_security(catalog: Catalog, setting: RuleSetting) -> Iterator[StackFinding]:
    """Tables with the column ``column``, or all of them, must have row-level security on."""
    column = setting.options.get("column")
    for table in catalog.tables():
        holds = table if not table.is_part else None
        if holds is None or (column is not None and str(column) not in table.columns):
            continue
        if not table.table.row_level_security:
            has = f" has `{column}`, and" if column is not None else ""
            what = f"`{table.name}`{has} row-level security is off."
            yield StackFinding("row-security-required", table.address, what)


def check_owner(catalog: Catalog, setting: RuleSetting) -> Iterator[StackFinding]:
    """``owner``: a pattern for the owners of schemas and tables. What nobody has written isn't known."""
    pattern = re.compile(str(setting.options.get("owner", ".*")))
    owned: list[tuple[Address, Any]] = [(address, value.owner) for address, value in catalog.of(Schema)]
    owned += [(table.address, table.table.owner) for table in catalog.tables()]
    for address, owner in owned:
        if isinstance(owner, str) and not pattern.fullmatch(owner):
            what = f"`{address.name[-1]}` is owned by `{owner}`, which doesn't match `{pattern.pattern}`."
            yield StackFinding("schema-owner", address, what)


def check_comments(catalog: Catalog, setting: RuleSetting) -> Iterator[StackFinding]:
    """``of``: the kinds that need one."""
    kinds = {
        kind for plural in setting.options.get("of", ["tables"]) for kind in PLURALS.get(str(plural), ())
    }
    for address, value in catalog.objects.items():
        if address.kind in kinds and not isinstance(getattr(value, "comment", None), str):
            yield StackFinding("comment-missing", address, f"`{address.name[-1]}`.")


def check_role_limits(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Roles that log in and are managed by SQL."""
    for address, role in catalog.of(Role):
        if role.login is True and role.managed_by == "sql" and role.connection_limit == -1:
            yield StackFinding("role-without-limit", address, f"`{address.name[0]}`.")


def check_role_timeouts(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """The same, for ``statement_timeout``."""
    for address, role in catalog.of(Role):
        settings = dict(role.settings) if isinstance(role.settings, tuple) else {}
        if role.login is True and role.managed_by == "sql" and "statement_timeout" not in settings:
            yield StackFinding("role-without-timeout", address, f"`{address.name[0]}`.")


def check_updated_at(catalog: Catalog, setting: RuleSetting) -> Iterator[StackFinding]:
    """``column``: its name, updated_at when none is written."""
    name = str(setting.options.get("column", "updated_at"))
    for table in _whole_tables(catalog):
        if name in table.columns and not catalog.triggers(table.address):
            yield StackFinding("untouched-updated-at", table.column_address(name), f"`{table.name}`.")


def _whole_tables(catalog: Catalog) -> Iterator[TableWithParts]:
    """Without partitions and children: their columns are their parents'."""
    return (table for table in catalog.tables() if not table.is_part)
