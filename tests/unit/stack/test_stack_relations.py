"""Sequences, types, collations, statistics, parents and partitions as the stack writes them, and as Postgres will print them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neonctl_py.model.collation import Collation
from neonctl_py.model.column import Column
from neonctl_py.model.composite import Attribute, Composite
from neonctl_py.model.range import Range
from neonctl_py.model.sequence import Sequence
from neonctl_py.model.statistics import Statistics
from neonctl_py.model.table import NotNull, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.stack.load import LoadedStack

HEAD = """
version: 1
projects:
  p:
    provider: postgres
    url: postgresql://h/d
    roles: {boss: {login: false}}
    databases:
      d:
        owner: boss
        schemas:
          app: {tables: {far: {columns: {id: int}}}}
          public:
            types: {mood: {enum: [a]}}
            tables:
              base: {columns: {id: int, note: text}}
              below: {columns: {note: text}, inherits: [strict]}
              strict: {columns: {given: int constraint said not null, kept: int not null no inherit, note: text}}
              log: {columns: {id: int, at: timestamptz, kind: text}, partition_by: range (at)}
"""
ROOM = " " * 12
OBJECTS = {
    "sequences: {s: {}}": ("sequence.public.s", Sequence(owner="boss")),
    "sequences: {s: {type: integer, start: 1, increment: 1, minvalue: 1, maxvalue: 2147483647, cache: 1}}": (
        "sequence.public.s",
        Sequence(type="integer", owner="boss"),
    ),
    "sequences: {s: {increment: -2, start: -7, minvalue: -70, cycle: true, owned_by: base.id}}": (
        "sequence.public.s",
        Sequence(increment=-2, start=-7, minimum=-70, cycle=True, owned_by="public.base.id", owner="boss"),
    ),
    "types: {mood: {enum: [a]}, pair: {composite: {a: int, B: {type: 'mood[]', comment: b}}}}": (
        "composite.public.pair",
        Composite(
            attributes=(Attribute("a", "integer"), Attribute("B", "public.mood[]", None, "b")), owner="boss"
        ),
    ),
    "types: {span: {range: float, difference: pg_catalog.float8mi, multirange: spans}}": (
        "range.public.span",
        Range(subtype="double precision", difference="float8mi", multirange="spans", owner="boss"),
    ),
    "collations: {de: {provider: icu, locale: de-DE, deterministic: false}}": (
        "collation.public.de",
        Collation(provider="icu", locale="de-DE", deterministic=False, owner="boss"),
    ),
    "collations: {c: {lc_collate: C, lc_ctype: C}}": (
        "collation.public.c",
        Collation(locale="C", owner="boss"),
    ),
    "statistics: {st: {table: app.far, on: [id, (id + 1)], kinds: [ndistinct, mcv], target: 5}}": (
        "statistics.public.st",
        Statistics(table="app.far", on="id, (id + 1)", kinds=("mcv", "ndistinct"), target=5, owner="boss"),
    ),
    "statistics: {st: {table: base, on: [(id + 1)]}}": (
        "statistics.public.st",
        Statistics(table="public.base", on="(id + 1)", owner="boss"),
    ),
}
TABLES = {
    "{inherits: [base, app.far], columns: {own: int}}": Table(
        owner="boss", inherits=("public.base", "app.far")
    ),
    "{partition_of: log, bounds: \"from ('2026-01-01') to (MaxValue)\"}": Table(
        owner="boss",
        partition_of="public.log",
        bounds="FOR VALUES FROM ('2026-01-01') TO (MAXVALUE)",
    ),
    "{partition_of: log, bounds: default, partition_by: 'LIST ( lower(kind) )'}": Table(
        owner="boss", partition_of="public.log", bounds="DEFAULT", partition_by="LIST (lower(kind))"
    ),
    "{columns: {a: int, b: int}, partition_by: 'hash (a,b)'}": Table(
        owner="boss", partition_by="HASH (a, b)"
    ),
    "{partition_of: log, bounds: 'for values with (MODULUS 2,  remainder 0)'}": Table(
        owner="boss", partition_of="public.log", bounds="FOR VALUES WITH (modulus 2, remainder 0)"
    ),
}
NOT_NULLS = {
    "{partition_of: log, bounds: default, not_null_names: {kind: a kind, at: given}}": (
        NotNull("at", "given"),
        NotNull("kind", "a kind"),
    ),
    "{inherits: [base], columns: {}, overrides: {note: {null: false}}, not_null_names: {note: noted}}": (
        NotNull("note", "noted"),
    ),
    "{inherits: [base], columns: {}}": (),
    "{inherits: [base], columns: {}, not_null_names: {id: mine}}": (NotNull("id", "mine"),),
    "{inherits: [base], columns: {}, overrides: {id: {null: false}, note: {null: false}},"
    " not_null_names: {id: {name: mine, no_inherit: true}, note: {name: later, validated: false}}}": (
        NotNull("id", "mine", no_inherit=True),
        NotNull("note", "later", validated=False),
    ),
    "{inherits: [base], columns: {id: int not null}}": (),
    "{inherits: [below], columns: {given: int, id: int}}": (NotNull("given", "said", own=False),),
    "{inherits: [below], columns: {given: int null}}": (),
    "{inherits: [below], columns: {given: int not null}}": (),
    "{inherits: [below], columns: {given: int primary key}}": (),
    "{inherits: [below], columns: {kept: int}}": (),
    "{inherits: [below], columns: {given: {type: int, not_null: {inherited: true, comment: c}}}}": (
        NotNull("given", "said", own=False),
    ),
    "{inherits: [below], columns: {given: {type: int, not_null: {comment: c}}}}": (),
}
MISTAKES = {
    "sequences: {s: {owned_by: «NP132»nobody.id}}": "no table `public.nobody`",
    "sequences: {s: {owned_by: «NP133»base.nothing}}": "no column `nothing`",
    "sequences: {s: {owned_by: «NP123»base}}": "Write `table.column`",
    "sequences: {«NP139»base: {}}": "already",
    "types: {mood: {enum: [a]}, pair: {composite: {a: «NP134»nope}}}": "no type `nope`",
    "types: {mood: {enum: [a]}, d: {domain: «NP121»serial}}": "Write `integer`",
    "collations: {«NP116»c: {lc_collate: C}}": "Write `locale: de-DE`",
    "statistics: {s: {table: «NP132»nobody, on: [a, b]}}": "no table `nobody`",
    "statistics: {s: {table: base, on: [id, «NP133»idd]}}": "Did you mean `id`?",
}
TABLE_MISTAKES = {
    "{partition_of: log, bounds: «NP123»from 1 to 2}": "`(` must come here",
    "{partition_of: log, bounds: «NP123»between}": "Write `from (1) to (10)`",
    "{«NP111»partition_of: log}": "`bounds` is missing",
    "{partition_of: log, bounds: default, «NP116»columns: {a: int}}": "Leave out `columns`",
    "{columns: {a: int}, partition_by: «NP123»a}": "Write `range (created_at)`",
    "{columns: {a: int}, «NP111»partitions: {t_1: default}}": "Write `partition_by",
    "{inherits: [«NP132»nobody], columns: {a: int}}": "no table `nobody`",
    "{columns: {a: int}, «NP116»not_null_names: {a: given}}": "Say it in `columns`",
    "{columns: {«NP116»a: {type: int, not_null: {inherited: true}}}}": "Leave `inherited` out",
    "{inherits: [base], columns: {«NP116»note: {type: text, not_null: {inherited: true, comment: c}}}}": "no parent of the table has",
    "{inherits: [base], columns: {«NP116»id: {type: int, not_null: {inherited: true}}}}": "no parent of the table has",
    "{inherits: [base], overrides: {id: {«NP116»options: {a: b}}}}": "only a foreign table's columns",
    "{columns: {a: int}, «NP116»column_order: [a]}": "Only a partition",
    "{columns: {a: int}, «NP116»valid_checks: [c]}": "validated: false",
    "{columns: {a: int}, triggers: {x: {before: update, update_of: [«NP133»b], execute: suppress_redundant_updates_trigger()}}}": "no column `b`",
}


def _with_table(text: str) -> str:
    return f"{HEAD}{ROOM}  t: {text}\n"


@pytest.mark.parametrize("text", OBJECTS)
def test_what_a_text_becomes(text: str, load: Callable[..., LoadedStack]) -> None:
    """What says Postgres' default says nothing."""
    address, expected = OBJECTS[text]
    head = HEAD.replace(f"{ROOM}types: {{mood: {{enum: [a]}}}}\n", "") if text.startswith("types") else HEAD
    objects = load(f"{head}{ROOM}{text}\n").desired.objects
    found = {str(place).removeprefix("project.p/database.d/"): value for place, value in objects.items()}
    assert expected == found[address]


