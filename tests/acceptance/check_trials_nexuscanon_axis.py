"""How the checks of ``stacks/nexuscanon-axis`` are brought to fail."""

from __future__ import annotations

from check_trials import Trial

TRIAL = Trial(
    slow=5,
    stricter=(
        ("at_most: 80%", "at_most: 0%"),
        ("at_most: 50%", "at_most: 50%\n            min_rows: 1\n            min_scans: 1"),
        (
            "slow_queries:\n            at_most: 5s",
            "slow_queries:\n            at_most: 5s\n            min_calls: 1",
        ),
        ("'invitation']", "'invitation', 'nobody']"),
    ),
    spoiled=(
        "create table trial (tenant_id uuid, task_id uuid references tasks (id))",
        "insert into trial select gen_random_uuid() from generate_series(1, 100)",
        "analyze trial",
        "select count(*) from trial",
        "alter table drizzle.__drizzle_migrations rename to elsewhere",
    ),
    mended=("drop table trial", "alter table drizzle.elsewhere rename to __drizzle_migrations"),
)
