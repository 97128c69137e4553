"""The platform's own snapshot schedule: days, weeks and months, kept 35 days at the most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.snapshot_schedule import SnapshotRule, SnapshotSchedule
from neonctl_py.stack.names import WEEKDAYS
from neonctl_py.stack.scalars import CLOCK, Choice, Duration, Text
from neonctl_py.stack.shapes import Key, ListOf, Record

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.stack.build import Build
    from neonctl_py.stack.shapes import Doc


_FREQUENCIES: Final[dict[str, Any]] = {"day": "daily", "week": "weekly", "month": "monthly"}
_ELSEWHERE: Final = "The platform knows day, week and month; for anything else write an `archives:` entry."

RULE: Final = Record(
    "snapshot",
    {
        "every": Key(
            Choice(
                tuple(_FREQUENCIES),
                tuple((word, _ELSEWHERE) for word in ("hour", "6h", "1h", "year", "minute")),
            ),
            "`day`, `week` or `month`.",
            required=True,
        ),
        "on": Key(Text("a day"), "The day: `mon` … `sun` for a week, 1 … 31 for a month."),
        "at": Key(CLOCK, 'The hour in UTC, as `"02:00"`.', required=True),
        "keep": Key(
            Duration(3600, 3024000, (), "the platform keeps a snapshot"),
            "How long it is kept: from 1h to 35d.",
            nullable=True,
        ),
    },
    "a snapshot rule",
    {"hour": 'Write `at: "02:00"`.', "day": "Write `on: mon` or `on: 1`."},
)
SNAPSHOTS: Final = ListOf(RULE, "snapshot rules")


def add_snapshot_schedule(rules: list[Doc], address: Address, span: Span, build: Build) -> None:
    """Put the branch's schedule."""
    found = [rule for doc in rules if (rule := _rule(doc, address, build))]
    build.put(address, SnapshotSchedule(tuple(sorted(found, key=_order))), span)


def _order(rule: SnapshotRule) -> tuple[str, int, int, int]:
    return rule.frequency, rule.hour, rule.day or 0, rule.keep or 0


def _rule(doc: Doc, address: Address, build: Build) -> SnapshotRule | None:
    every, at = doc.get("every", None), doc.get("at", None)
    if every is None or at is None:
        return None  # told while reading
    if not at.endswith(":00"):
        build.mistakes.add(
            "NP143",
            doc.value_place("at"),
            f"The platform starts at full hours, not at `{at}`.",
            f'Write `at: "{at[:2]}:00"`.',
            address=address,
        )
    return SnapshotRule(
        _FREQUENCIES[every], int(at[:2]), _day(every, doc, address, build), doc.get("keep", None)
    )


def _day(every: str, doc: Doc, address: Address, build: Build) -> int | None:
    written = doc.get("on", None)
    if every == "day":
        if written is not None:
            build.mistakes.add(
                "NP143",
                doc.place("on"),
                "Every day needs no `on`.",
                "Leave it out, or write `every: week`.",
                address=address,
            )
        return None
    if every == "week" and written in WEEKDAYS:
        return WEEKDAYS.index(written) + 1
    if every == "month" and written is not None and written.isdigit() and 1 <= int(written) <= 31:
        return int(written)
    wanted = "`on: mon` … `on: sun`" if every == "week" else "`on: 1` … `on: 31`"
    what = "is missing" if written is None else f"can't be `{written}`"
    build.mistakes.add(
        "NP143",
        doc.value_place("on"),
        f"For `every: {every}`, `on` {what}.",
        f"Write {wanted}.",
        address=address,
    )
    return None