@pytest.mark.parametrize("text", TABLES)
def test_a_table_and_its_parents(text: str, load: Callable[..., LoadedStack]) -> None:
    """As ``regclass``, ``pg_get_partkeydef`` and ``pg_get_expr`` print them."""
    objects = load(_with_table(text)).desired.objects
    found = {str(place).removeprefix("project.p/database.d/"): value for place, value in objects.items()}
    assert TABLES[text] == found["table.public.t"]


@pytest.mark.parametrize("text", NOT_NULLS)
def test_a_table_names_its_own_not_nulls_on_its_parents_columns(
    text: str, load: Callable[..., LoadedStack]
) -> None:
    objects = load(_with_table(text)).desired.objects
    found = {str(place).removeprefix("project.p/database.d/"): value for place, value in objects.items()}
    table = found["table.public.t"]
    assert isinstance(table, Table)
    assert NOT_NULLS[text] == table.not_nulls
    for item in table.not_nulls:
        column = found.get(f"table.public.t/column.{item.column}")
        assert column is None or not getattr(column, "nullable", True), "what its parents say holds"


def test_a_trigger_names_columns_that_its_table_has_from_a_parent(load: Callable[..., LoadedStack]) -> None:
    trigger = (
        "{before: update, update_of: [note], for_each: row, execute: suppress_redundant_updates_trigger()}"
    )
    text = f"{{inherits: [base], columns: {{}}, triggers: {{x: {trigger}}}}}"
    objects = load(_with_table(text)).desired.objects
    found = {str(place).removeprefix("project.p/database.d/"): value for place, value in objects.items()}
    assert getattr(found["table.public.t/trigger.x"], "columns", None) == ("note",)


