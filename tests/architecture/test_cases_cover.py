"""Every kind has a case of everything that can become of it. What the cases really do is the case runner's to see."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from neonctl_py.model.grant import ALL_PRIVILEGES
from neonctl_py.plan.compare import roles_of
from neonctl_py.plan.registry import CATALOG_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = Path(__file__).parents[1] / "cases"
COVERAGE: dict[str, dict[str, str]] = yaml.safe_load((CASES / "coverage.yaml").read_text("utf-8"))

NAMELESS = frozenset({"cast", "default_privileges", "extension", "grant", "membership", "user_mapping"})
"""What is known by what it is about has no name that could change."""

NEVER_IN_THE_WAY = frozenset(
    {
        "collation",
        "composite",
        "database",
        "default_privileges",
        "domain",
        "enum",
        "event_trigger",
        "extension",
    }
    | {
        "foreign_data_wrapper",
        "foreign_server",
        "grant",
        "membership",
        "operator_family",
        "range",
        "role",
        "schema",
    }
    | {"statistics", "subscription", "text_search_dictionary", "user_mapping"}
)
"""These stand on nothing that is made anew, or are altered around it, or the plan refuses."""

ELSEWHERE = {
    ("database", "create"): "the tests of whole applies",
    ("database", "delete"): "the tests of whole applies",
    ("database", "rename"): "the tests of moves",
    ("range", "canonical"): "the plan refuses it (NP210)",
    ("subscription", "failover"): "changing it asks a publisher that runs",
}


@pytest.mark.parametrize("kind", sorted(CATALOG_KINDS))
def test_everything_that_can_become_of_a_kind_has_a_case(kind: str) -> None:
    needed = {sort for sort in _sorts(kind) if (kind, sort) not in ELSEWHERE}
    assert needed - set(COVERAGE[kind]) == set()


def test_every_case_that_is_named_is_there() -> None:
    named = {case for of_kind in COVERAGE.values() for case in of_kind.values()}
    assert {case for case in named if not (CASES / case / "new.sql").is_file()} == set()


def _sorts(kind: str) -> Iterator[str]:
    yield from ("create", "delete")
    for model in _models(kind):
        for field, role in roles_of(model):
            yield field
            if role.immutable:
                yield "replace"
    if kind not in NAMELESS:
        yield "rename"
    if kind not in NEVER_IN_THE_WAY:
        yield "dependant"
    if kind in ALL_PRIVILEGES:
        yield "grant"


def _models(kind: str) -> list[Any]:
    """A constraint has several."""
    module = importlib.import_module(f"neonctl_py.model.{kind}")
    classes = (model for _, model in inspect.getmembers(module, inspect.isclass))
    return [model for model in classes if getattr(model, "kind", None) == kind]
