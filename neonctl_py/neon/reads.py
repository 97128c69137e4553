"""Everything that we ask the Neon API without changing it, one method per question. Path segments are percent-encoded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from neonctl_py.neon import wire
from neonctl_py.neon.answers import parsed
from neonctl_py.neon.pages import PAGE, read_pages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.neon.session import Session


@dataclass(frozen=True, slots=True)
class ProjectList:
    """``unavailable``: ids of projects that the API could not answer for; while there are any, nothing is known to be absent.
    ``is_proven``: the list is complete for certain.
    """

    projects: tuple[wire.Project, ...]
    unavailable: tuple[str, ...] = ()
    is_proven: bool = True


def project_path(project_id: str) -> str:
    """``/projects/{id}``."""
    return f"/projects/{quote(project_id, safe='')}"


def branch_path(project_id: str, branch_id: str) -> str:
    """``/projects/{id}/branches/{id}``."""
    return f"{project_path(project_id)}/branches/{quote(branch_id, safe='')}"


def endpoint_path(project_id: str, endpoint_id: str) -> str:
    """``/projects/{id}/endpoints/{id}``."""
    return f"{project_path(project_id)}/endpoints/{quote(endpoint_id, safe='')}"


def role_path(project_id: str, branch_id: str, role: str) -> str:
    """``…/roles/{name}``."""
    return f"{branch_path(project_id, branch_id)}/roles/{quote(role, safe='')}"


def database_path(project_id: str, branch_id: str, database: str) -> str:
    """``…/databases/{name}``."""
    return f"{branch_path(project_id, branch_id)}/databases/{quote(database, safe='')}"


def snapshot_path(project_id: str, snapshot_id: str) -> str:
    """``/projects/{id}/snapshots/{id}``."""
    return f"{project_path(project_id)}/snapshots/{quote(snapshot_id, safe='')}"


_ALL_BRANCHES = 10_000
"""The API's own limit of a page."""


