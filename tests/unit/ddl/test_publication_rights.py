"""Whose rights a publication needs."""

from __future__ import annotations

from neonctl_py.ddl.ownership import needed_roles
from neonctl_py.model.address import Address
from neonctl_py.model.publication import Publication, PublishedTable
from neonctl_py.plan.changes import Action
from neonctl_py.plan.steps import SqlStep

PLACE = Address.parse("project.p/database.d/publication.feed")
OWNERS = {
    ("publication", "feed"): "publisher",
    ("table", "core", "users"): "migrator",
    ("table", "core", "apps"): "migrator",
}


def test_who_publishes_tables_needs_their_owners_rights_too() -> None:
    tables = tuple(PublishedTable(schema="core", name=name) for name in ("users", "apps"))
    step = SqlStep(
        action=Action.UPDATE,
        operation="alter",
        address=PLACE,
        database=PLACE.parent or PLACE,
        before=Publication(tables=()),
        after=Publication(tables=tables),
        changed=("tables",),
    )
    assert needed_roles(step, OWNERS) == ("publisher", "migrator")
