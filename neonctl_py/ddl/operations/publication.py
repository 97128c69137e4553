"""Publications: made and changed in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.names import object_clause
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.operations.defined import CreateObject, DropObject, alterations
from neonctl_py.ddl.quoting import identifier, identifiers, literal, qualified
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.publication import Publication

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.model.publication import PublishedTable
    from neonctl_py.plan.steps import SqlStep


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter | drop | rename."""
    on = object_clause(step.address)
    match step.operation:
        case "create":
            publication = value(step.after, Publication)
            lowered: list[MigrateOperation] = [CreateObject(on, _definition(publication))]
            lowered += attributes.comment(step.address, publication.comment)
            return lowered + attributes.owner(step.address, publication.owner)
        case "alter":
            before, after = value(step.before, Publication), value(step.after, Publication)
            forward, back = _actions(before, after, step.changed), _actions(after, before, step.changed)
            return [*alterations(on, forward, back), *attributes.altered(step)]
        case "drop":
            undo = (
                CreateObject(on, _definition(step.before)) if isinstance(step.before, Publication) else None
            )
            return [DropObject(on).undone_by(undo)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _definition(publication: Publication) -> str:
    parts = []
    if publication.all_tables:
        parts.append("FOR ALL TABLES")
    elif members := _members(publication):
        parts.append(f"FOR {members}")
    parameters = _parameters(publication, ("publish", "via_partition_root"))
    if publication.generated_columns != "none":
        parameters += _parameters(publication, ("generated_columns",))
    return " ".join((*parts, f"WITH ({', '.join(parameters)})"))


def _actions(before: Publication, after: Publication, changed: tuple[str, ...]) -> list[str]:
    actions = []
    if "tables" in changed or "schemas" in changed:
        members = _members(after)
        actions.append(f"SET {members}" if members else f"DROP {_members(before, bare=True)}")
    parameters = _parameters(after, changed)
    return actions + ([f"SET ({', '.join(parameters)})"] if parameters else [])


def _members(publication: Publication, *, bare: bool = False) -> str:
    """``TABLE ONLY a (id) WHERE (id > 5), ONLY b, TABLES IN SCHEMA c``. ONLY: children are members of their own."""
    tables = ", ".join(_table(table, bare=bare) for table in publication.tables)
    parts = [f"TABLE {tables}"] if tables else []
    parts += [f"TABLES IN SCHEMA {identifiers(publication.schemas)}"] if publication.schemas else []
    return ", ".join(parts)


def _table(table: PublishedTable, *, bare: bool) -> str:
    name = f"ONLY {qualified(table.schema, table.name)}"
    if bare:
        return name
    columns = "" if table.columns is None else f" ({identifiers(table.columns)})"
    return f"{name}{columns}" + ("" if table.where is None else f" WHERE ({table.where})")


def _parameters(publication: Publication, fields: tuple[str, ...]) -> list[str]:
    parameters = []
    if "publish" in fields:
        parameters.append(f"publish = {literal(', '.join(publication.publish))}")
    if "via_partition_root" in fields:
        parameters.append(f"publish_via_partition_root = {str(publication.via_partition_root).lower()}")
    if "generated_columns" in fields:
        parameters.append(f"publish_generated_columns = {identifier(publication.generated_columns)}")
    return parameters