class Reads:
    """The questions. Raises the tree under NeonApiError; network errors were retried by then."""

    def __init__(self, session: Session, org_id: str | None) -> None:
        self._session = session
        self.org_id = org_id

    @property
    def reads(self) -> int:
        """GET requests sent so far."""
        return self._session.reads

    def list_projects(self, org_id: str | None = None, *, short_page_ends: bool = True) -> ProjectList:
        """All projects of the organization (or of the key's own account)."""
        org = org_id or self.org_id
        fixed = {"org_id": org} if org else {}
        found = read_pages(
            lambda page: self._get("/projects", {**fixed, **page}),
            "projects",
            short_page_ends=short_page_ends,
        )
        projects = tuple(parsed(wire.Project, row, "GET /projects") for row in found.rows)
        return ProjectList(projects, tuple(found.unavailable), found.is_proven)

    def get_project(self, project_id: str) -> wire.Project:
        """One project with all its settings."""
        path = project_path(project_id)
        return parsed(wire.ProjectAnswer, self._get(path), f"GET {path}").project

    def list_branches(self, project_id: str) -> tuple[wire.Branch, ...]:
        """All branches, the newest first."""
        path = f"{project_path(project_id)}/branches"
        return tuple(parsed(wire.Branch, row, f"GET {path}") for row in self._rows(path, "branches"))

    def branch_annotations(self, project_id: str) -> dict[str, dict[str, str]]:
        """What their makers have noted on branches, by branch id; those with nothing are left out."""
        path = f"{project_path(project_id)}/branches"
        found: dict[str, dict[str, str]] = {}
        params = {"limit": str(_ALL_BRANCHES)}
        while True:
            answer = self._get(path, params)
            for branch, annotation in (answer.get("annotations") or {}).items():
                value = annotation.get("value") or {} if isinstance(annotation, dict) else {}
                if value:
                    found[str(branch)] = {str(name): str(text) for name, text in value.items()}
            cursor = (answer.get("pagination") or {}).get("next")
            if not cursor or len(answer.get("branches") or ()) < _ALL_BRANCHES:
                return found
            params = {"limit": str(_ALL_BRANCHES), "cursor": str(cursor)}

    def get_branch(self, project_id: str, branch_id: str) -> wire.Branch:
        """One branch."""
        path = branch_path(project_id, branch_id)
        return parsed(wire.BranchAnswer, self._get(path), f"GET {path}").branch

    def list_endpoints(self, project_id: str) -> tuple[wire.Endpoint, ...]:
        """The computes of all branches of a project, in one call."""
        path = f"{project_path(project_id)}/endpoints"
        return tuple(parsed(wire.Endpoint, row, f"GET {path}") for row in self._plain_rows(path, "endpoints"))

    def list_roles(self, project_id: str, branch_id: str) -> tuple[wire.Role, ...]:
        """Roles as the API knows them; those made by SQL appear late or never."""
        path = f"{branch_path(project_id, branch_id)}/roles"
        return tuple(parsed(wire.Role, row, f"GET {path}") for row in self._plain_rows(path, "roles"))

    def list_databases(self, project_id: str, branch_id: str) -> tuple[wire.Database, ...]:
        """The databases of a branch with their owners."""
        path = f"{branch_path(project_id, branch_id)}/databases"
        return tuple(parsed(wire.Database, row, f"GET {path}") for row in self._plain_rows(path, "databases"))

    def list_snapshots(self, project_id: str) -> tuple[wire.Snapshot, ...]:
        """All snapshots of a project; the API has no pages here."""
        path = f"{project_path(project_id)}/snapshots"
        return tuple(parsed(wire.Snapshot, row, f"GET {path}") for row in self._plain_rows(path, "snapshots"))

    def get_backup_schedule(self, project_id: str, branch_id: str) -> tuple[wire.BackupRule, ...]:
        """When the platform takes snapshots of the branch; empty when it takes none."""
        path = f"{branch_path(project_id, branch_id)}/backup_schedule"
        return parsed(wire.BackupScheduleAnswer, self._get(path), f"GET {path}").schedule

    def get_operation(self, project_id: str, operation_id: str) -> wire.Operation:
        """One operation as it stands."""
        path = f"{project_path(project_id)}/operations/{quote(operation_id, safe='')}"
        return parsed(wire.OperationAnswer, self._get(path), f"GET {path}").operation

    def recent_operations(self, project_id: str) -> tuple[wire.Operation, ...]:
        """The newest operations of a project: one page, since older ones are long over."""
        path = f"{project_path(project_id)}/operations"
        rows = self._get(path, {"limit": str(PAGE)}).get("operations") or ()
        return tuple(parsed(wire.Operation, row, f"GET {path}") for row in rows)

    def connection_uri(
        self,
        project_id: str,
        branch_id: str,
        role: str,
        database: str,
        *,
        pooled: bool = False,
        endpoint_id: str | None = None,
    ) -> wire.ConnectionUri:
        """How to connect, with the role's password; to the branch's primary compute, or to the one that is named."""
        path = f"{project_path(project_id)}/connection_uri"
        params = {
            "branch_id": branch_id,
            "role_name": role,
            "database_name": database,
            "pooled": "true" if pooled else "false",
            **({"endpoint_id": endpoint_id} if endpoint_id else {}),
        }
        return parsed(wire.ConnectionUri, self._get(path, params), f"GET {path}")

    def list_regions(self) -> tuple[wire.Region, ...]:
        """Where projects can be made."""
        params = {"org_id": self.org_id} if self.org_id else {}
        rows = self._get("/regions", params).get("regions") or ()
        return tuple(parsed(wire.Region, row, "GET /regions") for row in rows)

    def current_user(self) -> wire.User:
        """Who the key belongs to; an organization's key has no user and is refused."""
        return parsed(wire.User, self._get("/users/me"), "GET /users/me")

    def get(self, path: str) -> dict[str, Any]:
        """One answer as it is, for the kinds that read it themselves."""
        return self._get(path)

    def _get(self, path: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        return self._session.request("GET", path, params=params)

    def _rows(self, path: str, key: str) -> list[dict[str, Any]]:
        return read_pages(lambda page: self._get(path, page), key).rows

    def _plain_rows(self, path: str, key: str) -> list[dict[str, Any]]:
        """A list that the API gives whole: no page parameters, which it might refuse."""
        return list(self._get(path).get(key) or ())
