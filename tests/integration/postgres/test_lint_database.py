"""``neonpy lint --url``: the rules for stacks, over what a live database holds."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from private_server import wanted_major
from warm_command import run_neonpy

from neonctl_py.model.address import Address
from neonctl_py.model.lint_settings import LintIgnore, LintSettings, RuleSetting
from neonctl_py.workflows.lint_stack import lint_database

if TYPE_CHECKING:
    from collections.abc import Callable

    from fresh_database import Database

CLOSED = "revoke create on schema public from public;"
"""A new database is open before PostgreSQL 15, and a rule tells of it."""
BAD = """
create table buyers (id integer primary key generated always as identity, name varchar(20), "order" json);
create table orders (at timestamp, buyer integer references buyers, amount real, total money);
create index orders_at_idx on orders (at);
create index orders_at_again_idx on orders (at);
create policy own on orders using (true);
create table notes (id bigint primary key, owner text);
alter table notes enable row level security;
create policy own on notes using (owner = current_setting('app.user'));
create policy others on notes for update using (true);
create view recent as select n.id from notes n;
create function purge() returns void language sql security definer as 'delete from notes';
grant select on notes to public;
create table empty_of_policies (id bigint primary key);
alter table empty_of_policies enable row level security;
create table alembic_version (version_num character varying(32) primary key);
"""
EXPECTED = {
    "integer-key",
    "varchar-with-limit",
    "reserved-word",
    "json-column",
    "no-primary-key",
    "timestamp-without-zone",
    "foreign-key-without-index",
    "money-as-float",
    "money-type",
    "duplicate-index",
    "policies-not-enforced",
    "row-security-without-policy",
    "policy-called-per-row",
    "policy-always-true",
    "several-permissive-policies",
    "view-without-security-invoker",
    "security-definer-search-path",
    "security-definer-for-all",
    "grant-to-public",
}
SECURITY_INVOKER_SINCE = 15


def test_a_database_is_held_to_the_rules_as_it_is(fresh_database: Callable[[], Database]) -> None:
    database = fresh_database()
    database.run(BAD)
    report = lint_database(database.url, LintSettings())
    unknown = {"view-without-security-invoker"} if wanted_major() < SECURITY_INVOKER_SINCE else set()
    assert {finding.rule for finding in report.findings} == EXPECTED - unknown
    assert not [finding for finding in report.findings if "alembic_version" in finding.address]
    assert {finding.address.partition("/")[0] for finding in report.findings} == {
        f"project.{report.checked[0]}"
    }


def test_settings_of_a_stack_hold_there_too(fresh_database: Callable[[], Database]) -> None:
    database = fresh_database()
    database.run(f"{CLOSED} create table logs (line text); create table notes (id bigint primary key);")
    name = lint_database(database.url, LintSettings()).checked[0]
    place = Address.parse(f"project.{name}/database.{name}/table.public.logs")
    settings = LintSettings(
        {"required-columns": RuleSetting(options={"columns": {"created_at": None}}, spare=("public.logs",))},
        (LintIgnore("no-primary-key", place, "append only"),),
    )
    report = lint_database(database.url, settings)
    assert [finding.rule for finding in report.findings] == ["required-columns"]
    assert [(finding.rule, reason) for finding, reason in report.excused] == [
        ("no-primary-key", "append only")
    ]


def test_the_installed_command_reads_a_live_database(fresh_database: Callable[[], Database]) -> None:
    database = fresh_database()
    database.run(f"{CLOSED} create table logs (line text)")
    ran = run_neonpy("lint", "--url", database.url.reveal(), "--json", env=os.environ)
    assert ran.returncode == 1, ran.stderr
    assert [finding["rule"] for finding in json.loads(ran.stdout)["findings"]] == ["no-primary-key"]
