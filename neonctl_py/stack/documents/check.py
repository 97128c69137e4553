"""``checks:`` of a project or a database: assertions that ``neonpy check`` runs, in SQL or built in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.builtin_check import BUILTINS, QUERY_TYPES, Builtin
from neonctl_py.model.check import Level, Limit, LiveCheck, Relation, Target
from neonctl_py.stack.amounts import WORDS, Amount, AmountShape
from neonctl_py.stack.documents.lifecycle import NAME
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.names import word
from neonctl_py.stack.nodes import Node, Scalar
from neonctl_py.stack.scalars import Choice, Number, Sql, Text
from neonctl_py.stack.shapes import Definitions, Doc, Key, MapOf, Record, child_of, wrong_shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.stack.mistakes import Mistakes
    from neonctl_py.stack.scope import Server
    from neonctl_py.stack.shapes import Word


class _Expectation:
    """Any single value, as YAML means it."""

    expected = "a text, a number, true, false or null"

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Any:
        return node.value if isinstance(node, Scalar) else wrong_shape(self.expected, node, address, mistakes)

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        return {"type": ["string", "number", "boolean", "null"]}


_AMOUNT: Final = AmountShape()
_BOUNDS: Final = {
    "expect": Key(_Expectation(), "The value that it must be; 0 when no limit is written."),
    "below": Key(_AMOUNT, "It must be less: `80%`, `100ms`, `5m`, `10GB` or a number."),
    "at_most": Key(_AMOUNT, "It must not be more."),
    "at_least": Key(_AMOUNT, "It must not be less."),
    "above": Key(_AMOUNT, "It must be more."),
}
_RELATIONS: Final[dict[str, Relation]] = {
    "expect": "is",
    "below": "below",
    "at_most": "at_most",
    "at_least": "at_least",
    "above": "above",
}
_SEVERITIES: Final[dict[str, Level]] = {"info": "info", "warning": "warning", "alert": "alert"}
_LIMITS: Final = Record("check_limits", _BOUNDS, "the limits of a severity")
_TARGET: Final = Record(
    "query_target",
    {
        "p95": Key(_AMOUNT, "95 of 100 must be faster; a warning when they aren't."),
        "p99": Key(_AMOUNT, "99 of 100 must be faster; a warning when they aren't."),
        "alert": Key(_AMOUNT, "An alert when not 95 of 100 are faster than this."),
    },
    "the targets of a type of query",
)
_TARGETS: Final = Record(
    "query_targets",
    {name: Key(_TARGET, f"{what[0].upper()}{what[1:]}.") for name, what in QUERY_TYPES.items()},
    "the targets by type of query",
)


def _option_keys() -> dict[str, Key]:
    """Every option of every built-in check; whether it is one of this check's is asked later."""
    keys: dict[str, Key] = {}
    for builtin in BUILTINS.values():
        for name, option in builtin.options.items():
            shape: Any = _AMOUNT
            if option.unit == "targets":
                shape = _TARGETS
            elif option.unit == "cpus":
                shape = Number(0.25, whole=False)
            keys.setdefault(name, Key(shape, f"Of {builtin.name} and the like: {option.summary}"))
    return keys


_OPTIONS: Final = _option_keys()
CHECK: Final = Record(
    "check",
    {
        "sql": Key(Sql("an SQL query that gives one value"), "The query; it gives one value."),
        "builtin": Key(
            Choice(tuple(BUILTINS)), "A built-in check instead; its name as the check's own says the same."
        ),
        **_BOUNDS,
        "severity": Key(Choice(tuple(_SEVERITIES)), "How bad it is when it is outside of these limits."),
        "info": Key(_LIMITS, "Limits of that severity."),
        "warning": Key(_LIMITS, "Limits of that severity."),
        "alert": Key(_LIMITS, "Limits of that severity."),
        **_OPTIONS,
        "database": Key(NAME, "The database to ask, when the project has several."),
        "description": Key(Text(), "What it watches over."),
    },
    "a check",
)
LIVE_CHECKS: Final = MapOf(CHECK, "checks", child_of("check"), word)


def database_of(doc: Doc, container: Address, name: Word, server: Server) -> str:
    """The database that a declaration is about: its own, the written one, or the only one."""
    if container.kind == "database":
        return container.name[0]
    written = doc.get("database", None)
    if written is not None:
        if written not in server.databases:
            detail = f"There is no database `{written}` in this project."
            server.build.mistakes.add(
                "NP137", written.span, detail, did_you_mean(written, server.databases), address=container
            )
        return str(written)
    if len(server.databases) == 1:
        return server.databases[0]
    detail = f"`{name}` doesn't say which of the project's {len(server.databases)} databases it is about."
    server.build.mistakes.add("NP111", name.span, detail, "Write `database: …`.", address=container)
    return ""


