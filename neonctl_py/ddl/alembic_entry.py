"""What plain ``alembic`` loads by itself (entry point ``alembic.plugins``, Alembic 1.18 or newer): our operations, known by name.

It is loaded while ``alembic`` is being imported, in every program of the environment. So nothing is imported here but in the moment
in which one of the operations is first called. Never here: any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from alembic.operations import Operations
    from alembic.runtime.plugins import Plugin

VERBS: Final = frozenset(
    [
        "add_constraint",
        "add_enum_value",
        "add_key_over_part",
        "add_partition_check",
        "alter_column_action",
        "alter_composite_type",
        "alter_constraint",
        "alter_database_settings",
        "alter_default_privileges",
        "alter_domain",
        "alter_index_storage",
        "alter_materialized_view",
        "alter_object",
        "alter_policy",
        "alter_role",
        "alter_role_settings",
        "alter_sequence",
        "alter_table",
        "alter_view",
        "attach_index",
        "backfill",
        "backfill_column",
        "comment_on",
        "continue_identity",
        "continue_sequence",
        "create_aggregate",
        "create_collation",
        "create_composite_type",
        "create_database",
        "create_domain",
        "create_enum",
        "create_event_trigger",
        "create_expansion",
        "create_extension",
        "create_function",
        "create_heir",
        "create_index_alone",
        "create_materialized_view",
        "create_object",
        "create_partition",
        "create_policy",
        "create_range_type",
        "create_role",
        "create_rule",
        "create_schema",
        "create_sequence_as",
        "create_statistics",
        "create_trigger",
        "create_view",
        "drop_aggregate",
        "drop_collation",
        "drop_column_of_parent",
        "drop_composite_type",
        "drop_constraint_on",
        "drop_database",
        "drop_detached_check",
        "drop_domain",
        "drop_enum",
        "drop_event_trigger",
        "drop_expansion",
        "drop_extension",
        "drop_function",
        "drop_invalid_index",
        "drop_leftover_index",
        "drop_materialized_view",
        "drop_object",
        "drop_policy",
        "drop_range_type",
        "drop_role",
        "drop_rule",
        "drop_schema",
        "drop_sequence_named",
        "drop_statistics",
        "drop_table_name",
        "drop_trigger",
        "drop_view",
        "enable_event_trigger",
        "enable_trigger",
        "enforce_constraint",
        "grant",
        "grant_membership",
        "inherit_constraint",
        "keep_table_name",
        "limit_connections",
        "mark_expansion",
        "mark_index",
        "move_column_values",
        "move_sequence",
        "name_partition_indexes",
        "nothing_to_do",
        "put_counter_aside",
        "put_counter_back",
        "refresh_materialized_view",
        "rename_object",
        "reset_search_path",
        "revoke",
        "revoke_membership",
        "set_owner",
        "set_schema",
        "set_search_path",
        "set_statistics_target",
        "sql_type",
        "switch_rule",
        "take_over_sequences",
        "trust_function_bodies",
        "update_extension",
        "validate_constraint",
    ]
)
"""Of ``registry.OPERATIONS``; a test holds them together."""


def setup(plugin: Plugin) -> None:  # noqa: ARG001  Alembic's signature
    """A stand-in for each, which is replaced when the first is called."""
    from alembic.operations import Operations  # noqa: PLC0415  while alembic is imported, this much of it is there

    for verb in sorted(VERBS):
        if not hasattr(Operations, verb):
            Operations.register_operation(verb, "call")(_stand_in(verb))


def _stand_in(verb: str) -> type:
    class StandIn:
        """Calls what it stands for."""

        @classmethod
        def call(cls, operations: Operations, *args: Any, **kw: Any) -> Any:
            from neonctl_py.ddl.registry import register  # noqa: PLC0415  only who uses ours pays for it

            before = getattr(type(operations), verb)
            register()
            if getattr(type(operations), verb) is before:
                raise AttributeError(f"neonpy has no operation {verb}")
            return getattr(operations, verb)(*args, **kw)

    return StandIn
