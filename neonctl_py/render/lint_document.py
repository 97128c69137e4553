"""What lint found, for programs: our JSON, SARIF, JUnit's XML, GitHub's annotations. Never here: text for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from neonctl_py.diagnostics import Severity
from neonctl_py.render.characters import one_line, safe
from neonctl_py.render.json_document import FORMAT_VERSION, diagnostics_list
from neonctl_py.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.diagnostics import Diagnostic
    from neonctl_py.report.lint_report import LintReport, RuleTold

_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}


def lint_document(report: LintReport) -> dict[str, Any]:
    """What ``lint --json`` says."""
    return {
        "format_version": FORMAT_VERSION,
        "type": "lint",
        "neonpy_version": __version__,
        "checked": list(report.checked),
        "summary": {severity.value: count for severity, count in report.counts().items()},
        "findings": [
            {"rule": finding.rule, **told}
            for finding, told in zip(report.findings, diagnostics_list(report.findings), strict=True)
        ],
        "suppressed": [
            {"rule": finding.rule, "reason": reason, **diagnostics_list([finding])[0]}
            for finding, reason in report.excused
        ],
    }


def sarif_document(report: LintReport) -> dict[str, Any]:
    """SARIF 2.1.0, one run. Excused findings are in it as suppressed, so that viewers close their alerts."""
    numbers = {rule.name: number for number, rule in enumerate(report.rules)}
    results = [_result(finding, numbers, "") for finding in report.findings]
    results += [_result(finding, numbers, reason) for finding, reason in report.excused]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "neonpy",
                        "semanticVersion": __version__,
                        "rules": [_sarif_rule(rule) for rule in report.rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }


def _sarif_rule(rule: RuleTold) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.instead} (neonpy explain {rule.name})"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Diagnostic, numbers: dict[str, int], reason: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": safe(_message(finding))},
    }
    if finding.rule in numbers:
        result["ruleIndex"] = numbers[finding.rule]
    location: dict[str, Any] = {}
    if finding.span is not None:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": _uri(finding.span.file)},
            "region": {"startLine": finding.span.line, "startColumn": finding.span.column},
        }
    if finding.address:
        location["logicalLocations"] = [{"fullyQualifiedName": safe(finding.address)}]
    if location:
        result["locations"] = [location]
    if reason:
        result["suppressions"] = [{"kind": "inSource", "justification": safe(reason)}]
    return result


def _message(finding: Diagnostic) -> str:
    return " ".join(
        part if part.endswith((".", "!", ";")) else f"{part}."
        for part in (finding.summary, finding.detail, finding.hint)
        if part
    )


def _uri(file: str) -> str:
    """A path as a relative reference: slashes, and what a URI may not hold escaped."""
    from urllib.parse import quote  # noqa: PLC0415  only this format needs it

    return quote(file.replace("\\", "/")) if file != "-" else "stdin"


def junit_text(report: LintReport) -> str:
    """JUnit's XML: a suite per file, a case per finding; a file without one has a case that passed."""
    root = ET.Element("testsuites", name="neonpy lint")
    for name in report.checked:
        own = [finding for finding in report.findings if _source(finding, report) == name]
        excused = [finding for finding, _ in report.excused if _source(finding, report) == name]
        failed = [finding for finding in own if finding.severity is not Severity.ADVICE]
        suite = ET.SubElement(
            root,
            "testsuite",
            name=one_line(name),
            tests=str(max(1, len(own) + len(excused))),
            failures=str(len(failed)),
            errors="0",
            skipped=str(len(excused)),
        )
        if not own and not excused:
            ET.SubElement(suite, "testcase", name="lint", classname=one_line(name))
        for finding in own:
            case = _case(suite, finding, name)
            if finding.severity is not Severity.ADVICE:
                failure = ET.SubElement(case, "failure", type=finding.code, message=one_line(finding.summary))
                failure.text = safe(_message(finding))
            else:
                ET.SubElement(case, "system-out").text = safe(_message(finding))
        for finding, reason in report.excused:
            if _source(finding, report) == name:
                ET.SubElement(_case(suite, finding, name), "skipped", message=one_line(reason))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _source(finding: Diagnostic, report: LintReport) -> str:
    """The checked thing that it belongs to: its file, or the stack that was checked."""
    name = finding.span.file if finding.span is not None else ""
    return name if name in report.checked else report.checked[0]


def _case(suite: ET.Element, finding: Diagnostic, name: str) -> ET.Element:
    place = f"{finding.span.line}:{finding.span.column} " if finding.span is not None else ""
    about = f" {finding.address}" if finding.address else ""
    return ET.SubElement(
        suite, "testcase", name=one_line(f"{place}{finding.rule}{about}"), classname=one_line(name)
    )


def github_lines(findings: Iterable[Diagnostic]) -> list[str]:
    """Workflow commands: GitHub shows each beside its line."""
    lines = []
    for finding in findings:
        name = finding.rule if finding.rule == finding.code else f"{finding.code} {finding.rule}"
        properties = [f"title={_property(name)}"]
        if finding.span is not None:
            properties = [
                f"file={_property(finding.span.file)}",
                f"line={finding.span.line}",
                f"col={finding.span.column}",
                *properties,
            ]
        text = f"{finding.address}: {_message(finding)}" if finding.address else _message(finding)
        lines.append(f"::{_COMMANDS[finding.severity]} {','.join(properties)}::{_escaped(text)}")
    return lines


def _escaped(text: str) -> str:
    return safe(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
