"""However a person spells it, the desired text comes back as the text that is observed after plain SQL has made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fresh_database import DATABASE, Database

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, Exclusion
from neonctl_py.model.domain import Domain
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.policy import Policy
from neonctl_py.model.state import Desired, Object
from neonctl_py.postgres.canonicalize import canonicalize
from neonctl_py.postgres.spelling_cache import SpellingCache

if TYPE_CHECKING:
    from neonctl_py.model.address import Address

WORLD = """
create extension citext;
create extension pg_trgm;
create schema app;
create type status as enum ('new', 'paid', 'Half Paid');
create domain code as text check (value ~ '^N');
create table app.members (id uuid, buyer uuid, role text);
create table buyers (id uuid primary key, wallet text, tier text, price numeric(10,2), amount integer, at timestamptz,
  state status, mail citext, tags text[], body jsonb, "Total Sum" integer, code code, born date, span int4range);
create function app.is_member(who uuid) returns boolean language sql stable as 'select true';
create function doubled(n integer) returns integer language sql immutable as 'select n * 2';
"""
BUYERS = DATABASE.child("table", "public", "buyers")

DEFAULTS = (
    ("integer", "1"),
    ("integer", "-1"),
    ("bigint", "5"),
    ("numeric(10,2)", "0"),
    ("text", "'x'"),
    ("text", "'it''s'"),
    ("varchar(30)", "'a'"),
    ("status", "'paid'"),
    ("public.status", "'Half Paid'::status"),
    ("status[]", "'{}'"),
    ("code", "'N1'"),
    ("citext", "'Me'"),
    ("uuid", "gen_random_uuid()"),
    ("timestamptz", "now()"),
    ("timestamptz", "NOW() + interval '7 days'"),
    ("timestamptz", "CURRENT_TIMESTAMP"),
    ("timestamptz", "'2030-01-01'"),
    ("timestamptz", "'2030-01-01 00:00:00+02'::timestamptz"),
    ("timestamp", "(now() at time zone 'utc')"),
    ("date", "current_date"),
    ("date", "'2030-01-31'"),
    ("interval", "'1 hour'"),
    ("jsonb", "'{}'"),
    ("jsonb", "jsonb_build_object('a', 1)"),
    ("text[]", "array[]::text[]"),
    ("int[]", "ARRAY[1,2,3]"),
    ("boolean", "'t'"),
    ("bool", "false"),
    ("float8", "1e3"),
    ("bytea", "'\\x00ff'"),
    ("integer", "doubled(3)"),
    ("text", "coalesce(current_setting('app.user', true), 'nobody')"),
    ("numeric", "3.14::numeric"),
    ("inet", "'10.0.0.0/8'"),
    ('text COLLATE "C"', None),
    ("char(3)", "'BRL'"),
)

CHECKS = (
    "price > 0",
    "(price > 0)",
    "tier in ('gold', 'silver')",
    "tier not in ('a','b')",
    "amount between 1 and 10",
    "state <> 'paid'",
    "state = any (array['new', 'paid']::status[])",
    "length(wallet) = 42 and wallet like '0x%'",
    "wallet ~* '^0x[0-9a-f]{40}$'",
    "wallet IS NOT NULL OR amount is null",
    "at > '2020-01-01'",
    "at < timestamptz '2030-01-01 12:00+03'",
    "lower(trim(both from tier)) = tier",
    "buyers.amount > 3",
    "public.buyers.amount > 3",
    "cast(amount as text) <> ''",
    "amount::numeric / 3 < price",
    "not (amount > 3)",
    '"Total Sum" >= 0',
    "mail like '%@%'",
    "cardinality(tags) < 5 and 'x' = any(tags)",
    "body ? 'a' and body->>'b' is distinct from 'c'",
    "(body #>> '{a,b}') = 'x'",
    "case when amount > 1 then price else 0 end > 0",
    "doubled(amount) > 2",
    "code <> 'N2'",
    "born > date '1900-01-01' and extract(year from born) < 2100",
    "num_nonnulls(wallet, tier) = 1",
    "jsonb_typeof(body) = 'object'",
    "(wallet, tier) <> ('a', 'b')",
    "nullif(tier, '') is not null",
    "amount = 1 or amount = 2 and price > 1",
)

INDEXES = (
    (IndexKey("lower(wallet)", is_column=False), None),
    (IndexKey("lower( tier )", is_column=False, descending=True), "wallet is null"),
    (IndexKey("wallet"), "state in ('new', 'paid')"),
    (IndexKey("amount + 1", is_column=False), "amount > 5 and price is not null"),
    (IndexKey("body -> 'a'", is_column=False), None),
    (IndexKey('"Total Sum"'), None),
    (IndexKey("wallet", opclass="text_pattern_ops"), None),
    (IndexKey("wallet", collation='"C"'), None),
    (IndexKey("wallet", collation='pg_catalog."C"', nulls_first=False), None),
    (IndexKey("wallet", descending=True, nulls_first=True), None),
    (IndexKey("(body ->> 'k')::int", is_column=False), None),
    (IndexKey("mail"), "at >= '2024-01-01'"),
)

POLICIES = (
    ("all", "wallet = current_setting('app.wallet')", None),
    ("select", "true", None),
    ("select", "id in (select m.buyer from app.members m where m.role = 'owner')", None),
    ("select", "exists (select 1 from app.members m where m.buyer = buyers.id)", None),
    ("select", "exists (select from app.members where members.buyer = public.buyers.id)", None),
    ("update", "wallet = current_user", "amount < 100"),
    ("insert", None, "tier in ('a', 'b')"),
    ("select", "amount = (select max(b.amount) from buyers b where b.tier = buyers.tier)", None),
    ("select", "app.is_member(id)", None),
    ("delete", "(select auth.uid from (select id as uid from app.members limit 1) auth) = id", None),
)


@pytest.fixture
def world(database: Database) -> Database:
    database.run(WORLD)
    return database


def canonical(
    database: Database, wanted: dict[Address, Object], spellings: SpellingCache | None = None
) -> dict[Address, Object]:
    observed = database.state().objects
    columns = {address: value for address, value in observed.items() if isinstance(value, Column)}
    desired = Desired(stack="shop", objects={**columns, **wanted})
    known = spellings or SpellingCache()
    return dict(canonicalize(database.session, DATABASE, desired, observed, tuple(wanted), spellings=known))


def texts(value: Object, *names: str) -> tuple[object, ...]:
    return tuple(getattr(value, name) for name in names)


def test_a_columns_type_and_default(world: Database) -> None:
    world.run("create table spelled ()")
    table = DATABASE.child("table", "public", "spelled")
    wanted: dict[Address, Object] = {}
    for number, (spelling, default) in enumerate(DEFAULTS):
        type_name, _, collation = spelling.partition(" COLLATE ")
        world.run(f"alter table spelled add c{number} {spelling}")
        if default is not None:
            world.run(f"alter table spelled alter c{number} set default {default}")
        wanted[table.child("column", f"c{number}")] = Column(
            type=type_name, default=default, collation=collation or None
        )
    observed = world.state().objects
    for address, value in canonical(world, wanted).items():
        names = ("type", "default", "collation")
        assert texts(value, *names) == texts(observed[address], *names), address


def test_a_check(world: Database) -> None:
    wanted: dict[Address, Object] = {}
    for number, text in enumerate(CHECKS):
        world.run(f"alter table buyers add constraint c{number} check ({text})")
        wanted[BUYERS.child("constraint", f"c{number}")] = Check(expression=text)
    observed = world.state().objects
    for address, value in canonical(world, wanted).items():
        assert value == observed[address], address


def test_an_index(world: Database) -> None:
    wanted: dict[Address, Object] = {}
    for number, (key, where) in enumerate(INDEXES):
        text = key.expression if key.is_column else f"({key.expression})"
        text += f" collate {key.collation}" if key.collation else ""
        text += f" {key.opclass}" if key.opclass else ""
        text += " desc" if key.descending else ""
        text += {True: " nulls first", False: " nulls last", None: ""}[key.nulls_first]
        condition = f"where {where}" if where else ""
        world.run(f"create index i{number} on buyers ({text}) {condition}")
        wanted[BUYERS.child("index", f"i{number}")] = Index(keys=(key,), where=where)
    observed = world.state().objects
    for address, value in canonical(world, wanted).items():
        assert value == observed[address], address


def test_a_policy(world: Database) -> None:
    wanted: dict[Address, Object] = {}
    for number, (command, using, with_check) in enumerate(POLICIES):
        first = f"using ({using})" if using else ""
        second = f"with check ({with_check})" if with_check else ""
        world.run(f"create policy p{number} on buyers for {command} {first} {second}")
        address = BUYERS.child("policy", f"p{number}")
        wanted[address] = Policy(command=command, using=using, with_check=with_check)
    observed = world.state().objects
    for address, value in canonical(world, wanted).items():
        assert value == observed[address], address


def test_a_generated_column_and_what_stands_on_it(world: Database) -> None:
    world.run(
        "alter table buyers add total numeric generated always as (price * amount) stored,"
        " add constraint total_known check (total > 1)"
    )
    wanted: dict[Address, Object] = {
        BUYERS.child("column", "total"): Column(type="numeric", generated="price*amount"),
        BUYERS.child("constraint", "total_known"): Check(expression="total>1"),
    }
    observed = world.state().objects
    for address, value in canonical(world, wanted).items():
        names = ("type", "generated") if address.kind == "column" else ("expression",)
        assert texts(value, *names) == texts(observed[address], *names)


def test_an_exclusion(world: Database) -> None:
    definition = "exclude using gist (span with &&) where (amount > 3)"
    world.run(f"alter table buyers add constraint apart {definition}")
    address = BUYERS.child("constraint", "apart")
    assert (
        canonical(world, {address: Exclusion(definition=definition)})[address]
        == world.state().objects[address]
    )


def test_a_domain_with_its_checks(world: Database) -> None:
    world.run("create domain app.price as decimal(12,2) default '0' constraint positive check (value >= 0)")
    address = DATABASE.child("domain", "app", "price")
    positive = address.child("constraint", "positive")
    found = canonical(
        world,
        {address: Domain(type="decimal(12,2)", default="'0'"), positive: Check(expression="value >= 0")},
    )
    observed = world.state().objects
    assert texts(found[address], "type", "default") == texts(observed[address], "type", "default")
    assert found[positive] == observed[positive]


def test_tables_of_one_name_in_two_schemas(world: Database) -> None:
    world.run("create table app.buyers (wallet text, constraint w check (wallet in ('a', 'b')))")
    other = DATABASE.child("table", "app", "buyers")
    wanted: dict[Address, Object] = {
        other.child("constraint", "w"): Check(expression="wallet in ('a','b')"),
        BUYERS.child("constraint", "w"): Check(expression="amount in (1,2)"),
    }
    found = canonical(world, wanted)
    assert found[other.child("constraint", "w")] == world.state().objects[other.child("constraint", "w")]
    assert found[BUYERS.child("constraint", "w")] == Check(expression="(amount = ANY (ARRAY[1, 2]))")


def test_a_table_named_like_a_type_hides_no_type(world: Database) -> None:
    world.run("create table date (at date, text text, constraint c check (at > '2020-01-01' and text <> ''))")
    table = DATABASE.child("table", "public", "date")
    wanted: dict[Address, Object] = {
        table.child("constraint", "c"): Check(expression="at > '2020-01-01' and text<>''")
    }
    address, value = next(iter(canonical(world, wanted).items()))
    assert value == world.state().objects[address]


def test_a_column_whose_table_also_has_checks_and_equal_columns_of_several_tables(world: Database) -> None:
    world.run("alter table buyers alter tier set default 'a', add check (tier <> 'b')")
    world.run("create table twin (tier text default 'a')")
    wanted: dict[Address, Object] = {
        BUYERS.child("column", "tier"): Column(type="text", default="'a'"),
        DATABASE.child("table", "public", "twin").child("column", "tier"): Column(type="text", default="'a'"),
        BUYERS.child("constraint", "buyers_tier_check"): Check(expression="tier <> 'b'"),
    }
    observed = world.state().objects
    for address, value in canonical(world, wanted).items():
        names = ("type", "default") if isinstance(value, Column) else ("expression",)
        assert texts(value, *names) == texts(observed[address], *names)


def test_many_tables_take_many_rounds_and_one_bad_text_among_them_stays_alone(world: Database) -> None:
    world.run("".join(f"create table many_{n} (a int, check (a in (1, {n})));" for n in range(90)))
    observed = world.state().objects
    tables = [DATABASE.child("table", "public", f"many_{n}") for n in range(90)]
    wanted: dict[Address, Object] = {
        table.child("constraint", f"many_{n}_a_check"): Check(expression=f"a in (1,{n})")
        for n, table in enumerate(tables)
    }
    bad = tables[33].child("constraint", "many_33_a_check")
    wanted[bad] = Check(expression="nowhere > 1")
    found = canonical(world, wanted)
    assert found.pop(bad) == wanted[bad]
    assert found == {address: observed[address] for address in found}


def test_what_does_not_exist_yet_stays_as_written_and_spoils_nothing_else(world: Database) -> None:
    future = BUYERS.child("column", "later")
    wanted: dict[Address, Object] = {
        future: Column(type="mood", default="'x'"),
        BUYERS.child("column", "tier"): Column(type="text", default="no_such_function()"),
        BUYERS.child("constraint", "bad"): Check(expression="missing > 1"),
        BUYERS.child("constraint", "worse"): Check(expression="amount > ) 1"),
        BUYERS.child("constraint", "good"): Check(expression="amount>1"),
    }
    found = canonical(world, wanted)
    assert found.pop(BUYERS.child("constraint", "good")) == Check(expression="(amount > 1)")
    assert found == {address: value for address, value in wanted.items() if address in found}


def test_it_leaves_nothing_behind_and_runs_no_second_statement(world: Database) -> None:
    before = world.state().objects
    trick = "true); commit; create table trick (id int"
    address = BUYERS.child("constraint", "trick")
    assert canonical(world, {address: Check(expression=trick)})[address] == Check(expression=trick)
    assert world.state().objects == before


def test_what_was_spelled_once_is_not_asked_again_until_the_names_around_it_change(world: Database) -> None:
    address = BUYERS.child("constraint", "c")
    wanted: dict[Address, Object] = {address: Check(expression="amount>1")}
    spelled = {address: Check(expression="(amount > 1)")}
    known = SpellingCache()
    assert canonical(world, wanted, known) == spelled
    guest = f"later_guest_of_{world.name}"
    world.run(f"revoke temporary on database {world.name} from public; create role {guest}; set role {guest}")
    try:
        assert canonical(world, wanted, known) == spelled
        world.run("reset role; create type another as enum ('a')")
        world.run(f"set role {guest}")
        assert canonical(world, wanted, known) == wanted
    finally:
        world.run(f"reset role; drop role {guest}")


def test_without_temporary_objects_everything_stays_as_written(world: Database) -> None:
    address = BUYERS.child("constraint", "c")
    guest = f"guest_of_{world.name}"
    world.run(f"revoke temporary on database {world.name} from public; create role {guest}; set role {guest}")
    try:
        assert canonical(world, {address: Check(expression="amount>1")})[address] == Check(
            expression="amount>1"
        )
    finally:
        world.run(f"reset role; drop role {guest}")
