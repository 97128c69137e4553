"""What a channel is sent: the same alert in the words of Slack, PagerDuty (events v2), or as plain JSON. Nothing here sends.

Never here: a secret, but PagerDuty's routing key, which its message has to hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from neonctl_py.version import __version__

if TYPE_CHECKING:
    from neonctl_py.model.check import Level
    from neonctl_py.model.monitor import Channel

PAGERDUTY: Final = "https://events.pagerduty.com/v2/enqueue"
_SEVERITIES: Final[dict[str, str]] = {"alert": "critical", "warning": "warning", "info": "info", "ok": "info"}
_COLOURS: Final[dict[str, str]] = {
    "alert": "#d0021b",
    "warning": "#f5a623",
    "info": "#4a90e2",
    "ok": "#4a90e2",
}
_WORDS: Final = {"fires": "firing", "again": "still firing", "resolves": "resolved"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """``state``: fires, again or resolves. ``measured`` is the value with its unit; ``wanted`` the condition in words; ``moment``
    RFC 3339; ``done``: what was changed, or why not.
    """

    state: Literal["fires", "again", "resolves"]
    project: str
    rule: str
    severity: Level
    condition: str
    measured: str
    moment: str
    description: str = ""
    value: float | None = None
    unit: str = ""
    done: str = ""

    @property
    def key(self) -> str:
        """The same for all that is told of one rule, so that receivers put it together."""
        return f"neonpy/{self.project}/{self.rule}"

    @property
    def headline(self) -> str:
        """One line."""
        return f"{self.project}: {self.rule} is {_WORDS[self.state]}: {self.condition}, it is {self.measured}"


def payload(channel: Channel, alert: Alert) -> dict[str, Any]:
    """What is posted."""
    match channel.form:
        case "slack":
            return _slack(alert)
        case "pagerduty":
            return _pagerduty(channel, alert)
        case _:
            return _plain(alert)


def address_of(channel: Channel) -> str:
    """Where it is posted to. May be a secret."""
    return (channel.url or PAGERDUTY) if channel.form == "pagerduty" else channel.secret.reveal()


def _slack(alert: Alert) -> dict[str, Any]:
    lines = [part for part in (alert.description, alert.done) if part]
    colour = "#2eb67d" if alert.state == "resolves" else _COLOURS[alert.severity]
    text = _slack_text(alert.headline)
    return {
        "text": text,
        "attachments": [{"color": colour, "fallback": text, "text": _slack_text("\n".join(lines)) or text}],
    }


def _slack_text(text: str) -> str:
    """Its three characters that mean something."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _pagerduty(channel: Channel, alert: Alert) -> dict[str, Any]:
    event: dict[str, Any] = {
        "routing_key": channel.secret.reveal(),
        "event_action": "resolve" if alert.state == "resolves" else "trigger",
        "dedup_key": alert.key,
    }
    if alert.state == "resolves":
        return event
    return event | {
        "client": "neonpy",
        "payload": {
            "summary": alert.headline[:1024],
            "source": alert.project,
            "severity": _SEVERITIES[alert.severity],
            "timestamp": alert.moment,
            "component": alert.rule,
            "class": alert.condition,
            "custom_details": {
                "description": alert.description,
                "measured": alert.measured,
                "done": alert.done,
            },
        },
    }


def _plain(alert: Alert) -> dict[str, Any]:
    return {
        "format_version": "1.0",
        "type": "alert",
        "neonpy_version": __version__,
        "status": "resolved" if alert.state == "resolves" else "firing",
        "is_repeated": alert.state == "again",
        "key": alert.key,
        "project": alert.project,
        "rule": alert.rule,
        "severity": alert.severity,
        "summary": alert.headline,
        "description": alert.description,
        "condition": alert.condition,
        "value": alert.value,
        "unit": alert.unit or None,
        "done": alert.done,
        "at": alert.moment,
    }
