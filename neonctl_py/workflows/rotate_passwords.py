"""Give roles new passwords before the old ones get too old, without a moment in which neither works.

Never here: where a password is kept, how anybody is asked.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol

from neonctl_py.apply.journal import Run
from neonctl_py.apply.new_passwords import (
    lost_passwords,
    noted_first,
    password_ages,
    role_names,
    set_password,
    signs_in,
)
from neonctl_py.apply.turn import Turn
from neonctl_py.errors import InternalError, NeonNotFoundError, NeonpyError, RefusedError
from neonctl_py.model.database import Database
from neonctl_py.model.role import Role
from neonctl_py.model.server_names import server_names
from neonctl_py.model.values import Secret
from neonctl_py.plan.inherit import default_branch
from neonctl_py.report.rotation_report import DuePassword, Rotated, RotationReport
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.connecting import database_url, is_plain_postgres, journal_urls
from neonctl_py.workflows.plan_stack import neon_client

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.branch_scope import BranchScope
    from neonctl_py.workflows.origin import Origin

Tell = Callable[[str], None]

_HOLDS_ALREADY: Final = (
    "Neon made this password, and the old one is over. neonpy env knows the new one; the role counts as due until one is delivered:"
    " neonpy rotate makes another."
)


class Sink(Protocol):
    """Where new passwords go."""

    def deliver_to(
        self, role: Address, user: str, password: Secret, /, *, takes_turns: bool, servers: frozenset[str]
    ) -> None:
        """Take it: what the application calls ``role`` signs in as ``user`` at ``servers`` (host:port) from now on. Raises NeonpyError
        or OSError.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationRequest:
    """``roles``: only these, due or not; without them those that are due. ``only_due`` narrows ``roles``, too."""

    roles: tuple[str, ...] = ()
    only_due: bool = False
    branch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotating:
    """How it is done. ``agree`` is called with what will be rotated before anything is, and raises when it must not be."""

    sink: Sink
    agree: Callable[[tuple[DuePassword, ...]], None]
    tell: Tell
    origin: Origin
    turn: Turn = field(default_factory=Turn)


@dataclass(frozen=True, slots=True)
class _Home:
    """A branch or server: its databases, each with its URL, and all in which its journal may be."""

    address: Address
    urls: dict[Address, Secret]
    journals: list[Secret]

    @property
    def url(self) -> Secret:
        return next(iter(self.urls.values()))


def due_passwords(desired: Desired, access: NeonAccess, request: RotationRequest) -> tuple[DuePassword, ...]:
    """What would be rotated, and what was looked at besides: all of it, in the order of addresses."""
    with neon_client(desired, access) as client:
        return _Rotation(desired, client, request).look()


def rotate_passwords(
    desired: Desired, access: NeonAccess, request: RotationRequest, doing: Rotating
) -> RotationReport:
    """One role after the other. Raises the first failure: the roles before it have their new passwords, which were delivered, and
    the same command goes on from there.
    """
    with neon_client(desired, access) as client:
        rotation = _Rotation(desired, client, request)
        looked_at = rotation.look()
        chosen = rotation.chosen(looked_at)
        if chosen:
            doing.agree(chosen)
        return RotationReport(
            looked_at=looked_at, rotated=tuple(rotation.rotate(item, doing) for item in chosen)
        )


