"""Values, durations, short forms, errors, reports: each as a table."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from neonctl_py.diagnostics import Diagnostic, Severity, Span
from neonctl_py.errors import InputError, NeonAuthError, NeonpyError, PostgresError
from neonctl_py.model.address import Address
from neonctl_py.model.check import Level, Limit, Sample
from neonctl_py.model.column import Column, Identity
from neonctl_py.model.constraint import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.enum import Enum
from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.policy import Policy
from neonctl_py.model.project import AllowedIps, Project
from neonctl_py.model.role import Role
from neonctl_py.model.state import Observed
from neonctl_py.model.values import KNOWN_AFTER_APPLY, UNSET, QualifiedName, Secret
from neonctl_py.render.characters import one_line, safe
from neonctl_py.render.environment import EnvironmentFormat, Urls, environment_text, url_parts
from neonctl_py.render.summary import in_parentheses, summary
from neonctl_py.render.terminal.checks import check_lines
from neonctl_py.render.terminal.diagnostics import error_lines
from neonctl_py.render.terminal.drift import drift_lines
from neonctl_py.render.terminal.progress import Progress
from neonctl_py.render.terminal.report import report_lines
from neonctl_py.render.terminal.tree import tree_lines
from neonctl_py.render.values import duration, field_text, size, value_text
from neonctl_py.render.wording import duration_words
from neonctl_py.report.apply_report import ApplyReport, StepDone
from neonctl_py.report.check_report import CheckResult
from neonctl_py.report.events import StepFailed, StepFinished, StepProgress, StepStarted

if TYPE_CHECKING:
    from neonctl_py.plan.plan import Plan

PLACE = Address.parse("project.shop")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("x", None, "null"),
        ("x", UNSET, "(not written)"),
        ("x", KNOWN_AFTER_APPLY, "(known after apply)"),
        ("x", True, "true"),
        ("x", "", '""'),
        ("x", 0.25, "0.25"),
        ("x", 2.0, "2"),
        ("x", Secret("s"), "(sensitive value)"),
        ("x", ("a", "b"), "[a, b]"),
        ("x", (("work_mem", "16MB"),), "{work_mem: 16MB}"),
        ("x", QualifiedName("public", "t"), "public.t"),
        ("x", frozenset({"b", "a"}), "[a, b]"),
        ("allowed_ips", AllowedIps(ips=("1.2.3.4",)), "{ips: [1.2.3.4]}"),
        ("history_retention", 604800, "7d"),
        ("suspend_after", -1, "never"),
        ("suspend_after", 0, "the platform's default"),
        ("suspend_after", 300, "5m"),
        ("pg_version", 17, "17"),
    ],
)
def test_a_value_reads_as_in_the_stack(name: str, value: Any, expected: str) -> None:
    assert field_text(name, value) == expected


@pytest.mark.parametrize(("value", "expected"), [("s", "(sensitive value)"), (None, "null")])
def test_a_sensitive_field_tells_only_whether_it_is_there(value: Any, expected: str) -> None:
    assert field_text("x", value, sensitive=True) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0"), (90, "90s"), (5400, "90m"), (86400, "1d"), (90000, "25h"), (1.5, "1.5s")],
)
def test_a_duration_is_written_with_the_largest_whole_unit(seconds: float, expected: str) -> None:
    assert duration(seconds) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.0404, "40 ms"), (0.9999, "1.0s"), (9.96, "10.0s"), (12.3, "12s"), (59.9, "60s"), (185, "3m 5s")],
)
def test_time_that_passed_is_told_roughly(seconds: float, expected: str) -> None:
    assert duration_words(seconds) == expected


@pytest.mark.parametrize(
    ("count", "expected"), [(5, "5 bytes"), (2048, "2.0 kB"), (3_300_000, "3.1 MB"), (5 << 40, "5.0 TB")]
)
def test_bytes_are_told_in_a_unit_that_fits(count: int, expected: str) -> None:
    assert size(count) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            Column(type="uuid", nullable=False, default="gen_random_uuid()"),
            "uuid not null default gen_random_uuid()",
        ),
        (Column(type="bigint", identity=Identity(always=True)), "bigint generated always as identity"),
        (Column(type="text", generated="lower(a)"), "text generated always as (lower(a)) stored"),
        (Column(type="text", collation='"C"', comment="hi"), 'text collate "C"  comment hi'),
        (Column(type="text", backfill="''"), "text filled with ''"),
        (PrimaryKey(columns=("a", "b")), "primary key (a, b)"),
        (Unique(columns=("a",)), "unique (a)"),
        (Check(expression="(a > 0)"), "check (a > 0)"),
        (Check(expression="(a > 0) or (b > 0)"), "check ((a > 0) or (b > 0))"),
        (
            ForeignKey(
                columns=("a",),
                references=QualifiedName("s", "t"),
                referenced_columns=("id",),
                on_delete="cascade",
            ),
            "foreign key (a) references s.t(id) on delete cascade",
        ),
        (Exclusion(definition="EXCLUDE USING gist (a WITH &&)"), "EXCLUDE USING gist (a WITH &&)"),
        (
            Index(keys=(IndexKey("a", descending=True),), unique=True, include=("b",), where="c"),
            "unique btree (a desc) include (b) where c",
        ),
        (
            Policy(permissive=False, command="insert", roles=("a", "b"), with_check="x = 1"),
            "restrictive for insert to a, b with check (x = 1)",
        ),
        (
            Grant((Privilege("select", "a"), Privilege("select", "b"), Privilege("update"))),
            "select (a, b), update",
        ),
        (Grant(()), "nothing"),
        (Enum(labels=("a", "b")), "enum (a, b)"),
        (Role(), None),
    ],
)
def test_what_fits_on_a_line_has_a_short_form(value: Any, expected: str | None) -> None:
    assert summary(value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "(a)"),
        ("(a)", "(a)"),
        ("(a)+(b)", "((a)+(b))"),
        ("((a)+(b))", "((a)+(b))"),
        ("", "()"),
        ("(a", "((a)"),
    ],
)
def test_one_pair_of_parentheses_is_enough(text: str, expected: str) -> None:
    assert in_parentheses(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain ü 漢 \t\n", "plain ü 漢 \t\n"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\u202eabc", "\\u202eabc"),
        ("\x9b", "\\x9b"),
    ],
)
def test_characters_that_act_are_written_out(text: str, expected: str) -> None:
    assert safe(text) == expected


def test_one_line_is_one_line() -> None:
    assert one_line("a\nb\tc") == "a\\nb\\tc"


def lines_of(error: NeonpyError, sources: dict[str, str] | None = None) -> str:
    return "\n".join(line.plain for line in error_lines(error, width=60, sources=sources or {}))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (NeonpyError("no", detail="why", hint="do"), "error: no\n    why\n    hint: do"),
        (NeonpyError("no"), "error: no"),
        (NeonpyError("no", detail="a\n  b"), "error: no\n    a\n      b"),
        (NeonAuthError("key", status=401, request_id="r"), "error: key\n    (status 401, request r)"),
        (PostgresError("sql", sqlstate="42P01"), "error: sql\n    (SQLSTATE 42P01)"),
        (
            NeonpyError("no", detail="word " * 20),
            (
                "error: no\n    word word word word word word word word word word word\n"
                "    word word word word word word word word word"
            ),
        ),
    ],
)
def test_an_error_says_what_why_and_what_to_type(error: NeonpyError, expected: str) -> None:
    assert lines_of(error) == expected


def test_all_mistakes_are_told_with_their_lines() -> None:
    mistakes = [
        Diagnostic(Severity.ERROR, "NP1", "wrong", "detail", "hint", "project.p", Span("s.yaml", 2, 3)),
        Diagnostic(Severity.ERROR, "NP2", "also wrong", span=Span("gone.yaml", 1, 1)),
    ]
    assert lines_of(InputError(mistakes), {"s.yaml": "a: 1\n  b: 2\n"}) == (
        "error[NP1]: wrong\n  --> s.yaml:2:3\n    2 |   b: 2\n      |   ^\n  at  project.p\n    detail\n    hint: hint\n\n"
        "error[NP2]: also wrong\n  --> gone.yaml:1:1\n\n2 mistakes found, nothing was changed."
    )


@pytest.mark.parametrize("column", [1, 60, 150, 299])
def test_a_long_line_is_cut_around_its_place(column: int) -> None:
    line = "".join(chr(97 + number % 26) for number in range(300))
    text = lines_of(
        InputError([Diagnostic(Severity.ERROR, "N", "x", span=Span("s", 1, column))]), {"s": line}
    )
    source, caret = text.splitlines()[2:4]
    assert len(source) <= 60
    assert source[caret.index("^")] == line[column - 1]


def run_progress(*, terminal: bool, events: list[Any]) -> tuple[str, Progress]:
    output = io.StringIO()
    console = Console(file=output, force_terminal=terminal, width=60, color_system=None, legacy_windows=False)
    with Progress(console) as progress:
        progress.begin(2)
        for event in events:
            progress.listen(event)
    return output.getvalue(), progress


EVENTS = [
    StepStarted(PLACE, "create", 1, 2),
    StepProgress(PLACE, "create_timeline: running"),
    StepFinished(PLACE, "create", 0.25),
    StepStarted(PLACE.child("branch", "b"), "create", 2, 2),
    StepFailed(PLACE.child("branch", "b"), "create", 3, "the API refused"),
]


def test_without_a_terminal_progress_is_plain_lines() -> None:
    text, progress = run_progress(terminal=False, events=EVENTS)
    assert text == (
        "    project.shop: create_timeline: running\n"
        "[1/2] create project.shop (250 ms)\n"
        "[2/2] create project.shop/branch.b (3.0s) failed: the API\n      refused\n"
    )
    assert progress.has_begun
    assert progress.left_over().startswith("Done, and stays done: 1 of 2 steps.")


def test_a_time_too_short_to_say_anything_is_not_told() -> None:
    text, _ = run_progress(terminal=False, events=[StepFinished(PLACE, "create", 0.0)])
    assert text == "[1/2] create project.shop\n"


def test_steps_that_end_together_are_all_told_before_the_next_one_begins() -> None:
    output = io.StringIO()
    progress = Progress(Console(file=output, width=60, color_system=None, legacy_windows=False))
    progress.begin(4)
    places = [PLACE.child("role", f"r{number}") for number in range(4)]
    for place in places[:3]:
        progress.listen(StepFinished(place, "create", 0.0))
    progress.listen(StepStarted(places[3], "create", 4, 4))
    assert len(output.getvalue().splitlines()) == 3
    progress.listen(StepFinished(places[3], "create", 0.0))
    assert output.getvalue().splitlines()[-1] == "[4/4] create project.shop/role.r3"


def test_on_a_terminal_finished_steps_pile_up_above_a_live_line() -> None:
    text, _ = run_progress(terminal=True, events=EVENTS)
    assert "project.shop" in text
    assert "[1/2] create project.shop (250 ms)" in text
    assert "2/2 create project.shop/branch.b" in text


def report_of(plan: Plan, left: Plan) -> str:
    report = ApplyReport(plan=plan, done=(StepDone(PLACE, "create", 2.0),), left=left, seconds=3)
    return "\n".join(line.plain for line in report_lines(report, width=200, verbose=True))


def test_a_report_says_what_was_done_and_that_nothing_is_left(plan: Plan, empty_plan: Plan) -> None:
    text = report_of(plan, empty_plan)
    assert (
        "Apply complete! 10 added, 1 changed, 2 destroyed, 1 renamed, 1 adopted, 1 forgotten. 1 step in 3.0s."
        in text
    )
    assert "    2.0s  create project.shop" in text
    assert text.endswith("Planned again: No changes. Your infrastructure matches the stack.")


def test_a_report_shows_what_is_left(plan: Plan) -> None:
    text = report_of(plan, plan)
    assert "still differs" in text
    assert "column.note" in text


def test_nothing_to_do_needs_no_report(empty_plan: Plan) -> None:
    assert report_of(empty_plan, empty_plan) == ""


def test_drift_names_both_ways_out(plan: Plan, empty_plan: Plan) -> None:
    text = "\n".join(line.plain for line in drift_lines(plan, width=200))
    assert "If the stack is right: neonpy apply" in text
    assert "If the world is right: write it into the stack" in text
    assert text.endswith(f"Drift: {len(plan.changes)} differences.")
    assert f"Not in the stack, left alone: 1 object\n    {plan.unmanaged[0]}\n" in text
    assert [line.plain for line in drift_lines(empty_plan, width=80)] == [
        "No drift. The world is as the stack says."
    ]


def test_a_tree_shows_containers_that_were_not_read_and_sizes() -> None:
    table = Address.parse("project.p/branch.b/database.d/table.s.t")
    objects = {
        Address.parse("project.p"): Project(pg_version=17, history_retention=86400),
        table.child("column", "a"): Column(type="text"),
        table.child("column", "b"): Column(type="text"),
    }
    observed = Observed(objects=objects, ids={Address.parse("project.p"): "id-1"}, sizes={table: (10, 8192)})
    assert [line.plain for line in tree_lines(observed, width=80)] == [
        "project.p  pg_version: 17  [id-1]",
        "└── branch.b",
        "    └── database.d",
        "        └── table.s.t  (8.0 kB, about 10 rows)",
        "            ├── column.a  text",
        "            └── column.b  text",
    ]


@pytest.mark.parametrize(
    ("expect", "actual", "problem", "passed"),
    [
        (0, 0, "", True),
        (0, 1, "", False),
        (0, Decimal(0), "", True),
        (1, True, "", False),
        (True, True, "", True),
        (None, None, "", True),
        (None, None, "it failed", False),
        ("a", "a", "", True),
    ],
)
def test_a_check_passes_only_with_the_value_itself(
    expect: Any, actual: Any, problem: str, passed: bool
) -> None:
    result = _result("alert", "", expect, actual, problem)
    assert (result.has_passed, result.is_alert) == (passed, not passed)


def _result(severity: Level, description: str, expect: Any, actual: Any, problem: str = "") -> CheckResult:
    return CheckResult(
        address=PLACE,
        limits=(Limit(severity, "is", expect),),
        samples=(Sample(value=actual),),
        description=description,
        problem=problem,
    )


def test_a_failed_check_says_what_it_got() -> None:
    results = [
        _result("alert", "few", 0, 3),
        _result("info", "", 0, None, "no table"),
        _result("warning", "", 1, 1),
    ]
    assert [line.plain for line in check_lines(results, width=80)] == [
        "   alert  project.shop  few",
        "          expected 0, got 3",
        "    info  project.shop",
        "          no table",
        "      ok  project.shop",
        "2 checks of 3 did not pass.",
    ]


URLS = Urls(
    "neondb", "postgresql://u:p%23w@h-pooler/neondb?sslmode=require", "postgresql://u:p%23w@h:6543/neondb"
)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("dotenv", [f"DATABASE_URL='{URLS.pooled}'", f"DATABASE_URL_UNPOOLED='{URLS.direct}'"]),
        ("prisma", [f"DATABASE_URL='{URLS.pooled}&pgbouncer=true'", f"DIRECT_URL='{URLS.direct}'"]),
        ("sqlalchemy", ["DATABASE_URL='postgresql+psycopg://u:p%23w@h-pooler/neondb?sslmode=require'"]),
        ("drizzle", [f"DATABASE_URL_UNPOOLED='{URLS.direct}'"]),
        (
            "service",
            ["[neondb]", "host=h", "port=6543", "password=p#w", "[neondb-pooled]", "sslmode=require"],
        ),
    ],
)
def test_every_tool_finds_its_form(form: str, expected: list[str]) -> None:
    text = environment_text(URLS, EnvironmentFormat(form))
    assert [line for line in expected if line not in text.splitlines()] == []


def test_json_holds_both_urls() -> None:
    document = json.loads(environment_text(URLS, EnvironmentFormat.JSON))
    assert document == {"DATABASE_URL": URLS.pooled, "DATABASE_URL_UNPOOLED": URLS.direct}


def test_a_url_becomes_the_keywords_of_libpq() -> None:
    assert url_parts(URLS.pooled) == {
        "host": "h-pooler",
        "port": "5432",
        "dbname": "neondb",
        "user": "u",
        "password": "p#w",
        "sslmode": "require",
    }


def test_text_of_any_object_is_printable() -> None:
    assert value_text(object).startswith("<class")
