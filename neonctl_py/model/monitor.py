"""What ``neonpy check --watch`` does by itself: rules over what checks measure, and whom they tell. Declared, never reconciled.

Addresses: ``project.P/monitor.NAME`` and ``project.P/channel.NAME``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from neonctl_py.model.check import Level
from neonctl_py.model.values import Secret

Form = Literal["slack", "pagerduty", "webhook"]
Comparison = Literal["above", "at_least", "below", "at_most", "fails"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """``secret`` is the URL to post to; of PagerDuty the routing key, and ``url`` where its events go."""

    kind: ClassVar[str] = "channel"

    form: Form
    secret: Secret
    url: str = ""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """By how much a number is changed, and the bounds that it never leaves. ``amount`` is signed."""

    amount: float
    is_percent: bool
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True)
class RoleLimit:
    """The connection limit of a role is changed."""

    role: str
    adjustment: Adjustment


@dataclass(frozen=True, slots=True)
class ComputeLimit:
    """A size of the branch's compute is changed, in compute units."""

    field: Literal["min_cu", "max_cu"]
    adjustment: Adjustment


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorRule:
    """When what ``check`` measures compares so with ``value`` (in its unit) for ``hold`` seconds, ``notify`` are told and ``change`` is
    made; again after ``cooldown`` seconds at the earliest. ``fails``: the check doesn't pass. ``subject``: only that of its samples.
    """

    kind: ClassVar[str] = "monitor"

    check: str
    comparison: Comparison
    value: float = 0
    hold: float = 0
    cooldown: float = 300
    severity: Level = "warning"
    subject: str = ""
    notify: tuple[str, ...] = ()
    change: RoleLimit | ComputeLimit | None = None
    description: str = ""
