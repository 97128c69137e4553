"""``neonpy check --policy``: the team's own rules about a stack and its plan. Never here: what a rule means."""

from __future__ import annotations

import os
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from neonctl_py.model.compute import Compute
from neonctl_py.model.compute_sizes import sizes_in_force, suspension_in_force
from neonctl_py.model.project import Project
from neonctl_py.model.replica import Replica

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
    """What rules see as ``object``: every declared one, with its parts, and the previews that a project may get. Secrets are masked;
    what isn't written is null.
    """
    parts: dict[Address, list[dict[str, Any]]] = {}
    for address, value in desired.objects.items():
        if address.parent is not None:
            parts.setdefault(address.parent, []).append(_plain(address, value))
    for address, value in sorted(desired.objects.items()):
        yield {
            **_plain(address, value),
            **_in_force(address, value, desired),
            "parts": parts.get(address, []),
        }
        if isinstance(value, Project) and value.provider == "neon":
            yield _previews(address, desired)


def _previews(project: Address, desired: Desired) -> dict[str, Any]:
    """Of what a preview's compute says nothing, the project does."""
    from neonctl_py.model.fingerprint import plain

    settings = desired.previews
    address = project.child("previews")
    return {
        **_place(address),
        "name": settings.name,
        "branch": settings.name,
        "values": {field.name: plain(getattr(settings, field.name)) for field in fields(settings)},
        **_in_force(address, settings.compute, desired),
        "parts": [],
    }


def _in_force(address: Address, value: Object, desired: Desired) -> dict[str, Any]:
    """What a compute has in the end, whoever said it."""
    if not isinstance(value, Compute | Replica):
        return {"effective": {}}
    home = address.container("project")
    project = desired.objects.get(home) if home is not None else None
    least, most = sizes_in_force(value, project)
    sleeps = suspension_in_force(value, project)
    return {"effective": {"min_cu": least, "max_cu": most, "suspend_after": sleeps}}


def _plain(address: Address, value: Object) -> dict[str, Any]:
    from neonctl_py.render.json_document import object_values

    values, _, _ = object_values(value)
    return _place(address) | {
        "values": {field.name: (values or {}).get(field.name) for field in fields(value)}
    }


def _place(address: Address) -> dict[str, Any]:
    homes = {kind: address.container(kind) for kind in _CONTAINERS}
    in_schema = len(address.name) > 1 and address.parent is not None and address.parent.kind == "database"
    return {
        "address": str(address),
        "kind": address.kind,
        "name": address.name[-1] if address.name else "",
        "schema": address.name[0] if in_schema else None,
        **{kind: place.name[0] if place is not None else None for kind, place in homes.items()},
    }
