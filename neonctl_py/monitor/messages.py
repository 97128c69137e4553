"""What a channel is sent: the same alert in the words of Slack, PagerDuty (events v2), or as plain JSON. Nothing here sends.

Never here: a secret, but PagerDuty's routing key, which its message has to hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import quote

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
_PRINTED: Final = 2500
"""Characters: Slack folds what is much longer."""
_IN_A_LINK: Final = ":/?#[]@!$&'()*+,;=%-._~"
_WORDS: Final = {"fires": "firing", "again": "still firing", "resolves": "resolved"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """``state``: fires, again or resolves. ``measured`` is the value with its unit; ``condition`` in words; ``moment`` RFC 3339;
    ``done``: what was changed, or why not. What no rule of a project tells has a ``summary`` of its own; ``printed``: what a program
    said about it; ``link``: where there is more.
    """

    state: Literal["fires", "again", "resolves"]
    project: str = ""
    rule: str
    severity: Level
    condition: str = ""
    measured: str = ""
    moment: str
    description: str = ""
    value: float | None = None
    unit: str = ""
    done: str = ""
    summary: str = ""
    printed: str = ""
    link: str = ""

    @property
    def key(self) -> str:
        """The same for all that is told of one rule, so that receivers put it together."""
        return "/".join(part for part in ("neonpy", self.project, self.rule) if part)

    @property
    def headline(self) -> str:
        """One line."""
        if self.summary:
            return self.summary
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
    lines = [_slack_text(part) for part in (alert.description, alert.done) if part]
    if alert.printed:
        lines.append("```\n" + _slack_text(_cut(alert.printed).replace("`", "'")) + "\n```")
    colour = "#2eb67d" if alert.state == "resolves" else _COLOURS[alert.severity]
    text = _slack_text(alert.headline)
    shown = f"{text} <{quote(alert.link, safe=_IN_A_LINK)}|more>" if alert.link else text
    return {
        "text": shown,
        "attachments": [{"color": colour, "fallback": text, "text": "\n".join(lines) or text}],
    }


def _cut(text: str) -> str:
    """As much of a program's words as a message is good for: how they begin."""
    kept = text.strip("\n")
    return (
        kept if len(kept) <= _PRINTED else f"{kept[:_PRINTED].rpartition(chr(10))[0] or kept[:_PRINTED]}\n…"
    )


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
    details = {
        "description": alert.description,
        "measured": alert.measured,
        "done": alert.done,
        "printed": _cut(alert.printed),
    }
    said = {
        "summary": alert.headline[:1024],
        "source": alert.project or alert.rule,
        "severity": _SEVERITIES[alert.severity],
        "timestamp": alert.moment,
        "component": alert.rule,
        "class": alert.condition,
        "custom_details": {name: text for name, text in details.items() if text},
    }
    more = {"client_url": alert.link, "links": [{"href": alert.link, "text": "more"}]} if alert.link else {}
    return event | {
        "client": "neonpy",
        **more,
        "payload": {key: value for key, value in said.items() if value},
    }


def _plain(alert: Alert) -> dict[str, Any]:
    return {
        "format_version": "1.0",
        "type": "alert",
        "neonpy_version": __version__,
        "status": "resolved" if alert.state == "resolves" else "firing",
        "is_repeated": alert.state == "again",
        "key": alert.key,
        "project": alert.project or None,
        "rule": alert.rule,
        "severity": alert.severity,
        "summary": alert.headline,
        "text": alert.headline,
        "description": alert.description,
        "condition": alert.condition,
        "value": alert.value,
        "unit": alert.unit or None,
        "done": alert.done,
        "printed": _cut(alert.printed),
        "link": alert.link or None,
        "at": alert.moment,
    }
