"""A server where databases come and go. Never here: what is done with them."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import psycopg
from private_server import private_server
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from neonctl_py.emulator.binaries import Installations
from neonctl_py.emulator.layout import cache_dir
from neonctl_py.emulator.service_user import service_user
from neonctl_py.model.values import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.emulator.binaries import Binaries

_SETTINGS = {
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "wal_keep_size": "0",
}
"""Nobody replicates this server."""


_OWNER = "postgres"
"""Who makes everything: what the platform's own superuser owns, nobody else manages."""


@dataclass(frozen=True)
class Place:
    """``url``: a superuser's. ``binaries``: the programs of the server's version."""

    url: str
    binaries: Binaries

    @contextmanager
    def databases(self, count: int) -> Iterator[list[Secret]]:
        """New ones, empty; gone afterwards."""
        names = [f"neonpy_corpus_{uuid.uuid4().hex[:10]}" for _ in range(count)]
        try:
            yield [self.empty(name) for name in names]
        finally:
            with psycopg.connect(self.url, autocommit=True) as admin:
                for name in names:
                    admin.execute(f"drop database if exists {name} with (force)")

    def empty(self, name: str) -> Secret:
        """The database of that name, made again."""
        with psycopg.connect(self.url, autocommit=True) as admin:
            admin.execute(f"drop database if exists {name} with (force)")
            admin.execute(f"create database {name} template template0 encoding 'UTF8'")
        parts = {key: value for key, value in conninfo_to_dict(self.url).items() if key != "dbname"}
        return Secret(f"postgresql:///{name}?{urlencode(parts, quote_via=quote)}")

    def copy(self, source: Secret, target: Secret) -> None:
        """``target`` becomes what ``source`` is."""
        old, new = (conninfo_to_dict(url.reveal())["dbname"] for url in (source, target))
        with psycopg.connect(self.url, autocommit=True) as admin:
            admin.execute(f"drop database {new} with (force)")
            admin.execute(f"create database {new} template {old}")

    def make_roles(self, names: Iterable[str]) -> set[str]:
        """Those that were missing. Several may ask at the same time."""
        made = set()
        with psycopg.connect(self.url, autocommit=True) as admin:
            for name in sorted(names):
                try:
                    admin.execute(sql.SQL("create role {}").format(sql.Identifier(name)))
                    made.add(name)
                except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
                    continue
        return made

    def drop_roles(self, names: Iterable[str]) -> None:
        """They hold nothing anywhere: their databases are gone."""
        with psycopg.connect(self.url, autocommit=True) as admin:
            for name in sorted(names):
                admin.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(name)))


@contextmanager
def place(url: str) -> Iterator[Place]:
    """On the server at ``url``, or on a private one when it is empty."""
    if url:
        with psycopg.connect(url) as session:
            major = session.info.server_version // 10_000
        yield Place(url, Installations(cache_dir(), service_user()).nearest(major))
        return
    with private_server(_SETTINGS) as server:
        with psycopg.connect(server.url("postgres").reveal(), autocommit=True) as admin:
            admin.execute(f"create role {_OWNER} superuser login")
        yield Place(server.url("postgres", _OWNER).reveal(), server.binaries)
