"""The SQL of our plans for large tables, read by squawk: what it finds there is a hazard that the plan names, or the plan has an
answer to it. (That every rule of squawk's is known is tests/unit/lint/test_squawk.py.)
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from online_rows import ROWS, Row
from pair_run import Wishes, observed_in, plan_between

from neonctl_py.ddl.offline import script_text
from neonctl_py.lint.squawk import SQUAWK
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.steps import SqlStep

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.model.values import Secret
    from neonctl_py.plan.plan import Plan
    from neonctl_py.postgres.connect import Connection

COMMAND = Path(sys.executable).parent / "squawk"


@dataclass(frozen=True)
class Answer:
    """One of these holds for a finding: the plan names the ``hazard``; a step was done in one of these ``forms``; or ``why`` says
    that the rule asks for something else than safety.
    """

    hazard: Hazard | None = None
    forms: tuple[str, ...] = ()
    why: str = ""

    def holds(self, plan: Plan) -> bool:
        steps = [step for step in plan.steps if isinstance(step, SqlStep)]
        is_form = any(step.form in self.forms for step in steps)
        return self.hazard in plan.hazards or is_form or bool(self.why)


_FROM_PARTITIONS = ("from partitions",)
ANSWERS = {
    "adding-foreign-key-constraint": Answer(forms=_FROM_PARTITIONS),
    "adding-serial-primary-key-field": Answer(forms=_FROM_PARTITIONS),
    "ban-drop-column": Answer(Hazard.DELETES_DATA),
    "ban-drop-constraint": Answer(
        forms=("staged", "checked before", "swap")
    ),  # it has served; or another stands
    "ban-drop-function": Answer(forms=("in batches",)),  # our own trigger's, which has served
    "ban-drop-default": Answer(why="the stack says so, and the plan shows it as a change"),
    "changing-column-type": Answer(Hazard.REWRITES_TABLE, forms=("in place",)),
    "constraint-missing-not-valid": Answer(forms=_FROM_PARTITIONS),
    "disallowed-unique-constraint": Answer(forms=_FROM_PARTITIONS),
    "prefer-robust-stmts": Answer(
        why="leftovers are looked at before (indisvalid), which IF NOT EXISTS hides"
    ),
    "prefer-text-field": Answer(why="a matter of taste: `neonpy lint` has it"),
    "renaming-object": Answer(
        Hazard.BREAKS_RUNNING_CODE, forms=("concurrently", "swap")
    ),  # nobody calls an index
    "require-concurrent-index-creation": Answer(forms=_FROM_PARTITIONS),
    "require-concurrent-index-deletion": Answer(forms=_FROM_PARTITIONS),
}


def findings(sql: str) -> set[str]:
    ran = subprocess.run(
        [COMMAND, "--reporter=json", "--pg-version=17"],
        input=sql,
        capture_output=True,
        text=True,
        check=False,
    )
    return {str(found["rule_name"]) for found in json.loads(ran.stdout)}


def test_the_answers_are_to_rules_that_there_are() -> None:
    assert set(ANSWERS) <= set(SQUAWK)


def test_squawk_finds_something_where_nobody_took_care() -> None:
    assert findings("create index x on t (a); alter table t alter column a type bigint;") >= {
        "require-concurrent-index-creation",
        "changing-column-type",
        "require-lock-timeout" if "require-lock-timeout" in SQUAWK else "require-timeout-settings",
    }


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=row.name, marks=() if number % 4 == 0 else pytest.mark.slow)
        for number, row in enumerate(ROWS)
    ],
)
def test_what_squawk_finds_is_named_or_answered(
    row: Row, empty_database: Callable[[], tuple[Secret, Connection]]
) -> None:
    _, there = empty_database()
    there.execute(row.setup + row.first)
    _, goal = empty_database()
    goal.execute(row.setup + row.first)
    goal.execute(row.wanted)
    plan = plan_between(observed_in(there), observed_in(goal), Wishes(all_large=True))
    found = findings(script_text([step for step in plan.steps if isinstance(step, SqlStep)]))
    assert {name for name in found if name not in ANSWERS or not ANSWERS[name].holds(plan)} == set()
