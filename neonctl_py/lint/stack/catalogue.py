"""The rules for stacks and databases: their codes, names and sentences, and nothing else. Codes and names never change.

NPL30x conventions, which a stack switches on · NPL31x keys and references · NPL32x indexes · NPL33x types and names ·
NPL34x-35x who may see and do what · NPL36x the rest. NPL20x they share with files (lint/sql/catalogue).
"""

from __future__ import annotations

from typing import Final

from neonctl_py.diagnostics import Severity
from neonctl_py.lint.rule import Rule
from neonctl_py.lint.sql.catalogue import SQL_RULES

_E, _W, _A = Severity.ERROR, Severity.WARNING, Severity.ADVICE


def _rule(  # noqa: PLR0917  a row of the table below
    code: str, name: str, severity: Severity, summary: str, why: str, instead: str, *, opt_in: bool = False
) -> Rule:
    return Rule(
        code=code,
        name=name,
        severity=severity,
        summary=summary,
        why=why,
        instead=instead,
        is_opt_in=opt_in,
    )


_OWN: Final = (
    _rule(
        "NPL301", "naming", _W, "A name that breaks the stack's convention",
        "Names that follow one rule can be guessed.",
        "Rename it (`renamed_from` keeps what is there), or change the pattern.",
        opt_in=True,
    ),
    _rule(
        "NPL302", "required-columns", _W, "A table without a column that every table has",
        "What holds for all tables can be relied on by audits, retention and generic code.",
        "Add the column, or a mixin that has it.",
        opt_in=True,
    ),
    _rule(
        "NPL303", "key-type", _W, "A primary key of another type than the stack's",
        "References, routes and generic code expect one type of key.",
        "Give it the type, with its default.",
        opt_in=True,
    ),
    _rule(
        "NPL304", "row-security-required", _E, "A table of tenants without row-level security",
        "Whoever may read the table reads the rows of all tenants.",
        "Write `row_level_security: forced` and its policies.",
        opt_in=True,
    ),
    _rule(
        "NPL305", "schema-owner", _W, "Owned by another role than the convention says",
        "Who owns an object may change it, grant it, and goes around its policies.",
        "Write `owner:` on the schema; what is in it follows.",
        opt_in=True,
    ),
    _rule(
        "NPL306", "comment-missing", _A, "Nothing says what it is for",
        "Who meets it in a year has only its name.",
        "Write `comment:`.",
        opt_in=True,
    ),
    _rule(
        "NPL307", "role-without-limit", _W, "A login without a connection limit",
        "One service that leaks connections takes those of all others.",
        "Write `connection_limit:`.",
        opt_in=True,
    ),
    _rule(
        "NPL308", "role-without-timeout", _W, "A login without a statement_timeout",
        "A query that never ends holds its connection and its locks.",
        "Write `settings: {statement_timeout: 10s}`.",
        opt_in=True,
    ),
    _rule(
        "NPL310", "no-primary-key", _W, "A table without a primary key",
        "No row can be named, so neither updates nor logical replication find it, and duplicates stay.",
        "Add one: `id: bigint primary key generated always as identity`, or the columns that identify a row.",
    ),
    _rule(
        "NPL311", "foreign-key-without-index", _W, "A foreign key without an index",
        "Each DELETE or change of key on the other side reads this whole table, and joins do, too.",
        "Add an index that begins with its columns.",
    ),
    _rule(
        "NPL312", "integer-key", _W, "A key that runs out",
        "At its last number inserts fail, and widening it rewrites the table and every reference.",
        "Write bigint.",
    ),
    _rule(
        "NPL313", "foreign-key-type-differs", _W, "A foreign key of another type than what it refers to",
        "Values are converted at each check, and those that don't fit can't be referred to.",
        "Give both columns one type.",
    ),
    _rule(
        "NPL314", "set-null-on-required", _E, "SET NULL on columns that can't be NULL",
        "Every delete on the other side fails.",
        "Let the column be NULL, or write `on_delete: restrict` or `cascade`.",
    ),
    _rule(
        "NPL315", "reference-without-foreign-key", _A, "It looks like a reference, but nothing keeps it",
        "Rows that refer to nothing gather, and nobody is told.",
        "Add `references`, or excuse it where the other side may be missing.",
    ),
    _rule(
        "NPL316", "publication-stops-writes", _E, "A publication that makes writes fail",
        "A subscriber finds the row by its replica identity; what is published without it Postgres refuses to change.",
        "Give the table a primary key, publish its columns, or write `replica_identity: full`.",
    ),
    _rule(
        "NPL320", "duplicate-index", _W, "Two indexes that do the same",
        "Every write pays for both, and no query is faster.",
        "Keep one.",
    ),
    _rule(
        "NPL321", "redundant-index", _A, "An index that another one covers",
        "What begins with the same columns serves the same queries, and every write pays for both.",
        "Drop the shorter one, unless its size is what makes it good.",
    ),
    _rule(
        "NPL330", "json-column", _A, "json instead of jsonb",
        "json is kept as text: parsed at each read, without indexes, equality or containment.",
        "Write jsonb, unless order and blanks of the text matter.",
    ),
    _rule(
        "NPL331", "money-type", _W, "The type money",
        "Its currency and its digits depend on lc_monetary of whoever reads it.",
        "Write numeric(12, 2), with the currency in a column of its own.",
    ),
    _rule(
        "NPL332", "money-as-float", _W, "An amount of money as a floating-point number",
        "0.1 + 0.2 is not 0.3 there, and sums depend on their order.",
        "Write numeric, or bigint in cents.",
    ),
    _rule(
        "NPL333", "time-with-zone", _A, "A time of day with a zone but without a day",
        "An offset without a date says nothing about summer and winter.",
        "Write time, or timestamptz.",
    ),
    _rule(
        "NPL334", "reserved-word", _A, "A name that is a word of SQL",
        "It works only in double quotes, and each statement that forgets them fails or means something else.",
        "Choose another name.",
    ),
    _rule(
        "NPL335", "quoted-name", _A, "A name that must be quoted",
        "Upper case, blanks and signs need double quotes in every statement.",
        "Write it in lower case with underscores.",
        opt_in=True,
    ),
    _rule(
        "NPL336", "numbered-columns", _A, "Columns with numbers instead of rows",
        "What belongs to the second of them has to be asked for each of them, and the fourth needs a migration.",
        "Make a table of their own, or an array.",
    ),
    _rule(
        "NPL340", "security-definer-search-path", _W, "SECURITY DEFINER without a fixed search_path",
        "It runs with its owner's rights and finds names by its caller's path, so a caller can put own objects in the way.",
        "Write `settings: {search_path: \"''\"}` and name everything with its schema.",
    ),
    _rule(
        "NPL341", "function-search-path", _A, "A function that finds names by its caller's search_path",
        "It means other tables to other callers.",
        "Write `settings: {search_path: …}`.",
        opt_in=True,
    ),
    _rule(
        "NPL342", "view-without-security-invoker", _W, "A view that goes around row-level security",
        "It reads its tables as its owner, whose rights the policies don't restrict, so its readers see every row.",
        "Write `security_invoker: true` (from PostgreSQL 15 on).",
    ),
    _rule(
        "NPL343", "materialized-view-of-protected-rows", _W, "A materialized view of rows that policies protect",
        "It holds what its owner saw, and has no policies of its own.",
        "Grant it to nobody who may not see all rows, or leave the columns out.",
    ),
    _rule(
        "NPL344", "grant-to-public", _W, "Granted to everybody",
        "PUBLIC is every role there is and will be.",
        "Grant it to the roles that need it.",
    ),
    _rule(
        "NPL345", "security-definer-for-all", _W, "A SECURITY DEFINER function that everybody may call",
        "EXECUTE is PUBLIC's by default, so every role can use its owner's rights.",
        "Write `grants: {public: []}`, and grant execute to those who need it.",
    ),
    _rule(
        "NPL346", "policy-always-true", _W, "A policy that lets every row be written",
        "Row-level security is on, and protects nothing there.",
        "Write the condition, or leave the command out.",
    ),
    _rule(
        "NPL347", "policy-called-per-row", _A, "A policy that calls a function for every row",
        "current_setting() and the like give one value per statement, but are asked for each row.",
        "Write it as `(select current_setting(…))`: it is asked once.",
    ),
    _rule(
        "NPL348", "several-permissive-policies", _A, "Several permissive policies for the same role and command",
        "Each is evaluated for each row, and a row passes when any of them lets it.",
        "Join them into one with OR, or make one of them restrictive.",
    ),
    _rule(
        "NPL349", "policies-not-enforced", _W, "Policies on a table whose row-level security is off",
        "They do nothing.",
        "ALTER TABLE … ENABLE ROW LEVEL SECURITY.",
    ),
    _rule(
        "NPL350", "row-security-without-policy", _A, "Row-level security without a policy",
        "Nobody but the owner sees a row.",
        "Write a policy, or say in a comment that this is meant.",
    ),
    _rule(
        "NPL351", "extension-in-public", _A, "An extension in schema public",
        "Its functions mix with yours, and everybody who may use public may call them.",
        "Give it a schema of its own: `extensions: {NAME: {schema: extensions}}`.",
    ),
    _rule(
        "NPL352", "cross-project-reference", _E, "It speaks of what is in another project or database",
        "A statement can't reach across databases, so it fails when it runs.",
        "Copy what is needed (logical replication, an event), or ask the other service.",
    ),
    _rule(
        "NPL353", "row-security-not-forced", _W, "Row-level security that its owner goes around",
        "Whatever connects as the owner sees every row.",
        "Write `row_level_security: forced`.",
        opt_in=True,
    ),
    _rule(
        "NPL360", "unlogged-table", _A, "An unlogged table",
        "It is empty after a crash, on replicas, and on a branch or snapshot made from one.",
        "Leave `unlogged` out, unless its rows can be made again.",
    ),
    _rule(
        "NPL361", "untouched-updated-at", _A, "updated_at that nothing updates",
        "It keeps the moment of the insert unless every statement sets it.",
        "Add a trigger that sets it.",
        opt_in=True,
    ),
)  # fmt: skip

SHARED: Final = ("varchar-with-limit", "char-column", "timestamp-without-zone")
"""Rules of files that hold for columns of stacks as well."""

LIVE_ONLY: Final = frozenset({"policies-not-enforced", "row-security-without-policy"})
"""Told by ``validate`` (NP153, NP155) of a stack."""

STACK_RULES: Final = {rule.name: rule for rule in (*(SQL_RULES[name] for name in SHARED), *_OWN)}
"""By name."""
