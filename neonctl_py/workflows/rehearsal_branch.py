"""The throwaway branch of a rehearsal or of a drill: made, with a compute of its own, and gone again whatever happens.

Whoever is left to delete it does: we at the end (also after Ctrl-C), the next rehearsal on this machine when we died, the platform
when its time is over. Never here: what is done on it.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import socket
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.errors import NeonApiError, NeonLimitError
from neonctl_py.model.compute import Compute
from neonctl_py.model.rehearsal import DRILL, PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.rehearsal import Rehearsal
    from neonctl_py.model.state import Observed
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.workflows.past_point import PastPoint

_NAME: Final = re.compile(r"neonpy-(?:rehearsal|drill)-([0-9a-f]{8})-(\d+)-[0-9a-f]{4}\Z")
_LOOKS: Final = 3
_PAUSE: Final = 1.0


@dataclass(frozen=True, slots=True)
class StandIn:
    """``compute`` is its size in words, for who pays; ``expires`` when the platform deletes it."""

    name: str
    branch_id: str
    compute: str
    expires: datetime


@contextmanager
def throwaway_branch(
    client: NeonClient,
    observed: Observed,
    branch: Address,
    wanted: Rehearsal,
    tell: Callable[[str], None],
    *,
    past: PastPoint | None = None,
) -> Iterator[StandIn]:
    """A copy of ``branch`` as it is, or as it was at ``past`` (for a drill); deleted at the end. Raises NeonApiError where there can
    be none, with what to do.
    """
    project_id = observed.ids[_project(branch)]
    sweep(client, project_id, tell)
    name = f"{PREFIX if past is None else DRILL}{_machine()}-{os.getpid()}-{secrets.token_hex(2)}"
    found = observed.objects.get(branch.child("compute"))
    compute = found if isinstance(found, Compute) else Compute()
    expires = datetime.now(UTC) + timedelta(seconds=wanted.ttl)
    size = _size(compute)
    content = "with its data" if wanted.data == "full" else "without its data"
    tell(
        f"copies it to {name}, {content if past is None else f'as of {past.text}'}, on a compute of its own"
        f" ({size}; costs-money while it runs); gone by {expires:%Y-%m-%d %H:%M} UTC whatever happens"
    )
    branch_id = ""
    try:
        branch_id = _create(client, project_id, observed.ids[branch], name, compute, wanted, past)
        yield StandIn(name, branch_id, size, expires)
    finally:
        _delete(client, project_id, name, branch_id, expires, tell)


def sweep(client: NeonClient, project_id: str, tell: Callable[[str], None]) -> None:
    """Delete what earlier rehearsals left: those of this machine whose process is gone, and any whose time is over."""
    now = datetime.now(UTC)
    for branch in client.list_branches(project_id):
        named = _NAME.match(branch.name)
        if named is None:
            continue
        is_ours = named[1] == _machine() and not _is_alive(int(named[2]))
        if is_ours or (branch.expires_at is not None and branch.expires_at < now):
            tell(f"deletes {branch.name}, which a rehearsal left that did not come to its end")
            with suppress(NeonApiError):  # the platform will
                client.delete_branch(project_id, branch.id)


def _create(  # noqa: PLR0917  the parts of one request
    client: NeonClient,
    project_id: str,
    parent_id: str,
    name: str,
    compute: Compute,
    wanted: Rehearsal,
    past: PastPoint | None,
) -> str:
    from neonctl_py.neon.bodies import compute_body  # noqa: PLC0415  a stack without Neon needs none of it

    now = client.clock.now()
    expires = (now + timedelta(seconds=wanted.ttl)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    body: dict[str, Any] = {
        "name": name,
        "parent_id": parent_id,
        "expires_at": expires,
        "init_source": "schema-only" if wanted.data == "schema-only" else "parent-data",
    }
    if past is not None:
        body["parent_timestamp"] = past.stamp
    sizes = {key: value for key, value in compute_body(compute).items() if key not in {"name", "disabled"}}
    try:
        if past is not None and past.snapshot:
            wish = {"name": name, "finalize_restore": False}
            made = client.restore_snapshot(project_id, past.snapshot, wish).branch.id
            client.update_branch(project_id, made, {"expires_at": expires})
            client.create_endpoint(project_id, {"branch_id": made, "type": "read_write", **sizes})
            return made
        return client.create_branch(project_id, body, [{"type": "read_write", **sizes}]).branch.id
    except NeonLimitError as error:
        error.summary = "one branch more is needed for a while, and Neon has no room for it"
        error.hint = "Delete a branch that nobody needs, or ask for a higher limit."
        if past is None:
            error.hint += " Without --rehearse none is needed."
        raise
    except NeonApiError as error:
        if error.status == 422 and "expire" in error.detail:
            error.hint = (
                "A branch that expires can't be copied: rehearse on its parent, or apply without --rehearse."
            )
        raise


def _delete(  # noqa: PLR0917  what it is called, and who is told
    client: NeonClient,
    project_id: str,
    name: str,
    branch_id: str,
    expires: datetime,
    tell: Callable[[str], None],
) -> None:
    """By its id; where its creation was interrupted by its name, as soon as it appears."""
    try:
        for look in range(1 if branch_id else _LOOKS):
            if not branch_id and look:
                time.sleep(_PAUSE)
            ids = (
                [branch_id]
                if branch_id
                else [b.id for b in client.list_branches(project_id) if b.name == name]
            )
            for found in ids:
                client.delete_branch(project_id, found)
                return
    except NeonApiError as error:
        tell(f"{name} could not be deleted ({error.summary}): the platform does, at {expires:%H:%M} UTC")
    except KeyboardInterrupt:
        tell(f"{name} is left there: the platform deletes it, at {expires:%H:%M} UTC")
        raise


def _project(branch: Address) -> Address:
    return branch.parent or branch


def _size(compute: Compute) -> str:
    smallest, largest = compute.min_cu, compute.max_cu
    if not isinstance(smallest, int | float) or not isinstance(largest, int | float):
        return "of the project's default size"
    return f"{smallest:g} CU" if smallest == largest else f"{smallest:g} to {largest:g} CU"


def _machine() -> str:
    """Names this machine and its view of processes: a container has its own. Nobody can read anything from it."""
    parts = [socket.gethostname()]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii"))
    with suppress(OSError):
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
