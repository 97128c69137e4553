"""Which roles a role is a member of: a list, or with options where one has other than Postgres' own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.stack.yaml_text import Flow

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.membership import Membership
    from neonctl_py.stack.writing import Document, Writing


def write(address: Address, value: Membership, writing: Writing) -> None:
    """The list becomes a mapping with the first group that has options."""
    container = writing.document(address.parent)
    if container is None:
        return
    options = _options(value)
    written: list[str] | Document = container.get("member_of", [])
    if options or isinstance(written, dict):
        if isinstance(written, list):
            written = Flow((group, Flow()) for group in written)
        written[address.name[0]] = options
    else:
        written.append(address.name[0])
    container["member_of"] = written


def _options(value: Membership) -> Flow:
    options: dict[str, Any] = {"inherit": value.inherit, "set": value.set, "admin": value.admin}
    expected = {"inherit": True, "set": True, "admin": False}
    return Flow((name, item) for name, item in options.items() if item is (not expected[name]))
