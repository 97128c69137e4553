"""What the live checks found, for programs: our JSON, Prometheus' text format, JUnit's XML, SARIF. Never here: text for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from neonctl_py.model.check import LEVELS
from neonctl_py.model.fingerprint import plain
from neonctl_py.render.amounts import amount_text, limit_text
from neonctl_py.render.characters import one_line, safe
from neonctl_py.render.json_document import FORMAT_VERSION
from neonctl_py.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from neonctl_py.model.check import Limit, Sample
    from neonctl_py.report.check_report import CheckResult
    from neonctl_py.report.watch_report import Look

_SARIF_LEVELS: Final = {"alert": "error", "warning": "warning", "info": "note", "ok": "none"}
_BASE: Final = {"milliseconds": ("seconds", 0.001), "percent": ("ratio", 0.01)}
"""Prometheus wants base units."""


def checks_document(results: Iterable[CheckResult]) -> dict[str, Any]:
    """What ``check --json`` says."""
    listed = [check_object(result) for result in results]
    return {
        "format_version": FORMAT_VERSION,
        "type": "checks",
        "neonpy_version": __version__,
        "checks": listed,
    }


def look_document(look: Look) -> dict[str, Any]:
    """One look of ``check --watch --json``."""
    return {
        "format_version": FORMAT_VERSION,
        "type": "look",
        "number": look.number,
        "at": look.at.isoformat(timespec="seconds"),
        "problem": look.problem,
        "checks": [check_object(result) for result in look.results],
        "events": [
            {
                "rule": str(event.rule),
                "state": event.state,
                "severity": event.severity,
                "headline": event.headline,
                "done": event.done,
                "told": {channel: problem or "told" for channel, problem in event.told},
            }
            for event in look.events
        ],
    }


def check_object(result: CheckResult) -> dict[str, Any]:
    """One check."""
    return {
        "address": str(result.address),
        "level": result.level,
        "passed": result.has_passed,
        "description": result.description,
        "builtin": result.builtin or None,
        "unit": result.unit or None,
        "value": _value(result.worst_value),
        "limits": [_limit(limit) for limit in result.limits],
        "samples": [_sample(result, sample) for sample in result.samples],
        "found": [{"subject": sample.subject, "detail": sample.detail} for sample in result.found],
        "problem": result.problem,
    }


def _sample(result: CheckResult, sample: Sample) -> dict[str, Any]:
    return {
        "subject": sample.subject,
        "value": _value(sample.value),
        "level": result.level_of(sample),
        "detail": sample.detail,
        **({} if sample.limits is None else {"limits": [_limit(limit) for limit in sample.limits]}),
    }


def _value(value: Any) -> Any:
    return plain(value)


def _limit(limit: Limit) -> dict[str, Any]:
    return {"severity": limit.severity, "relation": limit.relation, "value": _value(limit.value)}


def prometheus_text(results: Sequence[CheckResult]) -> str:
    """The exposition format 0.0.4: the level of each check, and every number that was measured, in base units."""
    lines = [
        "# HELP neonpy_check_level How bad a check is: 0 ok, 1 info, 2 warning, 3 alert.",
        "# TYPE neonpy_check_level gauge",
    ]
    lines += [_metric("level", result, {}, LEVELS.index(result.level)) for result in results]
    measured = [line for result in results for line in _measured(result)]
    if measured:
        lines += [
            "# HELP neonpy_check_value What a check has measured, in base units.",
            "# TYPE neonpy_check_value gauge",
            *measured,
        ]
    return "\n".join(lines) + "\n"


def _measured(result: CheckResult) -> list[str]:
    unit, factor = _BASE.get(result.unit, (result.unit, 1))
    if result.is_fleeting:
        pairs = [("", result.worst_value)]
    else:
        pairs = [(sample.subject, sample.value) for sample in result.samples]
    return [
        _metric("value", result, {"subject": subject, "unit": unit}, float(value) * factor)
        for subject, value in pairs
        if _is_number(value)
    ]


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or value is None:
        return isinstance(value, bool)
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return not isinstance(value, str)


def _metric(name: str, result: CheckResult, more: dict[str, str], value: float) -> str:
    labels = {
        kind: place.name[0]
        for kind in ("project", "branch", "database")
        if (place := result.address.container(kind)) is not None
    }
    labels = {**labels, "check": result.address.name[0], **more}
    shown = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
    return f"neonpy_check_{name}{{{shown}}} {value:.10g}"


def _escaped(text: str) -> str:
    return safe(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def junit_text(results: Sequence[CheckResult]) -> str:
    """JUnit's XML: one suite, a case per check; what is only info has passed."""
    failed = sum(result.level in {"warning", "alert"} for result in results)
    root = ET.Element("testsuites", name="neonpy check")
    suite = ET.SubElement(
        root,
        "testsuite",
        name="checks",
        tests=str(len(results)),
        failures=str(failed),
        errors="0",
        skipped="0",
    )
    for result in results:
        place = str(result.address.parent) if result.address.parent is not None else ""
        case = ET.SubElement(
            suite, "testcase", name=one_line(result.address.name[0]), classname=one_line(place)
        )
        if result.level in {"warning", "alert"}:
            failure = ET.SubElement(
                case,
                "failure",
                type=result.level,
                message=one_line(result.description or str(result.address)),
            )
            failure.text = safe(wrong_text(result))
        elif result.level == "info":
            ET.SubElement(case, "system-out").text = safe(wrong_text(result))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def wrong_text(result: CheckResult) -> str:
    """Everything that is wrong, a line each."""
    if result.problem:
        return result.problem
    lines = []
    for sample in result.failing:
        limits = " and ".join(limit_text(limit, result.unit) for limit in result.broken(sample))
        subject = f"{sample.subject}: " if sample.subject else ""
        detail = f" ({sample.detail})" if sample.detail else ""
        lines.append(f"{subject}expected {limits}, got {amount_text(sample.value, result.unit)}{detail}")
    if lines:
        lines += [f"{sample.subject}  {sample.detail}".rstrip() for sample in result.found]
    return "\n".join(lines)


def sarif_document(results: Sequence[CheckResult]) -> dict[str, Any]:
    """SARIF 2.1.0, one run: a rule for each check, a result for each that did not pass."""
    names = sorted({result.builtin or result.address.name[0] for result in results})
    told = {result.builtin or result.address.name[0]: result.description for result in results}
    rules = [{"id": name, "shortDescription": {"text": safe(told[name]) or name}} for name in names]
    found = [
        {
            "ruleId": (name := result.builtin or result.address.name[0]),
            "ruleIndex": names.index(name),
            "level": _SARIF_LEVELS[result.level],
            "message": {"text": safe(wrong_text(result))},
            "locations": [{"logicalLocations": [{"fullyQualifiedName": safe(str(result.address))}]}],
        }
        for result in results
        if not result.has_passed
    ]
    driver = {"name": "neonpy", "semanticVersion": __version__, "rules": rules}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": found}],
    }
