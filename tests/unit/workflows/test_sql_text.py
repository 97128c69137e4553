"""The statements of a plan are those that its server will get."""

from __future__ import annotations

from dataclasses import replace

from plan_states import DATABASE, at, desired, observed, shop

from neonctl_py.model.membership import Membership
from neonctl_py.plan.build import make_plan
from neonctl_py.workflows.sql_text import sql_text

MEMBERSHIP = at("project.shop/branch.main/role.app/membership.owner")


def granted_on(major: int) -> str:
    there = replace(observed(shop()), server_versions={at(DATABASE): major * 10_000})
    plan = make_plan(desired({**shop(), MEMBERSHIP: Membership(inherit=True)}), there)
    ((statement,),) = sql_text(plan).values()
    return statement


def test_a_statement_is_written_for_the_version_of_its_server() -> None:
    assert granted_on(15) == "GRANT owner TO app"
    assert granted_on(16) == "GRANT owner TO app WITH ADMIN FALSE, INHERIT TRUE, SET TRUE"
