"""A saved plan: the JSON document that ``-o`` writes and ``apply plan.json`` takes.

It is a promise, not a program: apply plans again from the stack and the world and goes on only when the result is the
same, so an old or edited file can never do anything that a fresh plan would not. No variable's value is stored, only the
names, because a value may be secret.

With a key it is signed: whoever applies it with the same key knows that it is what was approved, by whom had the key, when and
from which commit.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from neonctl_py.plan.plan import Plan

FORMAT = "neonpy-plan/1"
_SCHEME: Final = "hmac-sha256:"
_SHOWN: Final = 8
_MINUTE: Final = 60
_HOUR: Final = 3600


@dataclass(frozen=True, slots=True)
class Provenance:
    """``made_at``: RFC 3339. ``commit`` of the stack's folder, with ``+`` where it had changes that were not committed; ``tree``: git's id of
    the folder's content, which survives a merge, "" where something was not committed. ``relative_path``: as the user named the stack.
    """

    made_at: str = ""
    commit: str = ""
    tree: str = ""
    relative_path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """``stack_path`` as the user gave it (absolute), ``variables`` the names that were set, ``fingerprint`` of the plan. ``changes``: what
    it does at which address. ``is_signed`` by somebody with the key that was given.
    """

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
    changes: Mapping[str, str]
    provenance: Provenance = Provenance()
    is_signed: bool = False


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
    provenance: Provenance | None = None,
    key: bytes | None = None,
) -> str:
    """The file's text: the plan's JSON ``document`` with what apply needs under ``neonpy_plan``, sealed by a checksum, and signed where
    there is a ``key``.
    """
    origin = provenance or Provenance()
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
            "changes": _changes(plan),
            "made_at": origin.made_at,
            "commit": origin.commit,
            "tree": origin.tree,
            "relative_path": origin.relative_path,
        },
    }
    return json.dumps(seal(body, key), indent=2, ensure_ascii=False) + "\n"


def seal(body: Mapping[str, Any], key: bytes | None = None) -> dict[str, Any]:
    """With its checksum, and signed where there is a key."""
    seals = {"checksum": _checksum(body)}
    if key is not None:
        seals["signature"] = _signature(body, key)
    return {**body, **seals}


def _changes(plan: Plan) -> dict[str, str]:
    revisions = {f"{step.address} {step.revision}": "revision" for step in plan.revisions}
    return {str(change.address): change.action.value for change in plan.changes} | revisions


def parse(text: str, *, file: str, key: bytes | None = None) -> PlanFile:
    """Read it back. Raises RefusedError for what is no plan file, was written by another version, or was edited; with a ``key`` also for
    what was not signed with it.
    """
    try:
        document = json.loads(text)
        checksum = document.pop("checksum")
        signature = document.pop("signature", "")
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
    if key is not None and not signature:
        raise RefusedError(
            "the plan is not signed",
            detail=f"NEONPY_PLAN_KEY is set here, so that only signed plans are applied; {file} was saved without it.",
            hint="Plan again where the key is: NEONPY_PLAN_KEY=… neonpy plan STACK -o plan.json",
        )
    if key is not None and not hmac.compare_digest(str(signature), _signature(document, key)):
        raise RefusedError(
            "the plan's signature does not fit",
            detail=f"{file} was signed with another key, or its content was replaced.",
            hint="Plan again with the key that apply has (NEONPY_PLAN_KEY).",
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
        changes=header.get("changes", {}),
        provenance=Provenance(
            header.get("made_at", ""),
            header.get("commit", ""),
            header.get("tree", ""),
            header.get("relative_path", ""),
        ),
        is_signed=key is not None,
    )


def check_age(saved: PlanFile, now: datetime, limit: timedelta) -> None:
    """Raises RefusedError when it was saved longer ago than ``limit``."""
    made = saved.provenance.made_at
    age = now - datetime.fromisoformat(made) if made else None
    if age is None or age > limit:
        raise RefusedError(
            "the plan is too old",
            detail=f"It was saved {_ago(age.total_seconds())} ago."
            if age is not None
            else "It does not say when it was saved.",
            hint="Plan again, read it, and apply that.",
        )


def _ago(seconds: float) -> str:
    if seconds < 2 * _HOUR:
        return f"{seconds / _MINUTE:.0f} minutes"
    return f"{seconds / _HOUR:.1f} hours"


def check_commit(saved: PlanFile, tree: str, commit: str) -> None:
    """Raises RefusedError when the stack's folder holds something else than what was planned, by git. ``tree`` and ``commit`` are those of here;
    "" outside git.
    """
    planned = saved.provenance
    if planned.tree and tree and planned.tree != tree:
        raise RefusedError(
            "the plan was made from other files",
            detail=f"Planned from commit {planned.commit[:12]}; here is {commit[:12]}, and the stack's folder differs.",
            hint=f"git diff {planned.commit[:12]} -- the stack's folder; then plan again, or check out that commit.",
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
            detail="\n".join(
                (
                    f"Since it was saved, {' and '.join(moved)} changed. Nothing was done.",
                    *_moved(saved, plan),
                )
            ),
            hint="Plan again, read it, and apply that.",
        )


def _moved(saved: PlanFile, plan: Plan) -> list[str]:
    """What apply would do now and was not in the plan, and what was in it and is not needed any more."""
    now = _changes(plan)
    lines = [
        f"now also: {action} {address}"
        for address, action in now.items()
        if saved.changes.get(address) != action
    ]
    lines += [
        f"no longer: {action} {address}"
        for address, action in saved.changes.items()
        if now.get(address) != action
    ]
    if not lines:
        return [
            "The same objects are to be changed, from or to other values, or something beside them has changed."
        ]
    more = len(lines) - _SHOWN
    return lines[:_SHOWN] + ([f"and {more} more"] if more > 0 else [])


def _checksum(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(_text(document)).hexdigest()


def _signature(document: Mapping[str, Any], key: bytes) -> str:
    return _SCHEME + hmac.new(key, _text(document), hashlib.sha256).hexdigest()


def _text(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
