"""What a PostgreSQL version lacks: refused by name before anything changes, instead of by the server in the middle of it.

A line of ``FEATURES`` is one thing that a stack can say and that came with a version (or went with one). Never here: how a
version's SQL differs (``ddl``) and what its catalog lacks (``postgres/queries``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.model.address import Address, in_order
from neonctl_py.model.collation import Collation
from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.default_privileges import DefaultPrivileges
from neonctl_py.model.domain import Domain
from neonctl_py.model.event_trigger import EventTrigger
from neonctl_py.model.function import Function
from neonctl_py.model.grant import Grant
from neonctl_py.model.index import Index
from neonctl_py.model.membership import Membership
from neonctl_py.model.publication import Publication
from neonctl_py.model.state import Object  # noqa: TC001  a field type
from neonctl_py.model.subscription import Subscription
from neonctl_py.model.table import Table
from neonctl_py.model.view import View
from neonctl_py.plan.changes import Action

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.world import World

_PUTS = (Action.CREATE, Action.REPLACE, Action.UPDATE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: ``holder`` is its table's value, where it has one."""

    address: Address
    holder: Object | None


@dataclass(frozen=True, slots=True)
class Feature:
    """``what`` it is in SQL's words, ``instead`` what to type where it is missing. ``uses`` says whether a value of one of
    ``kinds`` has it at a place. ``since`` is the first major version with it, ``last`` the last one (0: still there).
    """

    what: str
    since: int
    kinds: tuple[type, ...]
    uses: Callable[[Any, Place], object]
    instead: str
    last: int = 0

    def is_missing(self, major: int) -> bool:
        """Has that version not got it?"""
        return major < self.since or (self.last > 0 and major > self.last)


def lacking(world: World) -> Iterator[Diagnostic]:
    """One for each thing that the plan would need and the server doesn't have, in the order of addresses."""
    versions: dict[Address | None, int] = {}
    for address in in_order(world.changes):
        change = world.changes[address]
        home = address.container("database") or address.container("branch") or address.container("project")
        if home not in versions:
            versions[home] = world.server_version(address)
        major = versions[home] // 10_000
        if major and change.action in _PUTS and change.after is not None:
            yield from (_told(world, change, feature, major) for feature in _missing(world, change, major))


def _missing(world: World, change: Change, major: int) -> Iterator[Feature]:
    """What was there before is no reason: then the server has it under another name, or a change takes it away."""
    after, before = change.after, change.before
    missing = _missing_in(major).get(type(after), ())
    is_altered = isinstance(after, Table) and change.action is Action.UPDATE
    if not (missing or is_altered):
        return
    parent = change.address.parent
    place = Place(change.address, world.value(parent) if parent is not None else None)
    for feature in missing:
        if feature.uses(after, place) and not (type(before) is type(after) and feature.uses(before, place)):
            yield feature
    if is_altered and change.difference("access_method"):
        yield from (feature for feature in (ACCESS_METHOD,) if feature.is_missing(major))


def _told(world: World, change: Change, feature: Feature, major: int) -> Diagnostic:
    bounds = f"from {feature.since} on" if not feature.last else f"up to {feature.last} only"
    return Diagnostic(
        Severity.ERROR,
        "NP212",
        "this PostgreSQL can't do that",
        f"{change.address} asks for {feature.what}, which PostgreSQL has {bounds}; this server is {major}.",
        f"{feature.instead}, or use a server that has it.",
        str(change.address),
        _span(world, change.address),
    )


def _span(world: World, address: Address) -> Any:
    places = (address, *address.ancestors())
    return next((world.desired.spans[place] for place in places if place in world.desired.spans), None)


def _parted(place: Place) -> bool:
    return isinstance(place.holder, Table) and place.holder.partition_by is not None


_NEGATIVE_SCALE = re.compile(r"^numeric\((\d+),(-?\d+)\)")


