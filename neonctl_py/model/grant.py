"""What one grantee may do with one object. Address: ``<object>/grant.GRANTEE``; ``grant.public`` is everyone.

Only what differs from Postgres' own default stands in a state: no object for the owner who holds everything, none for
PUBLIC where it holds what a new object gives it (USAGE on types, EXECUTE on functions, CONNECT and TEMPORARY on
databases, USAGE on schema public). Where a default was revoked, the object is there with what is left, even nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from neonctl_py.model.values import NEVER_COMPARED, settable


@dataclass(frozen=True, slots=True, order=True)
class Privilege:
    """``name`` in lower case (``select``); ``column`` "" for the whole object."""

    name: str
    column: str = ""
    grantable: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """``privileges`` are sorted and without duplicates; every one that the object's kind has, one by one (never ``all``).
    ``grantors``: who gave some of them, besides the owner; who gives is nobody's wish, so that it is never compared.
    """

    kind: ClassVar[str] = "grant"

    privileges: tuple[Privilege, ...] = settable(default=())
    grantors: tuple[str, ...] = field(default=(), compare=False, metadata=NEVER_COMPARED)


ALL_PRIVILEGES: dict[str, tuple[str, ...]] = {
    "table": (
        "delete",
        "insert",
        "references",
        "select",
        "trigger",
        "truncate",
        "update",
    ),  # and maintain from 17 on
    "view": ("delete", "insert", "references", "select", "trigger", "truncate", "update"),
    "materialized_view": ("delete", "insert", "references", "select", "trigger", "truncate", "update"),
    "sequence": ("select", "update", "usage"),
    "schema": ("create", "usage"),
    "database": ("connect", "create", "temporary"),
    "function": ("execute",),
    "aggregate": ("execute",),
    "enum": ("usage",),
    "domain": ("usage",),
    "foreign_table": ("delete", "insert", "references", "select", "trigger", "truncate", "update"),
    "foreign_server": ("usage",),
    "foreign_data_wrapper": ("usage",),
    "large_object": ("select", "update"),
    "composite": ("usage",),
    "range": ("usage",),
}
"""What ``all`` means, by kind of object, sorted; tables gain ``maintain`` from PostgreSQL 17 on."""

COLUMN_PRIVILEGES = ("insert", "references", "select", "update")

SYSTEM_COLUMNS = {-1: "ctid", -2: "xmin", -3: "cmin", -4: "xmax", -5: "cmax", -6: "tableoid"}
"""By attribute number: what every table has without a word, and what single privileges can be given on, too."""


def all_privileges(kind: str, server_version: int) -> tuple[str, ...]:
    """What ``all`` means on that server (``server_version_num``; 0 means unknown, taken as the newest)."""
    names = ALL_PRIVILEGES[kind]
    relations = ("table", "view", "materialized_view", "foreign_table")
    if kind in relations and (server_version == 0 or server_version >= 170000):
        return tuple(sorted((*names, "maintain")))
    return names


PUBLIC_DEFAULTS: dict[str, tuple[str, ...]] = {
    "function": ("execute",),
    "aggregate": ("execute",),
    "enum": ("usage",),
    "domain": ("usage",),
    "composite": ("usage",),
    "range": ("usage",),
    "database": ("connect", "temporary"),
}
"""What PUBLIC holds on a new object of that kind."""


def public_default(kind: str, name: str) -> tuple[str, ...]:
    """What PUBLIC holds on a new object: initdb gives it USAGE on schema ``public`` and on no other."""
    if kind == "schema":
        return ("usage",) if name == "public" else ()
    return PUBLIC_DEFAULTS.get(kind, ())
