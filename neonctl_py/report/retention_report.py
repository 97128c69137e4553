"""What retention rules found and did, and what is certified of it. Never here: the rows."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.retention import Retention


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRows:
    """Of one rule: rows whose time is over, and those that are held all the same. ``keys_database``: where the records' keys are that
    it destroys. ``children``: tables whose rows go or change with deleted ones. ``problem``: why they can't be counted.
    """

    rule: Address
    value: Retention
    database: Address
    due: int = 0
    held: int = 0
    keys_database: Address | None = None
    children: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDone:
    """``rows`` in ``batches``; ``left``: due, but locked by others or failed. ``certificates``: their documents, one for
    each text that the rule had; none where nothing was done.
    """

    rule: Address
    rows: int
    batches: int
    seconds: float
    left: int = 0
    problem: str = ""
    certificates: tuple[Mapping[str, Any], ...] = ()

    @property
    def certificate(self) -> Mapping[str, Any] | None:
        """The newest."""
        return self.certificates[-1] if self.certificates else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionReport:
    """Every rule that was asked about, and what was done."""

    due: tuple[DueRows, ...]
    done: tuple[RuleDone, ...] = ()

    @property
    def failures(self) -> int:
        """Rules that could not be counted, or not be run to their end."""
        return sum(bool(item.problem) for item in self.due) + sum(bool(item.problem) for item in self.done)


def signed(certificate: Mapping[str, Any], key: str) -> dict[str, Any]:
    """With an HMAC-SHA256 over everything else, as canonical JSON."""
    return {
        **certificate,
        "signature": {"algorithm": "HMAC-SHA256", "value": _mac(certificate, key)},
    }


def is_genuine(certificate: Mapping[str, Any], key: str) -> bool:
    """Was it signed with that key, and is it as it was then?"""
    signature = certificate.get("signature")
    if not isinstance(signature, dict):
        return False
    return hmac.compare_digest(str(signature.get("value", "")), _mac(certificate, key))


def _mac(certificate: Mapping[str, Any], key: str) -> str:
    bare = {name: value for name, value in certificate.items() if name != "signature"}
    text = json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
