"""A rewrite rule. Address: ``…/table.S.T/rule.NAME`` or ``…/view.S.V/rule.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """``definition`` is what ``pg_get_ruledef`` prints after the relation's name: ``WHERE (…) DO INSTEAD …``. ``enabled``: when it
    fires, by the session's replication role; only a table's rules can be switched.
    """

    kind: ClassVar[str] = "rule"

    event: Literal["select", "insert", "update", "delete"] = settable(default="insert")
    definition: str = settable(default="DO INSTEAD NOTHING", canonical="query")
    enabled: Literal["origin", "disabled", "replica", "always"] = settable(default="origin")
    comment: str | Unset | None = settable(default=None)
