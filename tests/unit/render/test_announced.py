"""What is announced is said before anything else; in a log not before the server has something to do."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from neonctl_py.model.address import Address
from neonctl_py.render.terminal.progress import UNDERWAY, Progress
from neonctl_py.report.events import Event, StepFinished, StepProgress, StepStarted

PLACE = Address.parse("project.shop")


def begun(number: int) -> list[Event]:
    return [StepStarted(PLACE, "create", place, 100) for place in range(1, number + 1)]


def announced(*, terminal: bool = False) -> tuple[Progress, Console, io.StringIO]:
    file = io.StringIO()
    console = Console(file=file, force_terminal=terminal, width=100)
    progress = Progress(console)
    progress.announce(lambda: file.write("the plan\n"))
    return progress, console, file


def test_on_a_terminal_it_is_said_at_once() -> None:
    _, _, file = announced(terminal=True)
    assert file.getvalue() == "the plan\n"


@pytest.mark.parametrize(
    ("events", "is_said"),
    [
        ([], False),
        (begun(UNDERWAY), False),
        (begun(UNDERWAY + 1), True),
        ([StepProgress(PLACE, "waits for a lock")], True),
        ([*begun(1), StepFinished(PLACE, "create", 0.1)], True),
    ],
    ids=["nothing", "the first steps", "one more", "a word from a step", "a step that is done"],
)
def test_in_a_log_it_waits_for_the_first_steps_and_comes_before_all_other_lines(
    events: list[Event], is_said: bool
) -> None:
    progress, _, file = announced()
    for event in events:
        progress.listen(event)
    assert file.getvalue().startswith("the plan\n") is is_said
    assert is_said or file.getvalue() == ""


def test_it_is_said_however_it_ends_and_once() -> None:
    progress, _, file = announced()
    with pytest.raises(KeyboardInterrupt), progress:
        raise KeyboardInterrupt
    progress.pause()
    assert file.getvalue() == "the plan\n"
