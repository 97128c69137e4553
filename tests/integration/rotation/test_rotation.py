"""New passwords on a real server: which are due, who gets them, and that none is valid that was not delivered."""

from __future__ import annotations

import base64
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from neonctl_py.apply.journal import Run
from neonctl_py.apply.new_passwords import noted_first
from neonctl_py.apply.passwords import scram_verifier
from neonctl_py.errors import NeonNotFoundError, NeonpyError, RefusedError
from neonctl_py.model.address import Address, project_address
from neonctl_py.model.check import LiveCheck
from neonctl_py.model.database import Database
from neonctl_py.model.project import Project
from neonctl_py.model.role import Role
from neonctl_py.model.server_names import server_names
from neonctl_py.model.state import Desired
from neonctl_py.model.values import Secret
from neonctl_py.workflows.access import NeonAccess
from neonctl_py.workflows.connecting import database_name
from neonctl_py.workflows.origin import Origin
from neonctl_py.workflows.rotate_passwords import (
    Rotating,
    RotationRequest,
    due_passwords,
    rotate_passwords,
)
from neonctl_py.workflows.run_checks import run_checks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neonctl_py.model.state import Object
    from neonctl_py.postgres.connect import Connection

SHOP = project_address("shop")
ACCESS = NeonAccess(None, "http://localhost:1")
_NUMBERS = itertools.count()
HOUR = 3600


