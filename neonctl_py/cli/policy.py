"""``neonpy check --policy``: the team's own rules about a stack and its plan. Never here: what a rule means."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object
    from neonctl_py.report.lint_report import LintReport
    from neonctl_py.workflows.plan_memory import Asked

_CONTAINERS = ("project", "branch", "database")


def policy_report(files: list[Path], asked: Asked, **access: Any) -> LintReport:
    """Rules that speak of no plan need no connection. ``access``: the options of ``planned``. Raises InputError for wrong rules."""
    from neonctl_py.cli.loading import load_with
    from neonctl_py.lint.team_rules import Documents, compiled, held
    from neonctl_py.render.json_document import plan_document
    from neonctl_py.report.lint_report import LintReport, RuleTold
    from neonctl_py.stack.policy_file import load_policy

    rules = compiled(rule for file in files for rule in load_policy(file, os.environ))
    desired = load_with(asked.stack, asked.variables).desired
    plan = None
    if any(rule.needs_plan for rule in rules):
        from neonctl_py.cli.planning import planned

        plan = plan_document(planned(asked, destroy=False, to_be_kept=True, **access).plan)
    spans = {str(address): span for address, span in desired.spans.items()}
    findings = held(rules, Documents(desired.stack, list(object_documents(desired)), spans, plan))
    told = tuple(
        RuleTold(
            code=rule.rule.name,
            name=rule.rule.name,
            severity=rule.rule.severity,
            summary=rule.rule.message or rule.rule.require,
            why="A rule of this team.",
            instead=rule.rule.require,
        )
        for rule in rules
        if any(finding.rule == rule.rule.name for finding in findings)
    )
    return LintReport(checked=(desired.stack,), findings=findings, rules=told)


def object_documents(desired: Desired) -> Iterator[dict[str, Any]]:
    """What rules see as ``object``: every declared one, with its parts. Secrets are masked; what isn't written is null."""
    parts: dict[Address, list[dict[str, Any]]] = {}
    for address, value in desired.objects.items():
        if address.parent is not None:
            parts.setdefault(address.parent, []).append(_plain(address, value))
    for address, value in sorted(desired.objects.items()):
        yield {**_plain(address, value), "parts": parts.get(address, [])}


def _plain(address: Address, value: Object) -> dict[str, Any]:
    from dataclasses import fields

    from neonctl_py.render.json_document import object_values

    values, _, _ = object_values(value)
    homes = {kind: address.container(kind) for kind in _CONTAINERS}
    in_schema = len(address.name) > 1 and address.parent is not None and address.parent.kind == "database"
    return {
        "address": str(address),
        "kind": address.kind,
        "name": address.name[-1] if address.name else "",
        "schema": address.name[0] if in_schema else None,
        **{kind: place.name[0] if place is not None else None for kind, place in homes.items()},
        "values": {field.name: (values or {}).get(field.name) for field in fields(value)},
    }
