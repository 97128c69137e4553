"""A database's whole way, as a user goes it: import, plan (nothing to do), apply to an empty database, and the dumps of both.

Never here: how the database was filled, and what a table of outcomes looks like.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schema_dump import schema_dump

from neonctl_py.apply.passwords import NoPasswords
from neonctl_py.stack.load import load_stack
from neonctl_py.workflows.access import NeonAccess
from neonctl_py.workflows.apply_stack import Consent, Doing, apply_stack
from neonctl_py.workflows.import_state import ImportRequest, import_database
from neonctl_py.workflows.other_database import on_database
from neonctl_py.workflows.plan_stack import PlanRequest, plan_stack

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.emulator.binaries import Binaries
    from neonctl_py.model.state import Desired
    from neonctl_py.model.values import Secret
    from neonctl_py.plan.plan import Plan

_SHOWN = 5
_OF_THE_SERVER = frozenset({"database", "role", "membership"})
"""Whatever else is there: other files are read into the same server."""

_NO_NEON = NeonAccess(None)


@dataclass
class Way:
    """What was found on it. Seconds are None for what was not reached; texts are empty where nothing is wrong."""

    tables: int = 0
    objects: int = 0
    import_seconds: float | None = None
    plan_seconds: float | None = None
    apply_seconds: float | None = None
    not_in_stack: tuple[str, ...] = ()
    to_do: str | None = None
    left: str | None = None
    difference: str | None = None


def go(way: Way, folder: Path, one: Secret, other: Secret, binaries: Binaries) -> None:
    """From the database at ``one`` to the empty one at ``other``; the stack is written into ``folder``."""
    started = time.monotonic()
    imported = import_database(one, ImportRequest())
    for path, text in imported.files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    way.import_seconds = time.monotonic() - started
    way.tables = imported.kinds.get("table", 0)
    way.objects = sum(imported.kinds.values())
    way.not_in_stack = (
        *(f"{item.address}: {item.why}" for item in imported.left_out),
        *(f"{item.kind}: {', '.join(item.names)}" for item in imported.unsupported),
    )
    started = time.monotonic()
    desired = _loaded(folder, one)
    way.to_do = _told(plan_stack(desired, _NO_NEON, PlanRequest()).plan)
    way.plan_seconds = time.monotonic() - started
    started = time.monotonic()
    way.left = _told(_applied(on_database(desired, other)))
    way.apply_seconds = time.monotonic() - started
    way.difference = schema_dump(binaries, other).exact_difference(schema_dump(binaries, one))


def _loaded(folder: Path, url: Secret) -> Desired:
    return load_stack(folder, variables={}, environment={"DATABASE_URL": url.reveal()}).desired


def _applied(desired: Desired) -> Plan:
    """What a plan still finds to do afterwards."""
    report = apply_stack(
        desired,
        _NO_NEON,
        PlanRequest(),
        Consent(agree=lambda _: None),
        Doing(passwords=NoPasswords(), listen=lambda _: None),
    )
    return report.left


def _told(plan: Plan) -> str:
    """Empty when there is nothing to do."""
    lines = [
        f"{change.action} {change.address} "
        + "; ".join(f"{item.field}: {item.before!r} -> {item.after!r}" for item in change.differences)
        for change in plan.changes
    ]
    lines += [
        f"not in the stack: {address}" for address in plan.unmanaged if address.kind not in _OF_THE_SERVER
    ]
    if len(lines) > _SHOWN:
        lines[_SHOWN:] = [f"… and {len(lines) - _SHOWN} more"]
    return "\n".join(line.rstrip() for line in lines)
