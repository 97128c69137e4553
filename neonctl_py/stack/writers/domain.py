"""Domains with their checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.constraint import Check
from neonctl_py.model.default_names import default_name
from neonctl_py.stack.type_spelling import short_type
from neonctl_py.stack.writers.constraint import check_form
from neonctl_py.stack.writers.schema import put_owner
from neonctl_py.stack.yaml_text import Flow

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.domain import Domain
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: Domain, writing: Writing) -> None:
    """Under ``types`` of its schema."""
    container = writing.schema(address)
    if container is None or address.parent is None:
        return
    kind = short_type(value.type, address.name[0], address.parent, writing)
    document = writing.begin(address, container, "types", small=not value.comment)
    document["domain"] = kind
    not_null = {"name": value.not_null_name or None, "comment": value.not_null_comment or None}
    if value.nullable:
        pass
    elif any(not_null.values()):
        document["not_null"] = Flow({key: text for key, text in not_null.items() if text})
    else:
        document["null"] = False
    if value.default is not None:
        document["default"] = value.default
    if value.collation is not None:
        document["collation"] = value.collation
    checks = {place.name[0]: check_form(check) for place, check in _checks(address, writing)}
    if list(checks) == [default_name(address.name[1], "", "check", lambda _: False)]:
        document["check"] = next(iter(checks.values()))
    elif checks:
        document["checks"] = checks
    put_owner(address, value.owner, writing)
    if value.comment:
        document["comment"] = value.comment


def _checks(address: Address, writing: Writing) -> list[tuple[Address, Check]]:
    return [
        (place, check) for place, check in writing.members(address, "constraint") if isinstance(check, Check)
    ]
