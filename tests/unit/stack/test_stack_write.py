"""The road backwards: what is written reads back as exactly the same state, in canonical form."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from write_states import states

from neonctl_py.model.address import Address
from neonctl_py.model.column import Column, Identity
from neonctl_py.model.constraint import Check, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.database import Database
from neonctl_py.model.enum import Enum
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.project import Project
from neonctl_py.model.role import Role
from neonctl_py.model.schema import Schema
from neonctl_py.model.sequence import Sequence
from neonctl_py.model.table import Table
from neonctl_py.model.values import UNSET, QualifiedName
from neonctl_py.stack.format import format_text
from neonctl_py.stack.load import load_stack
from neonctl_py.stack.write import write_state
from neonctl_py.stack.write_files import MANY_TABLES, Layout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.state import Desired, Object

PROJECT = Address.parse("project.shop")
DATABASE = PROJECT.child("database", "shop")
PUBLIC = DATABASE.child("schema", "public")
ITEMS = DATABASE.child("table", "public", "items")
URL = {PROJECT: {"url": "postgresql://db.example.org/shop"}}


def state(**more: Object) -> dict[Address, Object]:
    """A server with one table; ``more`` by address below it."""
    objects: dict[Address, Object] = {
        PROJECT: Project(provider="postgres"),
        PROJECT.child("role", "app"): Role(login=True),
        DATABASE: Database(owner="app"),
        PUBLIC: Schema(comment=UNSET),
        ITEMS: Table(owner="app"),
    }
    for text, value in more.items():
        objects[Address.parse(f"{ITEMS}/{text}")] = value
    return objects


def files(objects: Mapping[Address, Object], **options: object) -> dict[str, str]:
    return write_state(objects, Layout(name="shop"), beside=URL, **options).files  # type: ignore[arg-type]


def loaded(texts: Mapping[str, str]) -> Desired:
    with tempfile.TemporaryDirectory() as folder:
        for path, text in texts.items():
            place = Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        return load_stack(Path(folder), variables={}, environment={}).desired


@settings(max_examples=120)
@given(states())
def test_what_is_written_reads_back_as_the_same_state(objects: dict[Address, Object]) -> None:
    project = next(address for address in objects if address.kind == "project")
    beside = (
        {project: {"url": "postgresql://db.example.org/x"}}
        if objects[project] == Project(provider="postgres")
        else {}
    )
    written = write_state(objects, Layout(name="shop"), beside=beside)

    assert {item.address.kind for item in written.left_out} <= {"subscription", "user_mapping"}  # secrets
    assert loaded(written.files).objects == objects
    for path, text in written.files.items():
        if not path.endswith(".yaml"):
            continue
        assert format_text(text, file=path) == text


COLUMNS = {
    "sql's own words": (
        {
            "column.id": Column(type="uuid", nullable=False, default="gen_random_uuid()", position=1),
            "constraint.items_pkey": PrimaryKey(columns=("id",)),
        },
        "id: uuid primary key default gen_random_uuid()",
    ),
    "the short name of a type": (
        {"column.at": Column(type="timestamp(3) with time zone[]", position=1)},
        "at: timestamptz(3)[]",
    ),
    "what SQL's words don't say": (
        {"column.a": Column(type="text", nullable=False, comment="its: name", position=1)},
        'a: {type: text, null: false, comment: "its: name"}',
    ),
    "a default of several lines": (
        {"column.a": Column(type="integer", default="CASE\n    WHEN true THEN 1\nEND", position=1)},
        "a:\n  type: integer\n  default: |-\n    CASE\n        WHEN true THEN 1\n    END",
    ),
    "an identity whose sequence has a name of its own": (
        {
            "column.a": Column(
                type="bigint", nullable=False, identity=Identity(True, 5, sequence="My seq"), position=1
            )
        },
        'a: bigint generated always as identity (sequence name "My seq" start 5)',
    ),
    "a reference to the own schema": (
        {
            "column.parent": Column(type="bigint", position=1),
            "constraint.items_parent_fkey": ForeignKey(
                columns=("parent",),
                references=QualifiedName("public", "items"),
                referenced_columns=("parent",),
                on_delete="set null",
            ),
        },
        "parent: bigint references items (parent) on delete set null",
    ),
    "a key with a name of its own": (
        {
            "column.a": Column(type="bigint", nullable=False, position=1),
            "constraint.one_only": Unique(columns=("a",)),
            "constraint.positive": Check(expression="(a > 0)"),
        },
        "a: bigint not null",
    ),
    "a check of one column": (
        {
            "column.a": Column(type="bigint", position=1),
            "constraint.items_a_check": Check(expression="a > 0"),
        },
        "a: bigint check (a > 0)",
    ),
}


@pytest.mark.parametrize(("more", "expected"), COLUMNS.values(), ids=COLUMNS)
def test_a_column_is_written_as_a_person_would(more: dict[str, Object], expected: str) -> None:
    text = files(state(**more))["schemas/public.yaml"]
    indent = " " * 18
    assert "".join(f"{indent}{line}\n" for line in expected.split("\n")) in text


SERIAL = Column(type="integer", nullable=False, default="nextval('public.items_a_seq'::regclass)", position=1)


@pytest.mark.parametrize(
    ("sequence", "expected"),
    [
        (Sequence(type="integer", owned_by="public.items.a", owner="app"), "a: serial\n"),
        (
            Sequence(type="integer", owned_by="public.items.a", owner="app", cache=5),
            "a: integer not null default nextval('public.items_a_seq'::regclass)\n",
        ),
        (
            Sequence(type="integer", owner="app"),
            "a: integer not null default nextval('public.items_a_seq'::regclass)\n",
        ),
    ],
    ids=["plain", "more than serial says", "nobody's"],
)
def test_a_serial_column_says_its_sequence(sequence: Sequence, expected: str) -> None:
    objects = {
        **state(**{"column.a": SERIAL}),
        DATABASE.child("sequence", "public", "items_a_seq"): sequence,
    }
    texts = files(objects)

    assert expected in texts["schemas/public.yaml"]
    assert ("sequences:" in texts["schemas/public.yaml"]) is (expected != "a: serial\n")
    assert loaded(texts).objects == objects


def test_nothing_is_written_that_is_a_default() -> None:
    assert files(state(**{"column.a": Column(type="text", position=1)})) == {
        "stack.yaml": (
            "version: 1\nstack: shop\ninclude: [schemas/*.yaml]\nprojects:\n  shop:\n    provider: postgres\n"
            "    url: postgresql://db.example.org/shop\n    roles:\n      app: {login: true}\n"
            "    databases:\n      shop:\n        owner: app\n"
        ),
        "schemas/public.yaml": (
            "projects:\n  shop:\n    databases:\n      shop:\n        schemas:\n          public:\n"
            "            tables:\n              items:\n                columns:\n                  a: text\n"
        ),
    }


def test_from_forty_tables_on_each_has_a_file_of_its_own() -> None:
    objects = state(**{"column.a": Column(type="text", position=1)})
    for number in range(MANY_TABLES):
        name = f"T{number}" if number % 2 else f"t{number + 1}"  # names that a Mac can't tell apart
        objects[DATABASE.child("table", "public", name)] = Table(owner="app")
    texts = files(objects)

    assert len(texts) == len({path.lower() for path in texts}) == 1 + 1 + 1 + MANY_TABLES
    assert "schemas/public/items.yaml" in texts
    assert loaded(texts).objects == objects


def test_files_have_names_that_every_system_takes() -> None:
    """Windows keeps some names for devices and forgets a last dot; it and macOS take letters of two sizes for one."""
    names = [
        "CON",
        "con",
        "con.txt",
        "Nul",
        "com1",
        ".",
        "..",
        "trail.",
        "a/b",
        "a_b",
        "ÄÖ",
        "äö",
        "é",
        "e\u0301",
    ]
    objects = {**state(), **{DATABASE.child("schema", name): Schema(owner="app") for name in names}}
    for name in names:
        objects[DATABASE.child("table", name, "t")] = Table(owner="app")
    texts = files(objects)
    stems = [path.removeprefix("schemas/").removesuffix(".yaml") for path in texts if "/" in path]

    assert loaded(texts).objects == objects
    assert len({stem.casefold() for stem in stems}) == len(stems) == len(names) + 1
    assert not {"con", "con.txt", "nul", "com1", "", ".", ".."} & {stem.lower() for stem in stems}
    assert all(stem.isprintable() and not set(stem) & set('/\\:*?"<>|') for stem in stems)


ENUM = DATABASE.child("enum", "elsewhere", "mood")
LEFT_OUT = {
    "a part of a table": (
        {ITEMS.child("column", "a"): Column(type="gone.away", position=1)},
        {str(ITEMS): "the type gone.away can't be named in a stack"},
    ),
    "a default that holds a password": (
        {
            ITEMS.child("column", "a"): Column(
                type="text", default="'postgres://u:n33dle@h/d'::text", position=1
            )
        },
        {str(ITEMS): "its default holds what looks like a password, and no stack may"},
    ),
    "what stands in a schema that isn't there": (
        {ENUM: Enum(labels=("a",))},
        {str(ENUM): "its schema belongs to an extension"},
    ),
}


@pytest.mark.parametrize(("more", "expected"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_cannot_be_said_is_left_alone_as_a_whole(
    more: dict[Address, Object], expected: dict[str, str]
) -> None:
    """A part that is not declared would be removed by the next plan, so its table is only mentioned."""
    written = write_state({**state(), **more}, Layout(name="shop"), beside=URL)
    desired = loaded(written.files)

    assert {str(item.address): item.why for item in written.left_out} == expected
    for item in written.left_out:
        address = item.address
        assert address in desired.external or address not in desired.objects
    assert not {address for address in desired.objects if address.kind == "grant"} or not expected


@pytest.mark.parametrize(
    "more",
    [
        {
            ITEMS.child("column", "a"): Column(type="bigint", position=1),
            ITEMS.child("constraint", "f"): ForeignKey(
                columns=("a",), references=QualifiedName("ext", "t"), referenced_columns=("b",)
            ),
        },
        {ITEMS: Table(owner="app", inherits=('public."Of an extension"',))},
        {ITEMS: Table(owner="app", partition_of="public.parent", bounds="DEFAULT")},
    ],
    ids=["a foreign key", "a parent", "a partitioned table"],
)
def test_a_table_that_others_refer_to_is_mentioned(more: dict[Address, Object]) -> None:
    """What it refers to may be an extension's: nothing is to be said about it but that it is there."""
    written = write_state({**state(), **more}, Layout(name="shop"), beside=URL)

    assert written.left_out == ()
    assert loaded(written.files).objects == {**state(), **more}


