"""Versioned JSON for programs. ``resource_changes`` keeps the shape of Terraform's plan JSON where the meaning is the same,
so that readers of those (conftest, OPA) work.

Never here: what a saved plan needs to be applied (plan/plan_file).
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from neonctl_py.errors import InputError, NeonApiError, NeonpyError, PostgresError
from neonctl_py.model.fingerprint import plain
from neonctl_py.model.values import KNOWN_AFTER_APPLY, UNSET, Secret
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.steps import NeonStep, RevisionStep, SafetyStep
from neonctl_py.render.archive_words import archive_documents
from neonctl_py.render.cost_words import cost_document
from neonctl_py.render.values import SENSITIVE, role_of
from neonctl_py.render.wording import counts
from neonctl_py.report.events import Event, StepFailed, StepFinished, StepProgress, StepStarted
from neonctl_py.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from neonctl_py.diagnostics import Diagnostic
    from neonctl_py.model.address import Address
    from neonctl_py.model.consent import Consent
    from neonctl_py.model.state import Object
    from neonctl_py.plan.plan import Plan
    from neonctl_py.plan.steps import Step
    from neonctl_py.report.apply_report import ApplyReport
    from neonctl_py.report.rehearsal_report import RehearsalReport, StepMeasured

FORMAT_VERSION = "1.0"

_ACTIONS = {
    Action.CREATE: ["create"],
    Action.UPDATE: ["update"],
    Action.REPLACE: ["delete", "create"],
    Action.DELETE: ["delete"],
    Action.MOVE: ["update"],
    Action.ADOPT: ["no-op"],
    Action.FORGET: ["forget"],
    Action.NOTHING: ["no-op"],
}


def dumps(document: Mapping[str, Any]) -> str:
    """As text for a person or a program: indented, UTF-8, ending with a line end."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def plan_document(plan: Plan) -> dict[str, Any]:
    """The plan: changes, steps with their hazards, what is left alone, and what it was made from."""
    return {
        **_header("plan"),
        "stack": plan.stack,
        "resource_changes": [_resource_change(change) for change in plan.changes],
        "summary": counts(plan),
        "cost": None if plan.cost is None else cost_document(plan.cost),
        "steps": [_step(step) | _consents(plan, step) for step in plan.steps],
        "hazards": [
            {"name": hazard.value, "sentence": hazard.sentence, "needs_consent": hazard.needs_consent}
            for hazard in plan.hazards
        ],
        "unused_consents": [_consent(consent) for consent in plan.idle_consents],
        "unmanaged": [str(address) for address in plan.unmanaged],
        "migration_records": [{"address": str(address), "tool": tool} for address, tool in plan.records],
        "expansions": [{"address": str(address), **plain(said)} for address, said in plan.expansions],
        "archives": archive_documents(plan.archives),
        "unsupported": [
            {"database": str(entry.database), "kind": entry.kind, "names": list(entry.names)}
            for entry in plan.unsupported
        ],
        "diagnostics": diagnostics_list(plan.diagnostics),
        "stack_fingerprint": plan.stack_fingerprint,
        "observed_fingerprint": plan.observed_fingerprint,
        "fingerprint": plan.fingerprint,
        "applyable": not plan.is_empty,
    }


def diagnostics_document(diagnostics: Iterable[Diagnostic], *, valid: bool) -> dict[str, Any]:
    """What ``validate --json`` says."""
    return {**_header("diagnostics"), "valid": valid, "diagnostics": diagnostics_list(diagnostics)}


