"""Subscriptions. Their connection strings leave this file as secrets only."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final, TypeVar

from neonctl_py.model.subscription import Subscription
from neonctl_py.model.unordered import Unordered
from neonctl_py.model.values import UNSET, Secret, Unset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

T = TypeVar("T")
_STREAMING: Final = {"f": "off", "false": "off", "t": "on", "true": "on", "p": "parallel"}
_CONNECTION: Final = re.compile(r"<subconninfo>(.*?)</subconninfo>", re.DOTALL)


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Subscription]]:
    """Every subscription of the database."""
    for row in rows:
        (
            name,
            owner,
            comment,
            connection,
            publications,
            enabled,
            slot,
            binary,
            streaming,
            two_phase,
            on_error,
            password,
            as_owner,
            origin,
            failover,
            commit,
        ) = row
        yield (
            reading.database.child("subscription", name),
            Subscription(
                connection=_connection(connection),
                publications=Unordered(publications),
                enabled=enabled,
                slot_name=slot,
                binary=binary,
                streaming=_STREAMING[streaming],
                two_phase=_known(two_phase),
                disable_on_error=_known(on_error),
                password_required=_known(password),
                run_as_owner=_known(as_owner),
                origin=_known(origin),
                failover=_known(failover),
                synchronous_commit=commit,
                owner=reading.role(owner),
                comment=comment,
            ),
        )


def _known(told: T | None) -> T | Unset:
    """What this version of Postgres does not have is never a difference."""
    return UNSET if told is None else told


def _connection(xml: str | None) -> Secret | Unset:
    found = _CONNECTION.search(xml or "")
    return UNSET if found is None else Secret(unescape(found[1]))
