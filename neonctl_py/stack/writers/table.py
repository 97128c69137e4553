"""Tables themselves. Columns, constraints, indexes, policies and grants have files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.clone_names import named_clones
from neonctl_py.model.own_not_nulls import written_not_nulls
from neonctl_py.model.table import Clone, Heir, Table
from neonctl_py.model.values import UNSET, sql_names
from neonctl_py.stack.partition_text import short_bounds, short_partition_key
from neonctl_py.stack.sql_tokens import quoted_name
from neonctl_py.stack.type_spelling import short_type
from neonctl_py.stack.writers.compute import settings
from neonctl_py.stack.writers.schema import put_owner
from neonctl_py.stack.writing import Inexpressible, Writing
from neonctl_py.stack.yaml_text import Flow, Words

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.table import NotNull, Override
    from neonctl_py.stack.writing import Document

_WORDS = ("default", "full", "nothing")


def write(address: Address, value: Table, writing: Writing) -> None:
    """Under ``tables`` of its schema."""
    container = writing.schema(address)
    if container is None:
        return
    if is_only_bounds(address, value, writing):
        return
    document = writing.begin(address, container, "tables")
    if value.comment:
        document["comment"] = value.comment
    put_owner(address, value.owner, writing)
    put_lineage(address, value, document, writing)
    _put_partitions(address, value, document, writing)
    if value.of_type is not None and address.parent is not None:
        document["of_type"] = short_type(value.of_type, address.name[0], address.parent, writing)
    if value.partition_of is None:
        document["columns"] = {}
    put_overrides(value, document)
    security = row_level_security(value)
    if security != "off":
        document["row_level_security"] = security
    if value.storage_parameters:
        document["storage_parameters"] = settings(value.storage_parameters)
    if value.unlogged:
        document["unlogged"] = True
    if value.replica_identity != "default":
        index = value.replica_identity_index
        document["replica_identity"] = (
            Flow({"index": index}) if index in _WORDS else index or value.replica_identity
        )
    if value.clustered_on is not None:
        document["clustered_on"] = value.clustered_on
    if value.access_method is not UNSET and value.access_method is not None:
        document["access_method"] = value.access_method


def put_overrides(value: Heir, document: Document) -> None:
    """What is different about what it has from its parents."""
    if value.overrides:
        document["overrides"] = {item.column: _override(item) for item in value.overrides}
    if value.trigger_states:
        document["trigger_states"] = Flow(dict(value.trigger_states))


def put_lineage(address: Address, value: Heir, document: Document, writing: Writing) -> None:
    """Its parents, and what its parts of theirs are called."""
    if value.inherits:
        document["inherits"] = [known_name(name, address, writing) for name in value.inherits]
    if value.partition_of is not None and value.bounds is not None:
        document["partition_of"] = known_name(value.partition_of, address, writing)
        document["bounds"] = _bounds(value.bounds)
        if isinstance(value, Table) and (clones := named_clones(address, value, writing.objects)):
            document["index_names"] = {clone.of: _clone(clone) for clone, _ in clones}
    if strict := written_not_nulls(address, value, writing.objects):
        document["not_null_names"] = {item.column: _not_null(item) for item in strict}
    if value.valid_checks:
        document["valid_checks"] = list(value.valid_checks)
    if value.column_order:
        document["column_order"] = list(value.column_order)


def _put_partitions(address: Address, value: Table, document: Document, writing: Writing) -> None:
    """Its key, and those of its partitions that are no more than bounds."""
    if value.partition_by is not None:
        key = short_partition_key(value.partition_by)
        if key is None:
            raise Inexpressible(f"it is partitioned by {value.partition_by}")
        document["partition_by"] = key
    partitions = {
        place.name[1]: _bounds(part.bounds)
        for place, part in writing.partitions.get(address, ())
        if part.bounds is not None and is_only_bounds(place, part, writing)
    }
    if partitions:
        document["partitions"] = partitions


def _override(item: Override) -> Flow:
    said = item.said
    null = said.pop("nullable", UNSET)
    if isinstance(said.get("default"), str):
        said["default"] = Words(said["default"])
    if "options" in said:
        said["options"] = settings(said["options"])
    return Flow(said if null is UNSET else {"null": null, **said})


def _not_null(item: NotNull) -> str | Flow:
    more = {"no_inherit": True} if item.no_inherit else {}
    more |= {} if item.validated else {"validated": False}
    return Flow({"name": item.name, **more}) if more else item.name


def _clone(clone: Clone) -> str | Flow:
    if clone.storage_parameters is None:
        return clone.name
    return Flow({"name": clone.name, "with": settings(clone.storage_parameters)})


def is_only_bounds(address: Address, value: Table, writing: Writing) -> bool:
    """Is it a partition that its parent's document says in one line? Then it has nothing of its own."""
    if value.partition_of is None or address in writing.external or address in writing.containers:
        return False
    database = address.parent
    parent = database.child("table", *sql_names(value.partition_of)) if database is not None else address
    above = writing.objects.get(parent)
    return (
        isinstance(above, Table)
        and above.partition_by is not None
        and parent.name[0] == address.name[0]
        and not writing.is_external(parent)
        and not named_clones(address, value, writing.objects)
        and not written_not_nulls(address, value, writing.objects)
        and not value.valid_checks
        and not value.column_order
        and value == Table(owner=above.owner, partition_of=value.partition_of, bounds=value.bounds)
    )


def _bounds(spelled: str) -> str:
    text = short_bounds(spelled)
    if text is None:
        raise Inexpressible(f"its bounds are {spelled}")
    return text


def name_near(spelled: str, address: Address) -> str:
    """A qualified name as it is written in a document of ``address``'s schema."""
    schema, name = sql_names(spelled)
    return quoted_name(name) if schema == address.name[0] else f"{quoted_name(schema)}.{quoted_name(name)}"


def known_name(spelled: str, address: Address, writing: Writing) -> str:
    """As ``name_near``; a table that isn't in the stack is mentioned there."""
    if address.parent is not None:
        writing.mention_table(address.parent, *sql_names(spelled))
    return name_near(spelled, address)


def row_level_security(value: Table) -> str:
    """The stack's one word for Postgres' two flags."""
    if value.force_row_level_security and not value.row_level_security:
        return "forced_when_enabled"
    if value.force_row_level_security:
        return "forced"
    return "enabled" if value.row_level_security else "off"