class Delivered:
    """A place that keeps what it gets, or refuses it."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses = refuses
        self.got: list[tuple[str, str, str, bool]] = []
        self.servers: frozenset[str] = frozenset()

    def deliver_to(
        self, role: Address, user: str, password: Secret, /, *, takes_turns: bool, servers: frozenset[str]
    ) -> None:
        if self.refuses:
            raise NeonpyError("no")
        self.servers = servers
        self.got.append((role.name[0], user, password.reveal(), takes_turns))


class Server:
    """A database with a role, and two that take turns."""

    def __init__(self, url: Secret, connection: Connection) -> None:
        self.url, self.connection = url, connection
        number = next(_NUMBERS)
        self.app, self.web, self.web_b = (f"{name}_{number}" for name in ("app", "web", "web_b"))
        for name in (self.app, self.web, self.web_b):
            connection.execute(f"create role {name} login password 'first'".encode())
        self.database = SHOP.child("database", database_name(url))

    def stack(self) -> Desired:
        roles = {
            self.app: Role(login=True, password_rotate_every=HOUR),
            self.web: Role(login=True, password_rotate_every=HOUR, password_takes_turns_with=self.web_b),
            self.web_b: Role(login=True),
        }
        objects: dict[Address, Object] = {SHOP: Project(provider="postgres"), self.database: Database()}
        objects |= {SHOP.child("role", name): role for name, role in roles.items()}
        return Desired(
            stack="shop",
            objects=objects,
            connection_urls={SHOP: self.url},
        )

    def look(self) -> dict[str, tuple[bool, str]]:
        found = due_passwords(self.stack(), ACCESS, RotationRequest())
        return {item.role.name[0]: (item.is_due, item.gets.name[0]) for item in found}

    def check(self) -> dict[str, tuple[bool, str]]:
        """What ``neonpy check`` says of passwords: does each hold, and why it says so."""
        asked = LiveCheck(builtin="passwords")
        desired = replace(self.stack(), declarations={SHOP.child("check", "passwords"): asked})
        (result,) = run_checks(desired, ACCESS)
        return {
            sample.subject.removeprefix("role "): (sample.value is not None, sample.detail)
            for sample in result.samples
        }

    def rotate(self, sink: Delivered, *roles: str, agree: Callable[[Any], None] = lambda _: None) -> Any:
        doing = Rotating(sink=sink, agree=agree, tell=print, origin=Origin("me", "neonpy rotate"))
        return rotate_passwords(self.stack(), ACCESS, RotationRequest(roles=roles), doing)

    def holds(self, role: str, password: str) -> bool:
        """Is this the password? The server keeps what it can be checked with."""
        row = self.connection.execute(
            "select rolpassword from pg_authid where rolname = %s", [role]
        ).fetchone()
        assert row is not None
        kept = str(row[0])
        salt = base64.b64decode(kept.split("$")[1].partition(":")[2])
        return scram_verifier(Secret(password), salt=salt).reveal() == kept

    def later(self) -> None:
        self.connection.execute(b"update neonpy.history set finished_at = finished_at - interval '2 hours'")


@pytest.fixture
def server(empty_databases: Callable[..., Any]) -> Iterator[Server]:
    with empty_databases() as make:
        found = Server(*make())
        yield found
        for name in (found.app, found.web, found.web_b):
            found.connection.execute(f"drop role {name}".encode())


def test_what_nobody_noted_is_due_and_what_was_rotated_is_not(server: Server) -> None:
    assert server.look() == {server.app: (True, server.app), server.web: (True, server.web_b)}
    sink = Delivered()
    report = server.rotate(sink)
    assert [item.doubt for item in report.rotated] == ["", ""]
    assert [(role, user, turns) for role, user, _, turns in sink.got] == [
        (server.app, server.app, False),
        (server.web, server.web_b, True),
    ]
    for _, user, password, _ in sink.got:
        assert server.holds(user, password)
    assert sink.servers == server_names(server.url.reveal())
    assert server.holds(server.web, "first"), "the one in use until now stays valid"
    assert server.look() == {server.app: (False, server.app), server.web: (False, server.web)}
    noted = server.connection.execute(b"select statements::text from neonpy.history").fetchall()
    assert not [text for (text,) in noted for _, _, password, _ in sink.got if password in text]


def test_what_was_noted_where_a_plain_server_makes_its_roles_counts(
    server: Server, empty_databases: Callable[..., Any]
) -> None:
    """That is the database of its URL, which the stack need not declare."""
    server.rotate(Delivered())
    with empty_databases() as make:
        declared, _ = make()
        server.database = SHOP.child("database", database_name(declared))
        assert server.look() == {server.app: (False, server.app), server.web: (False, server.web)}
        assert all(is_known for is_known, _ in server.check().values())


def test_two_roles_take_turns(server: Server) -> None:
    turns = []
    for _ in range(3):
        sink = Delivered()
        server.rotate(sink)
        turns.append([user for role, user, _, _ in sink.got if role == server.web])
        server.later()
    assert turns == [[server.web_b], [server.web], [server.web_b]]


def test_a_password_that_nobody_takes_never_holds(server: Server) -> None:
    with pytest.raises(NeonpyError, match="no"):
        server.rotate(Delivered(refuses=True))
    assert server.holds(server.app, "first")
    assert server.look()[server.app] == (True, server.app)
    assert server.connection.execute(
        b"select array_agg(outcome order by id) from neonpy.history"
    ).fetchone() == (["started", "failed"],)
    server.rotate(Delivered())
    assert not server.holds(server.app, "first")


def test_a_password_that_held_before_it_was_delivered_is_due_until_one_is(server: Server) -> None:
    """As those that the platform makes: also where neonpy dies on the way, which a foreign error is here."""
    server.rotate(Delivered())
    run = Run(who="me", command="neonpy rotate")
    for error, outcome in ((NeonpyError("no"), "failed"), (KeyError(), "started")):
        with pytest.raises(type(error)), noted_first(server.url, lambda: server.url, server.app, run):
            raise error
        newest = server.connection.execute(b"select outcome from neonpy.history order by id desc limit 1")
        assert newest.fetchone() == (outcome,)
        assert server.look() == {server.app: (True, server.app), server.web: (False, server.web)}
        told = server.check()
        assert told[server.app] == (False, "set, and nobody is known to have it: neonpy rotate")
        assert told[server.web][0]
        with noted_first(server.url, lambda: server.url, server.app, run):
            pass
        assert server.look()[server.app] == (False, server.app)
        assert server.check()[server.app][0]


def test_a_role_that_is_named_is_rotated_before_its_time(server: Server) -> None:
    server.rotate(Delivered())
    sink = Delivered()
    server.rotate(sink, server.app)
    assert [role for role, _, _, _ in sink.got] == [server.app]


def test_nothing_happens_to_who_says_no_or_names_nobody(server: Server) -> None:
    def refuse(_: object) -> None:
        raise RefusedError("not confirmed")

    with pytest.raises(RefusedError):
        server.rotate(Delivered(), agree=refuse)
    with pytest.raises(NeonNotFoundError, match="no such role"):
        server.rotate(Delivered(), "nobody")
    assert server.holds(server.app, "first")
