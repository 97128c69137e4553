"""One number for all that an observation of a database could tell: where it is the same, the observation would be.

It is taken of the catalog's own rows, word for word and with the transaction that wrote them, which costs a fraction of deparsing
them. The other way round it promises nothing: a table that was rewritten in place has another number and may look the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.errors import PostgresConnectionError, PostgresError
from neonctl_py.postgres.connect import settings_statement, translated_errors
from neonctl_py.postgres.query_text import query_text
from neonctl_py.postgres.snapshot import LOCK_TIMEOUT, answers, read_settings, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neonctl_py.postgres.connect import Connection

Digest = tuple[str, ...]

ASKED_ANYWAY: Final = ("role", "extension", "subscription", "user_mapping")
"""Kinds whose own queries are asked: not everyone may read all of their rows, or files decide."""

CATALOGS: Final = (
    "aggregate",
    "am",
    "amop",
    "amproc",
    "attrdef",
    "attribute",
    "auth_members",
    "cast",
    "class",
    "collation",
    "constraint",
    "conversion",
    "database",
    "db_role_setting",
    "default_acl",
    "depend",
    "description",
    "enum",
    "event_trigger",
    "foreign_data_wrapper",
    "foreign_server",
    "foreign_table",
    "index",
    "inherits",
    "language",
    "namespace",
    "opclass",
    "operator",
    "opfamily",
    "partitioned_table",
    "policy",
    "proc",
    "publication",
    "publication_namespace",
    "publication_rel",
    "range",
    "rewrite",
    "seclabel",
    "sequence",
    "shdescription",
    "shseclabel",
    "statistic_ext",
    "transform",
    "trigger",
    "ts_config",
    "ts_config_map",
    "ts_dict",
    "ts_parser",
    "ts_template",
    "type",
)
"""Without ``pg_``. Shared ones hold the rows of all databases."""

SHARED: Final = frozenset(
    {"role", "subscription", "auth_members", "database", "db_role_setting", "shdescription", "shseclabel"}
)
"""Parts that tell of the whole server."""

LEFT_OUT: Final = {
    "authid": "has passwords; its readable part is asked for",
    "extension": "is asked for, with the versions that files offer",
    "init_privs": "what privileges an extension began with",
    "largeobject": "data",
    "largeobject_metadata": "data",
    "parameter_acl": "who may change the server's settings, which nothing here observes",
    "replication_origin": "how far replication has come",
    "shdepend": "nothing is read from it",
    "statistic": "what ANALYZE found",
    "statistic_ext_data": "what ANALYZE found",
    "subscription": "has passwords; its readable part is asked for",
    "subscription_rel": "how far replication has come",
    "tablespace": "where files are, which nothing here observes",
    "user_mapping": "has passwords; its readable part is asked for",
}
"""Catalogs without ``pg_``, and why they don't count."""

_SINCE: Final = {"publication_namespace": 15}
_CLASS: Final = """(t.oid, t.relname, t.relnamespace, t.reltype, t.reloftype, t.relowner, t.relam, t.reltoastrelid,
 t.relpersistence, t.relkind, t.relnatts, t.relchecks, t.relhasrules, t.relhastriggers, t.relhassubclass, t.relrowsecurity,
 t.relforcerowsecurity, t.relispopulated, t.relreplident, t.relispartition, t.relacl, t.reloptions, t.relpartbound)"""
_DATABASE: Final = "(t.oid, t.datname, t.datdba, t.datistemplate, t.datallowconn, t.datconnlimit, t.datacl)"
_ROW: Final = {"class": _CLASS, "database": _DATABASE}
"""Without what VACUUM and ANALYZE write: estimates, transaction ids."""
_ONLY: Final = {"attribute": "t.attnum > 0 OR t.attacl IS NOT NULL"}
_OF: Final = {
    "aggregate": "aggfnoid::oid",
    "attribute": "attrelid",
    "depend": "objid",
    "description": "objoid",
    "enum": "enumtypid",
    "index": "indexrelid",
    "inherits": "inhrelid",
    "range": "rngtypid",
    "shdescription": "objoid",
}
"""Which object a row is about. Of Postgres' own objects it is enough to know which transaction wrote the row: initdb, always."""
_WHOLE: Final = frozenset(
    {
        "auth_members",
        "db_role_setting",
        "foreign_table",
        "partitioned_table",
        "seclabel",
        "sequence",
        "shseclabel",
        "ts_config_map",
    }
)
_SEQUENTIALLY: Final = (
    ("synchronize_seqscans", "off"),
    ("max_parallel_workers_per_gather", "0"),
    ("jit", "off"),
    ("search_path", ""),
    ("lock_timeout", LOCK_TIMEOUT),
)
"""Rows in the order in which they lie; another order is another number, which is no harm."""


def catalog_digest(connection: Connection, begun: Callable[[], object] | None = None) -> tuple[str, ...]:
    """Of the database that the (idle, autocommit) session is in, as the session's role may see it. With ``begun`` it is of the moment
    in which that is called, however long the counting takes. Raises PostgresError and its kin.
    """
    with (
        translated_errors("The catalog can't be read."),
        transaction(connection, "ISOLATION LEVEL REPEATABLE READ READ ONLY"),
    ):
        major = connection.info.server_version // 10_000
        settings = [read_settings(), settings_statement(_SEQUENTIALLY, local=True)]
        if begun is not None:
            answers(connection, settings)  # the first statement decides what the transaction sees
            begun()
            settings = []
        *_, rows = answers(connection, [*settings, digest_query(major)])
    return tuple(text or "" for text in rows[0])


def own_digest(connection: Connection) -> Digest | None:
    """Only of what is in the database itself: what is done to a role or to another database leaves this alone, and who asks, too.
    None where it can't be counted (it is too large for one text, or hidden from us). Raises PostgresConnectionError.
    """
    try:
        digest = catalog_digest(connection)
    except PostgresConnectionError:
        raise
    except PostgresError:
        return None
    major = connection.info.server_version // 10_000
    names = [*ASKED_ANYWAY, *(name for name in CATALOGS if major >= _SINCE.get(name, 0))]
    parts = digest[len(_WHO) :]
    return tuple(part for name, part in zip(names, parts, strict=True) if name not in SHARED)


def digest_query(major: int) -> str:
    """One row: who asks whom, then a digest for each part."""
    return f"SELECT {', '.join([*_WHO, *_parts(major)])}"


_WHO: Final = (
    "pg_catalog.version()",
    "current_user::text",
    "session_user::text",
    "pg_catalog.current_database()::text",
    "(SELECT d.oid::text FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())",
)


def _parts(major: int) -> Iterator[str]:
    for name in ASKED_ANYWAY:
        yield _digest("t::text", f"({query_text(name, major)}\n) t")
    for name in CATALOGS:
        if major >= _SINCE.get(name, 0):
            row = f"t.xmin::text || {_ROW.get(name, 't')}::text"
            if name not in _WHOLE:
                row = f"CASE WHEN t.{_OF.get(name, 'oid')} < 16384 THEN t.xmin::text ELSE {row} END"
            where = f" WHERE {_ONLY[name]}" if name in _ONLY else ""
            yield _digest(row, f"pg_catalog.pg_{name} t{where}")


def _digest(row: str, source: str) -> str:
    text = f"pg_catalog.convert_to(pg_catalog.string_agg({row}, E'\\n'), pg_catalog.getdatabaseencoding())"
    return f"(SELECT pg_catalog.encode(pg_catalog.sha256({text}), 'hex') FROM {source})"
