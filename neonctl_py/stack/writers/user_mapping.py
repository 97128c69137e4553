"""User mappings: what they hold is secret, and no file may hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.values import UNSET
from neonctl_py.stack.writing import LeftOut, Writing, part
from neonctl_py.stack.yaml_text import Flow

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.user_mapping import UserMapping

_OPEN: Final = frozenset({"user", "username"})


def write(address: Address, value: UserMapping, writing: Writing) -> None:
    """Under ``user_mappings`` of its server. Options that hold more than a name stay as they are."""
    container = writing.document(address.parent)
    if container is None:
        return
    document = part(container, "user_mappings")
    if value.options is not UNSET and {name for name, _ in value.options} <= _OPEN:
        document[address.name[0]] = Flow(
            {"options": Flow((name, secret.reveal()) for name, secret in value.options)}
        )
        return
    document[address.name[0]] = Flow()
    why = "its options are secret, so they aren't written and stay as they are: `options: {password: ${env:NAME}}` says them"
    writing.left_out.append(LeftOut(address, why))
