"""The whole catalog of one database, as objects: a fixed number of queries in one transaction and three round trips.

While the server answers a part of the queries, objects are made of the answers to the part before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from neonctl_py.model.state import Object, Unsupported
from neonctl_py.postgres.catalog import (
    aggregate,
    cast,
    collation,
    column,
    composite,
    constraint,
    default_privileges,
    dependency,
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
    materialized_view,
    membership,
    operator,
    operator_class,
    operator_family,
    policy,
    publication,
    role,
    rule,
    schema,
    sequence,
    statistics,
    subscription,
    table,
    text_search_configuration,
    text_search_dictionary,
    trigger,
    user_mapping,
    view,
)
from neonctl_py.postgres.catalog import (
    database as database_reader,
)
from neonctl_py.postgres.catalog import (
    range as range_reader,
)
from neonctl_py.postgres.connect import translated_errors
from neonctl_py.postgres.overrides import overriding
from neonctl_py.postgres.platform import LEFT_OUT_SCHEMAS
from neonctl_py.postgres.query_text import query_text
from neonctl_py.postgres.reading import Reading
from neonctl_py.postgres.repeated_reading import repeated
from neonctl_py.postgres.snapshot import (
    LOCK_TIMEOUT,
    answers,
    listening,
    meanwhile,
    read_settings,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.postgres.reading import Row


class Reader(Protocol):
    """Rows of a kind's query -> its objects; fills in the ``Reading`` what later readers need."""

    def __call__(self, rows: Iterable[Row], reading: Reading, /) -> Iterator[tuple[Address, Object]]: ...


READERS: Final[tuple[tuple[str, Reader], ...]] = (
    ("role", role.read),
    ("membership", membership.read),
    ("database", database_reader.read),
    ("schema", schema.read),
    ("extension", extension.read),
    ("enum", enum.read),
    ("domain", domain.read),
    ("sequence", sequence.read),
    ("composite", composite.read),
    ("range", range_reader.read),
    ("collation", collation.read),
    ("function", function.read),
    ("aggregate", aggregate.read),
    ("table", table.read),
    ("view", view.read),
    ("materialized_view", materialized_view.read),
    ("foreign_data_wrapper", foreign_data_wrapper.read),
    ("foreign_server", foreign_server.read),
    ("user_mapping", user_mapping.read),
    ("foreign_table", foreign_table.read),
    ("statistics", statistics.read),
    ("column", column.read),
    ("constraint", constraint.read),
    ("index", index.read),
    ("policy", policy.read),
    ("rule", rule.read),
    ("operator", operator.read),
    ("operator_family", operator_family.read),
    ("operator_class", operator_class.read),
    ("cast", cast.read),
    ("text_search_dictionary", text_search_dictionary.read),
    ("text_search_configuration", text_search_configuration.read),
    ("publication", publication.read),
    ("subscription", subscription.read),
    ("trigger", trigger.read),
    ("event_trigger", event_trigger.read),
    ("grant", grant.read),
    ("default_privileges", default_privileges.read),
)
"""In the order in which they depend on each other: whoever needs a name comes after whoever reads it."""

_SECOND_PART: Final = 1 + [name for name, _ in READERS].index("column")
"""Where the queries are divided: before it and after it the server has about as much to do."""

_OTHERS: Final = ("dependency", "unsupported", "vanished")
"""What is asked besides the kinds."""

