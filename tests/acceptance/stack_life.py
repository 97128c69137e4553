"""What the lives of all stacks have in common: from an empty account, through a change of every section, to an empty account.

Never here: what one stack is expected to hold.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from installed_command import STACKS, Installation, secrets

from neonctl_py.stack.load import load_stack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

CONSENT = tuple(
    f"--allow={hazard}"
    for hazard in (
        "deletes-data",
        "loses-precision",
        "rewrites-table",
        "blocks-reads",
        "breaks-running-code",
        "weakens-protection",
        "cannot-be-undone",
    )
)


@dataclass(frozen=True)
class Edit:
    """One change of the stack's text. ``shows`` is every address that the plan has to name for it; none for what no plan shows."""

    file: str
    before: str
    after: str
    shows: tuple[str, ...] = ()


class Life(Installation):
    """A stack whose computes stay where they are: their place is asked for once."""

    def url(self) -> str:
        """The owner's, past the pooler."""
        return _url(self)


AnyLife = TypeVar("AnyLife", bound="Life")


@cache
def _url(life: Life) -> str:
    return Installation.url(life)


def born(server: LocalServer, stack: str, kind: type[AnyLife] = Life) -> AnyLife:
    """The stack with an account of its own, which is empty."""
    life = kind(server, STACKS / stack, organization=f"org-{stack}")
    assert projects_of(life) == []
    return life


def projects_of(installation: Installation) -> list[str]:
    """The names of all projects of its account."""
    with installation.api() as client:
        asked = {"limit": 400, "org_id": installation.organization}
        listed = client.get("/projects", params=asked).raise_for_status().json()["projects"]
    return [project["name"] for project in listed]


def comes_up(installation: Installation, tmp_path: Path, kinds: Mapping[str, int]) -> dict[str, str]:
    """From nothing to a system that is all there and proved. ``kinds``: how many of some the first plan makes.

    The passwords of its roles by the names that they were delivered under.
    """
    assert " is valid: " in installation.run("validate")
    installation.run("fmt", "--check")
    installation.run("lint", "--fail-on", "advice")
    saved, delivered = tmp_path / "plan.json", tmp_path / "secrets.env"
    plan = ("plan", "--detailed-exitcode", "--json", "-o", str(saved))
    changes = json.loads(installation.run(*plan, expect=2))["resource_changes"]
    there = [change["address"] for change in changes if change["change"]["actions"] != ["create"]]
    assert {address.rpartition("/")[2] for address in there} <= {"schema.public"}, (
        "a new database has that one"
    )
    made = Counter(kind_of(change["address"]) for change in changes)
    assert {kind: made[kind] for kind in kinds} == dict(kinds), made
    installation.run("apply", "--yes", "--secrets-out", str(delivered), stack=saved)
    is_settled(installation)
    said = installation.run("test", "--in-place")
    assert " passed (" in said, said
    return secrets(delivered)


def kind_of(address: str) -> str:
    """``table`` of ``…/table.public.buyers``."""
    return address.rpartition("/")[2].partition(".")[0]


def is_settled(installation: Installation) -> None:
    """The world is what the stack says."""
    assert "No changes." in installation.run("plan", "--detailed-exitcode")


def failing(installation: Installation, *only: str, expect: int = 0) -> set[str]:
    """The names of the checks that do not pass: of all, or of those that fit a pattern."""
    asked = [word for name in only for word in ("--only", name)]
    checks = json.loads(installation.run("check", *asked, "--json", expect=expect))["checks"]
    return {check["address"].rpartition("/check.")[2] for check in checks if not check["passed"]}


def is_changed(installation: AnyLife, edits: Iterable[Edit], tmp_path: Path) -> AnyLife:
    """Its text is edited in every section, the plan shows exactly that, it is applied, and nothing is left to do. The edited stack."""
    edited = replace(installation, stack=tmp_path / "edited" / installation.stack.name)
    shutil.copytree(installation.stack, edited.stack)
    expected: set[str] = set()
    for edit in edits:
        file = edited.stack / edit.file
        text = file.read_text(encoding="utf-8")
        assert text.count(edit.before) == 1, f"{edit.file} has not one {edit.before!r}"
        file.write_text(text.replace(edit.before, edit.after), encoding="utf-8")
        expected.update(edit.shows)
    declared = load_stack(installation.stack, variables={}, environment={}).desired.objects
    assert {place.kind for place in declared} - {kind_of(place) for place in expected} == set(), "unedited"
    planned = json.loads(edited.run("plan", "--detailed-exitcode", "--json", expect=2))
    shown = {change["address"] for change in planned["resource_changes"]}
    more = set(_asked_for(planned["resource_changes"])) - expected
    assert (expected - shown, more) == (set(), set()), "missing, and more than that"
    edited.run("apply", "--yes", *CONSENT)
    is_settled(edited)
    return edited


def _asked_for(changes: Iterable[Mapping[str, Any]]) -> list[str]:
    """What is not only in the way of another change."""
    return [change["address"] for change in changes if "because" not in change]


def goes(edited: Installation, *drill: str) -> None:
    """A restore of it is tried; then it is destroyed, and the account is as empty as it was."""
    assert "The drill passed" in edited.run("drill", *drill)
    edited.run("destroy", "--yes", *CONSENT)
    assert projects_of(edited) == []
