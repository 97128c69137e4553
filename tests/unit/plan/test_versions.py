"""What a PostgreSQL version lacks is refused by name before anything changes, and only there."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from plan_states import DATABASE, at, desired, in_database, observed, shop

from neonctl_py.model.collation import Collation
from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.default_privileges import DefaultPrivileges
from neonctl_py.model.event_trigger import EventTrigger
from neonctl_py.model.function import Function
from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.membership import Membership
from neonctl_py.model.publication import Publication, PublishedTable
from neonctl_py.model.subscription import Subscription
from neonctl_py.model.table import Table
from neonctl_py.model.values import QualifiedName
from neonctl_py.model.view import View
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.versions import FEATURES

if TYPE_CHECKING:
    from neonctl_py.plan.plan import Plan

ORDERS = "table.public.orders"
PARTED = "table.public.parted"
KEY: dict[str, Any] = {
    "columns": ("id",),
    "references": QualifiedName("public", "orders"),
    "referenced_columns": ("id",),
}
WANTED: tuple[tuple[str, Any, int], ...] = (
    ("view.public.v", View(query="SELECT 1", security_invoker=True), 15),
    (f"{ORDERS}/constraint.u", Unique(columns=("id",), nulls_not_distinct=True), 15),
    (f"{ORDERS}/index.i", Index(keys=(IndexKey("id"),), unique=True, nulls_not_distinct=True), 15),
    (f"{ORDERS}/constraint.f", ForeignKey(**KEY, on_delete="set null", set_columns=("id",)), 15),
    ("publication.p", Publication(schemas=("public",)), 15),
    ("publication.p", Publication(tables=(PublishedTable("public", "orders", ("id",)),)), 15),
    ("publication.p", Publication(tables=(PublishedTable("public", "orders", None, "(id > 1)"),)), 15),
    ("publication.p", Publication(generated_columns="stored"), 18),
    ("subscription.s", Subscription(two_phase=True), 15),
    ("subscription.s", Subscription(disable_on_error=True), 15),
    ("subscription.s", Subscription(streaming="parallel"), 16),
    ("subscription.s", Subscription(origin="none"), 16),
    ("subscription.s", Subscription(password_required=False), 16),
    ("subscription.s", Subscription(run_as_owner=True), 16),
    ("subscription.s", Subscription(failover=True), 17),
    (f"{ORDERS}/column.c", Column(type="numeric(3,-2)"), 15),
    ('function.public."f()"', Function(returns="void", sql_body="BEGIN ATOMIC MERGE INTO t …"), 15),
    ("collation.public.c", Collation(provider="icu", locale="en", rules="&a < g"), 16),
    ("collation.public.c", Collation(provider="builtin", locale="C"), 17),
    ("collation.public.c", Collation(provider="builtin", locale="PG_UNICODE_FAST"), 18),
    (f"{ORDERS}/grant.app", Grant((Privilege("maintain"),)), 17),
    ("default_privileges.owner.tables.app", DefaultPrivileges((Privilege("maintain"),)), 17),
    ("default_privileges.owner.large_objects.app", DefaultPrivileges((Privilege("select"),)), 18),
    ("event_trigger.e", EventTrigger(event="login"), 17),
    ("table.public.t", Table(partition_by="RANGE (id)", access_method="heap"), 17),
    (f"{PARTED}/constraint.x", Exclusion(definition="EXCLUDE USING gist (id WITH =)"), 17),
    (f"{PARTED}/constraint.f", ForeignKey(**KEY, validated=False), 18),
    (f"{ORDERS}/column.c", Column(type="integer", generated="(id + 1)", stored=False), 18),
    (f"{ORDERS}/column.c", Column(type="integer", nullable=False, not_null_validated=False), 18),
    (f"{ORDERS}/column.c", Column(type="integer", nullable=False, not_null_no_inherit=True), 18),
    (f"{ORDERS}/column.c", Column(type="integer", nullable=False, not_null_comment="given"), 18),
    (f"{ORDERS}/constraint.u", Unique(columns=("a", "b"), without_overlaps=True), 18),
    (f"{PARTED}/constraint.k", PrimaryKey(columns=("a", "b"), without_overlaps=True), 18),
    (f"{ORDERS}/constraint.f", ForeignKey(**KEY, period=True), 18),
    (f"{ORDERS}/constraint.f", ForeignKey(**KEY, enforced=False), 18),
    (f"{ORDERS}/constraint.c", Check(expression="id > 0", enforced=False), 18),
)


def plan_on(major: int, place: str, value: Any) -> Plan:
    """The shop, with one thing more."""
    there = {**shop(), in_database(PARTED): Table(partition_by="RANGE (id)")}
    state = replace(observed(there), server_versions={at(DATABASE): major * 10_000})
    return make_plan(desired({**there, in_database(place): value}), state)


def refusals(plan: Plan) -> list[str]:
    return [item.detail for item in plan.diagnostics if item.code == "NP212"]


@pytest.mark.parametrize(("place", "value", "since"), WANTED, ids=lambda item: str(item)[:40])
def test_it_is_refused_on_the_version_before_and_planned_on_the_first_that_has_it(
    place: str, value: Any, since: int
) -> None:
    (told,) = refusals(plan_on(since - 1, place, value))

    assert str(in_database(place)) in told
    assert f"from {since} on; this server is {since - 1}." in told
    assert refusals(plan_on(since, place, value)) == []


def test_what_went_with_a_version_is_refused_from_then_on() -> None:
    value = Table(partition_by="RANGE (id)", unlogged=True)

    assert refusals(plan_on(17, "table.public.t", value)) == []
    assert "up to 17 only; this server is 18." in refusals(plan_on(18, "table.public.t", value))[0]


def test_a_membership_without_inherit_needs_16() -> None:
    place = at("project.shop/branch.main/role.app/membership.owner")
    there = replace(observed(shop()), server_versions={at(DATABASE): 150_000})

    told = refusals(make_plan(desired({**shop(), place: Membership(inherit=False)}), there))

    assert "INHERIT or SET" in told[0]


def test_every_refusal_says_what_to_type() -> None:
    for feature in FEATURES:
        assert re.fullmatch(r"[A-Z].*[^.]", feature.instead), feature.what
