"""Roles: made by SQL (least privilege) or by the platform (members of neon_superuser)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.role import Role
from neonctl_py.model.values import UNSET, Unset
from neonctl_py.stack import names, units
from neonctl_py.stack.documents.lifecycle import (
    COMMENT,
    CONNECTION_LIMIT,
    EXTERNAL,
    LIFECYCLE,
    RENAMED_FROM,
    ROLE_NAME,
    SETTINGS,
    settings_of,
)
from neonctl_py.stack.documents.membership import MEMBER_OF, add_membership, groups_of
from neonctl_py.stack.nodes import Node, Scalar
from neonctl_py.stack.scalars import Choice, Duration, Flag, Parsed
from neonctl_py.stack.shapes import INVALID, Definitions, Key, MapOf, Record, child_of

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.mistakes import Mistakes
    from neonctl_py.stack.scope import Server
    from neonctl_py.stack.shapes import Doc, Word

_PASSWORD: Final = Record(
    "password",
    {
        "rotate_every": Key(
            Duration(3600), "How old it may become before `neonpy check` says so.", nullable=True
        ),
        "takes_turns_with": Key(
            ROLE_NAME,
            "A role of the same rights: `neonpy rotate` gives each in turn the new password, and the other one's stays valid.",
        ),
    },
    "a password's rule",
)


class _PasswordRule:
    """The rule for a password; the password itself is refused."""

    expected = _PASSWORD.expected

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Any:
        if isinstance(node, Scalar) and node.value is not None:
            mistakes.add(
                "NP150",
                node.span,
                "A password stands in the stack, where everyone who reads it finds it.",
                "Leave it out: neonpy makes one at creation and delivers it to --secrets-out.",
                address=address or "",
            )
            return INVALID
        return _PASSWORD.read(node, address, mistakes)

    def schema(self, definitions: Definitions, /) -> dict[str, Any]:
        return _PASSWORD.schema(definitions)

    @property
    def record(self) -> Record:
        """For who walks shapes."""
        return _PASSWORD


def _moment(text: str) -> str | None:
    return "infinity" if text == "infinity" else units.timestamp(text)


ATTRIBUTES: Final = ("login", "superuser", "createdb", "createrole", "inherit", "replication", "bypassrls")
_SQL_DEFAULTS: Final = {name: name == "inherit" for name in ATTRIBUTES}

ROLE: Final = Record(
    "role",
    {
        "managed_by": Key(
            Choice(("sql", "neon")),
            "`sql` (the default): created by SQL with exactly these rights; `neon`: through the API, a member of neon_superuser.",
        ),
        "login": Key(Flag(), "It may open sessions."),
        "superuser": Key(Flag(), "SUPERUSER; the platform gives it to nobody."),
        "createdb": Key(Flag(), "CREATEDB."),
        "createrole": Key(Flag(), "CREATEROLE."),
        "inherit": Key(Flag(), "INHERIT: it has the privileges of its groups (the default)."),
        "replication": Key(Flag(), "REPLICATION."),
        "bypassrls": Key(Flag(), "BYPASSRLS: row-level security never applies to it."),
        "connection_limit": CONNECTION_LIMIT,
        "valid_until": Key(
            Parsed("a timestamp as RFC 3339 says it, or `infinity`", _moment, f"infinity|{units.TIMESTAMP}"),
            "When its password stops working.",
            nullable=True,
        ),
        "settings": Key(SETTINGS, "Its parameters (ALTER ROLE … SET), by name; exactly these."),
        "password": Key(_PasswordRule(), "How its password is looked after; never the password."),
        "member_of": Key(MEMBER_OF, "The roles that it is a member of; exactly these."),
        "comment": COMMENT,
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
        "external": EXTERNAL,
    },
    "a role",
    {
        "nologin": "Write `login: false`.",
        "members": "Membership is written on the member: `member_of: [this_role]`.",
        "grants": "Grants are written on the object: `grants: {this_role: [select]}`.",
    },
)
_GIVEN_ON_SINCE: Final = 160000
ROLES: Final = MapOf(ROLE, "roles", child_of("role"), names.role)


def add_role(name: Word, doc: Doc, server: Server) -> None:
    """Put a role and its memberships."""
    build, address = server.build, server.address.child("role", str(name))
    if build.is_external(address, doc):
        return
    by_neon = doc.get("managed_by", "sql") == "neon"
    settings, password, comment = doc.get("settings"), doc.get("password"), doc.get("comment")
    attributes = {key: doc.get(key, UNSET if by_neon else _SQL_DEFAULTS[key]) for key in ATTRIBUTES}
    value = Role(
        managed_by="neon" if by_neon else "sql",
        **attributes,
        connection_limit=doc.get("connection_limit", UNSET if by_neon else -1),
        valid_until=doc.get("valid_until", UNSET if by_neon else None),
        settings=settings_of(settings) if isinstance(settings, dict) else UNSET,
        comment=str(comment)
        if isinstance(comment, str)
        else (UNSET if by_neon and comment is UNSET else None),
        password_rotate_every=password.get("rotate_every") if password else UNSET,
        password_takes_turns_with=_partner(password, address, server),
    )
    build.put(address, value, name.span)
    _check_possible(doc, address, server)
    build.protect(address, doc)
    build.renamed_from(doc, address)
    if not doc.has("member_of"):
        build.open_parts.add((address, "membership"))
        return
    for group, options in groups_of(doc.get("member_of")).items():
        add_membership(group, options, address, server)


def _partner(password: Doc | Unset, address: Address, server: Server) -> str | Unset:
    partner = UNSET if isinstance(password, Unset) else password.get("takes_turns_with")
    if isinstance(partner, Unset):
        return UNSET
    if str(partner) == address.name[0]:
        detail = "It can't take turns with itself."
        server.build.mistakes.add(
            "NP116", partner.span, detail, "Name another role of the same rights.", address=address
        )
    return server.role(partner, address)


def _check_possible(doc: Doc, address: Address, server: Server) -> None:
    """Before PostgreSQL 16 only a superuser makes roles with BYPASSRLS, and on Neon nobody is one."""
    on_neon = server.address.kind == "branch"
    if on_neon and 0 < server.server_version < _GIVEN_ON_SINCE and doc.get("bypassrls", False) is True:
        server.build.mistakes.add(
            "NP171",
            doc.place("bypassrls"),
            f"On Neon with PostgreSQL {server.server_version // 10000} nobody may make a role with BYPASSRLS by SQL.",
            "Write `managed_by: neon` (such a role has it through neon_superuser), or take PostgreSQL 16 or newer.",
            address=address,
        )
