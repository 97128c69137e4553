"""``allow:`` and ``safety:`` as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from neonctl_py.model.address import Address
from neonctl_py.model.safety import Safety

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.stack.load import LoadedStack

STACK = """
version: 1
{top}
projects:
  shop:
    {project}
    branches:
      main: {{default: true}}
      dev: {{parent: main{branch}}}
    databases:
      shop:
        schemas:
          public:
            tables:
              items: {{columns: {{id: uuid primary key}}}}
{end}
"""


def text(*, top: str = "", project: str = "", branch: str = "", end: str = "") -> str:
    return STACK.format(top=top, project=project, branch=branch, end=end)


def allow(**written: str) -> str:
    entry = {
        "hazard": "deletes-data",
        "on": "project.shop/database.shop/table.public.items/column.old",
        "reason": "unused",
    }
    return (
        "allow: [{" + ", ".join(f"{key}: {value}" for key, value in (entry | written).items() if value) + "}]"
    )


def test_a_consent_has_its_hazard_place_reason_and_day(load: Callable[..., LoadedStack]) -> None:
    (consent,) = load(text(end=allow(until="2027-01-31"))).desired.consents
    assert (consent.hazard, consent.reason, consent.until) == ("deletes-data", "unused", "2027-01-31")
    assert str(consent.on) == "project.shop/database.shop/table.public.items/column.old"


@pytest.mark.parametrize(
    "on", ["project.shop", "project.shop/database.shop/table.public.gone_already", "project.shop/branch.main"]
)
def test_what_holds_it_must_be_in_the_stack(on: str, load: Callable[..., LoadedStack]) -> None:
    assert str(load(text(end=allow(on=on))).desired.consents[0].on) == on


MISTAKES = {
    "no such hazard": ("hazard: «NP113»delete-data", "Did you mean `deletes-data`?"),
    "one that needs no consent": ("hazard: «NP113»long-scan", "only told"),
    "no such project": ("on: «NP160»project.shp", "Did you mean `project.shop`?"),
    "no such table": (
        "on: «NP160»project.shop/database.shop/table.public.itms/column.x",
        "table.public.items",
    ),
    "no address": ("on: «NP160»items", "Addresses look like"),
    "no day": ("until: «NP112»soon", "2027-01-31"),
    "no such day": ("until: «NP112»2026-02-30", "2027-01-31"),
}


@pytest.mark.parametrize(("written", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_where_it_is(written: str, told: str, mistakes: Callable[..., Any]) -> None:
    key, _, value = written.partition(": ")
    expected, found, messages = mistakes(text(end=allow(**{key: value})))
    assert found == expected
    assert told in messages


def test_a_reason_is_required(mistakes: Callable[..., Any]) -> None:
    marked = allow(reason="").replace("[{", "[«NP111»{")
    expected, found, messages = mistakes(text(end=marked))
    assert found == expected
    assert "`reason` is missing" in messages


def test_what_is_kept_is_said_once_for_all_or_nearer(load: Callable[..., LoadedStack]) -> None:
    project, dev = Address.parse("project.shop"), Address.parse("project.shop/branch.dev")
    assert load(text()).desired.safety == {}
    assert load(text(top="safety: none")).desired.safety == {project: Safety("none")}
    said = text(top="safety: none", project="safety: {kind: snapshot, keep: 3d}", branch=", safety: branch")
    assert load(said).desired.safety == {project: Safety("snapshot", 3 * 86_400), dev: Safety("branch")}


def test_consents_of_several_files_add_up(load: Callable[..., LoadedStack]) -> None:
    stack = load(
        text(top="include: [more.yaml]", end=allow()),
        files={"more.yaml": "version: 1\n" + allow(on="project.shop")},
    )
    assert len(stack.desired.consents) == 2
