"""The SQL of our plans for large tables, read by squawk: what it finds there is a hazard that the plan names, or the plan has an
answer to it. (That every rule of squawk's is known is tests/unit/lint/test_squawk.py.)
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from case_folder import CaseFolder, database_cases, skip_where_refused, skip_where_the_server_lacks_something
from online_rows import ROWS, Row
from pair_run import Wishes, observed_in, plan_between

from neonctl_py.ddl.offline import script_text
from neonctl_py.lint.squawk import SQUAWK
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.steps import SqlStep

if TYPE_CHECKING:
    from collections.abc import Callable

    from private_server import PrivateServer

    from neonctl_py.model.values import Secret
    from neonctl_py.plan.plan import Plan
    from neonctl_py.postgres.connect import Connection

COMMAND = Path(sys.executable).parent / "squawk"


@dataclass(frozen=True)
class Answer:
    """One of these holds for a finding: the plan names one of the ``hazards``; a step was done in one of these ``forms``; or ``why``
    says that the rule asks for something else than safety.
    """

    hazards: tuple[Hazard, ...] = ()
    forms: tuple[str, ...] = ()
    why: str = ""

    def holds(self, plan: Plan) -> bool:
        steps = [step for step in plan.steps if isinstance(step, SqlStep)]
        is_form = any(step.form in self.forms for step in steps)
        return bool(set(self.hazards) & set(plan.hazards)) or is_form or bool(self.why)


_FROM_PARTITIONS = ("from partitions", "on only")
_TASTE = Answer(why="a matter of taste: `neonpy lint` has it")
_SHOWN = Answer(why="the stack says so, and the plan shows it as a change")
_SCANS = (Hazard.BLOCKS_READS, Hazard.BLOCKS_WRITES)
_GOES = (Hazard.BREAKS_RUNNING_CODE, Hazard.DELETES_DATA, Hazard.REWRITES_TABLE, Hazard.BLOCKS_READS)
"""What goes, for good or to come back in the same transaction."""

ANSWERS = {
    "adding-field-with-default": Answer((Hazard.REWRITES_TABLE,), forms=("in batches",)),
    "adding-foreign-key-constraint": Answer(_SCANS, forms=_FROM_PARTITIONS),
    "adding-not-nullable-field": Answer((Hazard.MAY_FAIL_ON_DATA,)),
    "adding-required-field": Answer((Hazard.MAY_FAIL_ON_DATA,)),
    "adding-serial-primary-key-field": Answer(forms=_FROM_PARTITIONS),
    "ban-alter-domain-with-add-constraint": Answer((Hazard.MAY_FAIL_ON_DATA,), forms=("not valid",)),
    "ban-alter-identity": _SHOWN,
    "ban-char-field": _TASTE,
    "ban-create-domain-with-constraint": _TASTE,
    "ban-drop-column": Answer((Hazard.DELETES_DATA,)),
    # our own check, which has served, or another that stands
    "ban-drop-constraint": Answer(
        (Hazard.WEAKENS_PROTECTION, *_GOES), forms=("staged", "checked before", "swap")
    ),
    "ban-drop-default": _SHOWN,
    "ban-drop-domain": Answer(_GOES),
    "ban-drop-function": Answer(_GOES, forms=("in batches",)),  # our own trigger's, which has served
    "ban-drop-generated-expression": Answer(why="the values stay, and the plan shows it as a change"),
    "ban-drop-not-null": _SHOWN,
    "ban-drop-sequence": Answer(_GOES),
    "ban-drop-table": Answer((Hazard.DELETES_DATA,)),
    "ban-drop-type": Answer(_GOES),
    "ban-drop-view": Answer(_GOES),
    "ban-set-schema": Answer((Hazard.BREAKS_RUNNING_CODE,)),
    "changing-column-type": Answer((Hazard.REWRITES_TABLE,), forms=("in place",)),
    "constraint-missing-not-valid": Answer(_SCANS, forms=_FROM_PARTITIONS),
    "disallowed-unique-constraint": Answer(_SCANS, forms=_FROM_PARTITIONS),
    "prefer-bigint-over-int": _TASTE,
    "prefer-bigint-over-smallint": _TASTE,
    "prefer-identity": _TASTE,
    "prefer-robust-stmts": Answer(
        why="leftovers are looked at before (indisvalid), which IF NOT EXISTS hides"
    ),
    "prefer-text-field": _TASTE,
    "prefer-timestamp-tz": _TASTE,
    "renaming-column": Answer((Hazard.BREAKS_RUNNING_CODE,)),
    "renaming-object": Answer(why="an index, constraint, policy or trigger, which no statement names"),
    "renaming-table": Answer((Hazard.BREAKS_RUNNING_CODE,)),
    "require-concurrent-index-creation": Answer(_SCANS, forms=_FROM_PARTITIONS),
    "require-concurrent-index-deletion": Answer(_SCANS, forms=_FROM_PARTITIONS),
    "require-concurrent-partition-detach": Answer(_SCANS, forms=_FROM_PARTITIONS),
    "require-enum-value-ordering": Answer(
        why="the stack's order is the type's: the last one has none after it"
    ),
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


_REMADE = {"ban-drop-constraint"}  # it comes back in the same plan
_UNREAD = {"ban-alter-domain-with-add-constraint", "ban-drop-constraint"}  # NOT VALID: no row is read
_OF_A_NEW_ONE = {"require-concurrent-index-creation"}  # its table or view is made in the same plan
EXCUSED = {
    "column/default_of_odd_text": {"adding-field-with-default"},  # a constant, which writes no row
    "constraint/foreign_key_to_unique_index": _REMADE,
    "constraint/made_not_valid": _UNREAD,
    "constraint/not_of_all_partitions": _REMADE,
    "constraint/not_valid_above": _UNREAD,
    "constraint/primary_key_of_a_partition": _REMADE,
    "domain/not_valid_check": _UNREAD,
    "domain/not_valid_from_the_beginning": _UNREAD,
    "domain/over_domain": _REMADE,
    "index/storage_parameters_partitioned": _REMADE,
    "table/referenced_partition_goes": _REMADE,
    "table/ring_gets_new_parents": _OF_A_NEW_ONE,
    "view/becomes_materialized": _OF_A_NEW_ONE,
    "view/ten_deep": _OF_A_NEW_ONE,
}

CASES = [
    case
    for case in database_cases()
    if case.kind in ("table", "column", "constraint", "index", "enum", "domain", "view", "policy", "trigger")
]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_so_it_is_in_every_case_folder(
    case: CaseFolder, case_server: PrivateServer, empty_database: Callable[[str], tuple[Secret, Connection]]
) -> None:
    """As if every table were large."""
    skip_where_the_server_lacks_something(case, case_server)
    states = []
    for file in ("old.sql", "new.sql"):
        _, there = empty_database(case.role)
        for text in filter(str.strip, (case.text("setup.sql"), case.text(file))):
            there.execute(text)
        states.append(observed_in(there))
    plan = plan_between(*states, replace(case.wishes, all_large=True))
    skip_where_refused(case, plan)
    script = script_text([step for step in plan.steps if isinstance(step, SqlStep)])
    found = findings(script) - EXCUSED.get(case.name, set())
    assert {name for name in found if name not in ANSWERS or not ANSWERS[name].holds(plan)} == set(), (
        plan.hazards
    )
