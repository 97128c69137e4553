"""Tell channels something once: what a night job found, or that it is over. The same channels and messages as the rules of ``monitor:``.

Never here: when to tell (cli, a pipeline's step).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neonctl_py.errors import NeonpyError
from neonctl_py.model.monitor import Channel, Form
from neonctl_py.model.values import Secret
from neonctl_py.monitor.messages import Alert
from neonctl_py.monitor.sending import Sender
from neonctl_py.neon.retry import SYSTEM_CLOCK, Clock
from neonctl_py.stack.mistakes import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from neonctl_py.model.check import Level
    from neonctl_py.model.state import Desired

FORMS: Final[tuple[Form, ...]] = ("slack", "pagerduty", "webhook")
PAGERDUTY_VARIABLE: Final = "NEONPY_PAGERDUTY_URL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """``name`` puts together what is told of one thing, from its beginning to its end (``is_over``)."""

    name: str
    summary: str
    severity: Level = "alert"
    is_over: bool = False
    printed: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """``problem``: why it was not taken, empty when it was. ``is_off``: its variable is empty, nobody was asked."""

    channel: str
    problem: str = ""
    is_off: bool = False


def variable_channels(
    names: Sequence[str], environment: Mapping[str, str]
) -> tuple[dict[str, Channel], tuple[str, ...]]:
    """Those written ``slack:VARIABLE``, and the names that are left: the stack's. Raises NeonpyError for a form that there isn't."""
    found: dict[str, Channel] = {}
    left: list[str] = []
    for name in names:
        form, separator, variable = name.partition(":")
        if not separator:
            left.append(name)
            continue
        known = next((one for one in FORMS if one == form), None)
        if known is None or not re.fullmatch(r"[A-Za-z_]\w*", variable):
            raise NeonpyError(
                "no such channel",
                detail=f"--to {form}:…" if known is None else f"--to {form}: what follows names no variable",
                hint="slack:VARIABLE, pagerduty:VARIABLE or webhook:VARIABLE, or the name of a channel of the stack.",
            )
        url = environment.get(PAGERDUTY_VARIABLE, "") if known == "pagerduty" else ""
        found[name] = Channel(form=known, secret=Secret(environment.get(variable, "")), url=url)
    return found, tuple(left)


def stack_channels(desired: Desired, names: Sequence[str]) -> dict[str, Channel]:
    """Of ``monitor: {channels: …}``, in any project. Raises NeonpyError for a name that none has."""
    declared: dict[str, list[Channel]] = {}
    for address, value in sorted(desired.declarations.items()):
        if isinstance(value, Channel) and value not in declared.setdefault(address.name[0], []):
            declared[address.name[0]].append(value)
    for name in names:
        if name not in declared:
            hint = did_you_mean(name, declared, otherwise="neonpy explain monitor shows how one is declared.")
            raise NeonpyError(
                "no such channel", detail=f"{desired.stack} declares no channel {name}.", hint=hint
            )
    return {
        name if number == 0 else f"{name} ({number + 1})": channel
        for name in names
        for number, channel in enumerate(declared[name])
    }


def tell(channels: Mapping[str, Channel], notice: Notice, clock: Clock = SYSTEM_CLOCK) -> Iterator[Told]:
    """One after the other, each tried again for a while; one that fails holds up no other."""
    alert = Alert(
        state="resolves" if notice.is_over else "fires",
        rule=notice.name,
        severity=notice.severity,
        moment=clock.now().isoformat(timespec="seconds"),
        summary=notice.summary,
        printed=notice.printed,
        link=notice.link,
    )
    sender = Sender(clock.sleep)
    try:
        for name, channel in channels.items():
            if not channel.secret.reveal().strip():
                yield Told(name, is_off=True)
            else:
                yield Told(name, sender.send(channel, alert))
    finally:
        sender.close()
