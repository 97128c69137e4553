"""A saved plan: the JSON document that ``-o`` writes and ``apply plan.json`` takes.

It is a promise, not a program: apply plans again from the stack and the world and goes on only when the result is the
same, so an old or edited file can never do anything that a fresh plan would not. No variable's value is stored, only the
names, because a value may be secret.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from neonctl_py.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from neonctl_py.plan.plan import Plan

FORMAT = "neonpy-plan/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """``stack_path`` as the user gave it (absolute), ``variables`` the names that were set, ``fingerprint`` of the plan."""

    stack_path: str
    variables: tuple[str, ...]
    targets: tuple[str, ...]
    branches: tuple[str, ...]
    destroy: bool
    assume_small: bool
    contract: bool
    stack_fingerprint: str
    observed_fingerprint: str
    fingerprint: str


def dump(
    plan: Plan,
    document: Mapping[str, Any],
    *,
    stack_path: str,
    variables: Sequence[str] = (),
    targets: Sequence[str] = (),
    branches: Sequence[str] = (),
    destroy: bool = False,
    assume_small: bool = False,
    contract: bool = False,
) -> str:
    """The file's text: the plan's JSON ``document`` with what apply needs under ``neonpy_plan``, sealed by a checksum."""
    body = {
        **document,
        "neonpy_plan": {
            "format": FORMAT,
            "stack_path": stack_path,
            "variables": sorted(variables),
            "targets": list(targets),
            "branches": list(branches),
            "destroy": destroy,
            "assume_small": assume_small,
            "contract": contract,
            "stack_fingerprint": plan.stack_fingerprint,
            "observed_fingerprint": plan.observed_fingerprint,
            "fingerprint": plan.fingerprint,
        },
    }
    return json.dumps({**body, "checksum": _checksum(body)}, indent=2, ensure_ascii=False) + "\n"


def parse(text: str, *, file: str) -> PlanFile:
    """Read it back. Raises RefusedError for what is no plan file, was written by another version, or was edited."""
    try:
        document = json.loads(text)
        checksum = document.pop("checksum")
        header = document["neonpy_plan"]
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise RefusedError(
            "not a plan file",
            detail=f"{file} was not written by plan -o.",
            hint="neonpy plan STACK -o plan.json",
        ) from error
    if checksum != _checksum(document):
        raise RefusedError(
            "the plan file was edited",
            detail=f"The checksum of {file} does not fit its content.",
            hint="Plan again: neonpy plan STACK -o plan.json",
        )
    if header.get("format") != FORMAT:
        raise RefusedError(
            "the plan file is of another version",
            detail=f"{file} says {header.get('format')}.",
            hint="Plan again.",
        )
    return PlanFile(
        stack_path=header["stack_path"],
        variables=tuple(header["variables"]),
        targets=tuple(header["targets"]),
        branches=tuple(header["branches"]),
        destroy=header["destroy"],
        assume_small=header.get("assume_small", False),
        contract=header.get("contract", False),
        stack_fingerprint=header["stack_fingerprint"],
        observed_fingerprint=header["observed_fingerprint"],
        fingerprint=header["fingerprint"],
    )


def check_fresh(saved: PlanFile, plan: Plan) -> None:
    """Raises RefusedError when the stack or the world has moved since the plan was saved, and says which."""
    moved = [
        what
        for what, before, now in (
            ("the stack", saved.stack_fingerprint, plan.stack_fingerprint),
            ("the observed state", saved.observed_fingerprint, plan.observed_fingerprint),
        )
        if before != now
    ]
    if not moved and saved.fingerprint != plan.fingerprint:
        moved = ["neonpy itself (it plans other steps than the version that saved this)"]
    if moved:
        raise RefusedError(
            "the plan is stale",
            detail=f"Since it was saved, {' and '.join(moved)} changed. Nothing was done.",
            hint="Plan again, read it, and apply that.",
        )


def _checksum(document: Mapping[str, Any]) -> str:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
