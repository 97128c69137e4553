"""Look again and again: run the checks, move every rule of ``monitor:`` on, do and tell what fires.

Never here: how rules move (monitor/states), how a look is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonpyError
from neonctl_py.model.builtin_check import BUILTINS
from neonctl_py.model.check import LiveCheck
from neonctl_py.model.monitor import Channel, MonitorRule
from neonctl_py.monitor.messages import Alert
from neonctl_py.monitor.sending import Sender
from neonctl_py.monitor.states import Reading, RuleState, read, step
from neonctl_py.neon.retry import SYSTEM_CLOCK, Clock
from neonctl_py.report.watch_report import Look, RuleEvent
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.monitor_actions import act
from neonctl_py.workflows.plan_stack import neon_client
from neonctl_py.workflows.run_checks import grouped_checks, run_in_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired
    from neonctl_py.monitor.states import Transition
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.report.check_report import CheckResult
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.branch_scope import BranchScope
    from neonctl_py.workflows.origin import Origin

_SIGNS = {"above": ">", "at_least": ">=", "below": "<", "at_most": "<="}


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """``every``: seconds from look to look; ``looks``: how many, None without end. ``shown`` puts a measured value into words."""

    origin: Origin
    shown: Callable[[float | None, str], str]
    every: float = 30.0
    looks: int | None = None
    branch: str | None = None
    only: tuple[str, ...] = ()
    clock: Clock = SYSTEM_CLOCK


@dataclass(frozen=True, slots=True)
class _Moved:
    """A rule that has something to do."""

    reading: Reading
    transition: Transition
    scope: BranchScope
    now: datetime


@dataclass(slots=True)
class _Watch:
    desired: Desired
    client: NeonClient | None
    watching: Watching
    sender: Sender
    states: dict[Address, RuleState] = field(default_factory=dict)

    def look(self, number: int) -> Look:
        now = self.watching.clock.now()
        try:
            scope = on_branches(
                self.desired, self.client, [self.watching.branch] if self.watching.branch else []
            )
            grouped = grouped_checks(self.desired, self.watching.only)
            results = run_in_scope(self.client, scope, grouped) if grouped else ()
        except NeonpyError as error:
            problem = ": ".join(part for part in (error.summary, error.detail) if part)
            return Look(number=number, at=now, problem=problem)
        return Look(number=number, at=now, results=results, events=tuple(self._events(scope, results, now)))

    def _events(
        self, scope: BranchScope, results: Sequence[CheckResult], now: datetime
    ) -> Iterator[RuleEvent]:
        for address, rule in sorted(self.desired.declarations.items()):
            if not isinstance(rule, MonitorRule) or address.parent is None:
                continue
            project = address.parent
            own = [
                result
                for result in results
                if result.address.name[0] == rule.check and result.address.is_within(project)
            ]
            reading = read(rule, own)
            seconds = self.watching.clock.monotonic()
            state, transition = step(rule, self.states.get(address, RuleState()), reading.holds, seconds)
            self.states[address] = state
            if transition is not None:
                yield self._event(address, rule, _Moved(reading, transition, scope, now))

    def _event(self, address: Address, rule: MonitorRule, moved: _Moved) -> RuleEvent:
        reading, transition = moved.reading, moved.transition
        project = address.parent
        assert project is not None  # noqa: S101  a rule is a project's
        done = ""
        if transition != "resolves":
            done = act(rule, project, self.client, moved.scope, self.watching.origin)
        measured = self.watching.shown(reading.value, reading.unit)
        if rule.comparison == "fails":
            condition, measured = f"{rule.check} fails", "failing" if reading.holds else "passing"
        else:
            limit = self.watching.shown(rule.value, reading.unit)
            condition = f"{rule.check} {_SIGNS[rule.comparison]} {limit}"
        alert = Alert(
            state=transition,
            project=project.name[0],
            rule=address.name[0],
            severity=rule.severity,
            condition=condition,
            measured=f"{measured} ({reading.subject})" if reading.subject else measured,
            moment=moved.now.isoformat(timespec="seconds"),
            description=rule.description,
            value=reading.value,
            unit=reading.unit,
            done=done,
        )
        told = tuple((name, self._tell(project, name, alert)) for name in rule.notify)
        return RuleEvent(
            rule=address,
            state=transition,
            severity=rule.severity,
            headline=alert.headline,
            done=done,
            told=told,
        )

    def _tell(self, project: Address, name: str, alert: Alert) -> str:
        channel = self.desired.declarations.get(project.child("channel", name))
        if not isinstance(channel, Channel) or not channel.secret.reveal():
            return "its variable is empty"
        return self.sender.send(channel, alert)


def watch_checks(desired: Desired, access: NeonAccess, watching: Watching) -> Iterator[Look]:
    """A look every so many seconds, the first at once. One that fails is told, and the next one is taken. Raises NeonpyError for
    what no look could change: an unknown name, a missing key.
    """
    whole = desired if watching.only else with_watched(desired)
    grouped_checks(whole, watching.only)
    clock = watching.clock
    with neon_client(desired, access) as client:
        sender = Sender(clock.sleep)
        try:
            watch = _Watch(whole, client, watching, sender)
            number, due = 0, clock.monotonic()
            while watching.looks is None or number < watching.looks:
                if number:
                    due = max(due + watching.every, clock.monotonic())
                    clock.sleep(max(0.0, due - clock.monotonic()))
                number += 1
                yield watch.look(number)
        finally:
            sender.close()


def with_watched(desired: Desired) -> Desired:
    """With the built-in checks that rules speak of and the stack doesn't declare: measured, without limits of their own."""
    declared = {
        (place.container("project"), place.name[0])
        for place, value in desired.declarations.items()
        if isinstance(value, LiveCheck)
    }
    implied = {
        place.parent.child("check", rule.check): LiveCheck(
            builtin=rule.check,
            limits=(),
            options=tuple(
                sorted((name, option.default) for name, option in BUILTINS[rule.check].options.items())
            ),
        )
        for place, rule in desired.declarations.items()
        if isinstance(rule, MonitorRule)
        and place.parent is not None
        and (place.parent, rule.check) not in declared
        and rule.check in BUILTINS
    }
    return replace(desired, declarations={**desired.declarations, **implied})
