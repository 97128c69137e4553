"""``from:`` of a schema, through the installed command: SQL files and SQLAlchemy models, with YAML beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_import import Neonpy, neonpy

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["neonpy"]

STACK = """\
version: 1
projects:
  shop:
    provider: postgres
    url: postgresql://nowhere.example.org/shop
    roles: {app: {login: true}, readers: {}}
    databases:
      shop:
        extensions: {citext: {schema: public}}
        schemas:
          public:
            from: {sql: [sql/types.sql, sql/t*s.sql]}
            tables:
              buyers:
                row_level_security: enabled
                policies: {own: {to: [app], using: "email = current_user"}}
                grants: {app: [select]}
          models:
            from: {sqlalchemy: "shop.models:Base"}
            tables: {orders: {grants: {readers: [select]}}}
"""
TYPES = "create type mood as enum ('sad', 'ok');\n"
TABLES = """\
create table buyers (id bigint generated always as identity primary key, email citext not null unique, mood mood);
create index buyers_mood on buyers (mood) where mood is not null;
grant insert on buyers to readers;
comment on table buyers is 'who';
"""
MODELS = """\
from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase):
    pass

class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    note: Mapped[str | None] = mapped_column(String(40), comment="by hand")
    parent: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    __table_args__ = (Index("orders_note", "note"),)
"""
WRITTEN_OUT = """\
projects:
  shop:
    provider: postgres
    url: postgresql://nowhere.example.org/shop
    roles: {app: {login: true}, readers: {}}
    databases:
      shop:
        extensions: {citext: {schema: public}}
        schemas:
          public:
            types: {mood: {enum: [sad, ok]}}
            tables:
              buyers:
                comment: who
                columns:
                  id: bigint generated always as identity primary key
                  email: citext not null unique
                  mood: mood
                indexes: {buyers_mood: {on: [mood], where: mood is not null}}
                row_level_security: enabled
                policies: {own: {to: [app], using: "email = current_user"}}
                grants: {app: [select], readers: [insert]}
          models:
            tables:
              orders:
                columns:
                  id: bigint primary key
                  note: {type: varchar(40), comment: by hand}
                  parent: bigint references orders (id)
                indexes: {orders_note: [note]}
                grants: {readers: [select]}
"""


@pytest.fixture
def folder(neonpy: Neonpy) -> Path:
    for name, text in {
        "stack.yaml": STACK,
        "sql/types.sql": TYPES,
        "sql/tables.sql": TABLES,
        "shop/models.py": MODELS,
        "whole/stack.yaml": WRITTEN_OUT,
    }.items():
        place = neonpy.folder / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(text)
    return neonpy.folder


def test_what_files_and_models_declare_is_what_the_stack_says(neonpy: Neonpy, folder: Path) -> None:
    assert neonpy("diff", "stack.yaml", "whole") == "No differences.\n"


@pytest.mark.sampled(every=3)
@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("sql/tables.sql", "create table buyers (id int);\ncreate tabel x;\n", "tables.sql:2: ERROR:"),
        ("sql/tables.sql", "create schema other; create table other.t ();", "table.other.t"),
        ("shop/models.py", "Base = 1 / 0\n", "ZeroDivisionError"),
        ("shop/models.py", "wrong\n", "NameError"),
        ("stack.yaml", STACK.replace("sql/t*s.sql", "sql/none.sql"), "No file matches `sql/none.sql`"),
        (
            "stack.yaml",
            STACK.replace("row_level", "columns: {id: int}\n                row_level"),
            "is written at",
        ),
        ("stack.yaml", STACK.replace("shop.models:Base", "shop.nowhere:Base"), "No module named"),
        ("stack.yaml", STACK.replace("{sqlalchemy:", "{django:"), "`django` is not a key"),
    ],
)
def test_a_source_that_cannot_be_used_is_told_with_its_place(
    name: str, text: str, expected: str, neonpy: Neonpy, folder: Path
) -> None:
    (folder / name).write_text(text)
    told = neonpy("validate", expect=1)
    assert "".join(expected.split()) in "".join(told.split()).replace("hint:", "")
