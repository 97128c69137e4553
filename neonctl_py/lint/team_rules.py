"""Hold a stack's objects and its plan to the team's own rules, which are CEL expressions over plain documents.

What an expression speaks of says what it is asked about: ``object`` each declared object, ``change`` each change of the plan, ``step`` each of
its steps; with none of them it is asked once. Never here: reading rules, making plans.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import cel

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from neonctl_py.diagnostics import Span
    from neonctl_py.model.team_rule import TeamRule

EACH: Final = ("object", "change", "step")
KNOWN: Final = frozenset({*EACH, "plan", "stack"})
_BROKEN: Final = "NP501"


@dataclass(frozen=True, slots=True)
class Documents:
    """What rules are asked about. ``spans``: where what is at an address is written. ``plan`` None: none was made, because no rule speaks of it."""

    stack: str
    objects: Sequence[Mapping[str, Any]]
    spans: Mapping[str, Span] = field(default_factory=dict)
    plan: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """``each``: what it is asked about, "" for once. ``needs_plan``: it speaks of the plan."""

    rule: TeamRule
    require: cel.Program
    when: cel.Program | None
    each: str
    needs_plan: bool


def compiled(rules: Iterable[TeamRule]) -> tuple[CompiledRule, ...]:
    """Raises InputError with every expression that is none, or speaks of what there isn't."""
    mistakes: list[Diagnostic] = []
    found = [_compiled(rule, mistakes) for rule in rules]
    if mistakes:
        raise InputError(mistakes)
    return tuple(rule for rule in found if rule is not None)


def _compiled(rule: TeamRule, mistakes: list[Diagnostic]) -> CompiledRule | None:
    require = _program(rule.require, rule.require_span, rule, mistakes)
    when = _program(rule.when, rule.when_span, rule, mistakes) if rule.when else None
    if require is None or (rule.when and when is None):
        return None
    spoken = {*require.variables(), *(when.variables() if when is not None else ())}
    each = [name for name in EACH if name in spoken]
    if len(each) > 1:
        hint = "Make two rules of it."
        mistakes.append(_mistake(rule, rule.require_span, f"It speaks of {' and '.join(each)}.", hint))
        return None
    needs_plan = bool(spoken & {"plan", "change", "step"})
    return CompiledRule(rule, require, when, each[0] if each else "", needs_plan)


def _program(text: str, span: Span | None, rule: TeamRule, mistakes: list[Diagnostic]) -> cel.Program | None:
    try:
        program = cel.compile(text)
    except ValueError as error:
        first = str(error).splitlines()
        detail = next((line.strip() for line in first if "ERROR" in line), first[0] if first else "")
        mistakes.append(_mistake(rule, span, detail, "neonpy explain policy shows what can be written."))
        return None
    bound = {name for name in program.variables() if f".exists({name}," in text or f".all({name}," in text}
    bound |= {name for name in program.variables() if f".filter({name}," in text or f".map({name}," in text}
    bound |= {name for name in program.variables() if f".exists_one({name}," in text}
    unknown = sorted(set(program.variables()) - KNOWN - bound)
    if unknown:
        hint = f"There are: {', '.join(sorted(KNOWN))}."
        mistakes.append(_mistake(rule, span, f"Nothing is called {', '.join(unknown)}.", hint))
        return None
    return program


def _mistake(rule: TeamRule, span: Span | None, detail: str, hint: str) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR, _BROKEN, "A rule that can't be asked", f"{rule.name}: {detail}", hint, "", span
    )


def held(rules: Iterable[CompiledRule], documents: Documents) -> tuple[Diagnostic, ...]:
    """What does not hold, rule by rule; what can't be asked of something is told as an error."""
    return tuple(found for rule in rules for found in _held(rule, documents))


def _held(rule: CompiledRule, documents: Documents) -> Iterator[Diagnostic]:
    common = {"stack": documents.stack} | ({"plan": documents.plan} if documents.plan is not None else {})
    for subject in _subjects(rule.each, documents):
        asked = {**common, rule.each: subject} if rule.each else common
        address = str(subject.get("address", "")) if rule.each else ""
        try:
            if rule.when is not None and rule.when.execute(asked) is not True:
                continue
            answer = rule.require.execute(asked)
        except (
            KeyError,
            ValueError,
            TypeError,
            RuntimeError,
            OverflowError,
            IndexError,
            ArithmeticError,
        ) as error:
            yield _finding(
                rule.rule, Severity.ERROR, f"It can't be asked here: {_reason(error)}.", address, documents
            )
            continue
        if answer is not True:
            said = rule.rule.message or f"{rule.rule.require} is {answer!r}."
            yield _finding(rule.rule, rule.rule.severity, said, address, documents)


def _subjects(each: str, documents: Documents) -> Iterable[Mapping[str, Any]]:
    plan = documents.plan or {}
    match each:
        case "object":
            return documents.objects
        case "change":
            found: Iterable[Mapping[str, Any]] = plan.get("resource_changes", [])
            return found
        case "step":
            steps: Iterable[Mapping[str, Any]] = plan.get("steps", [])
            return steps
        case _:
            return ({},)


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return (
            f"there is no {error.args[0]!r} (has(…) asks whether there is)"
            if error.args
            else "something is missing"
        )
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _finding(
    rule: TeamRule, severity: Severity, detail: str, address: str, documents: Documents
) -> Diagnostic:
    """At the place where the object is written; the rule's own where it isn't."""
    return Diagnostic(
        severity,
        rule.name,
        f"The rule {rule.name} does not hold",
        detail,
        f"It asks for: {rule.require}",
        address,
        documents.spans.get(address, rule.require_span),
        rule.name,
    )
