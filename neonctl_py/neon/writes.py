"""Everything that changes the Neon API's world, one method per change; each returns when its operations have succeeded.

A POST or PATCH whose answer was lost is never sent again blindly: the natural key is read first, and what is there is
ours. The same reading answers a 409: what exists is adopted. DELETE and PUT are repeatable by the API's contract.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from neonctl_py.errors import (
    InternalError,
    NeonApiError,
    NeonConflictError,
    NeonNotFoundError,
    NeonUnreachableError,
)
from neonctl_py.neon import wire
from neonctl_py.neon.answers import LOST_ANSWER, parsed
from neonctl_py.neon.busy import is_busy, tell_who
from neonctl_py.neon.operations import Pause, WaitPolicy, wait_flow
from neonctl_py.neon.reads import (
    Reads,
    branch_path,
    database_path,
    endpoint_path,
    project_path,
    role_path,
    snapshot_path,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from neonctl_py.neon.retry import Clock
    from neonctl_py.neon.session import Session

    Progress = Callable[[str], None]

_A = TypeVar("_A", bound=wire.Accepted)
_UNFINISHED = frozenset({"scheduling", "running", "cancelling"})
_REREADS = (1.0, 3.0, 6.0)
"""Seconds between the readings after which a project that isn't listed counts as not made: its name isn't unique, so a
POST too many would make a second one."""
_ATTEMPTS = 3


def quiet(_message: str) -> None:
    """Progress that nobody watches."""


class Writes(Reads):
    """The changes. ``on_progress`` is told what is being waited for."""

    def __init__(self, session: Session, org_id: str | None, waiting: WaitPolicy, clock: Clock) -> None:
        super().__init__(session, org_id)
        self._waiting = waiting
        self.clock = clock

    # projects

    def create_project(self, project: Mapping[str, Any], on_progress: Progress = quiet) -> wire.ProjectAnswer:
        """One call for the project, its branch, role, database and compute; ``project`` is the API's create body."""
        body = dict(project)
        if self.org_id and "org_id" not in body:
            body["org_id"] = self.org_id

        existing: wire.ProjectAnswer | None = None

        def found() -> wire.ProjectAnswer | None:
            nonlocal existing
            existing = self._project_named(body["name"], body.get("org_id"))
            return existing

        made = self._create("/projects", {"project": body}, wire.ProjectAnswer, found, on_progress)
        return existing or self._first_of_its_name(made, body.get("org_id"), on_progress)

    def update_project(
        self, project_id: str, project: Mapping[str, Any], on_progress: Progress = quiet
    ) -> None:
        """PATCH of what is given."""
        self._change(project_path(project_id), "project", project, on_progress)

    def delete_project(self, project_id: str) -> None:
        """The API gives no operations here; recoverable for seven days."""
        self._delete(project_path(project_id), quiet)

    # branches

    def create_branch(
        self,
        project_id: str,
        branch: Mapping[str, Any],
        endpoints: Iterable[Mapping[str, Any]] = (),
        on_progress: Progress = quiet,
        *,
        annotation: Mapping[str, str] | None = None,
    ) -> wire.BranchAnswer:
        """A branch with its computes, in one call. ``branch`` must hold a name; ``annotation`` is what it carries for its maker."""
        body: dict[str, Any] = {"branch": dict(branch)}
        if annotation:
            body["annotation_value"] = dict(annotation)
        if computes := [dict(endpoint) for endpoint in endpoints]:
            body["endpoints"] = computes
        path = f"{project_path(project_id)}/branches"
        return self._create(
            path, body, wire.BranchAnswer, lambda: self._branch_named(project_id, branch["name"]), on_progress
        )

    def update_branch(
        self, project_id: str, branch_id: str, branch: Mapping[str, Any], on_progress: Progress = quiet
    ) -> None:
        """PATCH of what is given (name, protected, expires_at)."""
        self._change(branch_path(project_id, branch_id), "branch", branch, on_progress)

    def set_default_branch(self, project_id: str, branch_id: str, on_progress: Progress = quiet) -> None:
        """Moves the default; setting it twice is the same as once."""
        path = f"{branch_path(project_id, branch_id)}/set_as_default"

        def found() -> wire.Accepted | None:
            return wire.Accepted() if self.get_branch(project_id, branch_id).default else None

        self._create(path, None, wire.Accepted, found, on_progress)

    def restore_branch(
        self, project_id: str, branch_id: str, source: Mapping[str, Any], on_progress: Progress = quiet
    ) -> wire.Branch:
        """Reset or rewind; not repeated when its answer is lost, because nothing tells a finished one from none."""
        path = f"{branch_path(project_id, branch_id)}/restore"
        answer = self._create(path, source, wire.BranchAnswer, None, on_progress)
        return answer.branch

    def delete_branch(self, project_id: str, branch_id: str, on_progress: Progress = quiet) -> None:
        """Gone already is done."""
        self._delete(branch_path(project_id, branch_id), on_progress)

    # computes

    def create_endpoint(
        self, project_id: str, endpoint: Mapping[str, Any], on_progress: Progress = quiet
    ) -> wire.Endpoint:
        """``endpoint`` must hold branch_id and type."""
        path = f"{project_path(project_id)}/endpoints"
        answer = self._create(
            path,
            {"endpoint": dict(endpoint)},
            wire.EndpointAnswer,
            lambda: self._endpoint_like(project_id, endpoint),
            on_progress,
        )
        return answer.endpoint

    def update_endpoint(
        self, project_id: str, endpoint_id: str, endpoint: Mapping[str, Any], on_progress: Progress = quiet
    ) -> None:
        """PATCH of what is given."""
        self._change(endpoint_path(project_id, endpoint_id), "endpoint", endpoint, on_progress)

    def delete_endpoint(self, project_id: str, endpoint_id: str, on_progress: Progress = quiet) -> None:
        """Gone already is done."""
        self._delete(endpoint_path(project_id, endpoint_id), on_progress)

    # roles and databases

    def create_role(
        self, project_id: str, branch_id: str, role: Mapping[str, Any], on_progress: Progress = quiet
    ) -> wire.Role:
        """A member of neon_superuser; the password in the answer masks itself and is best dropped."""
        path = f"{branch_path(project_id, branch_id)}/roles"

        def found() -> wire.RoleAnswer | None:
            named = [item for item in self.list_roles(project_id, branch_id) if item.name == role["name"]]
            return wire.RoleAnswer(role=named[0]) if named else None

        return self._create(path, {"role": dict(role)}, wire.RoleAnswer, found, on_progress).role

    def reset_password(
        self, project_id: str, branch_id: str, role: str, on_progress: Progress = quiet
    ) -> wire.Role:
        """A new password from the platform. Sent again after a lost answer, it is another one: the last one counts."""
        path = f"{role_path(project_id, branch_id, role)}/reset_password"
        return self._create(path, None, wire.RoleAnswer, None, on_progress).role

    def delete_role(self, project_id: str, branch_id: str, role: str, on_progress: Progress = quiet) -> None:
        """Gone already is done; a role that owns a database is refused by the API."""
        self._delete(role_path(project_id, branch_id, role), on_progress)

    def create_database(
        self, project_id: str, branch_id: str, database: Mapping[str, Any], on_progress: Progress = quiet
    ) -> wire.Database:
        """``database`` must hold name and owner_name."""
        path = f"{branch_path(project_id, branch_id)}/databases"

        def found() -> wire.DatabaseAnswer | None:
            named = [
                item for item in self.list_databases(project_id, branch_id) if item.name == database["name"]
            ]
            return wire.DatabaseAnswer(database=named[0]) if named else None

        return self._create(
            path, {"database": dict(database)}, wire.DatabaseAnswer, found, on_progress
        ).database

    def update_database(
        self,
        project_id: str,
        branch_id: str,
        name: str,
        database: Mapping[str, Any],
        on_progress: Progress = quiet,
    ) -> None:
        """PATCH of name and owner_name."""
        after = database_path(project_id, branch_id, database.get("name", name))
        self._change(
            database_path(project_id, branch_id, name), "database", database, on_progress, found_at=after
        )

    def delete_database(
        self, project_id: str, branch_id: str, name: str, on_progress: Progress = quiet
    ) -> None:
        """Gone already is done."""
        self._delete(database_path(project_id, branch_id, name), on_progress)

    # snapshots

    def put_backup_schedule(
        self, project_id: str, branch_id: str, rules: Iterable[Mapping[str, Any]]
    ) -> None:
        """Replaces the whole list."""
        path = f"{branch_path(project_id, branch_id)}/backup_schedule"
        self._request("PUT", path, {"schedule": [dict(rule) for rule in rules]})

    def create_snapshot(
        self,
        project_id: str,
        branch_id: str,
        name: str,
        expires_at: str | None = None,
        on_progress: Progress = quiet,
    ) -> wire.Snapshot:
        """A snapshot of the branch as it is now. The API takes query parameters and no body."""
        query = urlencode({"name": name} | ({"expires_at": expires_at} if expires_at else {}))
        path = f"{branch_path(project_id, branch_id)}/snapshot?{query}"

        def found() -> wire.SnapshotAnswer | None:
            listed = self.list_snapshots(project_id)
            named = [item for item in listed if (item.name, item.source_branch_id) == (name, branch_id)]
            return wire.SnapshotAnswer(snapshot=named[0]) if named else None

        return self._create(path, None, wire.SnapshotAnswer, found, on_progress).snapshot

    def restore_snapshot(
        self, project_id: str, snapshot_id: str, restore: Mapping[str, Any], on_progress: Progress = quiet
    ) -> wire.BranchAnswer:
        """Into a branch of its own: ``restore`` must hold that branch's name."""
        path = f"{snapshot_path(project_id, snapshot_id)}/restore"
        return self._create(
            path,
            dict(restore),
            wire.BranchAnswer,
            lambda: self._branch_named(project_id, restore["name"]),
            on_progress,
        )

    def finalize_restore(
        self, project_id: str, branch_id: str, name: str, on_progress: Progress = quiet
    ) -> None:
        """Puts a branch that a snapshot was restored into in the place of the one it was taken of, which becomes ``name``."""
        path = f"{branch_path(project_id, branch_id)}/finalize_restore"

        def found() -> wire.Accepted | None:
            return wire.Accepted() if self._branch_named(project_id, name) is not None else None

        self._create(path, {"name": name}, wire.Accepted, found, on_progress)

    def delete_snapshot(self, project_id: str, snapshot_id: str, on_progress: Progress = quiet) -> None:
        """Gone already is done."""
        self._delete(snapshot_path(project_id, snapshot_id), on_progress)

    # kinds that know their own calls

    def make(
        self,
        path: str,
        body: Mapping[str, Any],
        found: Callable[[], wire.Accepted | None],
        on_progress: Progress = quiet,
    ) -> None:
        """POST of something new; ``found`` looks for it when the answer was lost or it is there already."""
        self._create(path, body, wire.Accepted, found, on_progress)

    def put(self, method: str, path: str, body: Mapping[str, Any], on_progress: Progress = quiet) -> None:
        """A PATCH or PUT that says how things are to be, or a DELETE with a body: sending it twice is the same as once."""
        for attempt in range(_ATTEMPTS):
            try:
                answer = self._request(method, path, body)
            except NeonUnreachableError as error:
                if error.code != LOST_ANSWER or attempt == _ATTEMPTS - 1:
                    raise
                on_progress("the answer was lost: asking again")
            else:
                self.wait(parsed(wire.Accepted, answer, f"{method} {path}").operations, on_progress)
                return

    def remove(self, path: str, on_progress: Progress = quiet) -> None:
        """DELETE; gone already is done."""
        self._delete(path, on_progress)

    # operations

    def wait(self, operations: Iterable[wire.Operation], on_progress: Progress = quiet) -> None:
        """Until all have succeeded. Raises NeonOperationError with the action and the platform's text."""
        clock = self.clock
        flow = wait_flow(operations, self._waiting, clock.monotonic, lambda: clock.now().timestamp())
        told: tuple[str, str] | None = None
        answer: wire.Operation | None = None
        try:
            while True:
                wish = flow.send(answer)
                answer = None
                if isinstance(wish, Pause):
                    clock.sleep(wish.seconds)
                    continue
                answer = self.get_operation(wish.operation.project_id, wish.operation.id)
                if told != (answer.id, answer.status):
                    told = (answer.id, answer.status)
                    on_progress(f"{answer.action}: {answer.status}")
        except StopIteration:
            return

    def settle(self, project_id: str, on_progress: Progress = quiet) -> None:
        """Wait for what is under way in a project, whoever asked for it: used when the answer that named it was lost."""
        self.wait([o for o in self.recent_operations(project_id) if o.status in _UNFINISHED], on_progress)

    # how a change is sent

    def _create(
        self,
        path: str,
        body: Mapping[str, Any] | None,
        model: type[_A],
        found: Callable[[], _A | None] | None,
        on_progress: Progress,
    ) -> _A:
        for attempt in range(_ATTEMPTS):
            try:
                answer = parsed(model, self._request("POST", path, body), f"POST {path}")
            except (NeonUnreachableError, NeonConflictError) as error:
                lost = isinstance(error, NeonUnreachableError)
                if found is None or (lost and error.code != LOST_ANSWER):
                    raise
                existing = self._look_again(found) if lost and path == "/projects" else found()
                if existing is not None:
                    on_progress("found what an earlier request made")
                    self.settle(_project_of(path, existing), on_progress)
                    return existing
                if not lost or attempt == _ATTEMPTS - 1:
                    raise
                on_progress("the answer was lost and nothing was made: asking again")
            else:
                self.wait(answer.operations, on_progress)
                return answer
        raise InternalError("a request was sent no time at all")

    def _look_again(self, found: Callable[[], _A | None]) -> _A | None:
        for pause in _REREADS:
            self.clock.sleep(pause)
            if (existing := found()) is not None:
                return existing
        return None

    def _change(
        self,
        path: str,
        key: str,
        values: Mapping[str, Any],
        on_progress: Progress,
        *,
        found_at: str | None = None,
    ) -> None:
        for attempt in range(_ATTEMPTS):
            try:
                answer = self._request("PATCH", path, {key: dict(values)})
            except NeonUnreachableError as error:
                if error.code != LOST_ANSWER:
                    raise
                if self._holds(found_at or path, key, values):
                    self.settle(_project_of(path), on_progress)
                    return
                if attempt == _ATTEMPTS - 1:
                    raise
                on_progress("the answer was lost and nothing was changed: asking again")
            else:
                self.wait(parsed(wire.Accepted, answer, f"PATCH {path}").operations, on_progress)
                return

    def _holds(self, path: str, key: str, values: Mapping[str, Any]) -> bool:
        try:
            return includes(self._get(path).get(key), dict(values))
        except NeonNotFoundError:
            return False

    def _delete(self, path: str, on_progress: Progress) -> None:
        try:
            answer = self._request("DELETE", path)
        except NeonNotFoundError:
            on_progress("gone already")
            return
        self.wait(parsed(wire.Accepted, answer, f"DELETE {path}").operations, on_progress)

    def _request(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """A change. Where the project stays busy for all our patience, the error says with what."""
        try:
            return self._session.request(method, path, body=body)
        except NeonApiError as error:
            if is_busy(error.status, error.detail) and path.count("/") > 1:
                with suppress(NeonApiError):
                    recent = self.recent_operations(_project_of(path))
                    tell_who(error, [operation for operation in recent if operation.status in _UNFINISHED])
            raise

    # natural keys

    def _first_of_its_name(
        self, made: wire.ProjectAnswer, org_id: str | None, on_progress: Progress
    ) -> wire.ProjectAnswer:
        """Names of projects are not unique, and nothing can be locked before a project is there. So whoever has made one looks again:
        of two that were made at once the older one stays, and who made the younger one takes it back, empty as it is.
        """
        name = made.project.name
        same = [p for p in self.list_projects(org_id, short_page_ends=False).projects if p.name == name]
        if len(same) < 2 or made.project.id not in {project.id for project in same}:
            return made
        first = min(same, key=lambda project: (str(project.created_at), project.id))
        if first.id == made.project.id:
            return made
        on_progress(f"another run has made {name} a moment before: ours ({made.project.id}) is taken back")
        self.delete_project(made.project.id)
        self.settle(first.id, on_progress)
        return self._with_parts(first)

    def _project_named(self, name: str, org_id: str | None) -> wire.ProjectAnswer | None:
        projects = [p for p in self.list_projects(org_id, short_page_ends=False).projects if p.name == name]
        if len(projects) > 1:
            ids = ", ".join(sorted(project.id for project in projects))
            raise NeonConflictError(
                f"Neon has {len(projects)} projects named {name!r}",
                detail=f"Their ids: {ids}. The answer to our own request was lost, so we can't tell which is whose.",
                hint="Write the id: of the right one under the project, and delete the other if it is empty.",
            )
        return self._with_parts(projects[0]) if projects else None

    def _with_parts(self, project: wire.Project) -> wire.ProjectAnswer:
        """As its creation would have answered."""
        project_id = project.id
        branches = self.list_branches(project_id)
        return wire.ProjectAnswer(
            project=project,
            branch=next((branch for branch in branches if branch.default), None),
            endpoints=self.list_endpoints(project_id),
        )

    def _branch_named(self, project_id: str, name: str) -> wire.BranchAnswer | None:
        branch = next((branch for branch in self.list_branches(project_id) if branch.name == name), None)
        if branch is None:
            return None
        mine = tuple(e for e in self.list_endpoints(project_id) if e.branch_id == branch.id)
        return wire.BranchAnswer(branch=branch.model_copy(update={"project_id": project_id}), endpoints=mine)

    def _endpoint_like(self, project_id: str, wanted: Mapping[str, Any]) -> wire.EndpointAnswer | None:
        """A branch has one read-write compute; read-only ones are told apart by their names."""
        for endpoint in self.list_endpoints(project_id):
            same = (endpoint.branch_id, endpoint.type) == (wanted["branch_id"], wanted["type"])
            if same and (endpoint.type == "read_write" or endpoint.name == wanted.get("name")):
                return wire.EndpointAnswer(endpoint=endpoint)
        return None


def _project_of(path: str, answer: wire.Accepted | None = None) -> str:
    """The id of the project that a path is in; for a new project the answer has it."""
    return answer.project.id if isinstance(answer, wire.ProjectAnswer) else path.split("/")[2]


def includes(there: Any, wanted: Any) -> bool:
    """Does what is there hold every value that was sent?"""
    if isinstance(wanted, dict):
        return isinstance(there, dict) and all(
            includes(there.get(name), value) for name, value in wanted.items()
        )
    return bool(there == wanted)