def _has_odd_scale(column: Column, _: Any) -> bool:
    found = _NEGATIVE_SCALE.match(column.type)
    return found is not None and not 0 <= int(found[2]) <= int(found[1])


def _merges(function: Function, _: Any) -> bool:
    """Only a body that Postgres reads when the function is made can fail then."""
    return re.search(r"\bMERGE\s+INTO\b", function.sql_body or "", re.IGNORECASE) is not None


def _comments_on_not_null(value: Column | Domain | Table) -> Iterator[object]:
    if isinstance(value, Table):
        yield from (item.not_null_comment for item in value.overrides)
    else:
        yield value.not_null_comment or None


def _holds(name: str) -> Callable[[Any, Any], bool]:
    return lambda value, _: any(privilege.name == name for privilege in value.privileges)


ACCESS_METHOD = Feature(
    "another access method for a table that is there",
    15,
    (Table,),
    lambda v, _: isinstance(v.access_method, str),
    "Leave `access_method` as it is",
)
FEATURES = (
    Feature("security_invoker", 15, (View,), lambda v, _: v.security_invoker, "Leave `security_invoker` out"),
    Feature(
        "NULLS NOT DISTINCT",
        15,
        (Unique, Index),
        lambda v, _: v.nulls_not_distinct,
        "Leave `nulls_not_distinct` out, or add a partial unique index over the rows with nulls",
    ),
    Feature(
        "the columns of ON DELETE SET …",
        15,
        (ForeignKey,),
        lambda v, _: v.set_columns,
        "Leave `set_columns` out, or write a trigger",
    ),
    Feature(
        "a publication of whole schemas",
        15,
        (Publication,),
        lambda v, _: v.schemas,
        "List the tables instead",
    ),
    Feature(
        "a list of columns in a publication",
        15,
        (Publication,),
        lambda v, _: any(table.columns is not None for table in v.tables),
        "Publish the whole table",
    ),
    Feature(
        "WHERE in a publication",
        15,
        (Publication,),
        lambda v, _: any(table.where is not None for table in v.tables),
        "Publish every row",
    ),
    Feature(
        "generated columns in a publication",
        18,
        (Publication,),
        lambda v, _: v.generated_columns != "none",
        "Leave `generated_columns` out",
    ),
    Feature("two-phase commit", 15, (Subscription,), lambda v, _: v.two_phase, "Leave `two_phase` out"),
    Feature(
        "disable_on_error",
        15,
        (Subscription,),
        lambda v, _: v.disable_on_error,
        "Leave `disable_on_error` out",
    ),
    Feature(
        "streaming = parallel",
        16,
        (Subscription,),
        lambda v, _: v.streaming == "parallel",
        "Write `streaming: on`",
    ),
    Feature(
        "an origin other than any",
        16,
        (Subscription,),
        lambda v, _: isinstance(v.origin, str) and v.origin != "any",
        "Leave `origin` out",
    ),
    Feature(
        "password_required = false",
        16,
        (Subscription,),
        lambda v, _: v.password_required is False,
        "Leave `password_required` out",
    ),
    Feature("run_as_owner", 16, (Subscription,), lambda v, _: v.run_as_owner, "Leave `run_as_owner` out"),
    Feature("failover slots", 17, (Subscription,), lambda v, _: v.failover, "Leave `failover` out"),
    Feature(
        "a scale that is negative or beyond the precision",
        15,
        (Column,),
        _has_odd_scale,
        "Write `numeric`, and a check or rounding of your own",
    ),
    Feature("MERGE", 15, (Function,), _merges, "Write INSERT … ON CONFLICT and UPDATE"),
    Feature("ICU rules of a collation", 16, (Collation,), lambda v, _: v.rules, "Leave `rules` out"),
    Feature(
        "the provider builtin",
        17,
        (Collation,),
        lambda v, _: v.provider == "builtin",
        "Write `provider: libc` with `locale: C`, or `provider: icu`",
    ),
    Feature(
        "the locale PG_UNICODE_FAST",
        18,
        (Collation,),
        lambda v, _: v.provider == "builtin" and v.locale == "PG_UNICODE_FAST",
        "Write `locale: C.UTF-8`",
    ),
    Feature(
        "a membership without INHERIT or SET",
        16,
        (Membership,),
        lambda v, _: v.inherit is False or v.set is False,
        "Leave `inherit` and `set` out; the member's own `inherit: false` does it for all its memberships",
    ),
    Feature(
        "the privilege MAINTAIN",
        17,
        (Grant, DefaultPrivileges),
        _holds("maintain"),
        "Leave `maintain` out; the owner may do it anyway",
    ),
    Feature(
        "event triggers at login",
        17,
        (EventTrigger,),
        lambda v, _: v.event == "login",
        "Set what sessions need with `settings:` of the role or the database",
    ),
    Feature(
        "an access method of a partitioned table",
        17,
        (Table,),
        lambda v, _: v.partition_by is not None and isinstance(v.access_method, str),
        "Leave `access_method` out here, and write it at the partitions",
    ),
    Feature(
        "exclusion constraints of a partitioned table",
        17,
        (Exclusion,),
        lambda _, place: _parted(place),
        "Write it at the partitions",
    ),
    Feature(
        "UNLOGGED for a partitioned table",
        14,
        (Table,),
        lambda v, _: v.partition_by is not None and v.unlogged,
        "Leave `unlogged` out here, and write it at the partitions",
        last=17,
    ),
    Feature(
        "virtual generated columns",
        18,
        (Column,),
        lambda v, _: v.generated is not None and not v.stored,
        "Write `stored`",
    ),
    Feature(
        "NOT NULL that is NOT VALID",
        18,
        (Column,),
        lambda v, _: not v.nullable and not v.not_null_validated,
        "Write `not null`, or a check that is not valid",
    ),
    Feature(
        "NOT NULL with NO INHERIT",
        18,
        (Column,),
        lambda v, _: not v.nullable and v.not_null_no_inherit,
        "Write `check (… is not null) no inherit`",
    ),
    Feature(
        "a comment on NOT NULL",
        18,
        (Column, Domain, Table),
        lambda v, _: any(isinstance(held, str) for held in _comments_on_not_null(v)),
        "Say it in the comment of the column or domain",
    ),
    Feature(
        "WITHOUT OVERLAPS",
        18,
        (PrimaryKey, Unique),
        lambda v, _: v.without_overlaps,
        "Write an exclusion constraint: `using gist (id with =, during with &&)`",
    ),
    Feature("foreign keys by PERIOD", 18, (ForeignKey,), lambda v, _: v.period, "Write a constraint trigger"),
    Feature(
        "NOT ENFORCED",
        18,
        (Check, ForeignKey),
        lambda v, _: not v.enforced,
        "Write `validated: false`, which looks at new rows only",
    ),
    Feature(
        "a foreign key of a partitioned table that is NOT VALID",
        18,
        (ForeignKey,),
        lambda v, place: not v.validated and _parted(place),
        "Leave `validated: false` out",
    ),
    Feature(
        "default privileges of large objects",
        18,
        (DefaultPrivileges,),
        lambda _, place: "large_objects" in place.address.name,
        "Grant them one by one",
    ),
)

_BY_KIND: dict[type, tuple[Feature, ...]] = {
    kind: tuple(feature for feature in FEATURES if kind in feature.kinds)
    for kind in {kind for feature in FEATURES for kind in feature.kinds}
}


@cache
def _missing_in(major: int) -> dict[type, tuple[Feature, ...]]:
    """What values of a kind can ask for and that version hasn't got."""
    return {
        kind: lacking
        for kind, features in _BY_KIND.items()
        if (lacking := tuple(feature for feature in features if feature.is_missing(major)))
    }
