"""A plan is what it takes to make the observed state the desired one, in an order that works."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from plan_states import BRANCH, DATABASE, LARGE, at, desired, in_database, observed, shop

from neonctl_py.model.branch import Branch
from neonctl_py.model.column import Column
from neonctl_py.model.compute import Compute
from neonctl_py.model.constraint import Check, Exclusion, PrimaryKey
from neonctl_py.model.database import Database
from neonctl_py.model.enum import Enum
from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.helper_names import replaced, replacement
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.policy import Policy
from neonctl_py.model.project import Project
from neonctl_py.model.role import Role
from neonctl_py.model.schema import Schema
from neonctl_py.model.table import Table
from neonctl_py.model.values import Secret
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.steps import NeonStep, SqlStep

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.plan import Plan

ORDERS = "table.public.orders"


def done(plan: Plan) -> list[str]:
    """Each step as ``operation segment``."""
    return [
        f"{step.operation if isinstance(step, SqlStep) else step.action.value} {step.address.segment}"
        for step in plan.steps
    ]


def test_equal_states_leave_nothing_to_do() -> None:
    """Law 1: plan(x, x) is empty."""
    plan = make_plan(desired(shop()), observed(shop()))

    assert plan.is_empty
    assert plan.steps == ()


def test_an_empty_account_becomes_a_whole_system_in_one_order() -> None:
    """One call makes project, branch, compute, role and database; security is on only after the policy stands."""
    plan = make_plan(desired(shop()), observed({}))

    assert done(plan) == [
        "create project.shop",
        "create role.app",
        "create table.public.users",
        "create table.public.orders",
        "create index.orders_user_id_idx",
        "create policy.own_rows",
        "alter table.public.orders",
    ]
    first = plan.steps[0]
    assert isinstance(first, NeonStep)
    assert [address.segment for address, _ in first.parts] == [
        "branch.main",
        "compute",
        "role.owner",
        "database.neondb",
    ]
    assert plan.hazards == ()


def test_the_schema_public_is_created_only_where_a_database_lacks_it() -> None:
    """A new database brings schema public along, so it is no step."""
    plan = make_plan(desired(shop()), observed({}))

    assert "create schema.public" not in done(plan)
    assert plan.changes  # and it is no change either
    assert in_database("schema.public") not in {change.address for change in plan.changes}


def test_the_plan_does_not_depend_on_the_order_of_either_side() -> None:
    """Law 5."""
    expected = make_plan(desired(shop()), observed({}))
    items = list(shop().items())
    for seed in range(5):
        random.Random(seed).shuffle(items)  # noqa: S311  not for secrets
        assert make_plan(desired(dict(items)), observed({})) == expected


EDITS = [
    (
        "a column is added and one is dropped",
        {in_database(f"{ORDERS}/column.note"): Column(type="text", position=9)},
        [],
        ["add column.note"],
        [],
    ),
    (
        "a dropped column names its hazard",
        {},
        [
            in_database(f"{ORDERS}/column.user_id"),
            in_database(f"{ORDERS}/constraint.orders_user_id_fkey"),
            in_database(f"{ORDERS}/index.orders_user_id_idx"),
            in_database(f"{ORDERS}/policy.own_rows"),
        ],
        [
            "drop policy.own_rows",
            "drop index.orders_user_id_idx",
            "drop constraint.orders_user_id_fkey",
            "drop column.user_id",
        ],
        [Hazard.CHANGES_ACCESS, Hazard.DELETES_DATA, Hazard.WEAKENS_PROTECTION],
    ),
    (
        "a policy is altered in place",
        {in_database(f"{ORDERS}/policy.own_rows"): Policy(roles=("app",), using="user_id = 2")},
        [],
        ["alter policy.own_rows"],
        [Hazard.CHANGES_ACCESS],
    ),
    (
        "a policy of another command is replaced at once",
        {
            in_database(f"{ORDERS}/policy.own_rows"): Policy(
                roles=("app",), command="select", using="user_id = 1"
            )
        },
        [],
        ["drop policy.own_rows", "create policy.own_rows"],
        [Hazard.CHANGES_ACCESS],
    ),
    (
        "security switched off weakens protection",
        {in_database(ORDERS): Table()},
        [],
        ["alter table.public.orders"],
        [Hazard.WEAKENS_PROTECTION],
    ),
    (
        "a changed index is replaced",
        {in_database(f"{ORDERS}/index.orders_user_id_idx"): Index(keys=(IndexKey("user_id"),), unique=True)},
        [],
        ["drop index.orders_user_id_idx", "create index.orders_user_id_idx"],
        [Hazard.MAY_FAIL_ON_DATA],
    ),
]


@pytest.mark.parametrize(("why", "put", "gone", "steps", "hazards"), EDITS, ids=[edit[0] for edit in EDITS])
def test_an_edit_of_a_small_table(
    why: str, put: dict, gone: list, steps: list[str], hazards: list[Hazard]
) -> None:
    """Each edit gives exactly these steps and hazards."""
    wanted = {address: value for address, value in (shop() | put).items() if address not in gone}

    plan = make_plan(desired(wanted), observed(shop()))

    assert done(plan) == steps
    assert list(plan.hazards) == hazards


ONLINE = [
    (
        "an index",
        {in_database(f"{ORDERS}/index.i"): Index(keys=(IndexKey("id"),))},
        ["build_concurrently index.i"],
    ),
    (
        "a changed index",
        {in_database(f"{ORDERS}/index.orders_user_id_idx"): Index(keys=(IndexKey("id"),))},
        [
            "build_replacement_concurrently index.orders_user_id_idx",
            "swap_replacement index.orders_user_id_idx",
            "drop_replaced_concurrently index.orders_user_id_idx",
        ],
    ),
    (
        "a check",
        {in_database(f"{ORDERS}/constraint.c"): Check(expression="id > 0")},
        ["add_not_valid constraint.c", "validate constraint.c"],
    ),
    (
        "a changed key",
        {in_database(f"{ORDERS}/constraint.orders_pkey"): PrimaryKey(columns=("id", "user_id"))},
        [
            "build_replacement_index_concurrently constraint.orders_pkey",
            "swap_over_index constraint.orders_pkey",
        ],
    ),
    (
        "not null",
        {in_database(f"{ORDERS}/column.user_id"): Column(type="bigint", nullable=False, position=2)},
        [
            "add_not_null_check column.user_id",
            "validate_not_null_check column.user_id",
            "set_not_null column.user_id",
        ],
    ),
]


@pytest.mark.parametrize(("why", "put", "steps"), ONLINE, ids=[edit[0] for edit in ONLINE])
def test_an_edit_of_a_large_table_blocks_nobody(why: str, put: dict, steps: list[str]) -> None:
    """The long form is chosen by size."""
    plan = make_plan(desired(shop() | put), observed(shop(), LARGE))

    assert done(plan) == steps
    assert not set(plan.hazards) & {Hazard.BLOCKS_READS, Hazard.BLOCKS_WRITES}


PLAIN = [
    (
        "an exclusion, which Postgres can only build under its lock",
        {},
        ["replace constraint.apart"],
        {Hazard.BLOCKS_READS, Hazard.LONG_SCAN, Hazard.MAY_FAIL_ON_DATA},
    ),
    (
        "in a table with an heir, which would get both under one name",
        {in_database("table.public.old_orders"): Table(inherits=("public.orders",))},
        ["drop constraint.apart", "add constraint.apart"],
        {Hazard.BLOCKS_READS, Hazard.LONG_SCAN, Hazard.MAY_FAIL_ON_DATA},
    ),
]


@pytest.mark.parametrize(("why", "more", "steps", "hazards"), PLAIN, ids=[edit[0] for edit in PLAIN])
def test_what_has_no_other_form_is_named(
    why: str, more: dict, steps: list[str], hazards: set[Hazard]
) -> None:
    """In one transaction where that can be; and never without consent."""
    place = in_database(f"{ORDERS}/constraint.apart")
    before = shop() | more | {place: Exclusion(definition="EXCLUDE USING btree (id WITH =)")}
    after = before | {place: Exclusion(definition="EXCLUDE USING btree (user_id WITH =)")}
    plan = make_plan(desired(after), observed(before, LARGE))

    assert done(plan) == steps
    assert set(plan.hazards) == hazards
    assert plan.unconsented(()) == (Hazard.BLOCKS_READS,)


NEW_INDEX = in_database(f"{ORDERS}/index.{replacement('orders_user_id_idx')}")
REPLACED_INDEX = in_database(f"{ORDERS}/index.{replaced('orders_user_id_idx')}")


def test_what_an_interrupted_replacement_has_left_goes_before_the_next_one() -> None:
    """Its name is needed. Where nothing is replaced any more it goes like anything else that nobody declared."""
    there = shop() | {
        place: Index(keys=(IndexKey("user_id"),), valid=False) for place in (NEW_INDEX, REPLACED_INDEX)
    }
    wanted = shop() | {in_database(f"{ORDERS}/index.orders_user_id_idx"): Index(keys=(IndexKey("id"),))}

    again = done(make_plan(desired(wanted), observed(there, LARGE)))
    given_up = done(make_plan(desired(shop()), observed(there, LARGE)))

    left = sorted(f"drop_concurrently {place.segment}" for place in (NEW_INDEX, REPLACED_INDEX))
    assert again == [
        *left,
        "build_replacement_concurrently index.orders_user_id_idx",
        "swap_replacement index.orders_user_id_idx",
        "drop_replaced_concurrently index.orders_user_id_idx",
    ]
    assert sorted(given_up) == left


def test_what_nobody_declared_is_told_and_left_alone() -> None:
    """Whole objects vanish only on purpose."""
    extra = shop() | {
        in_database("table.public.notes"): Table(),
        in_database("table.public.notes/column.a"): Column(),
    }

    plan = make_plan(desired(shop()), observed(extra))

    assert plan.is_empty
    assert plan.unmanaged == (in_database("table.public.notes"),)


def test_a_tombstone_removes_the_whole_object() -> None:
    """removed: names it."""
    extra = shop() | {in_database("table.public.notes"): Table()}

    plan = make_plan(desired(shop(), removed=(in_database("table.public.notes"),)), observed(extra))

    assert done(plan) == ["drop table.public.notes"]
    assert plan.unconsented([]) == (Hazard.DELETES_DATA,)
    assert plan.unconsented(["deletes-data"]) == ()


def test_a_grant_nobody_declared_on_a_table_is_revoked_but_on_an_open_schema_it_is_left() -> None:
    """Tables own their grants; a schema does where the stack writes grants at all."""
    extra = shop() | {
        in_database(f"{ORDERS}/grant.app"): Grant((Privilege("delete"),)),
        in_database("schema.public/grant.app"): Grant((Privilege("create"),)),
    }
    wanted = desired(shop(), open_parts=frozenset({(in_database("schema.public"), "grant")}))

    plan = make_plan(wanted, observed(extra))

    assert done(plan) == ["change grant.app"]
    assert plan.changes[0].address == in_database(f"{ORDERS}/grant.app")


def test_an_external_schema_is_never_changed() -> None:
    """Read, never changed."""
    wanted = shop() | {in_database("schema.drizzle"): shop()[in_database("schema.public")]}

    plan = make_plan(desired(wanted, external=frozenset({in_database("schema.drizzle")})), observed(shop()))

    assert plan.is_empty


def test_a_renamed_table_keeps_everything_in_it() -> None:
    """moved: is one rename; what names the old one is read as naming the new one."""
    wanted = {
        at(str(address).replace("public.users", "public.people")): value for address, value in shop().items()
    }
    key = in_database(f"{ORDERS}/constraint.orders_user_id_fkey")
    wanted[key] = replace(wanted[key], references=type(wanted[key].references)("public", "people"))
    moved = ((in_database("table.public.users"), in_database("table.public.people")),)

    plan = make_plan(desired(wanted, moved=moved), observed(shop()))

    assert done(plan) == ["rename table.public.people"]
    assert plan.hazards == (Hazard.BREAKS_RUNNING_CODE,)


def test_an_equal_index_of_another_name_is_renamed() -> None:
    """Nothing is rebuilt for a name."""
    wanted = shop()
    wanted[in_database(f"{ORDERS}/index.by_user")] = wanted.pop(
        in_database(f"{ORDERS}/index.orders_user_id_idx")
    )

    plan = make_plan(desired(wanted), observed(shop()))

    assert done(plan) == ["rename index.by_user"]
    assert plan.changes[0].action is Action.MOVE


def test_a_new_branch_is_planned_as_a_copy_made_after_its_parent() -> None:
    """Never "already exists": the copy has all that the parent has after this apply."""
    staging = "project.shop/branch.staging"
    copied = {
        at(str(address).replace(BRANCH, staging)): value
        for address, value in shop().items()
        if str(address).startswith((f"{BRANCH}/role", DATABASE))
    }
    wanted = (
        shop()
        | {at(staging): Branch(parent="main"), at(f"{staging}/compute"): Compute(implied=True)}
        | copied
    )
    wanted[in_database(f"{ORDERS}/column.note")] = Column(type="text", position=3)
    wanted[at(str(in_database(f"{ORDERS}/column.note")).replace(BRANCH, staging))] = Column(
        type="text", position=3
    )

    plan = make_plan(desired(wanted), observed(shop()))

    assert done(plan) == ["add column.note", "create branch.staging"]


def test_an_enum_gains_values_in_place_and_is_rebuilt_to_lose_one() -> None:
    """Postgres can add, not remove."""
    place = in_database("enum.public.status")
    base = shop() | {place: Enum(labels=("a", "b"))}

    added = make_plan(desired(base | {place: Enum(labels=("a", "x", "b"))}), observed(base))
    removed = make_plan(desired(base | {place: Enum(labels=("b",))}), observed(base))

    assert done(added) == ["add_values enum.public.status"]
    assert done(removed) == ["rebuild enum.public.status"]
    assert Hazard.MAY_FAIL_ON_DATA in removed.hazards


GUARDS = [
    ("prevent_destroy", {"prevent_destroy": frozenset({at("project.shop")})}, {}, "NP201"),
    ("protected", {}, {at(BRANCH): Branch(default=True, protected=True)}, "NP202"),
]


@pytest.mark.parametrize(("why", "more", "there", "code"), GUARDS, ids=[guard[0] for guard in GUARDS])
def test_destroy_is_stopped_by(why: str, more: dict, there: dict, code: str) -> None:
    """The plan is shown, and its diagnostics stop apply."""
    plan = make_plan(desired(shop(), **more), observed(shop() | there), destroy=True)

    assert done(plan) == ["delete project.shop"]
    assert [diagnostic.code for diagnostic in plan.diagnostics] == [code]


def test_logical_replication_can_not_be_taken_back() -> None:
    """The API would refuse half way; the plan refuses before."""
    wanted = shop() | {at("project.shop"): Project(pg_version=17, logical_replication=False)}
    there = shop() | {at("project.shop"): Project(pg_version=17, logical_replication=True)}

    plan = make_plan(desired(wanted), observed(there))

    assert [diagnostic.code for diagnostic in plan.diagnostics] == ["NP203"]


def test_a_target_brings_what_it_needs_and_nothing_else() -> None:
    """--target."""
    plan = make_plan(
        desired(shop()),
        observed({}),
        targets=[in_database("table.public.users")],
    )

    assert done(plan) == ["create project.shop", "create table.public.users"]


def test_a_target_brings_no_change_of_what_holds_it() -> None:
    """Whoever asks for a role does not ask for the compute's restart; a table's type is another thing."""
    enum, table = in_database("enum.public.state"), in_database("table.public.log")
    column = table.child("column", "state")
    there = shop() | {
        at("project.shop"): Project(pg_version=17, history_retention=86400),
        at(f"{BRANCH}/compute"): Compute(min_cu=1, max_cu=1),
        at(DATABASE): Database(owner="owner", connection_limit=-1),
        enum: Enum(labels=("a",)),
    }
    wanted = shop() | {
        at("project.shop"): Project(pg_version=17, history_retention=3600),
        at(f"{BRANCH}/compute"): Compute(min_cu=2, max_cu=2),
        at(f"{BRANCH}/role.app"): Role(login=True, connection_limit=5),
        at(DATABASE): Database(owner="owner", connection_limit=7),
        enum: Enum(labels=("a", "b")),
        table: Table(),
        column: Column(type="public.state", position=1),
    }

    def asked(target: str) -> list[str]:
        return done(make_plan(desired(wanted), observed(there), targets=[at(target)]))

    assert asked(f"{BRANCH}/role.app") == ["alter role.app"]
    assert asked(str(table)) == ["add_values enum.public.state", "create table.public.log"]
    assert "update compute" in asked(BRANCH)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({}, ["delete project.shop"]),
        ({"branches": [at("project.shop/branch.dev")]}, ["delete branch.dev"]),
        ({"targets": [at("project.shop/branch.dev")]}, ["delete branch.dev"]),
        (
            {
                "targets": [in_database("table.public.users/column.email")],
                "branches": [at("project.shop/branch.dev")],
            },
            [],
        ),
    ],
)
def test_destroy_takes_what_was_named_and_nothing_around_it(
    words: dict[str, Any], expected: list[str]
) -> None:
    """Naming a branch never means its project."""
    there = shop() | {at("project.shop/branch.dev"): Branch(parent="main")}

    assert done(make_plan(desired(there), observed(there), destroy=True, **words)) == expected


def test_a_named_branch_brings_no_change_of_its_project() -> None:
    """Only a project that has to be made."""
    wanted = shop() | {at("project.shop"): Project(pg_version=17, history_retention=3600)}
    there = shop() | {at("project.shop"): Project(pg_version=17, history_retention=86400)}
    branch = [at(BRANCH)]

    assert done(make_plan(desired(wanted), observed(there))) == ["update project.shop"]
    assert make_plan(desired(wanted), observed(there), branches=branch).is_empty
    assert done(make_plan(desired(wanted), observed({}), branches=branch))[0] == "create project.shop"


@pytest.mark.parametrize("scope", [BRANCH, DATABASE, f"{DATABASE}/schema.public"])
def test_unmanaged_delete_takes_what_its_scope_holds_and_never_what_is_external(scope: str) -> None:
    """Tables stand beside their schema in the address of the database; the schema holds them all the same."""
    notes, moves = in_database("table.public.notes"), in_database("table.drizzle.moves")
    drizzle = in_database("schema.drizzle")
    there = shop() | {
        notes: Table(),
        drizzle: Schema(),
        moves: Table(),
        moves.child("column", "id"): Column(type="integer"),
        in_database("enum.drizzle.state"): Enum(labels=("a",)),
    }
    wanted = desired(shop(), external=frozenset({drizzle}), delete_unmanaged=frozenset({at(scope)}))

    plan = make_plan(wanted, observed(there))

    assert done(plan) == ["drop table.public.notes"]
    assert plan.unmanaged == ()


def test_only_what_lies_in_the_part_that_was_asked_for_is_told_as_unmanaged() -> None:
    """--target and --branch narrow the remarks, too."""
    staging = at("project.shop/branch.staging")
    notes, log = in_database("table.public.notes"), in_database("schema.log")
    there = shop() | {staging: Branch(parent="main"), notes: Table(), log: Schema()}
    asked: list[tuple[dict[str, Any], tuple[Address, ...]]] = [
        ({}, (staging, log, notes)),
        ({"branches": [staging]}, (staging,)),
        ({"branches": [at(BRANCH)]}, (log, notes)),
        ({"targets": [notes]}, (notes,)),
        ({"targets": [log], "branches": [staging]}, ()),
    ]
    told = [make_plan(desired(shop()), observed(there), **words).unmanaged for words, _ in asked]

    assert [sorted(some) for some in told] == [sorted(expected) for _, expected in asked]


def test_two_tables_that_point_at_each_other_are_dropped_keys_first() -> None:
    """Their order does not matter then."""
    removed = (in_database(ORDERS), in_database("table.public.users"))
    wanted = {
        address: value
        for address, value in shop().items()
        if address.kind not in ("table", "column", "constraint", "index", "policy")
    }

    plan = make_plan(desired(wanted, removed=removed), observed(shop()))

    assert done(plan) == [
        "drop constraint.orders_user_id_fkey",
        "drop table.public.users",
        "drop table.public.orders",
    ] or done(plan) == [
        "drop constraint.orders_user_id_fkey",
        "drop table.public.orders",
        "drop table.public.users",
    ]


def test_destroy_on_a_plain_server_drops_databases_before_roles_and_keeps_the_urls_own() -> None:
    """The session runs in the database of the URL; it is emptied, and its owner stays."""
    server = at("project.plain")
    there: dict[Address, Object] = {
        server: Project(provider="postgres"),
        server.child("role", "owner"): Role(login=True),
        server.child("role", "reader"): Role(),
        server.child("database", "home"): Database(owner="owner"),
        server.child("database", "home").child("schema", "app"): Schema(),
        server.child("database", "shop"): Database(owner="reader"),
        server.child("database", "shop").child("schema", "app"): Schema(),
    }
    urls = {server: Secret("postgresql://owner:x@localhost/home")}

    plan = make_plan(desired(there, connection_urls=urls), observed(there), destroy=True)

    assert done(plan) == ["drop database.shop", "drop schema.app", "drop role.reader"]
