"""What a restore would bring back that was meant to be gone: passwords that were replaced since then, and rows that retention took away.

Never here: the restore itself.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from neonctl_py.apply.journal import TABLE
from neonctl_py.apply.passwords import shown_statement
from neonctl_py.ddl.quoting import identifier
from neonctl_py.errors import NeonpyError
from neonctl_py.model.database import Database
from neonctl_py.model.role import Role
from neonctl_py.postgres.connect import connect, translated_errors
from neonctl_py.workflows.connecting import database_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Observed
    from neonctl_py.model.values import Secret
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.postgres.connect import Connection

_PASSWORDS: Final = f"""
select statement, max(finished_at)
  from {TABLE}, lateral pg_catalog.jsonb_array_elements_text(statements) as statement
 where outcome = 'applied' and finished_at > %(moment)s and (statement = any(%(statements)s::text[]) or statement like 'CREATE ROLE %%')
 group by statement
"""
_ROWS: Final = """
select rule, sum(rows)::int8, max(at) from neonpy.retention where at > %(moment)s group by rule order by rule
"""


@dataclass(frozen=True, slots=True)
class ComesBack:
    """``what`` is a role (its old ``password`` would hold again) or a retention rule (``rows`` that it took away would be there again,
    with their keys). ``since`` when it was gone for good.
    """

    kind: Literal["password", "rows"]
    what: Address | str
    since: datetime
    rows: int = 0

    @property
    def name(self) -> str:
        """As the command takes it that makes it gone again."""
        return self.what.rpartition(".")[2] if isinstance(self.what, str) else self.what.name[0]


def comes_back(
    client: NeonClient, desired: Desired, account: Observed, branch: Address, moment: datetime
) -> tuple[tuple[ComesBack, ...], tuple[str, ...]]:
    """What the journals of the branch's databases tell of the time since ``moment``, and what could not be asked: a database that is
    broken must not be in the way of its restore.
    """
    found: dict[tuple[str, str], ComesBack] = {}
    unread = []
    for place, value in sorted(account.objects.items()):
        if not isinstance(value, Database) or place.parent != branch or place not in desired.objects:
            continue
        try:
            url = database_url(client, desired, account, place)
            for item in _in_one(url, _roles(desired, branch), moment):
                key = (item.kind, str(item.what))
                found[key] = max(found.get(key, item), item, key=lambda one: one.since)
        except NeonpyError as error:
            unread.append(f"{place}: {error.summary}")
    return tuple(found[key] for key in sorted(found)), tuple(unread)


def _roles(desired: Desired, branch: Address) -> dict[str, Address]:
    """Those whose passwords are in the database: the platform keeps the others itself."""
    return {
        shown_statement(place.name[0]): place
        for place, value in desired.objects.items()
        if isinstance(value, Role) and place.parent == branch and value.managed_by != "neon"
    }


def _in_one(url: Secret, roles: dict[str, Address], moment: datetime) -> Iterator[ComesBack]:
    with closing(connect(url)) as connection, translated_errors("The journal can't be read."):
        if _is_there(connection, TABLE):
            asked = {"moment": moment, "statements": list(roles)}
            times: dict[str, datetime] = dict(connection.execute(_PASSWORDS.encode(), asked).fetchall())
            made = [f"{statement} " for statement in times if statement not in roles]
            for statement, role in roles.items():
                created = f"CREATE ROLE {identifier(role.name[0])} "
                # a role that was made since then had no password before
                if statement in times and not any(one.startswith(created) for one in made):
                    yield ComesBack("password", role, times[statement])
        if _is_there(connection, "neonpy.retention"):
            for rule, count, since in connection.execute(_ROWS.encode(), {"moment": moment}).fetchall():
                yield ComesBack("rows", rule, since, count)


def _is_there(connection: Connection, table: str) -> bool:
    there = connection.execute(f"select pg_catalog.to_regclass('{table}') is not null".encode())
    return there.fetchone() == (True,)
