"""What a command's words mean on a stack: branches, targets, whom to connect as."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neonctl_py.errors import NeonAuthError, NeonNotFoundError, NeonpyError
from neonctl_py.model.address import Address
from neonctl_py.model.branch import Branch
from neonctl_py.model.check import LiveCheck
from neonctl_py.model.compute import Compute
from neonctl_py.model.database import Database
from neonctl_py.model.state import Desired, Observed
from neonctl_py.model.values import Secret
from neonctl_py.stack.load import load_stack
from neonctl_py.workflows.access import NeonAccess
from neonctl_py.workflows.branch_scope import branch_addresses, require_branches, with_catalog_on
from neonctl_py.workflows.connecting import (
    connecting_role,
    database_name,
    database_url,
    plain_postgres_url,
)
from neonctl_py.workflows.observe_world import needs_neon
from neonctl_py.workflows.run_checks import placed_checks
from neonctl_py.workflows.targets import require_targets, target_addresses

if TYPE_CHECKING:
    from pathlib import Path

STACK = """\
version: 1
stack: two
projects:
  shop:
    branches:
      main: {default: true}
      staging: {parent: main}
    roles:
      owner: {managed_by: neon}
      second: {managed_by: neon}
      app: {login: true}
    databases:
      db:
        owner: owner
        schemas: {public: {tables: {t: {columns: {id: bigint primary key}}}}}
  plain:
    provider: postgres
    url: postgresql://u:${env:PW}@h:5433/start?sslmode=require
    databases:
      db: {}
"""
MAIN = Address.parse("project.shop/branch.main")
STAGING = Address.parse("project.shop/branch.staging")


@pytest.fixture
def desired(tmp_path: Path) -> Desired:
    path = tmp_path / "stack.yaml"
    path.write_text(STACK)
    return load_stack(path, variables={}, environment={"PW": "p%40w"}).desired


def test_a_named_branch_gets_the_catalog_of_the_default_one(desired: Desired) -> None:
    widened = with_catalog_on(desired, [STAGING])
    of_main = {address for address in desired.objects if address.is_within(MAIN.child("database", "db"))}
    assert len(of_main) >= 4
    for address in of_main:
        assert widened.objects[address.moved(MAIN, STAGING)] == desired.objects[address]
        assert widened.spans.get(address.moved(MAIN, STAGING)) == desired.spans.get(address)
    assert widened.objects[STAGING.child("compute")] == Compute(implied=True)
    assert widened.objects[STAGING] == desired.objects[STAGING]
    assert {(place.moved(MAIN, STAGING), kind) for place, kind in desired.open_parts} <= widened.open_parts


def test_the_default_branch_and_a_second_time_change_nothing(desired: Desired) -> None:
    assert with_catalog_on(desired, [MAIN]).objects == desired.objects
    once = with_catalog_on(desired, [STAGING])
    assert with_catalog_on(once, [STAGING]).objects == once.objects


def test_a_branch_that_the_stack_does_not_declare_may_be_named_when_it_is_there(desired: Desired) -> None:
    (preview,) = branch_addresses(desired, ["preview-7"])
    assert require_branches(desired, Observed(objects={preview: Branch()}), [preview]) == (preview,)
    assert with_catalog_on(desired, [preview]).objects[preview] == Branch(catalog=True)


def test_a_branch_that_is_nowhere_is_an_error_and_never_another_branch(desired: Desired) -> None:
    with pytest.raises(NeonNotFoundError, match=r"(?s)prodction.*main, staging"):
        require_branches(desired, Observed(objects={}), branch_addresses(desired, ["prodction"]))


def test_branches_are_looked_for_in_projects_on_neon(desired: Desired) -> None:
    assert branch_addresses(desired, ["main"]) == (MAIN,)
    assert branch_addresses(desired, ["main"], "plain") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("project.shop", "project.shop"),
        ("project.shop/role.app", "project.shop/branch.main/role.app"),
        ("project.shop/database.db/table.public.t", "project.shop/branch.main/database.db/table.public.t"),
        ("project.shop/branch.staging/compute", "project.shop/branch.staging/compute"),
        ("project.plain/database.db", "project.plain/database.db"),
    ],
)
def test_a_target_without_a_branch_is_on_the_default_one(desired: Desired, text: str, expected: str) -> None:
    assert target_addresses(desired, [text]) == (Address.parse(expected),)


@pytest.mark.parametrize("text", ["", "project.", "a b", "project.x/"])
def test_what_is_no_address_is_told(desired: Desired, text: str) -> None:
    with pytest.raises(NeonpyError, match="a target is no address"):
        target_addresses(desired, [text])


def test_a_target_may_be_a_container_of_something(desired: Desired) -> None:
    require_targets([Address.parse("project.shop/branch.main/database.db")], desired.objects)
    with pytest.raises(NeonpyError, match=r"Did you mean project.shop/branch.main/role.owner"):
        require_targets([MAIN.child("role", "ownr")], desired.objects)


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        ("owner", "owner"),
        ("made_elsewhere", "made_elsewhere"),  # the API knows it, the stack need not
        ("app", "owner"),  # SQL made it: nobody has its password
    ],
)
def test_we_connect_as_somebody_whose_password_the_api_has(
    desired: Desired, owner: str, expected: str
) -> None:
    place = MAIN.child("database", "db")
    observed = Observed(objects={place: Database(owner=owner)})
    assert connecting_role(desired, observed, place) == expected


def test_nobody_to_connect_as_is_told() -> None:
    place = MAIN.child("database", "db")
    with pytest.raises(NeonpyError, match="nobody to connect as"):
        connecting_role(Desired(stack="", objects={place: Database()}), Observed(objects={}), place)


def test_the_url_of_a_plain_postgres_leads_to_each_of_its_databases(desired: Desired) -> None:
    project = Address.parse("project.plain")
    url = plain_postgres_url(desired, project)
    assert database_name(url) == "start"
    found = database_url(None, desired, Observed(objects={}), project.child("database", "my db"))
    assert found == Secret("postgresql://u:p%40w@h:5433/my%20db?sslmode=require")


def test_a_url_without_a_database_means_the_users_own() -> None:
    assert database_name(Secret("postgresql://me:x@h")) == "me"
    assert database_name(Secret("postgresql://me:x@h/a%20b?x=y")) == "a b"


def test_a_key_is_only_needed_for_neon(desired: Desired) -> None:
    assert needs_neon(desired)
    assert not needs_neon(Desired(stack="", objects={}))
    with pytest.raises(NeonAuthError, match="no Neon API key"):
        NeonAccess(None).client()


def test_a_check_on_a_named_branch_is_told_with_that_branch(desired: Desired) -> None:
    """One under its database has the branch in its address; a project's own has none; a plain Postgres has no branch."""
    check = LiveCheck(sql="select 0")
    plain = Address.parse("project.plain/database.db")
    checks = {
        MAIN.child("database", "db"): [
            (Address.parse(f"{MAIN}/database.db/check.a"), check),
            (Address.parse("project.shop/check.b"), check),
        ],
        plain: [(plain.child("check", "c"), check)],
    }

    placed = placed_checks(desired, checks, [STAGING])

    assert {str(place): [str(address) for address, _ in some] for place, some in placed.items()} == {
        f"{STAGING}/database.db": [f"{STAGING}/database.db/check.a", "project.shop/check.b"]
    }
    assert placed_checks(desired, checks, []) == checks