def diagnostics_list(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """Each with its place, when it has one."""
    return [
        {
            "severity": diagnostic.severity.value,
            "code": diagnostic.code,
            "summary": diagnostic.summary,
            "detail": diagnostic.detail,
            "hint": diagnostic.hint,
            "address": diagnostic.address,
            "span": None if diagnostic.span is None else diagnostic.span._asdict(),
        }
        for diagnostic in diagnostics
    ]


def error_document(error: NeonpyError) -> dict[str, Any]:
    """A failure: what a program may branch on, and what to show."""
    document: dict[str, Any] = {
        **_header("error"),
        "error": type(error).__name__,
        "summary": error.summary,
        "detail": error.detail,
        "hint": error.hint,
    }
    match error:
        case InputError():
            document["diagnostics"] = diagnostics_list(error.diagnostics)
        case NeonApiError():
            document |= {"status": error.status, "code": error.code, "request_id": error.request_id}
        case PostgresError():
            document["sqlstate"] = error.sqlstate
        case _:
            pass
    return document


def event_document(event: Event) -> dict[str, Any]:
    """One line of the NDJSON that ``apply --json`` writes."""
    document: dict[str, Any] = {**_header("event"), "address": str(event.address)}
    match event:
        case StepStarted():
            document |= {"event": "step_started", "action": event.what}
            document |= {"number": event.number, "total": event.total}
        case StepProgress():
            document |= {"event": "step_progress", "text": event.text}
            document |= {"rows_done": event.done, "rows_total": event.total} if event.total else {}
        case StepFinished():
            document |= {"event": "step_finished", "action": event.what, "seconds": round(event.seconds, 3)}
        case StepFailed():
            document |= {"event": "step_failed", "action": event.what, "seconds": round(event.seconds, 3)}
            document["summary"] = event.summary
    return document


def report_document(report: ApplyReport) -> dict[str, Any]:
    """The last line of ``apply --json``."""
    return {
        **_header("apply_report"),
        "outcome": report.outcome,
        "seconds": round(report.seconds, 3),
        "steps_done": len(report.done),
        "summary": counts(report.plan),
        "left": [str(change.address) for change in report.left.changes],
        "left_by_others": [str(address) for address in report.not_ours],
        "kept": [
            {
                "branch": str(kept.branch),
                "kind": kept.kind,
                "name": kept.name,
                "id": kept.id,
                "until": kept.until,
            }
            for kept in report.kept
        ],
    }


def rehearsal_document(report: RehearsalReport) -> dict[str, Any]:
    """What ``plan --rehearse --json`` has under ``rehearsal``, and ``apply --rehearse --json`` as a line."""
    return {
        **_header("rehearsal"),
        "outcome": report.outcome,
        "places": [
            {
                "of": str(place.place),
                "on": place.on,
                "data": place.data,
                "seconds": round(place.seconds, 3),
                "steps": [_measured(step) for step in place.steps],
                "failure": None
                if place.failure is None
                else {**plain(place.failure), "address": str(place.failure.address or "")},
                "left": [str(address) for address in place.left],
            }
            for place in report.places
        ],
        "left_out": [{"address": str(address), "why": why} for address, why in report.left_out],
    }


def _measured(step: StepMeasured) -> dict[str, Any]:
    return {
        "address": str(step.address),
        "operation": step.operation,
        "seconds": round(step.seconds, 6),
        "lock": step.lock,
        "locked": step.locked,
        "lock_seconds": round(step.lock_seconds, 6),
        "rows": step.rows,
        "wal_bytes": step.wal_bytes,
        "file_bytes": step.file_bytes,
    }


def objects_document(objects: Mapping[Address, Object], ids: Mapping[Address, str]) -> dict[str, Any]:
    """What ``show --json`` says: every observed object with its fields."""
    listed = [
        {
            "address": str(address),
            "kind": address.kind,
            **({"id": ids[address]} if address in ids else {}),
            "values": object_values(objects[address])[0],
        }
        for address in sorted(objects)
    ]
    return {**_header("observed"), "objects": listed}


def one_line(document: Mapping[str, Any]) -> str:
    """For NDJSON: no line end inside, one at the end."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False) + "\n"


def object_values(value: Object | None) -> tuple[dict[str, Any] | None, dict[str, bool], dict[str, bool]]:
    """An object's fields as JSON values, with which of them are sensitive and which are not known yet."""
    if value is None:
        return None, {}, {}
    shown: dict[str, Any] = {}
    sensitive: dict[str, bool] = {}
    unknown: dict[str, bool] = {}
    for field in fields(value):
        content = getattr(value, field.name)
        if content is UNSET:
            continue
        if content is KNOWN_AFTER_APPLY:
            unknown[field.name] = True
        elif role_of(value, field.name).sensitive or isinstance(content, Secret):
            sensitive[field.name] = True
            shown[field.name] = None if content is None else SENSITIVE
        else:
            shown[field.name] = plain(content)
    return shown, sensitive, unknown


def _header(kind: str) -> dict[str, str]:
    return {"format_version": FORMAT_VERSION, "type": kind, "neonpy_version": __version__}


def _resource_change(change: Change) -> dict[str, Any]:
    before, before_sensitive, _ = object_values(change.before)
    after, after_sensitive, after_unknown = object_values(change.after)
    if change.action is Action.CREATE and change.kind in ("project", "branch", "compute", "replica"):
        after_unknown["id"] = True
    document: dict[str, Any] = {
        "address": str(change.address),
        "type": change.kind,
        "name": ".".join(change.address.name),
    }
    if change.moved_from is not None:
        document["previous_address"] = str(change.moved_from)
    if change.because:
        document["because"] = [str(address) for address in change.because]
    document["action"] = change.action.value
    document["change"] = {
        "actions": ["update"]
        if change.action is Action.ADOPT and change.differences
        else _ACTIONS[change.action],
        "before": before,
        "after": after,
        "after_unknown": after_unknown,
        "before_sensitive": before_sensitive,
        "after_sensitive": after_sensitive,
        "replace_paths": [
            [difference.field] for difference in change.differences if difference.forces_replacement
        ],
    }
    return document


def _consents(plan: Plan, step: Step) -> dict[str, Any]:
    if not plan.consents:
        return {}
    found = {hazard: plan.consent_for(step, hazard) for hazard in step.hazards}
    return {"allowed_by_stack": [_consent(consent) for consent in found.values() if consent is not None]}


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "hazard": consent.hazard,
        "on": str(consent.on),
        "reason": consent.reason,
        "until": consent.until or None,
    }


def _step(step: Step) -> dict[str, Any]:
    document: dict[str, Any] = {
        "address": str(step.address),
        "action": step.action.value,
        "hazards": [hazard.value for hazard in step.hazards],
        "reason": step.reason,
    }
    if isinstance(step, SafetyStep):
        keeps = {"kind": step.kind, "name": step.name, "keep_seconds": step.keep}
        return {"via": "safety", **document, **keeps}
    if step.loss is not None:
        loss = step.loss
        document["loss"] = {"grade": loss.grade.value, "until": loss.until or None, "why": loss.why}
    if isinstance(step, NeonStep):
        return {"via": "neon", **document, "parts": [str(address) for address, _ in step.parts]}
    if isinstance(step, RevisionStep):
        return {
            "via": "revision",
            **document,
            "revision": step.revision,
            "title": step.title,
            "database": str(step.database),
            "agreed_hazards": [hazard.value for hazard in step.agreed],
        }
    return {
        "via": "sql",
        **document,
        "operation": step.operation,
        "database": str(step.database),
        "transaction": step.transaction.value,
        "lock": step.effect.lock,
        "estimated_rows": step.effect.rows,
        "estimated_bytes": step.effect.bytes,
        "lock_timeout_ms": step.lock_timeout,
        "statement_timeout_ms": step.statement_timeout,
        "form": step.form,
    }
