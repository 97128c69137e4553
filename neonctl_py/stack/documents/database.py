"""Databases of a branch or a server, with everything in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.database import Database
from neonctl_py.model.values import UNSET
from neonctl_py.stack import names
from neonctl_py.stack.documents.check import LIVE_CHECKS, add_check
from neonctl_py.stack.documents.data_api import DATA_API, add_data_api
from neonctl_py.stack.documents.database_objects import DATABASE_OBJECTS, add_database_objects
from neonctl_py.stack.documents.default_privileges import DEFAULT_PRIVILEGES, add_default_privileges
from neonctl_py.stack.documents.event_trigger import EVENT_TRIGGERS, add_event_trigger
from neonctl_py.stack.documents.extension import EXTENSIONS, add_extension
from neonctl_py.stack.documents.grant import GRANTS_KEY, add_grants
from neonctl_py.stack.documents.lifecycle import (
    COMMENT,
    CONNECTION_LIMIT,
    EXTERNAL,
    LIFECYCLE,
    OWNER,
    RENAMED_FROM,
    SETTINGS,
    UNMANAGED,
    settings_of,
)
from neonctl_py.stack.documents.lineage import finish_heirs
from neonctl_py.stack.documents.lineage_checks import check_lineage
from neonctl_py.stack.documents.masking import MASKING_KEY, add_masking
from neonctl_py.stack.documents.proof import TESTS, add_proofs
from neonctl_py.stack.documents.retention import RETENTIONS, add_retention
from neonctl_py.stack.documents.schema import SCHEMAS, add_schema, note_names
from neonctl_py.stack.scalars import Choice, Text
from neonctl_py.stack.scope import DatabaseScope
from neonctl_py.stack.shapes import Doc, Either, Key, MapOf, Record, child_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.stack.scope import Server
    from neonctl_py.stack.shapes import Word

_MODE: Final = Choice(("auto", "reviewed"))
MIGRATIONS: Final = Record(
    "migrations",
    {
        "mode": Key(_MODE, "`auto` or `reviewed`.", required=True),
        "path": Key(
            Text("a folder"),
            "Where its revisions are, from this file's folder on; else `migrations/PROJECT/DATABASE` of the repository.",
        ),
        "version_table": Key(
            Text("a table"), "Where Alembic notes what was done; else `public.alembic_version`."
        ),
    },
    "how its catalog is changed",
)
DATABASE: Final = Record(
    "database",
    {
        "comment": COMMENT,
        "owner": OWNER,
        "connection_limit": CONNECTION_LIMIT,
        "settings": Key(SETTINGS, "Its parameters (ALTER DATABASE … SET), by name; exactly these."),
        "migrations": Key(
            Either(scalar=_MODE, mapping=MIGRATIONS),
            "`auto`: apply changes its catalog directly; `reviewed`: by written revisions.",
        ),
        "data_api": Key(DATA_API, "Reached over HTTP, with rights by JWT."),
        "grants": GRANTS_KEY,
        "default_privileges": DEFAULT_PRIVILEGES,
        "extensions": Key(EXTENSIONS, "Its extensions, by name."),
        "event_triggers": Key(EVENT_TRIGGERS, "Its event triggers, by name."),
        "schemas": Key(SCHEMAS, "Its schemas, by name."),
        **DATABASE_OBJECTS,
        "checks": Key(LIVE_CHECKS, "What `neonpy check` asserts, in SQL or built in, by name."),
        "tests": Key(TESTS, "Who sees, may do and is refused what: `neonpy test` tries it."),
        "retention": Key(RETENTIONS, "How long rows live, by name."),
        "masking": MASKING_KEY,
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
        "unmanaged": UNMANAGED,
        "external": EXTERNAL,
    },
    "a database",
    {"tables": "Tables are in a schema: `schemas: {public: {tables: …}}`."},
)
DATABASES: Final = MapOf(DATABASE, "databases", child_of("database"), names.database)


def add_database(name: Word, doc: Doc, mixins: Mapping[str, Doc], server: Server) -> None:
    """Put a database with everything in it."""
    build, address = server.build, server.address.child("database", str(name))
    if build.is_external(address, doc):
        return
    if server.address.kind == "branch" and (trouble := names.platforms_database(str(name))):
        build.mistakes.add("NP115", name.span, f"`{name}` can't name a database: {trouble}.", address=address)
    settings, comment = doc.get("settings"), doc.get("comment")
    value = Database(
        owner=server.owner(doc.get("owner"), address),
        settings=settings_of(settings) if isinstance(settings, dict) else UNSET,
        connection_limit=doc.get("connection_limit"),
        comment=str(comment)
        if isinstance(comment, str) and comment
        else (UNSET if comment is UNSET else None),
        **_migrations(doc.get("migrations")),
    )
    build.put(address, value, name.span)
    build.protect(address, doc)
    build.renamed_from(doc, address)
    scope = server.scopes[str(name)] = DatabaseScope(server, address, value.owner)
    if doc.has("data_api"):
        add_data_api(doc.get("data_api"), address, build)
    _add_rights(doc, scope)
    _add_content(doc, mixins, scope)


def _migrations(written: object) -> dict[str, Any]:
    """The three fields of the model, from either form."""
    if isinstance(written, Doc):
        told = {
            "migrations_path": str(written.get("path", "")),
            "version_table": str(written.get("version_table", "")),
        }
        return {"migrations": "reviewed", **told} if written.get("mode", "auto") == "reviewed" else {}
    return {"migrations": "reviewed"} if written == "reviewed" else {}


def _add_rights(doc: Doc, scope: DatabaseScope) -> None:
    address, server = scope.address, scope.server
    if doc.has("grants"):
        add_grants(doc.get("grants"), address, scope.owner, server)
    else:
        server.build.open_parts.add((address, "grant"))
    if doc.has("default_privileges"):
        add_default_privileges(doc.get("default_privileges"), address, server)
    else:
        server.build.open_parts.add((address, "default_privileges"))


def _add_content(doc: Doc, mixins: Mapping[str, Doc], scope: DatabaseScope) -> None:
    for name, extension in doc.get("extensions", {}).items():
        scope.extensions[str(name)] = str(extension.get("schema", "public"))
        add_extension(name, extension, scope)
    schemas = doc.get("schemas", {})
    tables = {name: note_names(name, schema, mixins, scope) for name, schema in schemas.items()}
    for name, schema in schemas.items():
        add_schema(name, schema, tables[name], scope)
    check_lineage(scope)
    finish_heirs(scope)
    add_database_objects(doc, scope)
    for name, trigger in doc.get("event_triggers", {}).items():
        add_event_trigger(name, trigger, scope)
    for name, check in doc.get("checks", {}).items():
        add_check(name, check, scope.address, scope.server)
    for name, rule in doc.get("retention", {}).items():
        add_retention(name, rule, scope.address, scope.server)
    if isinstance(tests := doc.get("tests", None), Doc):
        add_proofs(tests, scope)
    add_masking(doc.get("masking", {}), scope)
