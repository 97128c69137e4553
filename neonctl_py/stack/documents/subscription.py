"""Subscriptions of a database. Their connection is a secret from the moment of reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.subscription import Subscription
from neonctl_py.model.unordered import Unordered
from neonctl_py.model.values import UNSET
from neonctl_py.stack.documents.lifecycle import COMMENT, LIFECYCLE, NAME, OWNER, RENAMED_FROM, comment_of
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Choice, Flag
from neonctl_py.stack.secret_text import SecretText
from neonctl_py.stack.shapes import Doc, Key, ListOf, MapOf, Record, child_of

if TYPE_CHECKING:
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word

SUBSCRIPTION: Final = Record(
    "subscription",
    {
        "comment": COMMENT,
        "owner": OWNER,
        "connection": Key(
            SecretText("a connection string, by reference"),
            "Where the publisher is, by reference: `${env:PUBLISHER}`. Never shown. Not written: as it is.",
        ),
        "publications": Key(ListOf(NAME, "publications", 1), "The publications there.", required=True),
        "enabled": Key(Flag(), "`false`: nothing connects, neither now nor when it is dropped."),
        "slot_name": Key(
            NAME, "The replication slot; its own name when not written; null: none.", nullable=True
        ),
        "binary": Key(Flag(), "Values come in binary form."),
        "streaming": Key(
            Choice(("off", "on", "parallel")), "Large transactions come while they are in progress."
        ),
        "two_phase": Key(Flag(), "Prepared transactions are replicated as such (PostgreSQL 15 on)."),
        "disable_on_error": Key(Flag(), "An error disables it (PostgreSQL 15 on)."),
        "password_required": Key(Flag(), "Its connection must use a password (PostgreSQL 16 on)."),
        "run_as_owner": Key(Flag(), "Changes are made as its owner, not as the table's (PostgreSQL 16 on)."),
        "origin": Key(Choice(("any", "none")), "`none`: only what the publisher itself wrote."),
        "failover": Key(Flag(), "Its slot is kept on standbys (PostgreSQL 17 on)."),
        "synchronous_commit": Key(
            Choice(("off", "local", "remote_write", "remote_apply", "on")), "As the setting of that name."
        ),
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
    },
    "a subscription",
)
SUBSCRIPTIONS: Final = Key(
    MapOf(SUBSCRIPTION, "subscriptions", child_of("subscription"), identifier),
    "Its subscriptions: what logical replication receives, by name.",
)
_FLAGS: Final = (
    "enabled",
    "binary",
    "two_phase",
    "disable_on_error",
    "password_required",
    "run_as_owner",
    "failover",
)
_WORDS: Final = ("streaming", "origin", "synchronous_commit")


def add_subscription(name: Word, doc: Doc, scope: DatabaseScope) -> None:
    """Put one subscription."""
    address, build = scope.address.child("subscription", str(name)), scope.build
    slot = doc.get("slot_name")
    written: dict[str, Any] = {key: doc.get(key) for key in _FLAGS if doc.has(key)}
    written |= {key: str(doc.get(key)) for key in _WORDS if doc.has(key)}
    value = Subscription(
        connection=doc.get("connection"),
        publications=Unordered(map(str, doc.get("publications", []))),
        slot_name=str(slot) if isinstance(slot, str) else slot,
        owner=scope.server.owner(doc.get("owner"), address) if doc.has("owner") else UNSET,
        comment=comment_of(doc),
        **written,
    )
    if slot is None and value.enabled:
        detail = "It has no slot, so it can't be enabled."
        build.mistakes.add(
            "NP116", doc.place("slot_name"), detail, "Write `enabled: false`.", address=address
        )
    build.put(address, value, name.span)
    build.protect(address, doc)
    build.renamed_from(doc, address)
