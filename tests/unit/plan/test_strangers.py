"""Names that something has which the stack doesn't speak of, and types that aren't there: the plan tells them before anything happens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from plan_states import DATABASE, at, desired, in_database, observed, shop

from neonctl_py.model.cast import Cast
from neonctl_py.model.column import Column
from neonctl_py.model.composite import Attribute, Composite
from neonctl_py.model.domain import Domain
from neonctl_py.model.extension import Extension
from neonctl_py.model.function import Argument, Function
from neonctl_py.model.range import Range
from neonctl_py.model.sequence import Sequence
from neonctl_py.model.state import Stranger, Strangers
from neonctl_py.model.table import Table
from neonctl_py.model.view import View
from neonctl_py.plan.build import make_plan

if TYPE_CHECKING:
    from neonctl_py.plan.plan import Plan

COLUMN = "table.public.orders/column.p"
C = Function(returns="public.pair", language="c", body="pair_in")
MISSING = {("public", "pair"): "is not there"}
SHELL = {("public", "pair"): "is only a shell"}
UNUSABLE: dict[str, tuple[dict[str, Any], dict[tuple[str, str], str], list[str]]] = {
    "a column": ({COLUMN: Column(type="public.pair")}, MISSING, [COLUMN]),
    "an array of it": ({COLUMN: Column(type="public.pair[]")}, MISSING, [COLUMN]),
    "with a modifier, in quotes": (
        {COLUMN: Column(type='"My app"."A.b"(3)')},
        {("My app", "A.b"): "is not there"},
        [COLUMN],
    ),
    "a domain": ({"domain.public.d": Domain(type="public.pair")}, MISSING, ["domain.public.d"]),
    "an attribute": (
        {"composite.public.c": Composite(attributes=(Attribute("a", "public.pair"),))},
        MISSING,
        ["composite.public.c"],
    ),
    "a range's subtype": ({"range.public.r": Range(subtype="public.pair")}, MISSING, ["range.public.r"]),
    "an argument": (
        {
            'function.public."f(public.pair)"': Function(
                arguments=(Argument("public.pair"),), returns="integer"
            )
        },
        MISSING,
        ['function.public."f(public.pair)"'],
    ),
    "a function's result": (
        {'function.public."f()"': Function(returns="TABLE(a integer, b public.pair)")},
        MISSING,
        ['function.public."f()"'],
    ),
    "a cast": ({'cast."public.pair as text"': Cast(method="inout")}, MISSING, ['cast."public.pair as text"']),
    "a function's odd name is no type": (
        {'function.public."public.pair()"': Function(returns="integer")},
        MISSING,
        [],
    ),
    "the C functions of a type that isn't there": (
        {'function.public."f()"': C},
        MISSING,
        ['function.public."f()"'],
    ),
    "a type is a shell for them": ({'function.public."f()"': C}, SHELL, []),
    "a column of a shell": ({COLUMN: Column(type="public.pair")}, SHELL, [COLUMN]),
    "it comes with the plan": (
        {COLUMN: Column(type="public.pair"), "domain.public.pair": Domain(type="text")},
        MISSING,
        [],
    ),
    "it is the row of a table that comes": (
        {COLUMN: Column(type="public.pair"), "table.public.pair": Table()},
        MISSING,
        [],
    ),
    "it is a multirange that comes": (
        {COLUMN: Column(type="public.r_multirange"), "range.public.r": Range(subtype="integer")},
        {("public", "r_multirange"): "is not there"},
        [],
    ),
    "an extension that comes may bring it": (
        {COLUMN: Column(type="public.pair"), "extension.pairs": Extension()},
        MISSING,
        [],
    ),
}


def _plan(new: dict[str, Any], told: Strangers, there: dict[str, Any] | None = None, **more: Any) -> Plan:
    before = {**shop(), **{in_database(place): value for place, value in (there or {}).items()}}
    after = {**shop(), **{in_database(place): value for place, value in new.items()}}
    return make_plan(desired(after, **more), replace(observed(before), strangers={at(DATABASE): told}))


def _told(plan: Plan, code: str) -> list[str]:
    return [item.address.removeprefix(f"{DATABASE}/") for item in plan.diagnostics if item.code == code]


@pytest.mark.parametrize(("new", "types", "refused"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_type_that_cannot_be_used(
    new: dict[str, Any], types: dict[tuple[str, str], str], refused: list[str]
) -> None:
    assert _told(_plan(new, Strangers(unusable_types=types)), "NP215") == refused


def test_a_new_database_has_no_types_but_its_own() -> None:
    column = in_database(COLUMN)
    for kind, refused in (("public.pair", [COLUMN]), ("information_schema.cardinal_number", [])):
        wanted = desired({**shop(), column: Column(type=kind)})
        there = {place: value for place, value in shop().items() if not place.is_within(at(DATABASE))}
        assert _told(make_plan(wanted, observed(there)), "NP215") == refused


BY_HAND = {("public", "pair"): Stranger("type public.pair")}
OF_PAIRS = {("public", "pair"): Stranger("view pair", "pairs")}
TABLE, VIEW, SEQUENCE = "table.public.pair", "view.public.pair", "sequence.public.pair"
TAKEN: dict[str, tuple[dict[str, Any], dict[tuple[str, str], Stranger], dict[str, Any], list[str]]] = {
    "by nobody": ({TABLE: Table()}, {}, {}, []),
    "by a type by hand": ({TABLE: Table()}, BY_HAND, {}, [TABLE]),
    "by a shell that a range may be made of": ({"range.public.pair": Range(subtype="int4")}, BY_HAND, {}, []),
    "by an extension's": ({TABLE: Table()}, OF_PAIRS, {"extension.pairs": Extension()}, [TABLE]),
    "by what isn't declared": ({TABLE: Table()}, {}, {VIEW: View(query="select 1")}, [TABLE]),
    "by a sequence": ({VIEW: View(query="select 1")}, {}, {SEQUENCE: Sequence()}, [VIEW]),
    "in another schema": ({TABLE: Table()}, {}, {"view.other.pair": View(query="select 1")}, []),
    "by a routine, whose names are others": (
        {TABLE: Table()},
        {},
        {'function.public."pair()"': Function(returns="integer")},
        [],
    ),
}


@pytest.mark.parametrize(("new", "names", "there", "refused"), TAKEN.values(), ids=TAKEN)
def test_a_name_that_is_taken(
    new: dict[str, Any], names: dict[tuple[str, str], Stranger], there: dict[str, Any], refused: list[str]
) -> None:
    assert _told(_plan(new, Strangers(names=names), there), "NP214") == refused


@pytest.mark.parametrize("gone", [VIEW, "extension.pairs"])
def test_a_name_is_free_when_who_has_it_goes(gone: str) -> None:
    there = {VIEW: View(query="select 1")} if gone == VIEW else {"extension.pairs": Extension()}
    names = {} if gone == VIEW else OF_PAIRS
    plan = _plan({TABLE: Table()}, Strangers(names=names), there, removed=(in_database(gone),))
    assert _told(plan, "NP214") == []
