"""What SQL files and SQLAlchemy models make, as the YAML of a schema: loaded into a Postgres that nobody keeps, and read back.

Never here: where a stack says so (stack/schema_source).
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from neonctl_py.ddl.metadata import create_all
from neonctl_py.ddl.quoting import identifier
from neonctl_py.errors import NeonpyError
from neonctl_py.model.address import project_address
from neonctl_py.model.database import Database
from neonctl_py.model.project import Project
from neonctl_py.postgres.connect import connect
from neonctl_py.postgres.observe import observe_database
from neonctl_py.stack.leave_out import without_defaults
from neonctl_py.stack.write import written
from neonctl_py.stack.yaml_text import yaml_text
from neonctl_py.workflows.owners import without_owner
from neonctl_py.workflows.throwaway import require_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.stack.schema_source import SourceRequest
    from neonctl_py.workflows.throwaway import ThrowawayPostgres


def read_source(request: SourceRequest, throwaway: ThrowawayPostgres) -> Mapping[str, str]:
    """The document of each schema of the request, as YAML text. Raises NeonpyError for SQL or models that can't be read, and
    for what they make that a stack can't say or that belongs to another schema.
    """
    texts = {path: text for source in request.sources for path, text in source.texts.items()}
    schemas = {path: source.schema for source in request.sources for path in source.texts}
    url = throwaway.loaded_database(texts, before="".join(_before(request)), schemas=schemas)
    for source in request.sources:
        if source.models:
            create_all(url, source.models, folder=source.folder, schema=source.schema)
    require_all(throwaway)
    project = project_address("source")
    database = project.child("database", "source")
    with closing(connect(url)) as connection:
        state = observe_database(connection, database, roles_under=None)
    inside = without_owner(without_defaults(state.objects), throwaway.owner)
    _require_own(inside, database, {source.schema for source in request.sources})
    writing = written({project: Project(provider="postgres"), database: Database(), **inside}, {})
    if writing.left_out:
        missing = "\n".join(f"{item.address}: {item.why}" for item in sorted(writing.left_out))
        raise NeonpyError("something can't be said in a stack", detail=missing)
    if state.unsupported:
        missing = "\n".join(f"{item.kind}: {', '.join(item.names)}" for item in state.unsupported)
        raise NeonpyError("something is of a kind that neonpy does not manage yet", detail=missing)
    documents = writing.documents
    return {
        source.schema: yaml_text(documents.get(database.child("schema", source.schema), {}))
        for source in request.sources
    }


def _before(request: SourceRequest) -> Iterator[str]:
    schemas = {*(schema for _, schema in request.extensions), *(source.schema for source in request.sources)}
    for schema in sorted(schemas):
        yield f"create schema if not exists {identifier(schema)};\n"
    for name, schema in request.extensions:
        yield f"create extension if not exists {identifier(name)} schema {identifier(schema)} cascade;\n"


def _require_own(objects: Mapping[Address, Object], database: Address, schemas: set[str]) -> None:
    """Whatever they make belongs to one of the schemas that ask."""
    strangers = sorted(
        str(address).removeprefix(f"{database}/")
        for address in objects
        if address.parent == database and len(address.name) == 2 and address.name[0] not in schemas
    )
    if strangers:
        raise NeonpyError(
            "something belongs to another schema",
            detail=", ".join(strangers),
            hint="Say that schema's `from:` too, or take it out of the files.",
        )
