"""Write what exists as a stack: a project of Neon's with all its databases, or one database of any server.

Never here: files on a disk, and what the language can say (stack/write).
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.errors import NeonpyError
from neonctl_py.model.address import Address, project_address
from neonctl_py.model.branch import Branch
from neonctl_py.model.data_api import ROLES as DATA_API_ROLES
from neonctl_py.model.data_api import DataApi
from neonctl_py.model.database import Database
from neonctl_py.model.extension import Extension
from neonctl_py.model.migration_records import migration_records
from neonctl_py.model.project import Project
from neonctl_py.model.role import Role
from neonctl_py.model.state import Desired, Unsupported
from neonctl_py.model.values import UNSET
from neonctl_py.plan.expansions import without_halves
from neonctl_py.postgres.connect import connect
from neonctl_py.postgres.observe import observe_database
from neonctl_py.stack.json_schema import SCHEMA_FILE, json_schema
from neonctl_py.stack.leave_out import PLATFORM_ROLES, without_defaults
from neonctl_py.stack.write import write_state
from neonctl_py.stack.write_files import Layout
from neonctl_py.stack.yaml_text import Reference
from neonctl_py.workflows.connecting import database_name
from neonctl_py.workflows.found_project import found_project
from neonctl_py.workflows.mentioned_roles import mentioned_roles
from neonctl_py.workflows.observe_world import observe_world
from neonctl_py.workflows.owners import without_owner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.state import Object
    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.observe import DatabaseState
    from neonctl_py.stack.writing import LeftOut
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.observe_world import Note
    from neonctl_py.workflows.throwaway import ThrowawayPostgres

_HEAD: Final = (f"yaml-language-server: $schema={SCHEMA_FILE}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """``name``: the stack's; else the project's or the database's. ``external``: schemas that are only mentioned.
    ``url_variable``: the environment variable that the stack will read a server's URL from.
    """

    name: str = ""
    external: tuple[str, ...] = ()
    url_variable: str = "DATABASE_URL"


@dataclass(frozen=True, slots=True)
class Imported:
    """``files``: path in the stack's folder to text. ``left_out``: what a stack can't say; ``unsupported``: what is not looked at.
    ``state``: all that was read of a database behind a URL.
    """

    name: str
    files: Mapping[str, str]
    left_out: tuple[LeftOut, ...]
    unsupported: tuple[Unsupported, ...]
    kinds: Mapping[str, int]
    state: DatabaseState | None = None


def import_project(access: NeonAccess, project: str, request: ImportRequest) -> Imported:
    """A Neon project by its id or name: the API's side, and the roles and databases of its default branch."""
    from neonctl_py.neon.observe import observe_account  # noqa: PLC0415  a database alone needs none of it

    with access.client() as client:
        project_id, name = found_project(client, project)
        address = project_address(name)
        wanted = Desired(stack=name, objects={address: Project()}, pinned_ids={address: project_id})
        account = observe_account(client, wanted, everything=True)
        objects = _of_default_branch(account.objects)
        world = observe_world(replace(wanted, objects=objects), client, replace(account, objects=objects))
    if world.unread:
        raise NeonpyError(
            "a database can't be read",
            detail=f"{world.unread[0]} has no compute, so nobody can look into its databases.",
            hint="Give the branch a compute, then import again.",
        )
    return _written(
        world.observed.objects,
        {address: {"id": project_id}},
        world.observed.unsupported,
        replace(request, name=request.name or name),
    )


def import_database(url: Secret, request: ImportRequest, note: Note = lambda *_: None) -> Imported:
    """One database of any server, with the roles that it speaks of; the URL itself is never written. ``note`` is called in the
    session before it is read.
    """
    name = database_name(url)
    project = project_address(request.name or name)
    reference = Reference("${env:" + request.url_variable + "}")
    database = project.child("database", name)
    with closing(connect(url)) as connection:
        note(connection, database)
        state = observe_database(connection, database, roles_under=project)
    objects = _only_database(state.objects, database)
    owner = getattr(objects.get(database), "owner", None)
    if owner in PLATFORM_ROLES:  # a superuser of that name; no stack can say it
        objects = without_owner(_without_heirs(objects, owner), owner)
    written = _written(
        {project: Project(provider="postgres"), **objects},
        {project: {"url": reference}},
        state.unsupported,
        replace(request, name=request.name or name),
    )
    return replace(written, state=state)


