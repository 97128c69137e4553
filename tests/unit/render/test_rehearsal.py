"""A rehearsal as people and pull requests see it."""

from __future__ import annotations

import pytest

from neonctl_py.model.address import Address
from neonctl_py.render.json_document import rehearsal_document
from neonctl_py.render.rehearsal import rehearsal_markdown, size_words
from neonctl_py.render.terminal.rehearsal import rehearsal_lines
from neonctl_py.report.rehearsal_report import Failure, RehearsalReport, Rehearsed, StepMeasured

MAIN = Address.parse("project.shop/branch.main")
PLACE = MAIN.child("database", "shop").child("table", "public", "a|b`c")
STEP = StepMeasured(
    address=PLACE,
    operation="set_not_null",
    seconds=0.5,
    lock="ACCESS EXCLUSIVE",
    locked="public.a|b`c",
    lock_seconds=1.25,
    rows=1200,
    wal_bytes=16000,
)
PASSED = Rehearsed(place=MAIN, on="stand-in", data="full", seconds=3, steps=(STEP,), compute="0.25 CU")
FAILED = Rehearsed(
    place=MAIN,
    on="stand-in",
    data="schema-only",
    seconds=3,
    failure=Failure(summary="no", detail="why\nnot", address=PLACE, operation="validate"),
)


def _lines(*places: Rehearsed) -> list[str]:
    return [line.plain for line in rehearsal_lines(RehearsalReport(places=places), width=120)]


def test_a_row_says_how_long_which_lock_was_held_and_what_was_written() -> None:
    row = next(line for line in _lines(PASSED) if "set not null" in line)

    assert row.split() == [
        *[
            "0.500",
            "ACCESS",
            "EXCLUSIVE",
            "on",
            "public.a|b`c",
            "1.2s",
            "1,200",
            "16",
            "kB",
            "set",
            "not",
            "null",
        ],
        'database.shop/table.public."a|b`c"',
    ]
    assert _lines(PASSED)[-1] == "Planned again there: no changes. The branch is deleted."


def test_a_failure_names_its_step_and_that_nothing_was_touched() -> None:
    told = " ".join(_lines(FAILED))

    assert "The rehearsal failed at validate" in told
    assert "Nothing of project.shop/branch.main was touched." in told
    assert "There were no rows" in told


def test_what_is_left_over_is_a_failure_too() -> None:
    left = Rehearsed(place=MAIN, on="stand-in", data="full", seconds=3, left=(PLACE,))

    assert RehearsalReport(places=(left,)).outcome == "failed"
    assert "1 object still differ" in " ".join(_lines(left))


def test_names_from_the_world_are_no_markup_in_a_pull_request() -> None:
    text = rehearsal_markdown(RehearsalReport(places=(PASSED,), left_out=((PLACE, "it *may* not"),)))
    rows = [line for line in text.splitlines() if line.startswith("| 0.5")]

    assert rows == [
        '| 0.500 | ACCESS EXCLUSIVE on public.a\\\\|b\\`c | 1.2s | 1,200 | 16 kB | `` set not null database.shop/table.public."a\\|b`c" `` |'
    ]
    assert "it \\*may\\* not" in text


def test_programs_get_the_numbers() -> None:
    document = rehearsal_document(RehearsalReport(places=(PASSED, FAILED)))

    assert document["outcome"] == "failed"
    assert document["places"][0]["steps"][0]["lock_seconds"] == 1.25
    assert document["places"][1]["failure"]["detail"] == "why\nnot"


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0"), (999, "999 B"), (16_384, "16 kB"), (1_234_567, "1.2 MB"), (5 * 10**12, "5.0 TB")],
)
def test_sizes_are_said_in_few_digits(size: int, words: str) -> None:
    assert size_words(size) == words
