"""What every restore of a branch needs: consent, a branch that may be replaced, a name for what it holds now, and the calls.

Never here: which moment, and why.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonApiError, RefusedError
from neonctl_py.model.branch import Branch
from neonctl_py.model.safety import REPLACED
from neonctl_py.plan.hazards import Hazard

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Observed
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.workflows.past_point import PastPoint


def require_consent(desired: Desired, branches: Collection[Address], allowed: Collection[str]) -> None:
    """Raise RefusedError where neither ``--allow`` nor the stack agrees to what leaves the branch."""
    hazard = Hazard.DELETES_DATA
    day = datetime.now(UTC).date().isoformat()
    missing = [
        str(branch)
        for branch in branches
        if not any(item.covers(hazard.value, branch) and item.holds_on(day) for item in desired.consents)
    ]
    if missing and hazard.value not in allowed:
        raise RefusedError(
            "the restore needs your consent",
            detail="\n".join(
                f"Everything written to {place} since then is gone from it." for place in missing
            ),
            hint=f"If that is what you want, add --allow {hazard.value}",
        )


def require_unprotected(account: Observed, branch: Address, otherwise: str) -> None:
    """Raise RefusedError for a protected one: the platform refuses, and this says so before anybody agrees to anything."""
    value = account.objects.get(branch)
    if isinstance(value, Branch) and value.protected is True:
        raise RefusedError(
            "a protected branch can't be restored",
            detail=f"{branch} is protected, and Neon refuses to replace what it holds.",
            hint=f"Set protected: false and apply that, or {otherwise}.",
        )


def replaced_name(client: NeonClient, branch: Address) -> str:
    """What the branch will be called that keeps the present."""
    return f"{REPLACED}{branch.name[0][:80]}-{client.clock.now():%Y%m%d%H%M%S}"


def put_in_place(  # noqa: PLR0917  what, where, and who is told
    client: NeonClient,
    project_id: str,
    branch_id: str,
    point: PastPoint,
    replaced: str,
    tell: Callable[[str], None],
) -> None:
    """The branch keeps its name, id and computes, and holds what it held then; all else becomes the branch ``replaced``."""
    if not point.snapshot:
        source = {
            "source_branch_id": branch_id,
            "source_timestamp": point.stamp,
            "preserve_under_name": replaced,
        }
        client.restore_branch(project_id, branch_id, source, tell)
        return
    body = {"name": f"{replaced}-new", "finalize_restore": False, "target_branch_id": branch_id}
    made = client.restore_snapshot(project_id, point.snapshot, body, tell)
    try:
        client.finalize_restore(project_id, made.branch.id, replaced, tell)
    except NeonApiError as error:
        _clear_away(client, project_id, made.branch.id, f"{replaced}-new", error)
        raise


def _clear_away(client: NeonClient, project_id: str, made: str, name: str, error: NeonApiError) -> None:
    """The copy that was to take the branch's place has no end of its own, and costs. It goes where Neon has clearly refused; where
    nobody knows what Neon did it may be the branch by now, so that this is said instead.
    """
    is_refused = 400 <= error.status < 500
    with suppress(NeonApiError):
        if is_refused and client.get_branch(project_id, made).name == name:
            client.delete_branch(project_id, made)
            return
    error.hint = (
        f"{error.hint} Look whether the branch {name} is still there (neonpy show): it has no end of its own."
    ).strip()
