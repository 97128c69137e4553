"""State to YAML, the road backwards: ``desired(load(write(state))) == state``.

``write_state`` gives the files of a whole stack. What the language can't say is left out as a whole (its table becomes
``external``) and told. Adding a kind means adding its writer here; a kind without one is told, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.project import Project
from neonctl_py.stack.literal_passwords import holds_password
from neonctl_py.stack.write_files import Layout, stack_files
from neonctl_py.stack.writers import (
    aggregate,
    auth,
    auth_provider,
    branch,
    cast,
    collation,
    column,
    composite,
    compute,
    constraint,
    data_api,
    database,
    default_privileges,
    domain,
    enum,
    event_trigger,
    extension,
    foreign_data_wrapper,
    foreign_server,
    foreign_table,
    function,
    grant,
    index,
    jwks,
    materialized_view,
    membership,
    operator,
    operator_class,
    operator_family,
    policy,
    project,
    publication,
    replica,
    role,
    rule,
    schema,
    sequence,
    snapshot_schedule,
    statistics,
    subscription,
    table,
    text_search_configuration,
    text_search_dictionary,
    trigger,
    user_mapping,
    view,
)
from neonctl_py.stack.writers import (
    range as range_writer,
)
from neonctl_py.stack.writing import Inexpressible, LeftOut, Writer, Writing, part
from neonctl_py.stack.yaml_text import Flow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

WRITERS: Final[dict[str, Writer]] = {
    "project": project.write,
    "branch": branch.write,
    "compute": compute.write,
    "replica": replica.write,
    "snapshot_schedule": snapshot_schedule.write,
    "auth": auth.write,
    "auth_provider": auth_provider.write,
    "jwks": jwks.write,
    "role": role.write,
    "membership": membership.write,
    "database": database.write,
    "data_api": data_api.write,
    "extension": extension.write,
    "schema": schema.write,
    "enum": enum.write,
    "domain": domain.write,
    "composite": composite.write,
    "range": range_writer.write,
    "collation": collation.write,
    "table": table.write,
    "view": view.write,
    "materialized_view": materialized_view.write,
    "foreign_data_wrapper": foreign_data_wrapper.write,
    "foreign_server": foreign_server.write,
    "user_mapping": user_mapping.write,
    "foreign_table": foreign_table.write,
    "operator_family": operator_family.write,
    "operator": operator.write,
    "operator_class": operator_class.write,
    "cast": cast.write,
    "text_search_dictionary": text_search_dictionary.write,
    "text_search_configuration": text_search_configuration.write,
    "publication": publication.write,
    "subscription": subscription.write,
    "column": column.write,
    "constraint": constraint.write,
    "sequence": sequence.write,
    "statistics": statistics.write,
    "index": index.write,
    "policy": policy.write,
    "function": function.write,
    "aggregate": aggregate.write,
    "rule": rule.write,
    "trigger": trigger.write,
    "event_trigger": event_trigger.write,
    "grant": grant.write,
    "default_privileges": default_privileges.write,
}
"""By kind, containers before what is in them."""

_BODIES: Final = frozenset({"body", "sql_body", "query"})
_OF_A_SCHEMA: Final = frozenset(
    {
        "enum",
        "domain",
        "composite",
        "range",
        "collation",
        "statistics",
        "table",
        "view",
        "materialized_view",
        "sequence",
        "function",
        "aggregate",
        "foreign_table",
        "operator",
        "operator_class",
        "operator_family",
        "text_search_dictionary",
        "text_search_configuration",
    }
)
"""Kinds that stand under a database in addresses and under a schema in documents."""


@dataclass(frozen=True, slots=True)
class WrittenStack:
    """``files``: path inside the folder to text. ``left_out``: what isn't in them, and why."""

    files: dict[str, str]
    left_out: tuple[LeftOut, ...]


def write_state(
    objects: Mapping[Address, Object],
    layout: Layout,
    *,
    external: Mapping[Address, Any] | None = None,
    beside: Mapping[Address, Mapping[str, Any]] | None = None,
) -> WrittenStack:
    """The stack that declares exactly these objects. ``external``: containers that are only mentioned, with who owns them
    (``True``: somebody). ``beside``: more keys of projects (``id``, ``url``).
    """
    writing = written(objects, external or {})
    for address, keys in (beside or {}).items():
        writing.documents[address].update(keys)
    return WrittenStack(stack_files(writing.projects, layout), tuple(sorted(writing.left_out)))


def written(objects: Mapping[Address, Object], external: Mapping[Address, Any]) -> Writing:
    """The documents of a state, before they are text."""
    writing = Writing(objects, _declared_versions(objects), dict(external))
    by_kind: dict[str, list[Address]] = {}
    for address in objects:
        by_kind.setdefault(address.kind, []).append(address)
    for kind in sorted(by_kind.keys() - WRITERS.keys()):
        for address in sorted(by_kind[kind]):
            _leave_out(address, f"neonpy can't write the kind {kind}", writing)
    for kind, write in WRITERS.items():
        for address in sorted(by_kind.get(kind, ()), key=lambda place: _order(place, objects)):
            _write(address, write, writing)
    _mention_roles(writing)
    return writing


def _write(address: Address, write: Writer, writing: Writing) -> None:
    if not _has_schema(address, writing):
        _leave_out(address, "its schema belongs to an extension", writing)
        return
    try:
        _require_no_password(writing.objects[address])
        write(address, writing.objects[address], writing)
    except Inexpressible as error:
        _leave_out(address, str(error), writing)
    if address in writing.external:
        writing.make_external(address, writing.external[address])


def _require_no_password(value: Object) -> None:
    """No file may hold one; a body that looks like it stands in a file of SQL, where it is code."""
    for name in value.__dataclass_fields__:
        held = getattr(value, name)
        text = held if isinstance(held, str) else str(held) if isinstance(held, tuple) and held else ""
        if text and name not in _BODIES and holds_password(text):
            raise Inexpressible(
                f"its {name.replace('_', ' ')} holds what looks like a password, and no stack may"
            )


def _has_schema(address: Address, writing: Writing) -> bool:
    """Is the schema of something directly under a database declared?"""
    parent = address.parent
    if parent is None or parent.kind != "database" or address.kind not in _OF_A_SCHEMA:
        return True
    return parent.child("schema", address.name[0]) in writing.objects


def _mention_roles(writing: Writing) -> None:
    """Roles that are referred to and not managed."""
    for address, owner in sorted(writing.external.items()):
        project = address.container("project")
        document = writing.document(project) if project is not None else None
        if address.kind == "role" and document is not None:
            part(document, "roles").setdefault(address.name[0], Flow({"external": owner}))


def _declared_versions(objects: Mapping[Address, Object]) -> dict[Address, int]:
    return {
        address: value.pg_version * 10_000
        for address, value in objects.items()
        if isinstance(value, Project) and isinstance(value.pg_version, int)
    }


def _order(address: Address, objects: Mapping[Address, Object]) -> tuple[str, int, str]:
    """Columns by position, everything else by address."""
    position = getattr(objects[address], "position", 0)
    return (str(address.parent), position, str(address)) if position else ("", 0, str(address))


def _leave_out(address: Address, why: str, writing: Writing) -> None:
    """A part of a table or role makes that external."""
    if writing.is_external(address):
        return
    parent = address.parent
    container = next(
        (place for place in (address, *address.ancestors()) if place.kind in ("table", "role")), None
    )
    if container is not None and parent is not None:
        writing.make_external(container)
        writing.left_out.append(LeftOut(container, why))
        return
    writing.left_out.append(LeftOut(address, why))
