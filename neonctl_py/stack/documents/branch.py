"""Branches of a Neon project, with what belongs to a branch on the platform: compute, replicas, snapshots."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neonctl_py.model.branch import Branch
from neonctl_py.model.compute import Compute
from neonctl_py.model.values import UNSET
from neonctl_py.stack import names
from neonctl_py.stack.documents.auth import AUTH
from neonctl_py.stack.documents.compute import COMPUTE, add_compute
from neonctl_py.stack.documents.consent import SAFETY_KEY, safety_of
from neonctl_py.stack.documents.lifecycle import EXTERNAL, LIFECYCLE, RENAMED_FROM, UNMANAGED
from neonctl_py.stack.documents.replica import REPLICAS, add_replica
from neonctl_py.stack.documents.snapshot_schedule import SNAPSHOTS, add_snapshot_schedule
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.scalars import TIMESTAMP, Choice, Duration, Flag, Text
from neonctl_py.stack.shapes import Key, MapOf, Record, broken_names, child_of

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.build import Build
    from neonctl_py.stack.shapes import Doc, Word

_THIRTY_DAYS: Final = 30 * 86400


def _lsn(text: str) -> str:
    return "" if re.fullmatch(r"[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}", text) else "an LSN looks like `0/1F2A3B4`"


BRANCH: Final = Record(
    "branch",
    {
        "default": Key(Flag(), "The project's default branch; exactly one has it."),
        "protected": Key(Flag(), "Protected against deletion and reset.", nullable=True),
        "parent": Key(
            Text("a branch's name", names.platform),
            "The branch that it starts from; null: a root branch.",
            nullable=True,
        ),
        "data": Key(Choice(("full", "schema-only")), "What is copied from the parent."),
        "parent_lsn": Key(Text("an LSN", _lsn), "Where in the parent's history it starts.", nullable=True),
        "parent_timestamp": Key(TIMESTAMP, "When in the parent's history it starts.", nullable=True),
        "expires_in": Key(
            Duration(1, _THIRTY_DAYS, (), "a branch lives"),
            "Deleted this long after its creation or reset.",
            nullable=True,
        ),
        "expires_at": Key(TIMESTAMP, "Deleted at this time.", nullable=True),
        "catalog": Key(
            Flag(), "Reconcile its roles and databases too, not only those of the default branch."
        ),
        "compute": Key(COMPUTE, "Its read-write compute."),
        "replicas": Key(REPLICAS, "Its read-only computes, by name."),
        "snapshots": Key(SNAPSHOTS, "The platform's snapshot schedule."),
        "auth": Key(AUTH, "Neon Auth: who may sign in how."),
        "safety": SAFETY_KEY,
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
        "unmanaged": UNMANAGED,
        "external": EXTERNAL,
    },
    "a branch",
    {
        "ttl": "Write `expires_in: 7d`.",
        "from": "Write `parent: production`.",
        "schema_only": "Write `data: schema-only`.",
        "roles": "Roles are the project's: write them beside `branches:`, and `catalog: true` here.",
        "databases": "Databases are the project's: write them beside `branches:`, and `catalog: true` here.",
    },
)
BRANCHES: Final = MapOf(BRANCH, "branches", child_of("branch"), names.platform)


def default_branch(branches: dict[Word, Doc], project: Address, build: Build) -> str:
    """The name of the default branch: the one that says so, the only one, or an implied ``main``."""
    if not branches:
        return "main"
    said = [name for name, doc in branches.items() if doc.get("default", False) is True]
    if not said and len(branches) == 1:
        return str(next(iter(branches)))
    if not said:
        first = next(iter(branches))
        build.mistakes.add(
            "NP140",
            first.span,
            "No branch says `default: true`.",
            f"Write it on one, for example on `{first}`.",
            address=project,
        )
        return str(first)
    for name in said[1:]:
        detail = f"`{name}` says `default: true`, and so does `{said[0]}` at {said[0].span}."
        build.mistakes.add(
            "NP140", branches[name].place("default"), detail, "Keep one of them.", address=project
        )
    return str(said[0])


def add_branch(
    name: Word, doc: Doc, project: Address, *, is_default: bool, compute: Doc | None, build: Build
) -> None:
    """Put a branch with its compute, replicas and schedule. ``compute``: the project's defaults."""
    address = project.child("branch", str(name))
    if build.is_external(address, doc):
        return
    parent, lsn = doc.get("parent"), doc.get("parent_lsn")
    value = Branch(
        default=True if is_default else doc.get("default"),
        protected=doc.get("protected"),
        parent=str(parent) if isinstance(parent, str) else parent,
        data=str(doc.get("data")) if doc.has("data") else UNSET,  # type: ignore[arg-type]  # one of the choices
        parent_lsn=str(lsn) if isinstance(lsn, str) else lsn,
        parent_timestamp=doc.get("parent_timestamp"),
        expires_in=doc.get("expires_in"),
        expires_at=doc.get("expires_at"),
        catalog=is_default or doc.get("catalog", False) is True,
    )
    build.put(address, value, name.span)
    build.protect(address, doc)
    build.renamed_from(doc, address)
    if (safety := safety_of(doc.get("safety", None))) is not None:
        build.safety[address] = safety
    _check_expiry(doc, address, is_default=is_default, build=build)
    _check_start(doc, address, build)
    if doc.has("compute"):
        add_compute(doc.get("compute"), compute, address.child("compute"), doc.place("compute"), build)
    elif value.catalog:
        build.put(address.child("compute"), Compute(implied=True), name.span)
    for replica, replica_doc in doc.get("replicas", {}).items():
        add_replica(replica, replica_doc, address, build)
    if doc.has("snapshots"):
        add_snapshot_schedule(
            doc.get("snapshots"), address.child("snapshot_schedule"), doc.place("snapshots"), build
        )


