"""Grants on an object: who may do what, in three forms that mean the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.grant import COLUMN_PRIVILEGES, Grant, Privilege, all_privileges, public_default
from neonctl_py.stack.documents.lifecycle import NAME
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Choice, Flag, Text
from neonctl_py.stack.shapes import ByKey, Doc, Either, Key, ListOf, MapOf, Record, Word

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope, Server

_ALL: Final = Choice(("all",))
_LIST: Final = ListOf(Text("a privilege"), "privileges")
_BY_COLUMN: Final = MapOf(
    Either(scalar=Flag(), sequence=ListOf(NAME, "columns", 1)), "privileges", rule=identifier
)
GRANT: Final = Record(
    "grant",
    {
        "privileges": Key(
            Either(scalar=_ALL, sequence=_LIST, mapping=_BY_COLUMN),
            "`all`, a list, or privileges with their columns.",
            required=True,
        ),
        "grantable": Key(Flag(), "WITH GRANT OPTION: the role may pass them on."),
    },
    "a grant",
)
_PRIVILEGES: Final = Either(scalar=_ALL, sequence=_LIST, mapping=ByKey("privileges", GRANT, _BY_COLUMN))
GRANTS: Final = MapOf(
    _PRIVILEGES, "roles", lambda parent, name: parent and parent.child("grant", name), identifier
)
GRANTS_KEY: Final = Key(GRANTS, "Who may do what, by role (`public` is everyone); exactly these.")
_SYNONYMS: Final = {"temp": "temporary"}


def add_grants(
    written: dict[Word, Any],
    target: Address,
    owner: str | Unset,
    server: Server,
    scope: DatabaseScope | None = None,
) -> None:
    """Put a grant for every grantee that holds something else than Postgres gives by itself."""
    for role, value in written.items():
        address = target.child("grant", str(role))
        server.role(role, address)
        privileges = privileges_of(value, target.kind, address, role, server, scope)
        if not _is_default(privileges, target, str(role), owner, server.server_version):
            server.build.put(address, Grant(privileges), role.span)


def _is_default(
    privileges: tuple[Privilege, ...], target: Address, role: str, owner: str | Unset, version: int
) -> bool:
    names = tuple(privilege.name for privilege in privileges if not privilege.column)
    plain = len(names) == len(privileges) and not any(privilege.grantable for privilege in privileges)
    if role == "public":
        return plain and names == public_default(target.kind, target.name[-1])
    if role == owner:
        return plain and names == all_privileges(target.kind, version)
    return not privileges


def privileges_of(
    value: Any, kind: str, address: Address, role: Word, server: Server, scope: DatabaseScope | None
) -> tuple[Privilege, ...]:
    """Sorted, one by one, whichever form was written."""
    grantable = False
    if isinstance(value, Doc):
        grantable, value = value.get("grantable", False) is True, value.get("privileges", [])
    known = all_privileges(kind, server.server_version)
    found: set[Privilege] = set()
    if isinstance(value, str):
        found = {Privilege(name, "", grantable) for name in known}
    elif isinstance(value, list):
        names = (_privilege(word, known, kind, address, server) for word in value)
        found = {Privilege(name, "", grantable) for name in names if name}
    elif isinstance(value, dict):
        for word, columns in value.items():
            name = _privilege(word, known, kind, address, server)
            for column in _columns(name, word, columns, address, server, scope):
                found.add(Privilege(name, column, grantable))
    return tuple(sorted(found))


def _privilege(word: Word, known: tuple[str, ...], kind: str, address: Address, server: Server) -> str:
    name = _SYNONYMS.get(word.lower(), word.lower())
    if name in known:
        return name
    hint = did_you_mean(word, known)
    if name == "all":
        hint = "Write `all` instead of the list."
    detail = f"`{word}` is no privilege of a {kind}."
    server.build.mistakes.add("NP170", word.span, detail, hint, address=address)
    return ""


def _columns(
    name: str, word: Word, columns: Any, address: Address, server: Server, scope: DatabaseScope | None
) -> list[str]:
    if not name or columns is False:
        return []
    if columns is True:
        return [""]
    if name not in COLUMN_PRIVILEGES or address.parent is None or address.parent.kind != "table":
        detail = f"`{word}` can't be given for single columns here."
        hint = f"Columns of a table have: {', '.join(COLUMN_PRIVILEGES)}. Write `{word}: true` for the whole object."
        server.build.mistakes.add("NP170", word.span, detail, hint, address=address)
        return []
    schema, table = address.parent.name
    names = scope.tables[schema, table] if scope and (schema, table) in scope.tables else None
    known = names.columns if names else None
    return [
        scope.column(column, known, table, column.span, address) if scope else str(column)
        for column in columns
    ]
