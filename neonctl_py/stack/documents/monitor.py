"""``monitor:`` of a project: rules over what checks measure, whom they tell and what they may change. Run by ``check --watch``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.builtin_check import BUILTINS
from neonctl_py.model.check import LiveCheck
from neonctl_py.model.monitor import Adjustment, Channel, Comparison, ComputeLimit, MonitorRule, RoleLimit
from neonctl_py.model.values import Secret
from neonctl_py.stack.amounts import AMOUNT, Amount, parsed
from neonctl_py.stack.documents.check import in_unit
from neonctl_py.stack.documents.lifecycle import NAMES, ROLE_NAME
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.names import word
from neonctl_py.stack.nodes import Scalar
from neonctl_py.stack.scalars import Choice, Duration, Number, Parsed, Text
from neonctl_py.stack.secret_text import ReferredSecret
from neonctl_py.stack.shapes import Doc, Key, MapOf, Record, child_of

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.mistakes import Mistakes
    from neonctl_py.stack.nodes import Node
    from neonctl_py.stack.scope import Server
    from neonctl_py.stack.shapes import Definitions, Word

_COMPARISONS: Final[dict[str, Comparison]] = {
    ">": "above",
    ">=": "at_least",
    "<": "below",
    "<=": "at_most",
}
_CONDITION: Final = rf"\S+(?: fails| ?(?:>=|<=|>|<) ?(?:{AMOUNT}|[0-9.]+))"
_CHANGE: Final = re.compile(r"([+-])([0-9]+(?:\.[0-9]+)?) ?(%?)")


def _condition(text: str) -> tuple[str, Comparison, tuple[float, str]] | None:
    """``pool_utilisation > 80%``, or ``minted fails``."""
    if match := re.fullmatch(r"(\S+) fails", text.strip()):
        return match[1], "fails", (0, "")
    match = re.fullmatch(r"([^\s<>=]+)\s*(>=|<=|>|<)\s*(.+)", text.strip())
    amount = parsed(match[3].strip()) if match else None
    return (match[1], _COMPARISONS[match[2]], amount) if match and amount is not None else None


def _change(text: str) -> tuple[float, bool] | None:
    """``+25%`` or ``-2``."""
    match = _CHANGE.fullmatch(text.strip())
    if match is None or float(match[2]) == 0:
        return None
    return float(match[1] + match[2]), match[3] == "%"


class _ChannelSecret(ReferredSecret):
    """One whose variable is empty (``${env:NAME:-}``) is a channel that is switched off."""

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Any:
        if isinstance(node, Scalar) and not node.text.strip() and "${" in node.source:
            return Secret("")
        return super().read(node, address, mistakes)


class _By(Parsed):
    """Without a percent sign YAML takes it for a number."""

    def schema(self, definitions: Definitions, /) -> dict[str, Any]:
        return {"anyOf": [super().schema(definitions), {"type": "number"}]}


_BY: Final = _By("a change, as `+25%`, `-2` or `+1`", _change, r"[+-][0-9]+(?:\.[0-9]+)? ?%?")
_BOUNDS: Final = {
    "at_least": Key(Number(0, whole=False), "It never gets lower; needed where it is lowered."),
    "at_most": Key(Number(0, whole=False), "It never gets higher; needed where it is raised."),
}
_ROLE: Final = Record(
    "monitor_role",
    {
        "name": Key(ROLE_NAME, "The role, one that SQL manages, with a connection limit.", required=True),
        "connection_limit": Key(_BY, "By how much its limit is changed.", required=True),
        **_BOUNDS,
    },
    "the change of a role",
)
_COMPUTE: Final = Record(
    "monitor_compute",
    {
        "min_cu": Key(_BY, "By how much the smallest size is changed."),
        "max_cu": Key(_BY, "By how much the largest size is changed."),
        **_BOUNDS,
    },
    "the change of a compute",
)
RULE: Final = Record(
    "monitor_rule",
    {
        "when": Key(
            Parsed(
                "a condition, as `pool_utilisation > 80%` or `NAME_OF_A_CHECK fails`", _condition, _CONDITION
            ),
            "What it watches: a check of the project or a built-in one, and from where on it is too much.",
            required=True,
        ),
        "for": Key(Duration(0), "How long that must last; at once when not written."),
        "cooldown": Key(Duration(0), "How long it then keeps still before it acts again; 5m."),
        "of": Key(
            Text("what is measured"),
            "Only that of what the check measures, as `role app`; of pool_utilisation the role that is changed.",
        ),
        "severity": Key(Choice(("info", "warning", "alert")), "How bad it is."),
        "notify": Key(NAMES, "The channels that are told."),
        "role": Key(_ROLE, "The connection limit of a role is changed."),
        "compute": Key(_COMPUTE, "A size of the branch's compute is changed."),
        "description": Key(Text(), "What to think of, for whoever is told."),
    },
    "a rule",
    {"if": "Write `when: …`.", "alert": "Write `notify: [channel]`.", "threshold": "Write it in `when: …`."},
)
_CHANNEL: Final = Record(
    "monitor_channel",
    {
        "slack": Key(
            _ChannelSecret("a webhook's URL, by reference"), "Slack's incoming webhook, by reference."
        ),
        "pagerduty": Key(
            _ChannelSecret("a routing key, by reference"), "The routing key of an events v2 integration."
        ),
        "webhook": Key(
            _ChannelSecret("a URL, by reference"), "Any URL that takes a POST of JSON, by reference."
        ),
        "url": Key(Text("a URL"), "Of PagerDuty: another service region's address of events."),
    },
    "a channel",
)
MONITOR: Final = Record(
    "monitor",
    {
        "channels": Key(
            MapOf(_CHANNEL, "channels", child_of("channel"), word), "Whom rules may tell, by name."
        ),
        "rules": Key(MapOf(RULE, "rules", child_of("monitor"), word), "What is watched, by name."),
    },
    "what watches over a project",
    {"notify": "Write `channels:`; rules name them under `notify:`."},
)


def add_monitor(doc: Doc, project: Address, server: Server) -> None:
    """Declare the channels and rules; the project's checks are declared already."""
    mistakes = server.build.mistakes
    channels = doc.get("channels", {})
    for name, channel in channels.items():
        address = project.child("channel", str(name))
        value = _channel(channel, address, mistakes)
        if value is not None:
            server.build.declare(address, value, name.span)
    for name, rule in doc.get("rules", {}).items():
        _add_rule(name, rule, project.child("monitor", str(name)), {str(key) for key in channels}, server)


