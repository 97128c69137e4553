"""How the tests of a stack came out, for programs: our JSON, JUnit's XML. Never here: text for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from neonctl_py.render.characters import one_line, safe
from neonctl_py.render.json_document import FORMAT_VERSION
from neonctl_py.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.report.proof_report import DatabaseAccess, ProofReport, ProofResult, Verdict, Weakened


def proofs_document(report: ProofReport) -> dict[str, Any]:
    """What ``test --json`` says."""
    return {
        "format_version": FORMAT_VERSION,
        "type": "tests",
        "neonpy_version": __version__,
        "passed": report.has_passed,
        "databases": [
            {
                "address": str(database.database),
                "on": database.on,
                "tests": [_test(result) for result in database.results],
                **(
                    {}
                    if database.weakened is None
                    else {"weakened": [_weakened(item) for item in database.weakened]}
                ),
            }
            for database in report.databases
        ],
    }


def _test(result: ProofResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "role": result.actor.role,
        "settings": dict(result.actor.settings),
        "passed": result.has_passed,
        "seconds": round(result.seconds, 4),
        **({"problem": result.problem} if result.problem else {}),
        **({"place": str(result.span)} if result.span is not None else {}),
        "statements": [_statement(verdict) for verdict in result.verdicts],
    }


def _statement(verdict: Verdict) -> dict[str, Any]:
    return {
        "written": verdict.written,
        "sql": verdict.sql,
        "passed": verdict.has_passed,
        "expected": verdict.expected,
        "came": verdict.came,
        **({"difference": list(verdict.lines)} if verdict.lines else {}),
        **({"hint": verdict.hint} if verdict.hint else {}),
    }


def _weakened(item: Weakened) -> dict[str, Any]:
    return {
        "address": str(item.address),
        "change": item.change,
        "statements": list(item.statements),
        "survived": item.has_survived,
        **({"noticed_by": item.caught_by} if item.caught_by else {}),
        **({"excuse": item.excuse} if item.excuse else {}),
        **({"problem": item.problem} if item.problem else {}),
        **({"advice": item.advice} if item.has_survived else {}),
    }


def proofs_junit(report: ProofReport) -> str:
    """A suite per database, a case per test and per weakening."""
    root = ET.Element("testsuites", name="neonpy test")
    for database in report.databases:
        weakened = database.weakened or ()
        name = one_line(str(database.database))
        suite = ET.SubElement(
            root,
            "testsuite",
            name=name,
            tests=str(len(database.results) + len(weakened)),
            failures=str(len(database.failed) + len(database.survivors)),
            errors="0",
            skipped=str(sum(bool(item.excuse) for item in weakened)),
            time=f"{database.seconds:.3f}",
        )
        for result in database.results:
            case = ET.SubElement(
                suite, "testcase", name=one_line(result.name), classname=name, time=f"{result.seconds:.3f}"
            )
            if not result.has_passed:
                told = _failure(result)
                ET.SubElement(case, "failure", message=one_line(told.splitlines()[0])).text = safe(told)
        for item in weakened:
            case = ET.SubElement(
                suite,
                "testcase",
                name=one_line(f"{item.address}: {item.change}"),
                classname=f"{name} weakened",
            )
            if item.excuse:
                ET.SubElement(case, "skipped", message=one_line(item.excuse))
            elif item.has_survived:
                told = item.problem or f"No test tries {item.advice}."
                ET.SubElement(case, "failure", message="no test noticed").text = safe(told)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _failure(result: ProofResult) -> str:
    lines = [result.problem] if result.problem else []
    for verdict in result.verdicts:
        if not verdict.has_passed:
            lines += [verdict.written, f"  expected {verdict.expected}, got {verdict.came}"]
            lines += [f"    {line}" for line in verdict.lines]
    return "\n".join(lines)


def access_document(databases: Sequence[DatabaseAccess]) -> dict[str, Any]:
    """What ``test --matrix --json`` says."""
    return {
        "format_version": FORMAT_VERSION,
        "type": "access",
        "neonpy_version": __version__,
        "databases": [
            {
                "address": str(database.database),
                "tables": [
                    {"table": held.table, "role": held.role, "may": dict(held.cells)}
                    for held in database.tables
                ],
            }
            for database in databases
        ],
    }
