"""The conditions of publications, asked about as what they are spelled like: checks of their tables. Nothing here asks the server."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.constraint import Check
from neonctl_py.model.publication import Publication

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.publication import PublishedTable
    from neonctl_py.model.state import Object


def as_checks(asked: Mapping[Address, Object]) -> dict[Address, Check]:
    """A check for each condition of each publication that is asked about."""
    return {
        _place(address, table): Check(expression=table.where)
        for address, value in asked.items()
        if isinstance(value, Publication)
        for table in value.tables
        if table.where is not None
    }


def with_spelled_checks(
    address: Address, publication: Publication, spelled: Mapping[Address, Object]
) -> Publication:
    """The publication with the spellings that its checks got."""
    return replace(
        publication, tables=tuple(_spelled(address, table, spelled) for table in publication.tables)
    )


def _spelled(address: Address, table: PublishedTable, spelled: Mapping[Address, Object]) -> PublishedTable:
    check = spelled.get(_place(address, table))
    return replace(table, where=check.expression) if isinstance(check, Check) else table


def _place(publication: Address, table: PublishedTable) -> Address:
    assert publication.parent is not None, publication  # noqa: S101  it is in a database
    place = publication.parent.child("table", table.schema, table.name)
    return place.child("constraint", f"publication {publication.name[0]}")
