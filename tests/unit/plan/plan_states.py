"""Small states to plan with; addresses as text, values as the model's."""

from __future__ import annotations

from typing import Any

from neonctl_py.model.address import Address
from neonctl_py.model.branch import Branch
from neonctl_py.model.column import Column
from neonctl_py.model.compute import Compute
from neonctl_py.model.constraint import ForeignKey, PrimaryKey
from neonctl_py.model.database import Database
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.policy import Policy
from neonctl_py.model.project import Project
from neonctl_py.model.role import Role
from neonctl_py.model.schema import Schema
from neonctl_py.model.state import Desired, Object, Observed
from neonctl_py.model.table import Table
from neonctl_py.model.values import UNSET, QualifiedName

BRANCH = "project.shop/branch.main"
DATABASE = f"{BRANCH}/database.neondb"


def at(text: str) -> Address:
    return Address.parse(text)


def in_database(text: str) -> Address:
    return at(f"{DATABASE}/{text}")


NEON_ROLE = Role(
    managed_by="neon",
    login=UNSET,
    superuser=UNSET,
    createdb=UNSET,
    createrole=UNSET,
    inherit=UNSET,
    replication=UNSET,
    bypassrls=UNSET,
    connection_limit=UNSET,
    valid_until=UNSET,
    comment=UNSET,
)


def shop() -> dict[Address, Object]:
    """One project with two tables, a foreign key, an index, a policy and an application role."""
    return {
        at("project.shop"): Project(pg_version=17),
        at(BRANCH): Branch(default=True),
        at(f"{BRANCH}/compute"): Compute(implied=True),
        at(f"{BRANCH}/role.owner"): NEON_ROLE,
        at(f"{BRANCH}/role.app"): Role(login=True),
        at(DATABASE): Database(owner="owner"),
        in_database("schema.public"): Schema(),
        in_database("table.public.orders"): Table(row_level_security=True),
        in_database("table.public.orders/column.id"): Column(type="bigint", nullable=False, position=1),
        in_database("table.public.orders/column.user_id"): Column(type="bigint", position=2),
        in_database("table.public.orders/constraint.orders_pkey"): PrimaryKey(columns=("id",)),
        in_database("table.public.orders/constraint.orders_user_id_fkey"): ForeignKey(
            columns=("user_id",), references=QualifiedName("public", "users"), referenced_columns=("id",)
        ),
        in_database("table.public.orders/index.orders_user_id_idx"): Index(keys=(IndexKey("user_id"),)),
        in_database("table.public.orders/policy.own_rows"): Policy(roles=("app",), using="user_id = 1"),
        in_database("table.public.users"): Table(),
        in_database("table.public.users/column.id"): Column(type="bigint", nullable=False, position=1),
        in_database("table.public.users/constraint.users_pkey"): PrimaryKey(columns=("id",)),
    }


def desired(objects: dict[Address, Object], **more: Any) -> Desired:
    return Desired(stack="shop", objects=objects, **more)


SMALL = (100, 8192)
LARGE = (10_000_000, 4 << 30)


def observed(objects: dict[Address, Object], size: tuple[int, int] = SMALL, **more: Any) -> Observed:
    sizes = {address: size for address in objects if address.kind == "table"}
    return Observed(objects=objects, sizes=sizes, server_versions={at(DATABASE): 170011}, **more)
