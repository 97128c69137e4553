"""Warnings about roles that row-level security should hold but doesn't, and about policies that hold nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.grant import Grant
from neonctl_py.model.policy import Policy
from neonctl_py.model.table import Table
from neonctl_py.stack.documents.membership import groups_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.stack.scope import Server
    from neonctl_py.stack.shapes import Doc, Word

_NEON: Final = "neon_superuser"


def warn_about_row_security(roles: Mapping[Word, Doc], server: Server) -> None:
    """Look at one server's roles and tables once both are built."""
    groups = {
        str(name): {str(group) for group in groups_of(doc.get("member_of", []))}
        for name, doc in roles.items()
    }
    subject = _subject_roles(server)
    for name, doc in roles.items():
        if _direct_neon_member(name, doc, groups, server):
            continue
        reason = _way_around(str(name), roles, groups)
        by_sql = doc.get("managed_by", "sql") != "neon"
        if reason and (str(name) in subject or (by_sql and doc.get("login", False) is True)):
            place = subject.get(str(name), server.address.child("role", str(name)))
            server.build.mistakes.add(
                "NP151",
                server.build.spans.get(place, name.span),
                f"`{name}` {reason}, so no policy holds it.",
                "Let the application connect as an SQL role without BYPASSRLS that is no member of neon_superuser.",
                address=place,
            )
    _warn_about_tables(server)


def _direct_neon_member(name: Word, doc: Doc, groups: Mapping[str, set[str]], server: Server) -> bool:
    if doc.get("managed_by", "sql") == "neon" or _NEON not in groups[str(name)]:
        return False
    span = next(group.span for group in groups_of(doc.get("member_of")) if group == _NEON)
    server.build.mistakes.add(
        "NP152",
        span,
        f"`{name}` is made by SQL for least privilege, but neon_superuser may read and write everything and bypasses RLS.",
        "Grant it what it needs, or write `managed_by: neon` if it is an administrator.",
        address=server.address.child("role", str(name)),
    )
    return True


def _way_around(name: str, roles: Mapping[Word, Doc], groups: Mapping[str, set[str]]) -> str:
    """Why policies don't hold the role; "" when they do."""
    docs = {str(role): doc for role, doc in roles.items()}
    seen, waiting = {name}, [name]
    while waiting:
        role = waiting.pop()
        through = "" if role == name else f"may become `{role}`, which "
        doc = docs.get(role)
        if role == _NEON:
            return "may become neon_superuser, which bypasses row-level security"
        if doc is not None and doc.get("managed_by", "sql") == "neon":
            return f"{through}is managed by Neon and so a member of neon_superuser"
        for attribute in ("bypassrls", "superuser"):
            if doc is not None and doc.get(attribute, False) is True:
                return f"{through}has {attribute.upper()}"
        for group in sorted(groups.get(role, set()) - seen):
            seen.add(group)
            waiting.append(group)
    return ""


def _subject_roles(server: Server) -> dict[str, Address]:
    """Roles that policies or grants of tables with row-level security name, with one such place; owners aren't subject."""
    found: dict[str, Address] = {}
    for address, value in server.build.objects.items():
        if not isinstance(value, Policy | Grant):
            continue
        table = server.build.objects.get(address.parent) if address.parent else None
        if (
            not isinstance(table, Table)
            or not table.row_level_security
            or not address.is_within(server.address)
        ):
            continue
        if isinstance(value, Policy):
            for role in value.roles:
                found.setdefault(role, address)
        elif address.name[0] != table.owner:
            found.setdefault(address.name[0], address)
    return found


def _warn_about_tables(server: Server) -> None:
    build = server.build
    with_policies = {address.parent for address, value in build.objects.items() if isinstance(value, Policy)}
    for address, value in list(build.objects.items()):
        if not isinstance(value, Table) or not address.is_within(server.address):
            continue
        if address in with_policies and not value.row_level_security:
            detail = f"`{address.name[1]}` has policies, but row-level security is off, so they do nothing."
            hint = "Write `row_level_security: enabled`, or `forced` to hold its owner too."
            build.mistakes.add("NP153", build.spans[address], detail, hint, address=address)
        elif value.row_level_security and address not in with_policies:
            detail = f"`{address.name[1]}` has row-level security and no policy, so only its owner sees rows."
            hint = "Write a policy under `policies:`."
            build.mistakes.add("NP155", build.spans[address], detail, hint, address=address)
