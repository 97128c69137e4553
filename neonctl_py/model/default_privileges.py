"""What objects made later will grant. Address: ``…/schema.S/default_privileges.CREATOR.OBJECTS.GRANTEE``.

Directly under a database (no schema) for the database-wide ones. OBJECTS: tables, sequences, functions, types, schemas, large_objects (from PostgreSQL 18 on).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.grant import Privilege
from neonctl_py.model.values import settable


@dataclass(frozen=True, slots=True)
class DefaultPrivileges:
    """``privileges`` as in a grant (no columns)."""

    kind: ClassVar[str] = "default_privileges"

    privileges: tuple[Privilege, ...] = settable(default=())
