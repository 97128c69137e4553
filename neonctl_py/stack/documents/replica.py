"""Read-only computes of a branch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.replica import Replica
from neonctl_py.stack import names
from neonctl_py.stack.documents.compute import SIZE_KEYS, sizes_of
from neonctl_py.stack.documents.lifecycle import LIFECYCLE
from neonctl_py.stack.scalars import Duration, Flag
from neonctl_py.stack.shapes import Key, MapOf, Record, child_of

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.build import Build
    from neonctl_py.stack.shapes import Doc, Word

REPLICA: Final = Record(
    "replica",
    {
        **SIZE_KEYS,
        "disabled": Key(Flag(), "Refuse connections.", nullable=True),
        "max_lag": Key(Duration(0), "How far behind `neonpy check` lets it be.", nullable=True),
        "lifecycle": LIFECYCLE,
    },
    "a replica",
)
REPLICAS: Final = MapOf(REPLICA, "replicas", child_of("replica"), names.replica)


def add_replica(name: Word, doc: Doc, branch: Address, build: Build) -> None:
    """Put one replica."""
    address = branch.child("replica", str(name))
    value = Replica(
        **sizes_of(doc, None, address, build), disabled=doc.get("disabled"), max_lag=doc.get("max_lag")
    )
    build.put(address, value, name.span)
    build.protect(address, doc)
