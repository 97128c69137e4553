"""While policies change, nobody sees a row that was hidden before and is hidden afterwards: looked at after every commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pair_run import observed_in, plan_between

from neonctl_py.apply.sql_session import opened, read_session
from neonctl_py.ddl.execute import send
from neonctl_py.ddl.script import scripts
from neonctl_py.plan.steps import SqlStep

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection

TABLE = """
create table notes (id int, who text);
insert into notes values (1, 'a'), (2, 'b'), (3, 'c');
grant select, delete on notes to app_reader;
"""
ON = "alter table notes enable row level security;"
OWN = "create policy own on notes using (who = 'a');"
CHANGES = {
    "protected for the first time": ("", ON + OWN),
    "another condition": (ON + OWN, ON + "create policy own on notes using (who = 'b');"),
    "another command": (ON + OWN, ON + "create policy own on notes for select using (who = 'a');"),
    "restrictive instead": (
        ON + OWN + "create policy more on notes using (true);",
        ON
        + "create policy own on notes as restrictive using (who = 'a'); create policy more on notes using (true);",
    ),
    "renamed and narrowed": (ON + OWN, ON + "create policy mine on notes using (who = 'a' and id < 1);"),
    "one instead of another": (ON + OWN, ON + "create policy b on notes using (who = 'b');"),
    "no longer protected": (ON + OWN, ""),
    "for another role": (ON + OWN, ON + "create policy own on notes to app_writer using (who = 'a');"),
}


@pytest.mark.parametrize(("before", "after"), CHANGES.values(), ids=CHANGES)
def test_nobody_sees_more_than_before_or_after(
    before: str, after: str, empty_database: Callable[[], tuple[Secret, Connection]]
) -> None:
    url, there = empty_database()
    there.execute(TABLE + before)
    _, goal = empty_database()
    goal.execute(TABLE + after)
    allowed = seen(there) | seen(goal)
    plan = plan_between(observed_in(there), observed_in(goal))
    steps = [step for step in plan.steps if isinstance(step, SqlStep)]
    with opened(url) as connection:
        for script in scripts(steps, read_session(connection)):
            for line in script.lines():
                send(connection, line)
            assert seen(there) <= allowed
    assert seen(there) == seen(goal)


def seen(session: Connection) -> set[object]:
    """What a reader can see and delete."""
    with session.transaction(force_rollback=True):
        session.execute("set local role app_reader")
        found = {("sees", row[0]) for row in session.execute("select id from notes").fetchall()}
        gone = session.execute("delete from notes returning id").fetchall()
    return found | {("deletes", row[0]) for row in gone}
