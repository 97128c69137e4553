"""List, close and sweep the previews of a stack. Never here: making them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonNotFoundError
from neonctl_py.workflows import preview_branches as branches
from neonctl_py.workflows.observe_world import observe_only_account
from neonctl_py.workflows.preview_names import preview_name

if TYPE_CHECKING:
    from neonctl_py.model.state import Desired
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.report.preview_report import Preview
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.preview_names import WantedPreview


def list_previews(desired: Desired, access: NeonAccess, project: str | None = None) -> tuple[Preview, ...]:
    """All of them, unfinished ones too: project by project, the oldest first."""
    with _client(desired, access, project) as client:
        return _previews(client, desired, project)


def find_preview(desired: Desired, access: NeonAccess, wanted: WantedPreview) -> tuple[Preview, ...]:
    """The branches of one preview that is ready, project by project. Raises NeonNotFoundError when there is none."""
    every = list_previews(desired, access, wanted.project)
    found = tuple(preview for preview in every if preview.is_ready and _is_meant(desired, preview, wanted))
    if not found:
        names = ", ".join(dict.fromkeys(preview.name for preview in every if preview.is_ready))
        raise NeonNotFoundError(
            "there is no such preview",
            detail=f"Of {wanted} there is none. There are: {names}."
            if names
            else "There is none of this stack.",
            hint="neonpy preview open makes one.",
        )
    return found


def close_preview(desired: Desired, access: NeonAccess, wanted: WantedPreview) -> tuple[Preview, ...]:
    """Delete it, and what is unfinished of it. Gives what was deleted; nothing is fine, too."""
    with _client(desired, access, wanted.project) as client:
        meant = tuple(
            preview
            for preview in _previews(client, desired, wanted.project)
            if _is_meant(desired, preview, wanted)
        )
        branches.close(client, meant)
        return meant


def sweep_previews(
    desired: Desired,
    access: NeonAccess,
    project: str | None,
    *,
    open_pull_requests: frozenset[str] | None,
    older_than: float | None,
) -> tuple[tuple[Preview, str], ...]:
    """Delete what nobody needs: expired ones, unfinished ones whose time is over, and those of pull requests that are not open any
    more or older than so many seconds, where that was asked for. Gives each with the reason.
    """
    with _client(desired, access, project) as client:
        now = client.clock.now()
        gone: list[tuple[Preview, str]] = []
        for preview in _previews(client, desired, project):
            age = now - preview.created if preview.created is not None else timedelta()
            if preview.expires is not None and preview.expires <= now:
                gone.append((preview, "it has expired"))
            elif not preview.is_ready and age > branches.MAKING:
                gone.append((preview, "nobody finished it"))
            elif open_pull_requests is not None and preview.pr and preview.pr not in open_pull_requests:
                gone.append((preview, f"pull request {preview.pr} is not open"))
            elif older_than is not None and age.total_seconds() > older_than:
                gone.append((preview, "it is too old"))
        branches.close(client, [preview for preview, _ in gone])
        return tuple(gone)


def _client(desired: Desired, access: NeonAccess, project: str | None) -> NeonClient:
    """Only where there is something to look for: a plain Postgres needs no key."""
    branches.neon_projects(desired, project)
    return access.client()


def _previews(client: NeonClient, desired: Desired, project: str | None) -> tuple[Preview, ...]:
    account = observe_only_account(desired, client)
    homes = branches.places(client, desired, account, desired.previews, project)
    return tuple(preview for place in homes for preview in place.previews)


def _is_meant(desired: Desired, preview: Preview, wanted: WantedPreview) -> bool:
    if wanted.pr and not wanted.name:
        return preview.pr == wanted.pr
    return preview.name == preview_name(desired.previews.name, wanted)
