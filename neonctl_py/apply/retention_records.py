"""What retention did to a database, kept in it: ``neonpy.retention``, a row for each batch, written in the batch's own transaction, and
``neonpy.retention_runs``, the runs that were begun, and ``neonpy.certificates``, what was certified. Never here: rows of others, or a decision about them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
alter table neonpy.retention add column if not exists terms jsonb;
create table if not exists neonpy.retention_runs (
    run uuid primary key,
    rule text not null,
    began timestamptz not null default pg_catalog.clock_timestamp(),
    terms jsonb not null,
    intent jsonb
);
comment on table neonpy.retention_runs is
  'Each run of a retention rule that was begun; intent: the rows whose keys elsewhere it was about to destroy.';
create index if not exists retention_uncertified_idx on neonpy.retention (rule, id) where certificate is null;
comment on table neonpy.retention is 'Each batch of rows that neonpy retention has deleted, archived or shredded.';
comment on table neonpy.certificates is 'What was certified of neonpy.retention.';
revoke all on neonpy.retention, neonpy.certificates, neonpy.retention_runs from public
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """``keys`` in their order; ``are_kept``: the log shall name them. ``part``: the file that they went to, with its digest. ``terms``: the
    rule's text, as it was then.
    """

    keys: Sequence[Key]
    terms: Mapping[str, Any]
    are_kept: bool = False
    part: str = ""
    part_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertified:
    """All batches of a rule under the same text (``terms``) that no certificate speaks of, added up."""

    terms: dict[str, Any]
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
        b"select pg_catalog.to_regclass('neonpy.retention') is not null and pg_catalog.to_regclass('neonpy.retention_runs') is not null"
    ).fetchone()
    if there != (True,):
        connection.execute(b"begin; " + _CREATE + b"; commit")


def begin(connection: Connection, run: str, rule: str, terms: Mapping[str, Any]) -> None:
    """Note the run before it does anything: committed when this returns, where no transaction is open."""
    values = sql.SQL(", ").join(map(sql.Literal, (run, rule, json.dumps(terms))))
    connection.execute(
        sql.SQL("insert into neonpy.retention_runs (run, rule, terms) values ({})").format(values)
    )


def intend(connection: Connection, run: str, keys: Sequence[Key] | None) -> None:
    """Note the rows whose keys in another database are to be destroyed next; None: it was done."""
    document = sql.Literal(None if keys is None else json.dumps([list(key) for key in keys]))
    query = sql.SQL("update neonpy.retention_runs set intent = {}::jsonb where run = {}")
    connection.execute(query.format(document, sql.Literal(run)))


def begun_runs(connection: Connection, rule: str) -> set[str]:
    """The runs of a rule that this database knows of."""
    query = sql.SQL("select run::text from neonpy.retention_runs where rule = {}").format(sql.Literal(rule))
    return {str(row[0]) for row in connection.execute(query).fetchall()}


def key_digest(key: Key) -> str:
    """Tells one key from others without telling it."""
    return hashlib.sha256("\x1f".join(key).encode()).hexdigest()


def note(connection: Connection, run: str, rule: str, batch: Batch) -> None:
    """Within the batch's transaction. Each digest is over the one before it, so that no batch can be taken out unseen."""
    terms = json.dumps(batch.terms)
    before = connection.execute(
        sql.SQL(
            "select digest from neonpy.retention where rule = {} and certificate is null and terms = {}::jsonb"
            " order by id desc limit 1"
        ).format(sql.Literal(rule), sql.Literal(terms))
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
        terms,
    )
    connection.execute(
        sql.SQL(
            "insert into neonpy.retention (run, rule, rows, first_key, last_key, digest, keys, part, part_digest, terms) values ({})"
        ).format(sql.SQL(", ").join(map(sql.Literal, values)))
    )


def uncertified(connection: Connection, rule: str) -> list[Uncertified]:
    """One for each text that the rule had meanwhile, oldest first; none where everything is certified."""
    rows = connection.execute(
        sql.SQL(
            "select rows, at::text, first_key, last_key, digest, part, part_digest, terms from neonpy.retention"
            " where rule = {} and certificate is null order by id"
        ).format(sql.Literal(rule))
    ).fetchall()
    by_terms: dict[str, list[Any]] = {}
    for row in rows:
        by_terms.setdefault(json.dumps(row[7], sort_keys=True), []).append(row)
    return [_added_up(same) for same in by_terms.values()]


def _added_up(rows: Sequence[Any]) -> Uncertified:
    return Uncertified(
        terms=rows[0][7] or {},
        rows=sum(int(row[0]) for row in rows),
        batches=len(rows),
        began=str(rows[0][1]),
        ended=str(rows[-1][1]),
        first_key=str(rows[0][2]),
        last_key=str(rows[-1][3]),
        digest=str(rows[-1][4]),
        parts=tuple((str(row[5]), str(row[6]), int(row[0])) for row in rows if row[5]),
    )


def certify(connection: Connection, rule: str, done: Uncertified, content: dict[str, Any]) -> None:
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
                " and coalesce(terms, '{{}}') = {}::jsonb"
            ).format(identity, sql.Literal(rule), sql.Literal(json.dumps(done.terms)))
        )


def known_parts(connection: Connection, rule: str) -> set[str]:
    """The files that hold rows that are gone from the table."""
    rows = connection.execute(
        sql.SQL("select part from neonpy.retention where rule = {} and part <> ''").format(sql.Literal(rule))
    ).fetchall()
    return {str(row[0]) for row in rows}
