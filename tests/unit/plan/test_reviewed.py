"""Reviewed databases in a plan: revisions stand where direct changes would, and what no revision covers is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plan_states import BRANCH, DATABASE, at, desired, in_database, observed, shop

from neonctl_py.diagnostics import Severity
from neonctl_py.model.column import Column
from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.role import Role
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.reviewed import Review, is_of_revisions, with_revisions
from neonctl_py.plan.steps import RevisionStep

if TYPE_CHECKING:
    from neonctl_py.plan.plan import Plan

ORDERS = "table.public.orders"
NOTE = in_database(f"{ORDERS}/column.note")
MORE = {NOTE: Column(type="text", position=9)}


def revision(name: str, *agreed: Hazard) -> RevisionStep:
    database = at(DATABASE)
    return RevisionStep(
        action=Action.UPDATE,
        address=database.child("revision", name),
        database=database,
        revision=name,
        title=f"it is {name}",
        folder="migrations/shop/shop",
        agreed=agreed,
    )


def reviewed(plan: Plan, *steps: RevisionStep, uncovered: tuple | None = (), untried: str = "") -> Plan:
    review = Review(database=at(DATABASE), steps=steps, uncovered=uncovered, untried=untried)
    return with_revisions(plan, {at(DATABASE): review})


def words(plan: Plan) -> list[str]:
    return [f"{getattr(step, 'operation', step.action.value)} {step.address.segment}" for step in plan.steps]


def test_a_difference_without_a_revision_is_refused_by_name_and_not_made() -> None:
    """Nobody's catalog is changed behind the back of a review."""
    plan = reviewed(make_plan(desired(shop() | MORE), observed(shop())))

    (found,) = plan.diagnostics
    assert (found.severity, found.code) == (Severity.ERROR, "NP205")
    assert "table.public.orders/column.note" in found.detail
    assert "neonpy migrate new" in found.hint
    assert plan.steps == ()


def test_revisions_stand_where_the_direct_steps_would() -> None:
    """New roles come before, roles that go come after; other databases and the API are not concerned."""
    gone = {at(f"{BRANCH}/role.old"): Role(managed_by="sql")}
    new = {at(f"{BRANCH}/role.new"): Role(managed_by="sql", login=False)}
    granted = {in_database(f"{ORDERS}/grant.new"): Grant(privileges=(Privilege("select"),))}
    state = desired(shop() | MORE | new | granted, removed=tuple(gone))

    plan = reviewed(make_plan(state, observed(shop() | gone)), revision("a"), revision("b"))

    assert words(plan) == ["create role.new", "upgrade a revision.a", "upgrade b revision.b", "drop role.old"]
    assert plan.diagnostics == ()


def test_what_the_pending_revisions_do_not_lead_to_is_refused() -> None:
    """Found out on a throwaway Postgres, before anything is changed."""
    plan = make_plan(desired(shop() | MORE), observed(shop()))

    assert [item.code for item in reviewed(plan, revision("a"), uncovered=(NOTE,)).diagnostics] == ["NP205"]
    untried = reviewed(plan, revision("a"), uncovered=None, untried="No extension vector.").diagnostics
    assert [(item.severity, item.code) for item in untried] == [(Severity.WARNING, "NP302")]
    assert "No extension vector." in untried[0].detail


def test_revisions_alone_are_something_to_do() -> None:
    """One that only moves rows changes no address, and is run all the same; saved plans notice it."""
    nothing = make_plan(desired(shop()), observed(shop()))
    plan = reviewed(nothing, revision("a", Hazard.DELETES_DATA))

    assert nothing.is_empty
    assert not plan.is_empty
    assert plan.fingerprint != nothing.fingerprint
    assert plan.unconsented(()) == ()  # who wrote and reviewed it has agreed


def test_a_database_that_goes_away_needs_no_revision() -> None:
    """Its catalog goes with it."""
    plan = make_plan(desired(shop()), observed(shop()), destroy=True)

    assert reviewed(plan) == plan


def test_roles_and_the_database_itself_are_no_matter_of_revisions() -> None:
    """They are facts of the server: another branch may have others."""
    database = at(DATABASE)
    told = {
        place: is_of_revisions(at(place), database)
        for place in (DATABASE, f"{DATABASE}/grant.app", f"{BRANCH}/role.app", f"{DATABASE}/schema.public")
    }
    assert list(told.values()) == [False, False, False, True]


def test_a_copy_gets_what_its_origin_lacks_and_is_compared_when_it_is_there() -> None:
    """A branch that will be made comes with its parent's catalog and revisions."""
    plan = make_plan(desired(shop() | MORE), observed(shop()))
    review = Review(database=at(DATABASE), steps=(revision("a"),), is_copy=True)

    copied = with_revisions(plan, {at(DATABASE): review})

    assert (copied.changes, words(copied), copied.diagnostics) == ((), ["upgrade a revision.a"], ())
