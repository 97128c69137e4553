"""The platform's snapshot schedule of a branch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.stack.names import WEEKDAYS
from neonctl_py.stack.units import duration_text
from neonctl_py.stack.yaml_text import Flow

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.snapshot_schedule import SnapshotRule, SnapshotSchedule
    from neonctl_py.stack.writing import Writing

_WORDS: Final = {"daily": "day", "weekly": "week", "monthly": "month"}


def write(address: Address, value: SnapshotSchedule, writing: Writing) -> None:
    """Under its branch, rule by rule."""
    container = writing.document(address.parent)
    if container is not None:
        container["snapshots"] = [_rule(rule) for rule in value.rules]


def _rule(rule: SnapshotRule) -> Flow:
    written: dict[str, Any] = {"every": _WORDS[rule.frequency]}
    if rule.day is not None:
        written["on"] = WEEKDAYS[rule.day - 1] if rule.frequency == "weekly" else rule.day
    written["at"] = f"{rule.hour:02}:00"
    if rule.keep is not None:
        written["keep"] = duration_text(rule.keep)
    return Flow(written)