CatalogRows = list[list["Row"]]
"""The rows of every kind's query, then of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseState:
    """What one database holds. ``sizes``: table or index -> (estimated rows, bytes), from statistics. ``depends``: object -> what
    it uses, of every kind. ``server_version`` as ``server_version_num`` (170011).
    """

    objects: Mapping[Address, Object]
    sizes: Mapping[Address, tuple[int, int]]
    unsupported: tuple[Unsupported, ...]
    server_version: int
    depends: Mapping[Address, tuple[Address, ...]] = field(default_factory=dict)


def observe_database(
    connection: Connection,
    database: Address,
    *,
    roles_under: Address | None,
    lock_timeout: str = LOCK_TIMEOUT,
    rows: CatalogRows | None = None,
) -> DatabaseState:
    """Read the database that the (idle, autocommit) session is in; its objects get addresses inside ``database``.

    With ``roles_under`` (a branch, or a postgres project) also what all its databases share: roles, memberships, and
    the databases themselves. Postgres opens a table to deparse its expressions: where someone holds it exclusively for
    longer than ``lock_timeout``, PostgresLockError. ``rows``: what ``read_rows`` gave before, when that could be read while
    something else was done. Raises PostgresError and its kin.
    """
    building = _Building(connection, database, roles_under)
    if rows is not None:
        return building.of_rows(rows)
    with translated_errors(f"The catalog of {database} can't be read."):
        return repeated(connection, lambda: building.while_reading(lock_timeout))


def read_rows(connection: Connection, database: Address, lock_timeout: str = LOCK_TIMEOUT) -> CatalogRows:
    """What Postgres answers, for ``observe_database``. Raises PostgresError and its kin."""
    settings, texts = read_settings(lock_timeout=lock_timeout), texts_of(connection, READERS, *_OTHERS)
    with translated_errors(f"The catalog of {database} can't be read."):
        return repeated(connection, lambda: answers(connection, [settings, *texts])[1:])


def texts_of(connection: Connection, readers: Sequence[tuple[str, Reader]], *others: str) -> list[str]:
    """The queries of these kinds and of what is asked besides, with settings around some of them, which answer nothing."""
    major = connection.info.server_version // 10_000
    texts: list[str] = []
    for name in (*(name for name, _ in readers), *others):
        text = query_text(name, major)
        texts += [_JOINED_AT_ONCE, text, _JOINED_AS_USUAL] if name in _OF_MANY_ROWS else [text]
    return texts


_OF_MANY_ROWS: Final = frozenset({"column", "index", "grant", "dependency", "unsupported"})
"""What reads most of the catalog. Nobody counts its rows while they are few, so Postgres would look up ten thousand one by one."""
_JOINED_AT_ONCE: Final = "SET LOCAL enable_nestloop = off"
_JOINED_AS_USUAL: Final = "SET LOCAL enable_nestloop = on"


class _Building:
    """Rows -> the state of one database."""

    def __init__(self, connection: Connection, database: Address, roles_under: Address | None) -> None:
        self._connection = connection
        self._database = database
        self._roles_under = roles_under
        self._begin(())

    def _begin(self, vanished: Sequence[Row]) -> None:
        gone = frozenset(oid for (oid,) in vanished)
        version = self._connection.info.server_version
        self._reading = Reading(self._database, version, self._roles_under, gone)
        self._objects: dict[Address, Object] = {}

    def of_rows(self, rows: CatalogRows) -> DatabaseState:
        *of_kinds, depends, unsupported, vanished = rows
        self._begin(vanished)
        self._build(READERS, of_kinds)
        return self._state(depends, unsupported)

    def while_reading(self, lock_timeout: str) -> DatabaseState:
        """Inside a transaction: while the server answers a part of the queries, the part before is built."""
        session, first, second = self._connection, READERS[:_SECOND_PART], READERS[_SECOND_PART:]
        settings = read_settings(lock_timeout=lock_timeout)
        _, *rows, vanished = answers(session, [settings, *texts_of(session, first, "vanished")])
        self._begin(vanished)
        with meanwhile(session, texts_of(session, second, "unsupported", "vanished")) as answered:
            self._build(first, rows)
        *more, unsupported, vanished_since = answered
        if len(vanished_since) > len(vanished):  # then some of the first answers were not right either
            self._begin(vanished_since)
            self._build(first, rows)
        with meanwhile(session, texts_of(session, (), "dependency")) as answered:
            self._build(second, more)
        return self._state(answered[0], unsupported)

    def _build(self, readers: Sequence[tuple[str, Reader]], rows: CatalogRows) -> None:
        for (_, read), of_kind in zip(readers, rows, strict=True):
            self._objects.update(read(listening(self._connection, of_kind), self._reading))

    def _state(self, depends: list[Row], unsupported: list[Row]) -> DatabaseState:
        self._objects.update(list(overriding(self._objects, self._reading.inherited)))
        return DatabaseState(
            objects=self._objects,
            sizes=self._reading.sizes,
            unsupported=tuple(_unsupported(unsupported, self._database)),
            server_version=self._reading.server_version,
            depends=dependency.read(depends, self._reading),
        )


def _unsupported(rows: Iterable[Row], database: Address) -> Iterator[Unsupported]:
    names: dict[str, list[str]] = {}
    for kind, schema_name, name in rows:
        if schema_name not in LEFT_OUT_SCHEMAS:
            names.setdefault(kind, []).append(name if schema_name is None else f"{schema_name}.{name}")
    for kind in sorted(names):
        yield Unsupported(database, kind, tuple(sorted(names[kind])))
