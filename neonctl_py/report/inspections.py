"""What can be looked at in a running database: names, what each tells, and what to do about it.

Never here: the queries (``postgres/queries/inspect``), running them, layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

Scope = Literal["database", "server"]


@dataclass(frozen=True, slots=True)
class Inspection:
    """``tells`` is one line; ``advice`` what to do where rows hurt; ``nothing`` what it means when there are no rows.
    ``needs``: the extension it reads from. ``scope``: a server's is the same in each of its databases. ``is_checked``: rows
    that hurt are told in the overview.
    """

    name: str
    topic: str
    tells: str
    advice: str
    nothing: str
    scope: Scope = "database"
    needs: str = ""
    is_checked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What an inspection found. ``rows`` have a value for each of ``columns``, worst first; ``hurting`` says of each row whether it
    needs somebody. Units are in the names of columns: ``_bytes``, ``_seconds``, ``_percent``. ``problem``: why there is no answer.
    """

    inspection: Inspection
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    hurting: tuple[bool, ...] = ()
    problem: str = ""
    note: str = ""

    @property
    def worst(self) -> int:
        """How many rows hurt."""
        return sum(self.hurting)


def _of(topic: str, *inspections: tuple[str, ...], **more: Any) -> list[Inspection]:
    return [
        Inspection(name, topic, tells, advice, nothing, **more)
        for name, tells, advice, nothing in inspections
    ]


