"""The SQL of the Vorklee2 document, as it is written or as the stack's README corrects it."""

from __future__ import annotations

from document_sql import Said

STATEMENTS = (
    Said(
        "Monitor connection pool health",
        "SELECT datname, count(*) AS total_connections, count(*) FILTER (WHERE state = 'active') AS active_connections, "
        "count(*) FILTER (WHERE state = 'idle') AS idle_connections, "
        "(count(*) FILTER (WHERE state = 'active')::float / count(*)::float * 100) AS utilization_pct "
        "FROM pg_stat_activity WHERE datname IS NOT NULL GROUP BY datname",
        database="notes",
        holds=lambda rows: any(name == "notes" and active >= 1 for name, _, active, _, _ in rows),
    ),
)
