"""Grants: ``all``, a list, privileges with columns, or the long form with ``grantable``; a list of these where one can't say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.model.grant import all_privileges
from neonctl_py.stack.yaml_text import Flow

if TYPE_CHECKING:
    from collections.abc import Collection

    from neonctl_py.model.address import Address
    from neonctl_py.model.grant import Grant, Privilege
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: Grant, writing: Writing) -> None:
    """Under ``grants`` of what it is on."""
    container = writing.document(address.parent)
    if container is None or address.parent is None:
        return
    version = writing.server_version(address)
    form = privileges_form(value.privileges, address.parent.kind, version)
    container.setdefault("grants", Flow())[address.name[0]] = form


def privileges_form(privileges: Collection[Privilege], kind: str, server_version: int) -> Any:
    """The shortest form."""
    if _is_mixed(privileges):
        parts: dict[tuple[bool, bool], list[Privilege]] = {}
        for privilege in privileges:
            parts.setdefault((bool(privilege.column), privilege.grantable), []).append(privilege)
        forms = [_form(parts[key], kind, server_version) for key in sorted(parts)]
        return [item for form in forms for item in (form if isinstance(form, list) else [_mapping(form)])]
    return _form(privileges, kind, server_version)


def _mapping(form: Any) -> Any:
    return form if isinstance(form, Flow) else Flow({"privileges": form})


def _is_mixed(privileges: Collection[Privilege]) -> bool:
    """Does one privilege differ by column in who may pass it on, or is it held on the whole and on columns, too?"""
    seen: dict[str, tuple[bool, bool]] = {}
    return any(
        seen.setdefault(privilege.name, facts) != facts
        for privilege in privileges
        for facts in [(bool(privilege.column), privilege.grantable)]
    )


def _form(privileges: Collection[Privilege], kind: str, server_version: int) -> Any:
    grantable = {privilege.name for privilege in privileges if privilege.grantable}
    names = sorted({privilege.name for privilege in privileges})
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
    return True if columns == [""] else columns