def _channel(doc: Doc, address: Address, mistakes: Mistakes) -> Channel | None:
    forms = [form for form in ("slack", "pagerduty", "webhook") if doc.has(form)]
    if len(forms) != 1:
        written = doc.node.entries if doc.node is not None else {}
        if len(forms) > 1 or not {"slack", "pagerduty", "webhook"} & written.keys():
            detail = "A channel is one of `slack`, `pagerduty` and `webhook`."
            mistakes.add("NP116", doc.span, detail, "Write one of them.", address=address)
        return None
    secret = doc.get(forms[0])
    found = secret if isinstance(secret, Secret) else Secret(str(secret))
    return Channel(form=forms[0], secret=found, url=str(doc.get("url", "")))  # type: ignore[arg-type]


def _add_rule(name: Word, doc: Doc, address: Address, channels: set[str], server: Server) -> None:
    mistakes = server.build.mistakes
    for channel in doc.get("notify", []):
        if channel not in channels:
            hint = did_you_mean(channel, channels, otherwise="Declare it under `channels:`.")
            mistakes.add("NP145", channel.span, f"There is no channel `{channel}`.", hint, address=address)
    if not doc.has("when"):
        return
    check, comparison, (number, measure) = doc.get("when")
    place = doc.value_place("when")
    known = _checks_of(address, server)
    if check not in known and check not in BUILTINS:
        hint = did_you_mean(check, {*known, *BUILTINS})
        mistakes.add("NP145", place, f"There is no check `{check}`.", hint, address=address)
        return
    builtin = known.get(check, check)
    unit = BUILTINS[builtin].unit if builtin else ""
    change = _change_of(doc, address, server)
    subject = str(doc.get("of", ""))
    if not subject and isinstance(change, RoleLimit) and builtin == "pool_utilisation":
        subject = f"role {change.role}"  # its own limit is what it changes
    value = MonitorRule(
        check=check,
        comparison=comparison,
        value=in_unit(Amount(number, measure, place), unit, address, mistakes),
        hold=doc.get("for", 0),
        cooldown=doc.get("cooldown", 300),
        severity=doc.get("severity", "warning"),
        subject=subject,
        notify=tuple(map(str, doc.get("notify", ()))),
        change=change,
        description=str(doc.get("description", "")),
    )
    if doc.node is None or not {"notify", "role", "compute"} & doc.node.entries.keys():
        detail = f"`{name}` neither tells anybody nor changes anything."
        hint = "Write `notify: [channel]`, `role: …` or `compute: …`."
        mistakes.add("NP111", name.span, detail, hint, address=address)
    server.build.declare(address, value, name.span)


def _checks_of(address: Address, server: Server) -> dict[str, str]:
    """The project's checks, each with the built-in one that it is, or ""."""
    return {
        place.name[0]: value.builtin
        for place, value in server.build.declarations.items()
        if isinstance(value, LiveCheck) and address.parent is not None and place.is_within(address.parent)
    }


def _change_of(doc: Doc, address: Address, server: Server) -> RoleLimit | ComputeLimit | None:
    mistakes = server.build.mistakes
    role, compute = doc.get("role", None), doc.get("compute", None)
    if role is not None and compute is not None:
        detail = "A rule changes one thing: `role` or `compute`."
        mistakes.add("NP116", doc.place("compute"), detail, "Write two rules.", address=address)
        return None
    if role is not None and role.has("name") and role.has("connection_limit"):
        adjustment = _adjustment(role, "connection_limit", address, mistakes)
        return RoleLimit(server.role(role.get("name"), address), adjustment)
    if compute is None:
        return None
    fields = [field for field in ("min_cu", "max_cu") if compute.has(field)]
    if len(fields) != 1:
        mistakes.add("NP116", compute.span, "One of `min_cu` and `max_cu` is changed.", address=address)
        return None
    return ComputeLimit(fields[0], _adjustment(compute, fields[0], address, mistakes))  # type: ignore[arg-type]


def _adjustment(doc: Doc, field: str, address: Address, mistakes: Mistakes) -> Adjustment:
    amount, is_percent = doc.get(field)
    bound = "at_most" if amount > 0 else "at_least"
    if not doc.has(bound):
        detail = f"`{field}` is changed without a bound: `{bound}` is missing."
        mistakes.add("NP111", doc.place(field), detail, f"Write `{bound}: …`.", address=address)
    bounds: dict[str, Any] = {key: doc.get(key, None) for key in ("at_least", "at_most")}
    return Adjustment(amount, is_percent, **bounds)
