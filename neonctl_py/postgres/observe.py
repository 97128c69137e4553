"""The whole catalog of one database, as objects: a fixed number of queries in one transaction and one round trip."""

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
from neonctl_py.postgres.overrides import overriding
from neonctl_py.postgres.platform import LEFT_OUT_SCHEMAS
from neonctl_py.postgres.query_text import query_text
from neonctl_py.postgres.reading import Reading
from neonctl_py.postgres.snapshot import LOCK_TIMEOUT, answers, read_settings, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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
        *rows, depends, unsupported, vanished = _rows(connection, lock_timeout)
    reading = Reading(
        database, connection.info.server_version, roles_under, frozenset(oid for (oid,) in vanished)
    )
    objects: dict[Address, Object] = {}
    for (_, read), of_kind in zip(READERS, rows, strict=True):
        objects.update(read(of_kind, reading))
    objects.update(list(overriding(objects, reading.inherited)))
    return DatabaseState(
        objects=objects,
        sizes=reading.sizes,
        unsupported=tuple(_unsupported(unsupported, database)),
        server_version=reading.server_version,
        depends=dependency.read(depends, reading),
    )


def _rows(connection: Connection, lock_timeout: str) -> list[list[Row]]:
    """The rows of every query. Deparsing functions look at the catalog as it is now, not as it was when our snapshot was
    taken: some fail on what vanished meanwhile ("cache lookup failed"), and then all is read anew.
    """
    major = connection.info.server_version // 10_000
    queries = [query_text(name, major) for name, _ in READERS]
    queries += [query_text(name, major) for name in ("dependency", "unsupported", "vanished")]
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction(connection, "ISOLATION LEVEL REPEATABLE READ READ ONLY"):
                return answers(connection, [read_settings(lock_timeout=lock_timeout), *queries])[1:]
        except (pg.InternalError_, pg.UndefinedTable, pg.UndefinedObject, pg.UndefinedColumn):
            if attempt == _ATTEMPTS:
                raise
    raise InternalError("the last attempt to read the catalog neither worked nor failed")


def _unsupported(rows: Iterable[Row], database: Address) -> Iterator[Unsupported]:
    names: dict[str, list[str]] = {}
    for kind, schema_name, name in rows:
        if schema_name not in LEFT_OUT_SCHEMAS:
            names.setdefault(kind, []).append(name if schema_name is None else f"{schema_name}.{name}")
    for kind in sorted(names):
        yield Unsupported(database, kind, tuple(sorted(names[kind])))