def add_check(name: Word, doc: Doc, container: Address, server: Server) -> None:
    """Declare one check."""
    mistakes, address = server.build.mistakes, container.child("check", str(name))
    builtin = _builtin(name, doc, address, mistakes)
    written = doc.node.entries if doc.node is not None else {}
    if builtin is None and not {"sql", "builtin"} & written.keys():
        detail = f"`{name}` has no `sql`, and is no built-in check."
        hint = f"Write `sql: …` or `builtin: …`. {did_you_mean(str(name), BUILTINS)}".strip()
        mistakes.add("NP111", name.span, detail, hint, address=address)
    is_everywhere = builtin is not None and not doc.has("database") and container.kind != "database"
    severity = _SEVERITIES.get(str(doc.get("severity", "")), "warning")
    unit = builtin.unit if builtin is not None else ""
    limits = tuple(_limits(doc, unit, severity, address, mistakes))
    value = LiveCheck(
        sql=str(doc.get("sql", "")),
        builtin=builtin.name if builtin is not None else "",
        limits=limits or _usual_limits(builtin, doc, severity),
        severity=severity,
        options=_options(builtin, doc, address, mistakes),
        database="" if is_everywhere else database_of(doc, container, name, server),
        description=str(doc.get("description", "") or (builtin.summary if builtin else "")),
    )
    server.build.declare(address, value, name.span)


def _builtin(name: Word, doc: Doc, address: Address, mistakes: Mistakes) -> Builtin | None:
    if not doc.has("sql"):
        return BUILTINS.get(str(doc.get("builtin", name)))
    if doc.has("builtin"):
        detail = "`sql` and `builtin` both say what is measured."
        mistakes.add("NP116", doc.place("builtin"), detail, "Leave out one of the two.", address=address)
    return None


def _usual_limits(builtin: Builtin | None, doc: Doc, severity: Level) -> tuple[Limit, ...]:
    if builtin is None:
        return (Limit(severity, "is", 0),)
    if doc.has("severity"):
        return tuple(Limit(severity, limit.relation, limit.value) for limit in builtin.limits[:1])
    return builtin.limits


def _limits(doc: Doc, unit: str, severity: Level, address: Address, mistakes: Mistakes) -> Iterator[Limit]:
    for place, level in (
        (doc, severity),
        *((doc.get(key, None), level) for key, level in _SEVERITIES.items()),
    ):
        if not isinstance(place, Doc):
            continue
        for key, relation in _RELATIONS.items():
            if not place.has(key):
                continue
            value = place.get(key)
            if isinstance(value, Amount):
                value = in_unit(value, unit, address, mistakes)
            yield Limit(level, relation, value)


def in_unit(amount: Amount, unit: str, address: Address, mistakes: Mistakes) -> float:
    """The number in that unit; what measures something else is told."""
    value = amount.in_unit(unit)
    if value is None:
        detail = f"This is measured in {unit}, so it must be {WORDS[unit]}."
        mistakes.add("NP112", amount.span, detail, address=address)
        return 0
    return value


def _options(
    builtin: Builtin | None, doc: Doc, address: Address, mistakes: Mistakes
) -> tuple[tuple[str, Any], ...]:
    known = builtin.options if builtin is not None else {}
    found = {name: option.default for name, option in known.items()}
    for name in _OPTIONS:
        if not doc.has(name):
            continue
        if name not in known:
            what = f"the check {builtin.name}" if builtin is not None else "a check in SQL"
            detail = f"`{name}` is not an option of {what}."
            mistakes.add("NP110", doc.place(name), detail, did_you_mean(name, known), address=address)
            continue
        value, unit = doc.get(name), known[name].unit
        if isinstance(value, Amount):
            value = in_unit(value, unit, address, mistakes)
        found[name] = tuple(_targets(value, address, mistakes)) if isinstance(value, Doc) else value
    return tuple(sorted(found.items()))


def _targets(doc: Doc, address: Address, mistakes: Mistakes) -> Iterator[Target]:
    for name, target in doc.values.items():
        times = {
            key: in_unit(value, "milliseconds", address, mistakes) for key, value in target.values.items()
        }
        yield Target(name, **times)
