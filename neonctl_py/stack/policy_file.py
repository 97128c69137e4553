"""A policy file: the team's own rules, by name. Never here: what their expressions mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.diagnostics import Severity
from neonctl_py.errors import InputError
from neonctl_py.model.team_rule import TeamRule
from neonctl_py.stack.files import Files
from neonctl_py.stack.inputs import Asked, Inputs
from neonctl_py.stack.mistakes import Mistakes
from neonctl_py.stack.scalars import Choice, Text
from neonctl_py.stack.shapes import Doc, Key, MapOf, Record
from neonctl_py.stack.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_RULE: Final = Record(
    "policy_rule",
    {
        "require": Key(Text("a CEL expression"), "What must be true.", required=True),
        "when": Key(Text("a CEL expression"), "Where it must be; everywhere when it isn't written."),
        "message": Key(Text("a sentence"), "What is told where it isn't."),
        "severity": Key(
            Choice(tuple(Severity)), "`error` (the default), `warning` or `advice`: what --fail-on counts."
        ),
    },
    "a rule",
    {
        "deny": "Write what must be true: `require: …`.",
        "if": "Write `when: …`.",
        "level": "Write `severity: …`.",
    },
)
_FILE: Final = Record(
    "policy", {"rules": Key(MapOf(_RULE, "rules"), "The rules, by name.", required=True)}, "a policy file", {}
)


def load_policy(path: Path, environment: Mapping[str, str]) -> tuple[TeamRule, ...]:
    """In the order of writing. Raises InputError with every mistake in the file."""
    mistakes, inputs = Mistakes(), Inputs()
    files = Files(
        Variables(Asked({}, inputs.variables), Asked(environment, inputs.environment)), mistakes, inputs
    )
    root = files.tree(path)
    doc = _FILE.read(root, None, mistakes) if root is not None else None
    if errors := mistakes.errors():
        raise InputError(errors)
    written = doc.get("rules", {}) if isinstance(doc, Doc) else {}
    return tuple(_rule(str(name), rule) for name, rule in written.items())


def _rule(name: str, doc: Doc) -> TeamRule:
    return TeamRule(
        name=name,
        require=str(doc.get("require")),
        when=str(doc.get("when", "")),
        message=str(doc.get("message", "")),
        severity=Severity(str(doc.get("severity", Severity.ERROR))),
        require_span=doc.value_place("require"),
        when_span=doc.value_place("when"),
    )
