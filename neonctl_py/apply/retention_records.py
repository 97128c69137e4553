"""What retention did to a database, kept in it: ``neonpy.retention``, a row for each batch, written in the batch's own transaction, and
``neonpy.certificates``, what was certified of it. Never here: rows of others, or a decision about them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.postgres.connect import Connection

Key = tuple[str, ...]

_CREATE: Final = b"""
do $$ begin if pg_catalog.to_regnamespace('neonpy') is null then create schema neonpy; end if; end $$;
create table if not exists neonpy.certificates (
    id uuid primary key,
    rule text not null,
    made_at timestamptz not null default pg_catalog.clock_timestamp(),
    content jsonb not null
);
create table if not exists neonpy.retention (
    id bigint generated always as identity primary key,
    run uuid not null,
    rule text not null,
    at timestamptz not null default pg_catalog.clock_timestamp(),
    rows bigint not null,
    first_key text not null,
    last_key text not null,
    digest text not null,
    keys jsonb,
    part text not null default '',
    part_digest text not null default '',
    certificate uuid references neonpy.certificates (id)
);
create index if not exists retention_uncertified_idx on neonpy.retention (rule, id) where certificate is null;
comment on table neonpy.retention is 'Each batch of rows that neonpy retention has deleted, archived or shredded.';
comment on table neonpy.certificates is 'What was certified of neonpy.retention.';
revoke all on neonpy.retention, neonpy.certificates from public
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """``keys`` in their order; ``are_kept``: the log shall name them. ``part``: the file that they went to, with its digest."""

    keys: Sequence[Key]
    are_kept: bool = False
    part: str = ""
    part_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertified:
    """All batches of a rule that no certificate speaks of, added up."""

    rows: int
    batches: int
    began: str
    ended: str
    first_key: str
    last_key: str
    digest: str
    parts: tuple[tuple[str, str, int], ...]


def prepare(connection: Connection) -> None:
    """Make the tables where they aren't. Raises psycopg.Error."""
    there = connection.execute(
        b"select pg_catalog.to_regclass('neonpy.retention') is not null and pg_catalog.to_regclass('neonpy.certificates') is not null"
    ).fetchone()
    if there != (True,):
        connection.execute(b"begin; " + _CREATE + b"; commit")


def key_digest(key: Key) -> str:
    """Tells one key from others without telling it."""
    return hashlib.sha256("\x1f".join(key).encode()).hexdigest()


def note(connection: Connection, run: str, rule: str, batch: Batch) -> None:
    """Within the batch's transaction. Each digest is over the one before it, so that no batch can be taken out unseen."""
    before = connection.execute(
        sql.SQL(
            "select digest from neonpy.retention where rule = {} and certificate is null order by id desc limit 1"
        ).format(sql.Literal(rule))
    ).fetchone()
    chain = hashlib.sha256(str(before[0] if before else "").encode())
    for key in batch.keys:
        chain.update(key_digest(key).encode())
    keys = json.dumps([list(key) for key in batch.keys]) if batch.are_kept else None
    values = (
        run,
        rule,
        len(batch.keys),
        key_digest(batch.keys[0]),
        key_digest(batch.keys[-1]),
        chain.hexdigest(),
        keys,
        batch.part,
        batch.part_digest,
    )
    connection.execute(
        sql.SQL(
            "insert into neonpy.retention (run, rule, rows, first_key, last_key, digest, keys, part, part_digest) values ({})"
        ).format(sql.SQL(", ").join(map(sql.Literal, values)))
    )


def uncertified(connection: Connection, rule: str) -> Uncertified | None:
    """None where everything is certified."""
    rows = connection.execute(
        sql.SQL(
            "select rows, at::text, first_key, last_key, digest, part, part_digest from neonpy.retention"
            " where rule = {} and certificate is null order by id"
        ).format(sql.Literal(rule))
    ).fetchall()
    if not rows:
        return None
    return Uncertified(
        rows=sum(int(row[0]) for row in rows),
        batches=len(rows),
        began=str(rows[0][1]),
        ended=str(rows[-1][1]),
        first_key=str(rows[0][2]),
        last_key=str(rows[-1][3]),
        digest=str(rows[-1][4]),
        parts=tuple((str(row[5]), str(row[6]), int(row[0])) for row in rows if row[5]),
    )


def certify(connection: Connection, rule: str, content: dict[str, Any]) -> None:
    """Keep the certificate, and note what it speaks of: all or nothing."""
    with connection.transaction():
        identity, document = sql.Literal(content["id"]), sql.Literal(json.dumps(content, ensure_ascii=False))
        connection.execute(
            sql.SQL("insert into neonpy.certificates (id, rule, content) values ({}, {}, {})").format(
                identity, sql.Literal(rule), document
            )
        )
        connection.execute(
            sql.SQL(
                "update neonpy.retention set certificate = {} where rule = {} and certificate is null"
            ).format(identity, sql.Literal(rule))
        )


def known_parts(connection: Connection, rule: str) -> set[str]:
    """The files that hold rows that are gone from the table."""
    rows = connection.execute(
        sql.SQL("select part from neonpy.retention where rule = {} and part <> ''").format(sql.Literal(rule))
    ).fetchall()
    return {str(row[0]) for row in rows}