_ALL: Final = [
    *_of(
        "now",
        (
            "connections",
            "sessions by role, database, state and application",
            "Near a role's limit: close what idles, use the pooled URL, or raise connection_limit in the stack. Idle in transaction holds locks and dead rows: set idle_in_transaction_session_timeout.",
            "Nobody else is connected.",
        ),
        (
            "blocked",
            "who waits for whom, as a tree",
            "End what stands at the root: finish its transaction, or select pg_terminate_backend(PID). lock_timeout keeps the next one from queueing.",
            "Nobody waits for a lock.",
        ),
        scope="server",
    ),
    *_of(
        "now",
        (
            "long-running-queries",
            "what runs now, longest first",
            "Stop one with select pg_cancel_backend(PID); statement_timeout of the role or database bounds them all.",
            "No statement is running.",
        ),
        (
            "transactions",
            "open transactions, oldest first",
            "An old one keeps dead rows alive in every table: end it, and set idle_in_transaction_session_timeout.",
            "No transaction is open.",
        ),
    ),
    *_of(
        "now",
        (
            "stalled-queries",
            "statements of more than 30 seconds, and what they wait for",
            "Lock: see blocked. IO: the working set does not fit the cache, see cache-hit. Client: the application does not fetch.",
            "No statement runs for more than 30 seconds.",
        ),
        scope="server",
    ),
    *_of(
        "now",
        (
            "locks",
            "locks that are held or waited for, without plain readers'",
            "Not granted: see blocked. An AccessExclusiveLock that is held for long stops even readers.",
            "No locks but those of readers.",
        ),
        (
            "progress",
            "how far index builds, vacuum, analyze, copy are",
            "Wait; to stop one: select pg_cancel_backend(PID). A cancelled CREATE INDEX CONCURRENTLY leaves an invalid index.",
            "Nothing of that kind is running.",
        ),
        is_checked=True,
    ),
    *_of(
        "queries",
        (
            "outliers",
            "statements by total time",
            "Begin at the top: explain (analyze, buffers) it; an index for its WHERE, or fewer calls.",
            "No statement was counted yet.",
        ),
        (
            "calls",
            "statements by number of calls",
            "Many calls that give one row each are often one query in a loop: fetch them together, or cache.",
            "No statement was counted yet.",
        ),
        needs="pg_stat_statements",
    ),
    *_of(
        "space",
        (
            "database-sizes",
            "databases by size, with commits, rollbacks, deadlocks",
            "Many rollbacks or deadlocks: look at the application's log at that time.",
            "There is no database that you may connect to.",
        ),
        scope="server",
    ),
    *_of(
        "space",
        (
            "table-sizes",
            "tables with their indexes and TOAST",
            "See growth for what grows, bloat for what could be given back.",
            "There are no tables.",
        ),
        (
            "index-sizes",
            "indexes by size, with their use",
            "A large one without scans: see unused-indexes.",
            "There are no indexes.",
        ),
        (
            "bloat",
            "estimated space that rows and keys don't need",
            "Indexes: reindex index concurrently NAME. Tables: vacuum makes room for new rows; only pg_repack or vacuum full (which locks) gives it back.",
            "None, as far as the statistics tell. (Without ANALYZE they tell nothing.)",
        ),
    ),
    *_of(
        "indexes",
        (
            "unused-indexes",
            "indexes with less than 50 scans",
            "Drop it from the stack when the counting covers a whole business cycle, replicas too: each one slows every write.",
            "Every index is used.",
        ),
        (
            "duplicate-indexes",
            "indexes that another one covers",
            "Drop the superfluous one from the stack.",
            "No index is superfluous.",
        ),
        (
            "invalid-indexes",
            "indexes that an interrupted build left",
            "neonpy apply builds it anew where the stack declares it; else drop index concurrently NAME.",
            "All indexes are valid.",
        ),
        (
            "missing-indexes",
            "foreign keys without an index",
            "Add an index on these columns to the stack, unless the other table's rows are never deleted nor their keys changed.",
            "Every foreign key has an index.",
        ),
        (
            "seq-scans",
            "tables that are read whole",
            "Large, and scanned more often than its indexes: find the query in outliers, and give it an index.",
            "No table is read whole.",
        ),
    ),
    *_of(
        "cache",
        (
            "cache-hit",
            "what was found in shared buffers, by table",
            "Below 95 % with many reads: a larger compute (max_cu), or a query that reads less.",
            "No table was read yet.",
        ),
    ),
    *_of(
        "cache",
        (
            "lfc-hit-rate",
            "hits of Neon's local file cache",
            "Below 99 %: the working set does not fit; raise max_cu of the compute.",
            "No numbers yet.",
        ),
        (
            "working-set",
            "pages read within minutes, against the cache",
            "Larger than the cache: raise min_cu of the compute until it fits.",
            "No numbers yet.",
        ),
        needs="neon",
        scope="server",
    ),
    *_of(
        "upkeep",
        (
            "vacuum-stats",
            "dead rows against autovacuum's threshold",
            "Over it: something holds vacuum back (see transactions, replication-slots), or it is off for that table.",
            "There are no tables.",
        ),
        (
            "wraparound",
            "distance to the end of transaction ids",
            "vacuum (freeze) the first table, and end what holds it back (see transactions, replication-slots).",
            "There are no tables.",
        ),
        (
            "sequences",
            "how much of their numbers sequences have used",
            "Change the column to bigint in the stack before it ends: expand: 2-step does it while code runs.",
            "There are no sequences.",
        ),
    ),
    *_of(
        "replication",
        (
            "replication",
            "who receives this server's changes, and how late",
            "Late: look at the receiver (its CPU, its locks) and at long transactions there.",
            "Nobody receives changes from here. (A Neon replica reads the same storage, and is not listed.)",
        ),
        (
            "replication-slots",
            "what keeps write-ahead log for a reader",
            "One that nobody reads fills the storage: bring its reader back, or select pg_drop_replication_slot('NAME').",
            "There are no replication slots.",
        ),
        scope="server",
    ),
    *_of(
        "replication",
        (
            "subscriptions",
            "what this database receives",
            "Not following: look at the log for why; alter subscription NAME enable | refresh publication.",
            "This database subscribes to nothing.",
        ),
        (
            "publications",
            "what others may receive from here",
            "Changed with publications: in the stack.",
            "This database publishes nothing.",
        ),
    ),
    *_of(
        "access",
        (
            "roles",
            "who may come in, with which powers",
            "An application needs neither superuser nor bypassrls: take them away in the stack. A password that ends: neonpy rotate.",
            "There are no roles.",
        ),
        scope="server",
    ),
    *_of(
        "access",
        (
            "grants",
            "what roles other than owners may do",
            "PUBLIC is everyone who can connect: revoke it in the stack with grants:.",
            "Nobody but the owners may do anything.",
        ),
        (
            "rls",
            "row-level security, table by table",
            "Policies count only where row_level_security is enabled; the owner is bound only by forced.",
            "There are no tables.",
        ),
    ),
    *_of(
        "server",
        (
            "settings",
            "settings that differ from Postgres' defaults",
            "Waits for restart: restart the compute, at a quiet time.",
            "All settings are Postgres' own.",
        ),
        scope="server",
    ),
    *_of(
        "server",
        (
            "extensions",
            "installed extensions and their newest versions",
            "Write the version: in the stack, and apply; read its notes before.",
            "No extension is installed.",
        ),
    ),
    *_of(
        "space",
        (
            "growth",
            "what grew since earlier looks",
            "What grows without a bound needs retention: or partitions.",
            "Nothing has changed its size.",
        ),
    ),
]

INSPECTIONS: Final = {inspection.name: inspection for inspection in _ALL}
TOPICS: Final = ("now", "queries", "space", "indexes", "cache", "upkeep", "replication", "access", "server")
OVERVIEW: Final = Inspection("overview", "", "the server on one line, and what needs somebody", "", "")
