"""What is secret is read by whom Postgres shows it to; whom it doesn't, loses nothing else of the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neonctl_py.apply.sql_steps import run_sql_steps
from neonctl_py.errors import PostgresError
from neonctl_py.model.subscription import Subscription
from neonctl_py.model.user_mapping import UserMapping
from neonctl_py.model.values import UNSET, Secret
from neonctl_py.plan.changes import Action
from neonctl_py.plan.steps import SqlStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fresh_database import Database

NEEDLE = "n33dle"
SECRETS = f"""
create subscription inbox connection 'host=x password=<{NEEDLE}''&>' publication feed
  with (connect = false, slot_name = none);
create foreign data wrapper plain;
create server far foreign data wrapper plain;
create user mapping for public server far options (password '{NEEDLE}', "user" 'me');
"""
INBOX, MAPPING = "subscription.inbox", "foreign_server.far/user_mapping.public"


@pytest.fixture
def secretive(database: Database) -> Iterator[Database]:
    database.run(SECRETS)
    yield database
    database.run("reset role; drop subscription inbox")


def test_a_superuser_reads_them_and_shows_them_nowhere(secretive: Database) -> None:
    found = secretive.objects()
    inbox, mapping = found[INBOX], found[MAPPING]
    assert isinstance(inbox, Subscription)
    assert isinstance(mapping, UserMapping)
    assert inbox.connection == Secret(f"host=x password=<{NEEDLE}'&>")
    assert mapping.options == (("password", Secret(NEEDLE)), ("user", Secret("me")))
    assert NEEDLE not in f"{inbox} {mapping!r}"


def test_whoever_may_not_read_them_reads_all_the_rest(secretive: Database) -> None:
    secretive.run("set role pg_monitor")
    found = secretive.objects()
    inbox = found[INBOX]
    assert isinstance(inbox, Subscription)
    assert inbox.connection is UNSET
    assert inbox.publications == ("feed",)
    assert found[MAPPING] == UserMapping(options=UNSET)


def test_what_is_sent_is_the_secret_and_what_is_told_is_not(secretive: Database) -> None:
    state = secretive.state()
    address = next(place for place in state.objects if place.kind == "user_mapping")
    database = address.container("database")
    assert database is not None

    def change(options: tuple[tuple[str, Secret], ...]) -> SqlStep:
        return SqlStep(
            action=Action.UPDATE,
            operation="alter",
            address=address,
            database=database,
            before=state.objects[address],
            after=UserMapping(options=options),
            changed=("options",),
        )

    report = run_sql_steps(secretive.url, [change((("password", Secret("h''ush")),))], database=database)
    assert "h''ush" not in str(report)
    assert secretive.objects()[MAPPING] == UserMapping(options=(("password", Secret("h''ush")),))
    with pytest.raises(PostgresError) as refused:
        run_sql_steps(secretive.url, [change((("other", Secret("hush")),))] * 2, database=database)
    assert "hush" not in str(refused.value)
