"""What the tests of executed steps share: one test's database, and a sink of passwords."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neonctl_py.emulator.server_process import ADMIN, ServerProcess
from neonctl_py.model.values import Secret

if TYPE_CHECKING:
    import psycopg

    from neonctl_py.model.address import Address

OWNER, PASSWORD = "neondb_owner", "made-up-for-tests"


@dataclass(frozen=True)
class Shop:
    """One test's database: URLs of the superuser and of its owner, and a superuser's session in it."""

    name: str
    server: ServerProcess
    session: psycopg.Connection[tuple[object, ...]]

    @property
    def superuser(self) -> Secret:
        return Secret(f"postgresql://{ADMIN}@/{self.name}?host={self.server.sockets}&port={self.server.port}")

    @property
    def owner(self) -> Secret:
        return self.url_of(OWNER, Secret(PASSWORD))

    def url_of(self, role: str, password: Secret) -> Secret:
        return Secret(f"postgresql://{role}:{password.reveal()}@127.0.0.1:{self.server.port}/{self.name}")

    def one(self, query: str) -> object:
        row = self.session.execute(query).fetchone()
        return None if row is None else row[0]


class Passwords:
    """Every role with LOGIN in its name gets one; they are kept for the test."""

    def __init__(self, *, fails: bool = False) -> None:
        self.kept: dict[str, Secret] = {}
        self.fails = fails

    def wants(self, role: Address) -> bool:
        return role.name[0].endswith("login")

    def deliver(self, role: Address, password: Secret) -> None:
        if self.fails:
            raise OSError("disk full")
        self.kept[role.name[0]] = password
