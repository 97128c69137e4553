"""Grants: ``all``, a list, privileges with columns, or the long form with ``grantable``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.model.grant import all_privileges
from neonctl_py.stack.writing import Inexpressible, Writing
from neonctl_py.stack.yaml_text import Flow

if TYPE_CHECKING:
    from collections.abc import Collection

    from neonctl_py.model.address import Address
    from neonctl_py.model.grant import Grant, Privilege


def write(address: Address, value: Grant, writing: Writing) -> None:
    """Under ``grants`` of what it is on."""
    container = writing.document(address.parent)
    if container is None or address.parent is None:
        return
    version = writing.server_version(address)
    form = privileges_form(value.privileges, address.parent.kind, version)
    container.setdefault("grants", Flow())[address.name[0]] = form


def privileges_form(privileges: Collection[Privilege], kind: str, server_version: int) -> Any:
    """The shortest form. Raises Inexpressible where the columns of one privilege differ in who may pass them on."""
    grantable = {privilege.name for privilege in privileges if privilege.grantable}
    names = sorted({privilege.name for privilege in privileges})
    if any(privilege.name in grantable and not privilege.grantable for privilege in privileges):
        raise Inexpressible("a privilege may be passed on for some columns and not for others")
    form: Any = names
    if any(privilege.column for privilege in privileges):
        form = Flow((name, _columns(name, privileges)) for name in names)
    elif tuple(names) == all_privileges(kind, server_version):
        form = "all"
    if not grantable:
        return form
    return Flow({"privileges": form, "grantable": True if grantable == set(names) else sorted(grantable)})


def _columns(name: str, privileges: Collection[Privilege]) -> Any:
    columns = sorted(privilege.column for privilege in privileges if privilege.name == name)
    if columns == [""]:
        return True
    if "" in columns:
        raise Inexpressible(f"{name} is granted on the whole and on single columns")
    return columns