def test_partitions_beside_their_key(load: Callable[..., LoadedStack]) -> None:
    """Each is a table of its own, without columns of its own."""
    text = "{columns: {a: int}, partition_by: list (a), partitions: {t_1: in (1), t_rest: default}}"
    objects = load(_with_table(text)).desired.objects
    parts = {
        place.name[-1]: value for place, value in objects.items() if getattr(value, "partition_of", None)
    }
    assert parts == {
        "t_1": Table(owner="boss", partition_of="public.t", bounds="FOR VALUES IN (1)"),
        "t_rest": Table(owner="boss", partition_of="public.t", bounds="DEFAULT"),
    }


def test_serial_is_a_column_and_its_sequence(load: Callable[..., LoadedStack]) -> None:
    """The names are Postgres' own, also where they are taken."""
    text = f"{_with_table('{columns: {id: bigserial primary key, n: {type: smallserial}}}')}{ROOM}sequences: {{t_n_seq: {{}}}}\n"
    objects = load(text).desired.objects
    columns = {place.name[-1]: value for place, value in objects.items() if isinstance(value, Column)}
    sequences = {place.name[-1]: value for place, value in objects.items() if isinstance(value, Sequence)}
    assert columns["id"] == Column(
        type="bigint", nullable=False, default="nextval('public.t_id_seq'::regclass)", position=1
    )
    assert columns["n"].default == "nextval('public.t_n_seq1'::regclass)"
    assert sequences == {
        "t_id_seq": Sequence(owned_by="public.t.id", owner="boss"),
        "t_n_seq1": Sequence(type="smallint", owned_by="public.t.n", owner="boss"),
        "t_n_seq": Sequence(owner="boss"),
    }


@pytest.mark.parametrize("text", [*MISTAKES, *TABLE_MISTAKES])
def test_what_is_wrong_is_told_where_it_stands(
    text: str, mistakes: Callable[..., tuple[object, object, str]]
) -> None:
    """The place, and what to write instead."""
    in_table = text in TABLE_MISTAKES
    head = HEAD.replace(f"{ROOM}types: {{mood: {{enum: [a]}}}}\n", "") if text.startswith("types") else HEAD
    expected, found, messages = mistakes(_with_table(text) if in_table else f"{head}{ROOM}{text}\n")
    assert expected == found
    assert {**MISTAKES, **TABLE_MISTAKES}[text] in messages