class _Rotation:
    """One command."""

    def __init__(self, desired: Desired, client: NeonClient | None, request: RotationRequest) -> None:
        self._client = client
        self._request = request
        self._scope: BranchScope = on_branches(desired, client, [request.branch] if request.branch else [])
        self._homes: dict[Address, _Home] = {}

    def look(self) -> tuple[DuePassword, ...]:
        roles = self._roles()
        unknown = set(self._request.roles) - {role.name[0] for role in roles}
        if unknown:
            known = sorted({place.name[0] for place in self._scope.desired.objects if place.kind == "role"})
            raise NeonNotFoundError(
                "no such role in the stack",
                detail=f"{', '.join(sorted(unknown))}. There are: {', '.join(known)}.",
                hint="Roles that sign in and are declared here can be rotated.",
            )
        return tuple(self._password(role) for role in roles)

    def chosen(self, looked_at: tuple[DuePassword, ...]) -> tuple[DuePassword, ...]:
        is_named = bool(self._request.roles) and not self._request.only_due
        return tuple(item for item in looked_at if is_named or item.is_due)

    def _roles(self) -> list[Address]:
        """Those that are named; else those that have a rule. Each on the branches that are asked about."""
        desired, wanted = self._scope.desired, set(self._request.roles)
        found = []
        for address, value in sorted(desired.objects.items()):
            project = address.container("project")
            if not isinstance(value, Role) or project is None or address in desired.external:
                continue
            home = default_branch(desired, project) or project
            homes = self._scope.branches or (home,)
            is_asked = address.name[0] in wanted if wanted else bool(value.password_rotate_every)
            if is_asked and address.parent in homes and value.login is not False:
                found.append(address)
        return found

    def _password(self, role: Address) -> DuePassword:
        value = self._scope.desired.objects[role]
        if not isinstance(value, Role) or role.parent is None:
            raise InternalError(f"{role} is no role of a branch or server")
        home = self._home(role.parent)
        partner = value.password_takes_turns_with
        pair = [role.name[0], *([partner] if isinstance(partner, str) else [])]
        there = role_names(home.url)
        if missing := [name for name in pair if name not in there]:
            raise NeonNotFoundError(
                "a role does not exist yet", detail=f"{missing[0]} of {role.parent}", hint="neonpy apply"
            )
        ages = self._ages(home, pair, value)
        newest = min(pair, key=lambda name: ages.get(name, float("inf")))
        gets = next((name for name in pair if name != newest), newest) if len(pair) == 2 else newest
        every = value.password_rotate_every
        return DuePassword(
            role=role,
            gets=role.parent.child("role", gets),
            age=ages.get(newest),
            every=every if isinstance(every, int) else 0,
            takes_turns=len(pair) == 2,
            by_platform=self._is_by_platform(role.parent.child("role", gets)),
        )

    def _is_by_platform(self, role: Address) -> bool:
        value = self._scope.desired.objects.get(role)
        return isinstance(value, Role) and value.managed_by == "neon" and self._client is not None

    def _ages(self, home: _Home, names: Sequence[str], value: Role) -> dict[str, float]:
        ages: dict[str, float] = {}
        lost: set[str] = set()
        for url in home.journals:
            for name, seconds in password_ages(url, names).items():
                ages[name] = min(seconds, ages.get(name, seconds))
            lost |= lost_passwords(url, names)
        if value.managed_by == "neon" and self._client is not None:
            project, branch = self._ids(home.address)
            now = datetime.now(UTC)
            for item in self._client.list_roles(project, branch):
                if item.name in names and item.updated_at is not None:
                    seconds = (now - item.updated_at).total_seconds()
                    ages[item.name] = min(seconds, ages.get(item.name, seconds))
        return {name: seconds for name, seconds in ages.items() if name not in lost}

    def _home(self, address: Address) -> _Home:
        if address not in self._homes:
            desired, account = self._scope.desired, self._scope.account
            databases = [
                place
                for place, value in sorted(desired.objects.items())
                if isinstance(value, Database)
                and place.parent == address
                and (is_plain_postgres(desired, place) or place in account.objects)
            ]
            if not databases:
                raise NeonNotFoundError(
                    "there is no database to change passwords in", detail=str(address), hint="neonpy apply"
                )
            urls = {place: database_url(self._client, desired, account, place) for place in databases}
            self._homes[address] = _Home(
                address, urls, journal_urls(self._client, desired, account, databases)
            )
        return self._homes[address]

    def _servers(self, home: _Home) -> frozenset[str]:
        """All that the role signs in at: its branch's other computes, too."""
        found = [server_names(url.reveal()) for url in home.urls.values()]
        if self._client is not None and home.address in self._scope.account.ids:
            project, branch = self._ids(home.address)
            found += [
                server_names(f"postgresql://{compute.host}")
                for compute in self._client.list_endpoints(project)
                if compute.branch_id == branch and compute.host
            ]
        return frozenset().union(*found)

    def _ids(self, branch: Address) -> tuple[str, str]:
        ids = self._scope.account.ids
        if branch.parent is None or branch not in ids:
            raise NeonNotFoundError("a branch does not exist yet", detail=str(branch), hint="neonpy apply")
        return ids[branch.parent], ids[branch]

    def rotate(self, item: DuePassword, doing: Rotating) -> Rotated:
        """One of them."""
        if item.role.parent is None:
            raise InternalError(f"{item.role} is in nothing")
        home, user = self._home(item.role.parent), item.gets.name[0]
        servers = self._servers(home)
        run = Run(
            who=doing.origin.who,
            command=doing.origin.command,
            stack=self._scope.desired.stack,
            commit=doing.origin.commit,
            apply=str(uuid.uuid4()),
        )
        delivered: list[Secret] = []

        def deliver(password: Secret) -> None:
            doing.sink.deliver_to(item.role, user, password, takes_turns=item.takes_turns, servers=servers)
            delivered.append(password)

        if item.by_platform:
            self._by_platform(home, user, deliver, run)
        else:
            set_password(home.url, user, deliver, run, tell=doing.tell, turn=doing.turn)
        if not delivered:
            raise InternalError(f"a new password of {item.gets} went nowhere")
        return Rotated(password=item, doubt=signs_in(home.url, user, delivered[-1]))

    def _by_platform(self, home: _Home, user: str, deliver: Callable[[Secret], None], run: Run) -> None:
        """The platform makes it and keeps it, and it holds before anybody can take it: so the journal says first what was asked for,
        and until it says that it was delivered the role counts as due. ``neonpy env`` knows it from then on.
        """
        if self._client is None:
            raise InternalError("a role of the platform without its API")

        def fresh_url() -> Secret:
            self._homes.pop(home.address, None)  # its URLs may hold the old password
            return self._home(home.address).url

        with noted_first(home.url, fresh_url, user, run):
            answer = self._client.reset_password(*self._ids(home.address), user)
            self._homes.pop(home.address, None)
            if answer.password is None:
                raise NeonpyError(
                    "the platform gave no new password", detail=f"{user} of {home.address}", hint="neonpy env"
                )
            _hand_over(deliver, Secret(answer.password.get_secret_value()))


def _hand_over(deliver: Callable[[Secret], None], password: Secret) -> None:
    """What holds already. Raises NeonpyError with what that means for who can't take it."""
    try:
        deliver(password)
    except NeonpyError as error:
        error.hint = f"{error.hint} {_HOLDS_ALREADY}" if isinstance(error, RefusedError) else _HOLDS_ALREADY
        raise
    except OSError as error:
        raise NeonpyError(
            "the new password could not be delivered", detail=str(error), hint=_HOLDS_ALREADY
        ) from error
