"""Grants on an object: who may do what, in three forms that mean the same; a list may hold the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.grant import (
    COLUMN_PRIVILEGES,
    SYSTEM_COLUMNS,
    Grant,
    Privilege,
    all_privileges,
    public_default,
)
from neonctl_py.stack.documents.lifecycle import NAME
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Choice, Flag, Text
from neonctl_py.stack.shapes import ByKey, Doc, Either, Key, ListOf, MapOf, Record, Word

if TYPE_CHECKING:
    from collections.abc import Collection

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
        "grantable": Key(
            Either(scalar=Flag(), sequence=_LIST),
            "WITH GRANT OPTION: the role may pass them on; or the list of those that it may.",
        ),
    },
    "a grant",
)
_MAPPING: Final = ByKey("privileges", GRANT, _BY_COLUMN)
_PRIVILEGES: Final = Either(
    scalar=_ALL,
    sequence=ListOf(Either(scalar=Text("a privilege"), mapping=_MAPPING), "privileges"),
    mapping=_MAPPING,
)
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
        privileges = PrivilegeReader(target.kind, address, server, scope).read(value)
        if privileges != _given_anyway(target, str(role), owner, server.server_version):
            server.build.put(address, Grant(privileges), role.span)


def add_open_grants(doc: Doc, target: Address, owner: str | Unset, scope: DatabaseScope) -> None:
    """Exactly these where the key is written; left alone where it isn't."""
    if doc.has("grants"):
        add_grants(doc.get("grants"), target, owner, scope.server)
    else:
        scope.build.open_parts.add((target, "grant"))


def _given_anyway(target: Address, role: str, owner: str | Unset, version: int) -> tuple[Privilege, ...]:
    """What the role holds on a new object without any grant."""
    names: tuple[str, ...] = ()
    if role == "public":
        names = public_default(target.kind, target.name[-1])
    elif role == owner:
        names = all_privileges(target.kind, version)
    return tuple(Privilege(name) for name in names)


@dataclass(frozen=True, slots=True)
class PrivilegeReader:
    """Privileges on one kind of object, one by one and sorted, whichever form was written. ``address``: the grant's."""

    kind: str
    address: Address
    server: Server
    scope: DatabaseScope | None = None

    def read(self, value: Any) -> tuple[Privilege, ...]:
        """From ``all``, a list, a map of columns or the long form."""
        grantable: Collection[str] = ()
        if isinstance(value, Doc):
            grantable, value = self._grantable(value), value.get("privileges", [])
        found: set[Privilege] = set()
        if isinstance(value, str):
            found = {Privilege(name, "", name in grantable) for name in self._known}
        elif isinstance(value, list):
            for item in value:
                if isinstance(
                    item, Doc | dict
                ):  # privileges that differ in their columns or in who may pass them on
                    found.update(self.read(item))
                elif name := self._name(item):
                    found.add(Privilege(name, "", name in grantable))
        elif isinstance(value, dict):
            for word, columns in value.items():
                names = self._columns(word, columns) if (name := self._name(word)) else ()
                found.update(Privilege(name, column, name in grantable) for column in names)
        return tuple(sorted(found))

    def _grantable(self, doc: Doc) -> Collection[str]:
        """The privileges that may be passed on."""
        written = doc.get("grantable", False)
        if isinstance(written, list):
            return {name for word in written if (name := self._name(word))}
        return self._known if written is True else ()

    @property
    def _known(self) -> tuple[str, ...]:
        return all_privileges(self.kind, self.server.server_version)

    def _name(self, word: Word) -> str:
        name = _SYNONYMS.get(word.lower(), word.lower())
        if name in self._known:
            return name
        hint = "Write `all` instead of the list." if name == "all" else did_you_mean(word, self._known)
        detail = f"`{word}` is no privilege of a {self.kind}."
        self.server.build.mistakes.add("NP170", word.span, detail, hint, address=self.address)
        return ""

    def _columns(self, word: Word, columns: Any) -> list[str]:
        if isinstance(columns, bool):
            return [""] if columns else []
        table = self.address.parent
        if (
            word.lower() not in COLUMN_PRIVILEGES
            or table is None
            or table.kind not in {"table", "foreign_table", "view", "materialized_view"}
            or self.scope is None
        ):
            detail = f"`{word}` can't be given for single columns here."
            hint = f"Columns of a table have: {', '.join(COLUMN_PRIVILEGES)}. Write `{word}: true` for the whole object."
            self.server.build.mistakes.add("NP170", word.span, detail, hint, address=self.address)
            return []
        if table.kind in {"view", "materialized_view"}:  # only a server knows what a query yields
            return list(map(str, columns))
        known = self.scope.tables[table.name[0], table.name[1]].columns
        known = None if known is None else (*known, *SYSTEM_COLUMNS.values())
        return [
            self.scope.column(column, known, table.name[1], column.span, self.address) for column in columns
        ]