def _check_expiry(doc: Doc, address: Address, *, is_default: bool, build: Build) -> None:
    written = [key for key in ("expires_in", "expires_at") if doc.get(key, None) is not None]
    if len(written) == 2:
        detail = "`expires_in` and `expires_at` say the same thing twice."
        build.mistakes.add("NP116", doc.place("expires_at"), detail, "Keep one of them.", address=address)
    if not written:
        return
    reason = (
        "the default branch" if is_default else ("protected" if doc.get("protected", False) is True else "")
    )
    if reason:
        detail = f"It is {reason}, and the platform lets no such branch expire."
        build.mistakes.add(
            "NP141", doc.place(written[0]), detail, f"Leave `{written[0]}` out.", address=address
        )


def _check_start(doc: Doc, address: Address, build: Build) -> None:
    written = [key for key in ("parent_lsn", "parent_timestamp") if doc.get(key, None) is not None]
    if len(written) == 2:
        detail = "`parent_lsn` and `parent_timestamp` both say where it starts."
        build.mistakes.add("NP116", doc.place(written[1]), detail, "Keep one of them.", address=address)


def check_parents(branches: dict[Word, Doc], project: Address, build: Build) -> None:
    """Every parent exists, none expires, and no branch descends from itself."""
    by_name = {str(name): doc for name, doc in branches.items()}
    for name, doc in branches.items():
        parent = doc.get("parent", None)
        address = project.child("branch", str(name))
        if parent is None:
            continue
        if str(parent) in broken_names(branches):
            continue
        if str(parent) not in by_name:
            hint = did_you_mean(parent, by_name, otherwise="Declare it under `branches:`.")
            build.mistakes.add(
                "NP130", parent.span, f"There is no branch `{parent}` in this project.", hint, address=address
            )
        elif by_name[str(parent)].get("expires_in", None) or by_name[str(parent)].get("expires_at", None):
            detail = (
                f"Its parent `{parent}` expires, and the platform lets no branch start from an expiring one."
            )
            build.mistakes.add("NP141", parent.span, detail, "Start it from another branch.", address=address)
        _check_circle(str(name), by_name, address, build)


def _check_circle(name: str, branches: dict[str, Doc], address: Address, build: Build) -> None:
    trail = [name]
    while True:
        parent = branches[trail[-1]].get("parent", None)
        if parent is None or str(parent) not in branches:
            return
        if str(parent) == name:
            detail = f"`{name}` descends from itself: {' → '.join((*trail, name))}."
            place = branches[name].value_place("parent")
            build.mistakes.add("NP138", place, detail, "One of them needs another parent.", address=address)
            return
        if str(parent) in trail:
            return  # a circle further up: told for its own members
        trail.append(str(parent))
