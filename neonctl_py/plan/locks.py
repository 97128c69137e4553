"""What a step holds while it runs: the strongest lock that Postgres takes on the relation that it is about, and how long it may take.

Said of what was there before the plan; nobody waits for a table that is being made. A test holds this table to ``pg_locks``. Never
here: which form a change takes (the rules of its kind).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from neonctl_py.model.constraint import ForeignKey
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.order import Planned
from neonctl_py.plan.steps import SqlStep, Transaction

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.plan.world import World

ACCESS_EXCLUSIVE: Final = "ACCESS EXCLUSIVE"
SHARE_ROW_EXCLUSIVE: Final = "SHARE ROW EXCLUSIVE"
SHARE: Final = "SHARE"
SHARE_UPDATE_EXCLUSIVE: Final = "SHARE UPDATE EXCLUSIVE"

STRENGTH: Final = (
    "",
    "ACCESS SHARE",
    "ROW SHARE",
    "ROW EXCLUSIVE",
    SHARE_UPDATE_EXCLUSIVE,
    SHARE,
    SHARE_ROW_EXCLUSIVE,
    "EXCLUSIVE",
    ACCESS_EXCLUSIVE,
)
"""Postgres' table locks, weakest first."""

BLOCKS_READERS: Final = frozenset({ACCESS_EXCLUSIVE})
BLOCKS_WRITERS: Final = frozenset({SHARE, SHARE_ROW_EXCLUSIVE, "EXCLUSIVE", ACCESS_EXCLUSIVE})

QUICK: Final = 60_000
"""Milliseconds for what only changes the catalog, or a small table: when that takes longer, something is not as was planned."""

PATIENT: Final = 600_000
"""Milliseconds for the locks of CONCURRENTLY: it waits for old transactions, and meanwhile nobody waits for it."""

_RELATIONS: Final = frozenset({"table", "view", "materialized_view"})
_QUIET_COLUMN: Final = frozenset(
    {"statistics", "n_distinct", "n_distinct_inherited", "comment", "not_null_comment"}
)
_OF_THE_INDEX: Final = frozenset({"storage_parameters", "index_comment"})
"""Of a key: what is about its index alone."""
_QUIET_TABLE: Final = frozenset({"storage_parameters", "clustered_on", "comment"})
_NOT_QUICK: Final = frozenset({"materialized_view", "extension", "database", "subscription", "domain"})
_LONG: Final = frozenset({Hazard.LONG_SCAN, Hazard.REWRITES_TABLE})


def with_lock(world: World, planned: Planned) -> Planned:
    """The same, with its lock and its timeouts."""
    step = planned.step
    if not isinstance(step, SqlStep):
        return planned
    table = relation_of(step)
    lock = step.effect.lock
    if not lock and table is not None and table in world.objects and not world.is_created(table):
        lock = lock_of(step)
    effect = step.effect if lock == step.effect.lock else replace(step.effect, lock=lock)
    known = replace(
        step,
        effect=effect,
        lock_timeout=PATIENT if _is_concurrent(step, lock) else step.lock_timeout,
        statement_timeout=QUICK if is_quick(step) else 0,
    )
    return Planned(planned.phase, known, planned.node)


def _is_concurrent(step: SqlStep, lock: str) -> bool:
    return step.transaction is Transaction.NONE and lock in ("", SHARE_UPDATE_EXCLUSIVE)


def relation_of(step: SqlStep) -> Address | None:
    """The table or view that it is, or is a part of."""
    return next(
        (place for place in (step.address, *step.address.ancestors()) if place.kind in _RELATIONS), None
    )


def is_quick(step: SqlStep) -> bool:
    """Is nothing large read or written?"""
    return (
        step.transaction is not Transaction.NONE
        and step.address.kind not in _NOT_QUICK
        and not _LONG & set(step.hazards)
    )


def lock_of(step: SqlStep) -> str:
    """On the relation that it is about, where that is there; "" where it takes none that could be in anybody's way."""
    kind, operation = step.address.kind, step.operation
    match kind, operation:
        case "grant" | "default_privileges", _:
            return ""
        case _, "validate" | "validate_not_null_check" | "validate_bounds_check":
            return SHARE_UPDATE_EXCLUSIVE
        case _, "build_concurrently" | "build_replacement_concurrently" | "build_index_concurrently":
            return SHARE_UPDATE_EXCLUSIVE
        case _, "validate_replacement" | "build_replacement_index_concurrently":
            return SHARE_UPDATE_EXCLUSIVE
        case _, "drop_concurrently" | "drop_replaced_concurrently":
            return SHARE_UPDATE_EXCLUSIVE
        case "index", "create" | "create_alone":
            return max(SHARE, _of_marks(step), key=STRENGTH.index)
        case "index", "rename" | "alter":
            return ""
        case "index", "swap_replacement":
            return _of_marks(step)
        case "constraint", "add" | "add_not_valid" if isinstance(step.after, ForeignKey):
            return SHARE_ROW_EXCLUSIVE
        case "trigger", "create" | "alter" if set(step.changed) != {"comment"}:
            return SHARE_ROW_EXCLUSIVE
        case "statistics", _:
            return SHARE_UPDATE_EXCLUSIVE
        case "table", "name_clones" | "rename_parts":
            return ""
        case _, "leave_concurrently":
            return SHARE_UPDATE_EXCLUSIVE
        case _, "alter":
            return _of_alter(step)
        case _:
            return ACCESS_EXCLUSIVE


def _of_marks(step: SqlStep) -> str:
    """Names of indexes change in nobody's way; what the table says of its index does not."""
    if any(getattr(held, "replica_identity_index", None) for _, held in step.context):
        return ACCESS_EXCLUSIVE
    return SHARE_UPDATE_EXCLUSIVE if step.context else ""


def _of_alter(step: SqlStep) -> str:
    """Comments, statistics and parameters let readers and writers go on."""
    changed, kind = set(step.changed), step.address.kind
    quiet = {
        "column": _QUIET_COLUMN,
        "table": _QUIET_TABLE,
        "foreign_table": _QUIET_TABLE,
        "materialized_view": _QUIET_TABLE,
    }.get(kind)
    if quiet is None:
        return ACCESS_EXCLUSIVE if changed - {"comment", *_OF_THE_INDEX} else ""
    if kind == "column" and changed == {"not_null_validated"}:
        return SHARE_UPDATE_EXCLUSIVE
    if "trigger_states" in changed and changed <= _QUIET_TABLE | {"trigger_states"}:
        return SHARE_ROW_EXCLUSIVE
    if changed == {"overrides"}:
        said = {name for item in getattr(step.after, "overrides", ()) for name in item.said}
        return SHARE_UPDATE_EXCLUSIVE if said <= _QUIET_COLUMN else ACCESS_EXCLUSIVE
    return SHARE_UPDATE_EXCLUSIVE if changed <= quiet else ACCESS_EXCLUSIVE
