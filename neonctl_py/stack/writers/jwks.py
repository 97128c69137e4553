"""Identity providers of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.writing import Writing, part, put_written
from neonctl_py.stack.yaml_text import Flow

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.jwks import Jwks


def write(address: Address, value: Jwks, writing: Writing) -> None:
    """Under ``jwks`` of its project."""
    container = writing.document(address.parent)
    if container is None:
        return
    document = part(container, "jwks")[address.name[0]] = Flow({"url": value.url})
    put_written(document, (("audience", value.audience), ("branch", value.branch)))
