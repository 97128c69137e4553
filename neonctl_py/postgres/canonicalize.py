"""Desired texts, spelled by the server: made as temporary objects, read back like any other, rolled back.

We never parse SQL to understand it. Nothing here says what a difference means (plan/diff does).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.address import in_order
from neonctl_py.model.column import Column
from neonctl_py.model.publication import Publication
from neonctl_py.model.table import Table
from neonctl_py.model.values import FieldRole
from neonctl_py.postgres.catalog import (
    aggregate,
    column,
    constraint,
    domain,
    function,
    index,
    policy,
    rule,
    table,
    trigger,
    view,
)
from neonctl_py.postgres.connect import translated_errors
from neonctl_py.postgres.publication_filters import as_checks, with_spelled_checks
from neonctl_py.postgres.query_text import query_text
from neonctl_py.postgres.questions import Questions, world
from neonctl_py.postgres.reading import Reading
from neonctl_py.postgres.scratch import Scratch, scratch_rounds
from neonctl_py.postgres.snapshot import answers, read_settings, transaction
from neonctl_py.postgres.spelling_cache import SpellingCache, key_of
from neonctl_py.postgres.star_queries import starred
from neonctl_py.postgres.trial import attempt_all

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.postgres.observe import Reader
    from neonctl_py.postgres.questions import Question
    from neonctl_py.postgres.spelling_cache import Spelling

_READERS: Final[tuple[tuple[str, Reader], ...]] = (
    ("domain", domain.read),
    ("view", view.read),
    ("function", function.read),
    ("aggregate", aggregate.read),
    ("table", table.read),
    ("column", column.read),
    ("constraint", constraint.read),
    ("index", index.read),
    ("policy", policy.read),
    ("rule", rule.read),
    ("trigger", trigger.read),
)

_CACHE: Final = SpellingCache()
"""The plan after an apply asks about nothing twice."""

_SEARCH_PATH: Final = "pg_catalog, pg_temp"
"""What is read back must not be shadowed: a temporary table named ``date`` would hide the type of that name."""


def canonicalize(
    connection: Connection,
    database: Address,
    desired: Desired,
    observed: Mapping[Address, Object],
    candidates: Collection[Address],
    *,
    spellings: SpellingCache = _CACHE,
) -> Mapping[Address, Object]:
    """The candidates' desired objects with their texts as Postgres spells them, by address; unchanged where Postgres does
    not accept the text yet (it names a type that the plan creates first) or temporary objects can't be made here.

    The session is idle and in autocommit mode. Takes no lock on a table beyond ACCESS SHARE, and leaves nothing behind.
    Raises PostgresError and its kin.
    """
    asked = {
        address: desired.objects[address]
        for address in candidates
        if address in desired.objects and _texts(desired.objects[address]) != _texts(observed.get(address))
    }
    written = starred(desired.objects, observed, asked)
    asked = {address: value for address, value in asked.items() if address not in written}
    filters = as_checks(asked)
    published = {address: value for address, value in asked.items() if isinstance(value, Publication)}
    asked = {address: value for address, value in asked.items() if address not in published} | filters
    objects = {**desired.objects, **filters} if filters else desired.objects
    states = _States(database, objects, observed)
    spelled = _spelled(connection, states, asked, spellings) if asked else {}
    spelled |= {place: with_spelled_checks(place, value, spelled) for place, value in published.items()}
    spelled |= written
    return {address: spelled.get(address, desired.objects[address]) for address in candidates}


@dataclass(frozen=True, slots=True)
class _States:
    """``objects``: the desired ones, with what is asked about beside them."""

    database: Address
    objects: Mapping[Address, Object]
    observed: Mapping[Address, Object]


def _spelled(
    connection: Connection, states: _States, asked: Mapping[Address, Object], spellings: SpellingCache
) -> dict[Address, Object]:
    alike = _alike(states, asked)
    with translated_errors(f"{states.database} can't spell the stack's expressions."):
        major = connection.info.server_version // 10_000
        identity = connection.execute(query_text("identity", major)).fetchone()
        around = world(identity, states.observed)
        keys = {addresses[0]: key_of(around, question) for question, addresses in alike.items()}
        known = {first: told for first, key in keys.items() if (told := spellings.get(key)) is not None}
        made = _made(connection, states, keys.keys() - known.keys())
    found: dict[Address, Object] = {}
    alone: list[Address] = []
    for first, *others in alike.values():
        told = known.get(first)
        if told is None and first in made:
            told = _spelling(made[first])
            if _is_whole(asked[first], told):
                spellings.put(keys[first], told)
        if told is None:
            alone += others  # what the first one's table did not bear, another's may
        else:
            found |= _all_respelled(asked, (first, *others), told)
    with translated_errors(f"{states.database} can't spell the stack's expressions."):
        made = _made(connection, states, alone)
    spellings.keep()
    return found | {
        address: _respelled(asked[address], _spelling(made[address])) for address in alone if address in made
    }


def _alike(states: _States, asked: Mapping[Address, Object]) -> dict[Question, list[Address]]:
    """What asks the same, in the order of addresses."""
    questions = Questions(states.objects, states.observed, asked)
    alike: dict[Question, list[Address]] = {}
    for address in in_order(asked):
        alike.setdefault(questions.of(address, asked[address]), []).append(address)
    return alike


def _made(connection: Connection, states: _States, addresses: Collection[Address]) -> dict[Address, Object]:
    made: dict[Address, Object] = {}
    for scratch in scratch_rounds(states.database, states.objects, addresses) if addresses else ():
        made |= _read_back(connection, scratch)
    return made


def _spelling(made: Object) -> Spelling:
    return {name: getattr(made, name) for name in _canonical_fields(made)}


def _is_whole(wanted: Object, told: Spelling) -> bool:
    """Did the server take every text? What it refused may be right when the plan has been applied."""
    texts = _canonical_fields(wanted).items()
    return all(
        getattr(wanted, name) is None or told.get(name) is not None or canonical == "collation"
        for name, canonical in texts
    )


def _read_back(connection: Connection, scratch: Scratch) -> dict[Address, Object]:
    """What the server made of one round, by the addresses that it stands for."""
    major = connection.info.server_version // 10_000
    with transaction(connection, "ISOLATION LEVEL READ COMMITTED READ WRITE"):
        _, (row,) = answers(connection, [read_settings(), query_text("may_scratch", major)])
        if not row[0]:
            return {}
        attempt_all(connection, scratch.attempts)
        reading = _registered(connection, scratch)
        queries = [query_text(name, major, narrowed=True) for name, _ in _READERS]
        parameters = {
            "relations": [*reading.tables, *reading.views],
            "types": list(reading.domains),
            "functions": list(reading.functions),
        }
        rows = answers(connection, queries, parameters)
    made: dict[Address, Object] = {}
    for (_, read), of_kind in zip(_READERS, rows, strict=True):
        for address, value in read(of_kind, reading):
            if not _is_bare(value, address, scratch):
                made |= dict.fromkeys(scratch.places.get(address, (address,)), value)
    return made


def _is_bare(value: Object, address: Address, scratch: Scratch) -> bool:
    """A table that carries expressions has its plain columns bare: they must not stand in for those that were asked for."""
    plain = isinstance(value, Table) or (isinstance(value, Column) and value.generated is None)
    return plain and address not in scratch.places


def _registered(connection: Connection, scratch: Scratch) -> Reading:
    """The temporary objects that exist, by oid; and the settings to read them with."""
    reading = Reading(scratch.database, connection.info.server_version)
    major = reading.major
    _, found = answers(connection, [read_settings(search_path=_SEARCH_PATH), query_text("scratch", major)])
    known = {
        "table": (scratch.tables, reading.tables),
        "domain": (scratch.domains, reading.domains),
        "view": (scratch.views, reading.views),
        "function": (scratch.functions, reading.functions),
    }
    for kind, name, oid in found:
        addresses, by_oid = known[kind]
        if name in addresses:
            by_oid[oid] = addresses[name]
    return reading


def _canonical_fields(value: Object) -> dict[str, str]:
    """Field -> what Postgres spells in its own way there."""
    return _canonical_fields_of(type(value))


@cache
def _canonical_fields_of(kind: type) -> dict[str, str]:
    roles = ((item.name, item.metadata.get("role", FieldRole())) for item in fields(kind))
    return {name: role.canonical for name, role in roles if role.canonical}


def _texts(value: Object | None) -> Any:
    return None if value is None else _texts_of(type(value))(value)


@cache
def _texts_of(kind: type) -> Callable[[Object], Any]:
    names = tuple(_canonical_fields_of(kind))
    return attrgetter(*names) if names else lambda _: ()


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind))


def _all_respelled(
    asked: Mapping[Address, Object], addresses: Sequence[Address], told: Spelling
) -> dict[Address, Object]:
    """What is one value at many addresses stays one."""
    respelled: dict[int, Object] = {}
    found: dict[Address, Object] = {}
    for address in addresses:
        wanted = asked[address]
        spelled = respelled.get(id(wanted))
        if spelled is None:
            spelled = respelled[id(wanted)] = _respelled(wanted, told)
        found[address] = spelled
    return found


def _respelled(wanted: Object, told: Spelling) -> Object:
    """``wanted`` with the server's texts, and its own where the server did not take them."""
    texts = {}
    for name, canonical in _canonical_fields(wanted).items():
        spelled = told.get(name)
        # a collation that is the type's own is spelled by leaving it out
        if getattr(wanted, name) is not None and (spelled is not None or canonical == "collation"):
            texts[name] = spelled
    # what dataclasses.replace does, which takes three times as long, 10,000 times
    return type(wanted)(**({name: getattr(wanted, name) for name in _names_of(type(wanted))} | texts))
