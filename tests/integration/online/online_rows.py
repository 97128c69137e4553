"""The changes that must not stop anybody, each with the form that would. Never here: running them."""

from __future__ import annotations

from dataclasses import dataclass

ITEMS = """
create table kinds (name text primary key);
insert into kinds values ('a'), ('b');
create table items (id bigint, code varchar(20), kind text, price int, at date default '2026-01-01');
insert into items select n, 'c' || n, 'a', n from generate_series(1, 50) n;
create index items_price on items (price);
"""
PARTED = """
create table items (id bigint, code varchar(20), kind text, price int, at date default '2026-01-01') partition by range (at);
create table items_1 partition of items for values from ('2026-01-01') to ('2027-01-01');
create table items_2 partition of items for values from ('2027-01-01') to ('2028-01-01');
insert into items select n, 'c' || n, 'a', n from generate_series(1, 50) n;
"""


@dataclass(frozen=True)
class Row:
    """``setup`` and then ``wanted`` make the new state out of nothing; ``plain`` is what a naive tool runs on the old one.
    ``blocks``: whom that keeps out while it reads or waits: ``writers`` or ``all``; empty where the plain form is the one that
    we take, because Postgres needs its lock for an instant only.
    """

    name: str
    wanted: str
    plain: str = ""
    blocks: str = "all"
    setup: str = ITEMS
    first: str = ""
    """What the old state has besides."""
    busy: str = "items"
    """The table that others work with, on this day."""
    day: str = "2026-01-01"

    @property
    def read(self) -> str:
        return f"select count(*) from {self.busy}"

    @property
    def write(self) -> str:
        return f"insert into {self.busy} (id, code, kind, price, at) select n, 'w' || n, 'a', 1, '{self.day}' from nextval('numbers') n"

    @property
    def change(self) -> str:
        return self.plain or self.wanted


ROWS = [
    Row("index", "create index items_kind on items (kind)", blocks="writers"),
    Row(
        "changed index",
        "drop index items_price; create index items_price on items (price desc, id)",
        blocks="all",
    ),
    Row("index on partitions", "create index items_kind on items (kind)", blocks="writers", setup=PARTED),
    Row("unique key", "alter table items add constraint codes unique (code)"),
    Row("unique key of partitions", "alter table items add constraint codes unique (code, at)", setup=PARTED),
    Row("primary key", "alter table items add primary key (id)"),
    Row("primary key of partitions", "alter table items add primary key (id, at)", setup=PARTED),
    Row("check", "alter table items add constraint positive check (price > 0)"),
    Row(
        "foreign key",
        "alter table items add constraint of_kind foreign key (kind) references kinds",
        blocks="writers",
    ),
    Row(
        "foreign key of partitions",
        "alter table items add constraint of_kind foreign key (kind) references kinds",
        blocks="writers",
        setup="create table kinds (name text primary key); insert into kinds values ('a');" + PARTED,
    ),
    Row(
        "changed check",
        "alter table items drop constraint priced, add constraint priced check (price > 0)",
        first="alter table items add constraint priced check (price > -1);",
    ),
    Row(
        "changed foreign key",
        "alter table items drop constraint of_kind, add constraint of_kind foreign key (kind) references kinds on delete cascade",
        first="alter table items add constraint of_kind foreign key (kind) references kinds;",
    ),
    Row(
        "changed unique key",
        "alter table items drop constraint codes, add constraint codes unique (code)",
        first="alter table items add constraint codes unique (code, id);",
    ),
    Row(
        "changed primary key",
        "alter table items drop constraint items_pkey, add primary key (id, at)",
        first="alter table items alter at set not null, add primary key (id);",
    ),
    Row("not null", "alter table items alter column price set not null"),
    Row("not null of partitions", "alter table items alter column price set not null", setup=PARTED),
    Row("longer type", "alter table items alter column code type varchar(40)", blocks=""),
    Row("type without limit", "alter table items alter column code type text", blocks=""),
    Row("column", "alter table items add column note text default 'none'", blocks=""),
    Row(
        "column whose default differs by row",
        "alter table items add column token uuid default gen_random_uuid()",
    ),
    Row(
        "column that goes",
        "alter table items drop column note",
        blocks="",
        first="alter table items add column note text;",
    ),
    Row(
        "partition that joins",
        "alter table items attach partition items_3 for values from ('2028-01-01') to ('2029-01-01')",
        setup=PARTED,
        first="create table items_3 (like items); insert into items_3 values (1, 'x', 'a', 1, '2028-05-05');",
        busy="items_3",
        day="2028-02-02",
    ),
    Row(
        "partition that joins beside a default",
        "alter table items attach partition items_3 for values from ('2028-01-01') to ('2029-01-01')",
        setup=PARTED
        + "create table items_0 partition of items default; insert into items (at) values ('2020-01-01');",
        first="create table items_3 (like items); insert into items_3 values (1, 'x', 'a', 1, '2028-05-05');",
        busy="items_0",
        day="2020-02-02",
    ),
    Row("partition that leaves", "alter table items detach partition items_2", setup=PARTED),
    Row(
        "policy",
        "alter table items enable row level security; create policy own on items using (kind = 'a')",
        blocks="",
    ),
    Row("grant", "grant select, update (price) on items to app_reader", blocks="none"),
    Row(
        "enum value",
        "alter type mood add value 'ok' before 'happy'",
        blocks="none",
        setup=ITEMS + "create type mood as enum ('sad', 'happy'); alter table items add column mood mood;",
    ),
]
