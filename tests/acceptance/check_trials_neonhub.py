"""How the checks of ``stacks/neonhub`` are brought to fail."""

from __future__ import annotations

from check_trials import Trial

TRIAL = Trial(
    slow=1,
    stricter=(
        ("at_most: 80%", "at_most: 0%"),
        ("connections > 80%", "connections > 0%"),
        ("at_most: 40GiB", "at_most: 1MB"),
        ("size > 40GiB", "size > 1MB"),
        (">= 150000", ">= 990000"),
        (
            "slow_queries:\n            at_most: 1s",
            "slow_queries:\n            at_most: 1s\n            min_calls: 1",
        ),
        ("snapshot_age: {", "snapshot_age: {at_most: 0s, "),
        ("failed_connections: {", "failed_connections: {below: 0, "),
        ("failed_connections > 0", "failed_connections >= 0"),
        ("xact_rollback > 10000", "xact_rollback > 0"),
        ("at_most: 5\n", "below: 0\n"),
        ("failed_transactions > 5", "failed_transactions >= 0"),
        ("for: 1m, ", ""),
    ),
    spoiled=(
        "alter table _prisma_migrations rename to elsewhere",
        "alter table metric_events rename to metrics",
        "alter database neonhub reset statement_timeout",
        "insert into agent_jobs (agent, status, started_at) values ('trial', 'running', now() - interval '2 hours')",
    ),
    mended=(
        "alter table elsewhere rename to _prisma_migrations",
        "alter table metrics rename to metric_events",
        "alter database neonhub set statement_timeout = '30s'",
        "delete from agent_jobs where agent = 'trial'",
    ),
    rules=frozenset(
        {
            "connections",
            "slow_queries",
            "running_queries",
            "size",
            "connection_errors",
            "query_errors",
            "stuck_jobs",
        }
    ),
    alerts="NEONHUB_ALERTS_URL",
)
