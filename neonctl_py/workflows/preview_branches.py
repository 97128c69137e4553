"""The branches that are previews of a stack: found by what they carry, made under a name that nobody looks for, renamed when they are
ready, deleted.

Only a branch that says by its annotation that it is a preview of this stack is ever deleted or reset. Never here: what is done in one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.errors import NeonLimitError, NeonNotFoundError, RefusedError
from neonctl_py.model.project import Project
from neonctl_py.plan.inherit import default_branch
from neonctl_py.report.preview_report import Preview

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.previews import Previews
    from neonctl_py.model.state import Desired, Observed
    from neonctl_py.neon import wire
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.workflows.preview_names import WantedPreview

MAKING: Final = timedelta(hours=6)
"""How long an unfinished preview lives, should nobody be left to finish it."""

_MARK: Final = "neonpy-preview"


@dataclass(frozen=True, slots=True)
class Names:
    """``final`` when it is ready, ``making`` until then."""

    final: str
    making: str


@dataclass(frozen=True, slots=True)
class Place:
    """One Neon project of the stack, with its previews, the oldest first, and all its branches by name."""

    address: Address
    project_id: str
    parent: str
    branches: dict[str, wire.Branch]
    previews: tuple[Preview, ...]

    def find(self, wanted: WantedPreview, name: str) -> Preview | None:
        """The one that is meant and ready: by its pull request where there is one, else by its name."""
        ready = [preview for preview in self.previews if preview.is_ready]
        if wanted.pr and not wanted.name:
            return next((preview for preview in ready if preview.pr == wanted.pr), None)
        return next((preview for preview in ready if preview.name == name), None)


def neon_projects(desired: Desired, project: str | None) -> list[Address]:
    """Those that previews can be made of, or the named one. Raises NeonNotFoundError where there is none."""
    homes = [
        place
        for place, value in desired.objects.items()
        if isinstance(value, Project) and value.provider == "neon" and project in (None, place.name[0])
    ]
    if not homes:
        raise NeonNotFoundError(
            "there is no project on Neon to make previews of",
            detail=f"The stack has none called {project}."
            if project
            else "A plain Postgres has no branches.",
        )
    return homes


def places(
    client: NeonClient, desired: Desired, account: Observed, settings: Previews, project: str | None
) -> tuple[Place, ...]:
    """Every Neon project of the stack that is there, or the named one. Raises NeonNotFoundError where there is none."""
    homes = neon_projects(desired, project)
    missing = [str(home) for home in homes if home not in account.ids]
    if missing:
        raise NeonNotFoundError(
            "a project does not exist yet, so nothing can be copied",
            detail=", ".join(missing),
            hint="neonpy apply",
        )
    return tuple(_place(client, desired, home, account.ids[home], settings) for home in sorted(homes))


def _place(client: NeonClient, desired: Desired, home: Address, project_id: str, settings: Previews) -> Place:
    branches = {branch.name: branch for branch in client.list_branches(project_id)}
    notes = client.branch_annotations(project_id)
    default = default_branch(desired, home)
    parent = settings.parent or (default.name[0] if default is not None else "")
    found = [
        _preview(home, project_id, branch, notes[branch.id])
        for branch in branches.values()
        if notes.get(branch.id, {}).get(_MARK) == desired.stack and _may_go(desired, home, branch)
    ]
    epoch = datetime.fromtimestamp(0, UTC)
    ordered = sorted(found, key=lambda preview: (preview.created or epoch, preview.branch_id))
    return Place(home, project_id, parent, branches, tuple(ordered))


def _may_go(desired: Desired, home: Address, branch: wire.Branch) -> bool:
    """Somebody may have kept one: declared it, protected it, made it the default."""
    return (
        not branch.default
        and not branch.protected
        and home.child("branch", branch.name) not in desired.objects
    )


def _preview(home: Address, project_id: str, branch: wire.Branch, note: dict[str, str]) -> Preview:
    return Preview(
        project=home.name[0],
        project_id=project_id,
        name=note.get("name", branch.name),
        branch=branch.name,
        branch_id=branch.id,
        pr=note.get("pr", ""),
        data=note.get("data", ""),
        parent=note.get("parent", ""),
        masks=note.get("masks", ""),
        created=branch.created_at,
        expires=branch.expires_at,
        size=branch.logical_size,
    )


def create(  # noqa: PLR0917  the parts of one request
    client: NeonClient,
    place: Place,
    names: Names,
    wanted: WantedPreview,
    settings: Previews,
    stack: str,
    masks: str,
) -> Preview:
    """A copy of the parent under a name of its own, with a compute. ``masks``: a digest of them. Raises NeonApiError where there can be none."""
    from neonctl_py.neon.bodies import compute_body  # noqa: PLC0415  most commands need none of it

    parent = place.branches.get(place.parent)
    if parent is None:
        raise NeonNotFoundError(
            "the branch to copy does not exist",
            detail=f"{place.address} has no branch {place.parent}. There are: {', '.join(sorted(place.branches))}.",
            hint="neonpy preview open … --parent NAME",
        )
    note = {_MARK: stack, "name": names.final, "pr": wanted.pr, "data": settings.data, "parent": parent.name}
    if masks:
        note["masks"] = masks
    body: dict[str, Any] = {
        "name": names.making,
        "parent_id": parent.id,
        "expires_at": _moment(client, MAKING),
        "init_source": "schema-only" if settings.data == "schema-only" else "parent-data",
    }
    sizes = compute_body(settings.compute)
    try:
        answer = client.create_branch(
            place.project_id, body, [{"type": "read_write", **sizes}], annotation=note
        )
    except NeonLimitError as error:
        error.summary = "a preview needs one branch more, and Neon has no room for it"
        error.hint = (
            "neonpy preview list shows those that are there; --max N closes the oldest for a new one."
        )
        raise
    return _preview(place.address, place.project_id, answer.branch, note)


def publish(client: NeonClient, preview: Preview, ttl: int) -> None:
    """Give it its name, and its time from now on."""
    client.update_branch(
        preview.project_id,
        preview.branch_id,
        {"name": preview.name, "expires_at": _moment(client, timedelta(seconds=ttl))},
    )


def withdraw(client: NeonClient, preview: Preview, making: str) -> None:
    """Take its name away while it is made anew."""
    changes = {"name": making, "expires_at": _moment(client, MAKING)}
    client.update_branch(preview.project_id, preview.branch_id, changes)


def close(client: NeonClient, previews: Sequence[Preview]) -> None:
    """Delete their branches. Raises RefusedError for one that others were copied from."""
    for preview in previews:
        children = [
            branch.name
            for branch in client.list_branches(preview.project_id)
            if branch.parent_id == preview.branch_id
        ]
        if children:
            raise RefusedError(
                "a preview has branches of its own",
                detail=f"{', '.join(children)} was copied from {preview.branch}, and Neon keeps both or none.",
                hint="Delete these first.",
            )
        client.delete_branch(preview.project_id, preview.branch_id)


def oldest_too_many(place: Place, most: int | None, name: str) -> tuple[Preview, ...]:
    """Those that go so that one more fits; the one of that name isn't counted."""
    others = [preview for preview in place.previews if preview.name != name]
    return tuple(others[: max(0, len(others) + 1 - most)]) if most is not None else ()


def _moment(client: NeonClient, life: timedelta) -> str:
    return (client.clock.now() + life).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