def test_partitions_that_are_no_more_than_bounds_stand_in_one_line() -> None:
    def part(bounds: str, **more: object) -> Table:
        return Table(owner="app", partition_of="public.items", bounds=bounds, **more)  # type: ignore[arg-type]

    table = {name: DATABASE.child("table", "public", name) for name in ("first", "second", "rest")}
    objects = {
        **state(**{"column.at": Column(type="date", position=1)}),
        ITEMS: Table(owner="app", partition_by="RANGE (at)"),
        table["first"]: part("FOR VALUES FROM (MINVALUE) TO ('2026-01-01')"),
        table["second"]: part("FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')", partition_by="LIST (at)"),
        table["rest"]: part("DEFAULT", comment="what fits nowhere else"),
    }
    texts = files(objects)

    assert loaded(texts).objects == objects
    assert "first: from (minvalue) to ('2026-01-01')\n" in texts["schemas/public.yaml"]
    assert "bounds: from ('2026-01-01') to ('2027-01-01')\n" in texts["schemas/public.yaml"]


def test_an_index_whose_name_is_a_word_is_a_replica_identity() -> None:
    objects = {
        **state(**{"column.a": Column(type="text", position=1), "index.full": Index(keys=(IndexKey("a"),))}),
        ITEMS: Table(owner="app", replica_identity="index", replica_identity_index="full"),
    }
    assert loaded(files(objects)).objects == objects


def test_dollar_signs_that_look_like_references_stay_text() -> None:
    for comment in ("${env:HOME}", "$${var:x}", "costs $5 ${branch} $$x$$", "${unknown} ${1}"):
        objects = {**state(), ITEMS: Table(owner="app", comment=comment)}
        assert loaded(files(objects)).objects[ITEMS] == objects[ITEMS]


def test_an_index_says_the_least_that_says_everything() -> None:
    keys = (IndexKey("a"), IndexKey("lower(a)", is_column=False, descending=True, nulls_first=False))
    text = files(
        state(
            **{
                "column.a": Column(type="text", position=1),
                "index.plain": Index(keys=keys[:1]),
                "index.more": Index(keys=keys, unique=True, where="(a IS NOT NULL)"),
                "index.odd": Index(keys=(IndexKey('"A b"', collation='"C"'),)),
            }
            | {'column."A b"': Column(type="text", position=2)}
        )
    )["schemas/public.yaml"]
    assert "plain: [a]\n" in text
    assert 'more: {on: [a, "lower(a) desc nulls last"], unique: true, where: "(a IS NOT NULL)"}\n' in text
    assert 'odd: [\'"A b" collate "C"\']\n' in text
