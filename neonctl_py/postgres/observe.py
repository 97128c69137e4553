"""The whole catalog of one database, as objects: a fixed number of queries in one transaction and three round trips.

While the server answers a part of the queries, objects are made of the answers to the part before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from psycopg import errors as pg

from neonctl_py.errors import InternalError
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
from neonctl_py.postgres.platform import LEFT_OUT_SCHEMAS
from neonctl_py.postgres.query_text import query_text
from neonctl_py.postgres.reading import Reading
from neonctl_py.postgres.snapshot import (
    LOCK_TIMEOUT,
    answers,
    listening,
    meanwhile,
    read_settings,
    transaction,
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

_ATTEMPTS: Final = 5


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
) -> DatabaseState:
    """Read the database that the (idle, autocommit) session is in; its objects get addresses inside ``database``.

    With ``roles_under`` (a branch, or a postgres project) also what all its databases share: roles, memberships, and
    the databases themselves. Postgres opens a table to deparse its expressions: where someone holds it exclusively for
    longer than ``lock_timeout``, PostgresLockError. Raises PostgresError and its kin.
    """
    with translated_errors(f"The catalog of {database} can't be read."):
        return _observed(connection, _Observing(connection, database, roles_under, lock_timeout))


def _observed(connection: Connection, observing: _Observing) -> DatabaseState:
    """Deparsing functions look at the catalog as it is now, not as it was when our snapshot was taken: some fail on what
    vanished meanwhile ("cache lookup failed"), and then all is read anew.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction(connection, "ISOLATION LEVEL REPEATABLE READ READ ONLY"):
                return observing.state()
        except (pg.InternalError_, pg.UndefinedTable, pg.UndefinedObject, pg.UndefinedColumn):
            if attempt == _ATTEMPTS:
                raise
    raise InternalError("the last attempt to read the catalog neither worked nor failed")


@dataclass(frozen=True, slots=True)
class _Observing:
    connection: Connection
    database: Address
    roles_under: Address | None
    lock_timeout: str

    def state(self) -> DatabaseState:
        """Inside the transaction."""
        first, second = READERS[:_SECOND_PART], READERS[_SECOND_PART:]
        settings = read_settings(lock_timeout=self.lock_timeout)
        _, *rows, vanished = answers(self.connection, [settings, *self._texts(first, "vanished")])
        reading = self._reading(vanished)
        objects: dict[Address, Object] = {}
        with meanwhile(self.connection, self._texts(second, "unsupported", "vanished")) as answered:
            self._build(first, rows, reading, objects)
        *more, unsupported, vanished_since = answered
        if len(vanished_since) > len(vanished):  # then some of the first answers were not right either
            reading, objects = self._reading(vanished_since), {}
            self._build(first, rows, reading, objects)
        with meanwhile(self.connection, self._texts((), "dependency")) as answered:
            self._build(second, more, reading, objects)
        return DatabaseState(
            objects=objects,
            sizes=reading.sizes,
            unsupported=tuple(_unsupported(unsupported, self.database)),
            server_version=reading.server_version,
            depends=dependency.read(answered[0], reading),
        )

    def _texts(self, readers: Sequence[tuple[str, Reader]], *others: str) -> list[str]:
        major = self.connection.info.server_version // 10_000
        return [query_text(name, major) for name in (*(name for name, _ in readers), *others)]

    def _reading(self, vanished: Sequence[Row]) -> Reading:
        gone = frozenset(oid for (oid,) in vanished)
        return Reading(self.database, self.connection.info.server_version, self.roles_under, gone)

    def _build(
        self,
        readers: Sequence[tuple[str, Reader]],
        rows: Sequence[list[Row]],
        reading: Reading,
        objects: dict[Address, Object],
    ) -> None:
        for (_, read), of_kind in zip(readers, rows, strict=True):
            objects.update(read(listening(self.connection, of_kind), reading))


def _unsupported(rows: Iterable[Row], database: Address) -> Iterator[Unsupported]:
    names: dict[str, list[str]] = {}
    for kind, schema_name, name in rows:
        if schema_name not in LEFT_OUT_SCHEMAS:
            names.setdefault(kind, []).append(name if schema_name is None else f"{schema_name}.{name}")
    for kind in sorted(names):
        yield Unsupported(database, kind, tuple(sorted(names[kind])))
