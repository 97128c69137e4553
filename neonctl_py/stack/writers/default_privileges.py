"""What objects made later will grant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.documents.default_privileges import KINDS
from neonctl_py.stack.writers.grant import privileges_form
from neonctl_py.stack.writing import Writing, part
from neonctl_py.stack.yaml_text import Flow

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.default_privileges import DefaultPrivileges


def write(address: Address, value: DefaultPrivileges, writing: Writing) -> None:
    """By creator, then by kind of object, then by grantee."""
    container = writing.document(address.parent)
    if container is None:
        return
    creator, objects, grantee = address.name
    form = privileges_form(value.privileges, KINDS[objects], writing.server_version(address))
    part(container, "default_privileges", creator).setdefault(objects, Flow())[grantee] = form
