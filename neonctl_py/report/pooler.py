"""What a PgBouncer in front of one project has to know, as values. A secret is never among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class PooledDatabase:
    """``connections``: the most that the pooler opens to it."""

    name: str
    host: str
    port: int
    connections: int


@dataclass(frozen=True, slots=True)
class PooledRole:
    """``limit``: its connection limit on the server, ``connections``: what the pooler takes of it; None where it has none. ``variable``:
    of the environment, for its password.
    """

    name: str
    limit: int | None
    connections: int | None
    variable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooler:
    """Times in seconds; None: nothing of the kind is declared. ``asks_server``: passwords are looked up in the database, else in a file.
    ``server_tls``: libpq's sslmode. ``server_limit``: what the server takes in all, from ``limit_from``.
    """

    project: str
    databases: tuple[PooledDatabase, ...]
    roles: tuple[PooledRole, ...]
    asks_server: bool
    server_tls: str
    ca_file: str
    server_limit: int
    limit_from: str
    pool_size: int
    clients: int
    idle_timeout: int
    transaction_timeout: int | None
    mode: Literal["transaction", "session"] = "transaction"
    port: int = 6432
    notes: tuple[str, ...] = ()