def _without_heirs(objects: Mapping[Address, Object], owner: str) -> dict[Address, Object]:
    """What belongs to ``owner`` would inherit its schema's owner once its own is not said: such a schema says none either."""
    held = {
        address.name[0]
        for address, value in objects.items()
        if len(address.name) > 1 and getattr(value, "owner", None) == owner
    }
    nobody: dict[str, Any] = {"owner": UNSET}
    return {
        address: replace(value, **nobody) if address.kind == "schema" and address.name[0] in held else value
        for address, value in objects.items()
    }


def import_sql(texts: Mapping[str, str], throwaway: ThrowawayPostgres, request: ImportRequest) -> Imported:
    """What SQL texts make, read through a Postgres that nobody keeps. Owners that the texts don't name are not written."""
    project = project_address(request.name)
    database = project.child("database", request.name)
    with closing(connect(throwaway.loaded_database(texts))) as connection:
        state = observe_database(connection, database, roles_under=project)
    objects = without_owner(_only_database(state.objects, database), throwaway.owner)
    for name, schema in throwaway.unavailable.items():
        objects[database.child("extension", name)] = Extension(schema=schema or "public")
    return _written(
        {project: Project(provider="postgres"), database: Database(), **objects},
        {project: {"url": Reference("${env:" + request.url_variable + "}")}},
        state.unsupported,
        request,
    )


def _of_default_branch(objects: Mapping[Address, Object]) -> dict[Address, Object]:
    """Without the databases of other branches: a stack says them once."""
    default = {a for a, value in objects.items() if isinstance(value, Branch) and value.default is True}
    return {
        address: value
        for address, value in objects.items()
        if address.container("database") is None or address.container("branch") in default
    }


def _only_database(objects: Mapping[Address, Object], database: Address) -> dict[Address, Object]:
    """Without other databases, and without roles that this one doesn't speak of."""
    inside = {address: value for address, value in objects.items() if address.is_within(database)}
    roles = {address: value for address, value in objects.items() if address.container("role") is not None}
    names = mentioned_roles(inside, roles)
    kept = {
        address: value
        for address, value in roles.items()
        if (role := address.container("role")) is not None and role.name[0] in names
    }
    return {**kept, **inside}


def _written(
    objects: Mapping[Address, Object],
    beside: Mapping[Address, Mapping[str, Any]],
    unsupported: tuple[Unsupported, ...],
    request: ImportRequest,
) -> Imported:
    objects = without_halves(objects)
    lean = without_defaults(objects)
    external = {**migration_records(lean), **dict.fromkeys(_external(lean, request), True)}
    lean = {
        address: value for address, value in lean.items() if address not in external or address.kind != "role"
    }
    stack = write_state(lean, Layout(name=request.name, head=_HEAD), external=external, beside=beside)
    kinds: dict[str, int] = {}
    for address in objects:
        kinds[address.kind] = kinds.get(address.kind, 0) + 1
    files = {**stack.files, SCHEMA_FILE: json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"}
    return Imported(request.name, files, stack.left_out, unsupported, kinds)


def _external(objects: Mapping[Address, Object], request: ImportRequest) -> list[Address]:
    """The wished schemas, what the platform owns, and superusers: no stack makes or changes these."""
    found = []
    has_data_api = any(isinstance(value, DataApi) for value in objects.values())
    for address, value in objects.items():
        wished = address.kind == "schema" and address.name[0] in request.external
        platforms = address.kind in ("schema", "table") and getattr(value, "owner", None) in PLATFORM_ROLES
        of_api = has_data_api and address.kind == "role" and address.name[0] in DATA_API_ROLES
        if wished or platforms or of_api or (isinstance(value, Role) and value.superuser is True):
            found.append(address)
    return found
