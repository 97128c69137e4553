"""No secret ever enters a rendering: hunted with made-up secrets in every field of every kind, at any depth."""

from __future__ import annotations

import json
from dataclasses import dataclass, make_dataclass
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neonctl_py.diagnostics import Diagnostic, Severity, Span
from neonctl_py.model.address import Address
from neonctl_py.model.state import Observed
from neonctl_py.model.values import Secret, settable
from neonctl_py.plan.changes import Action, Change, Difference
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.plan import Plan
from neonctl_py.plan.steps import NeonStep, SqlStep
from neonctl_py.render.environment import masked
from neonctl_py.render.json_document import dumps, objects_document, plan_document
from neonctl_py.render.markdown import plan_markdown
from neonctl_py.render.terminal.diagnostics import diagnostic_lines
from neonctl_py.render.terminal.drift import drift_lines
from neonctl_py.render.terminal.plan import plan_lines
from neonctl_py.render.terminal.tree import tree_lines

NEEDLE = "n33dle-S3cret"
secrets = st.builds(lambda text: Secret(NEEDLE + text), st.text(max_size=5))
plain_values = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
values = st.recursive(
    secrets | plain_values,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.tuples(st.text(max_size=4), inner).map(lambda pair: (pair,))
        | inner.map(make_dataclass("Nested", [("inside", Any)], frozen=True))
    ),
    max_leaves=6,
)


@dataclass(frozen=True)
class Thing:
    kind: ClassVar[str] = "project"
    open: Any = settable(default=None)  # noqa: RUF009  as the kinds of the model do
    guarded: Any = settable(default=None, sensitive=True)  # noqa: RUF009  as above


things = st.builds(Thing, open=values, guarded=values | st.just(NEEDLE))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    before, after = draw(things), draw(things)
    action = draw(st.sampled_from(list(Action)))
    place = Address.parse("project.shop")
    names = draw(st.sets(st.sampled_from(["open", "guarded"])))
    found = tuple(Difference(name, getattr(before, name), getattr(after, name)) for name in sorted(names))
    hazards = (Hazard.DELETES_DATA,)
    steps = (
        NeonStep(
            action=action, address=place, before=before, after=after, parts=((place, after),), hazards=hazards
        ),
        SqlStep(action=action, operation="alter", address=place, database=place, before=before, after=after),
    )
    return Plan(stack="s", changes=(Change(action, place, before, after, found),), steps=steps)


def renderings(plan: Plan) -> dict[str, str]:
    """Every text that a plan or its objects can become."""
    objects = {change.address: change.after for change in plan.changes if change.after is not None}
    return {
        "terminal": "\n".join(line.plain for line in plan_lines(plan, width=80, verbose=True)),
        "drift": "\n".join(line.plain for line in drift_lines(plan, width=80)),
        "json": dumps(plan_document(plan)),
        "markdown": plan_markdown(plan),
        "tree": "\n".join(
            line.plain for line in tree_lines(Observed(objects=objects), width=80, verbose=True)
        ),
        "objects": dumps(objects_document(objects, {})),
    }


@settings(max_examples=80)
@given(plans())
def test_no_rendering_of_a_plan_holds_a_secret(plan: Plan) -> None:
    assert [name for name, text in renderings(plan).items() if NEEDLE in text] == []


def test_the_hunt_finds_what_is_not_hidden() -> None:
    """A hunter without eyes would praise everything."""
    place = Address.parse("project.shop")
    plan = Plan(stack="s", changes=(Change(Action.CREATE, place, after=Thing(open=NEEDLE)),), steps=())
    assert {name for name, text in renderings(plan).items() if NEEDLE in text} >= {
        "terminal",
        "json",
        "markdown",
        "tree",
    }


@pytest.mark.parametrize(
    "line",
    [
        f"    password: {NEEDLE}",
        f"  url: postgresql://app:{NEEDLE}@host/db",
        f"  x: {{login: true, password: '{NEEDLE}'}}",
        f'  api_key: "{NEEDLE}"',
        f"  client_secret: {NEEDLE}",
    ],
)
def test_the_excerpt_of_a_diagnostic_hides_what_looks_like_a_secret(line: str) -> None:
    """The stack's author wrote it there by mistake, and a CI log is the wrong place to show it again."""
    found = Diagnostic(Severity.ERROR, "NP1", "a literal password", span=Span("s.yaml", 1, 5))
    text = "\n".join(shown.plain for shown in diagnostic_lines(found, width=100, sources={"s.yaml": line}))
    assert NEEDLE not in text
    assert "***" in text


def test_the_excerpt_shows_references() -> None:
    line = "  url: ${env:DATABASE_URL}\n  password: {rotate_every: 90d}"
    for number in (1, 2):
        found = Diagnostic(Severity.ERROR, "NP1", "x", span=Span("s.yaml", number, 3))
        text = "\n".join(
            shown.plain for shown in diagnostic_lines(found, width=100, sources={"s.yaml": line})
        )
        assert line.splitlines()[number - 1] in text


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://app:pw@h:1/db?sslmode=require", "postgresql://app:***@h:1/db?sslmode=require"),
        ("postgresql://app:p%40w@h/db", "postgresql://app:***@h/db"),
        ("postgresql://app@h/db", "postgresql://app@h/db"),
    ],
)
def test_a_masked_url_keeps_all_but_the_password(url: str, expected: str) -> None:
    assert masked(url) == expected


def test_a_secret_has_no_json_form() -> None:
    with pytest.raises(TypeError):
        json.dumps({"x": Secret("x")})
