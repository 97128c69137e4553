"""What the lowering must know about the session that runs the SQL. A value: apply reads it from the server.

Who is no superuser (on Neon: everybody) changes an object only as its owner. Roles that the session may administer are
*borrowed*: it makes itself a member for the length of one transaction (script.py).
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  a field type
from dataclasses import dataclass, field

from neonctl_py.ddl.lock_budget import DEFAULT_LOCKS

NEWEST = 170_000

ObjectKey = tuple[str, ...]
"""``("schema", name)``, ``("table", schema, name)`` of any relation, ``("type", schema, name)``."""


@dataclass(frozen=True, slots=True)
class Session:
    """``server_version`` as ``server_version_num``. ``user``: whom new objects belong to. ``is_superuser``: nothing is ever borrowed.
    ``holds``: roles whose rights it has. ``administers``: roles that it may make itself a member of. ``owners``: of the
    schemas, tables and types that are there. ``locks``: how many the server can hold for everybody together.
    """

    server_version: int = NEWEST
    user: str = ""
    is_superuser: bool = True
    holds: frozenset[str] = frozenset()
    administers: frozenset[str] = frozenset()
    owners: Mapping[ObjectKey, str] = field(default_factory=dict)
    locks: int = DEFAULT_LOCKS

    @property
    def has_membership_options(self) -> bool:
        """From PostgreSQL 16 on a membership has the options INHERIT and SET."""
        return self.server_version >= 160_000


OFFLINE = Session()
"""A superuser on the newest server: the SQL without any borrowing."""
