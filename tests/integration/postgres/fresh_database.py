"""A database for one test: run SQL in it, read it as objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neonctl_py.model.address import Address
from neonctl_py.postgres.observe import DatabaseState, observe_database

if TYPE_CHECKING:
    from neonctl_py.model.state import Object
    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection

BRANCH = Address.parse("project.shop/branch.main")
DATABASE = BRANCH.child("database", "shop")


@dataclass(frozen=True)
class Database:
    """A fresh database, a superuser's session in it, and how to read it."""

    url: Secret
    session: Connection
    name: str

    def run(self, sql: str) -> None:
        self.session.execute(sql)

    def state(self, roles_under: Address | None = None) -> DatabaseState:
        return observe_database(self.session, DATABASE, roles_under=roles_under)

    def objects(self) -> dict[str, Object]:
        """By address below the database."""
        objects = self.state().objects
        return {str(address).removeprefix(f"{DATABASE}/"): value for address, value in objects.items()}
