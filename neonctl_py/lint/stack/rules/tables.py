"""Tables as wholes, and texts that reach out of their database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.lint.stack.finding import StackFinding
from neonctl_py.lint.stack.mentions import expression_of, relations_in, relations_in_text, statement_of
from neonctl_py.model.function import Function
from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.model.policy import Policy
from neonctl_py.model.schema import Schema
from neonctl_py.model.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.lint.stack.catalog import Catalog
    from neonctl_py.model.address import Address
    from neonctl_py.model.lint_settings import RuleSetting
    from neonctl_py.model.state import Object


def check_unlogged(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """UNLOGGED."""
    for table in catalog.tables():
        if table.table.unlogged:
            yield StackFinding("unlogged-table", table.address, f"`{table.name}`.")


def check_other_projects(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """A schema that this database doesn't have and another one of the stack does."""
    homes: dict[str, list[Address]] = {}
    for address, _ in catalog.of(Schema):
        if address.parent is not None:
            homes.setdefault(address.name[0], []).append(address.parent)
    for home, name in catalog.external_schemas:
        homes.setdefault(name, []).append(home)
    for address, value in catalog.objects.items():
        database = address.container("database")
        for schema, name in _mentioned(value):
            elsewhere = homes.get(schema, [])
            if schema and database is not None and elsewhere and database not in elsewhere:
                what = f"It names `{schema}.{name}`, and `{schema}` is a schema of {elsewhere[0]}."
                yield StackFinding("cross-project-reference", address, what)
                break


def _mentioned(value: Object) -> Iterator[tuple[str, str]]:
    match value:
        case View() | MaterializedView():
            yield from relations_in(statement_of(value.query))
        case Policy():
            for clause in (value.using, value.with_check):
                yield from relations_in(expression_of(clause) if clause else None)
        case Function(language="sql", sql_body=None):
            for part in value.body.split(";"):
                yield from relations_in(statement_of(part))
        case Function(sql_body=None):
            yield from relations_in_text(value.body)
        case _:
            pass
