"""A Neon project as people name it: by its id or by its name. Never here: what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.errors import NeonApiError, NeonNotFoundError

if TYPE_CHECKING:
    from neonctl_py.neon.client import NeonClient


def found_project(client: NeonClient, wanted: str) -> tuple[str, str]:
    """(id, name) of the project with that id, or else that name. Raises NeonNotFoundError."""
    try:
        project = client.get_project(wanted)
    except NeonApiError as error:
        if error.status not in (400, 404):
            raise
        same = [project for project in client.list_projects().projects if project.name == wanted]
        if len(same) == 1:
            return same[0].id, same[0].name
        ids = ", ".join(project.id for project in same)
        raise NeonNotFoundError(
            "a project was not found" if not same else "two projects have that name",
            detail=f"{wanted} is neither an id nor a name." if not same else f"Their ids: {ids}.",
            hint="Name one by its id, as the console shows it.",
        ) from error
    return project.id, project.name
