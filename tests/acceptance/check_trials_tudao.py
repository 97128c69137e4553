"""How the checks of ``stacks/tudao`` are brought to fail."""

from __future__ import annotations

from check_trials import Trial

_BUYER = "insert into buyers (license_id, wallet, tier, status, created_at) select 'NODE-TRIAL' || n, '0x' || repeat('7', 40), 'trial', "

TRIAL = Trial(
    slow=1,
    stricter=(
        ("at_most: 80%", "at_most: 0%"),
        ("connections > 80%", "connections > 0%"),
        ("at_most: 8GB", "at_most: 1MB"),
        ("size > 8GB", "size > 1MB"),
        (
            "slow_queries:\n            at_most: 1s",
            "slow_queries:\n            at_most: 1s\n            min_calls: 1",
        ),
        ("snapshot_age: {", "snapshot_age: {at_most: 0s, "),
        ("connect_time: {at_most: 10s,", "connect_time: {at_most: 0s,"),
        ("for: 1m, ", ""),
    ),
    spoiled=(
        f"{_BUYER} 'pending_wire', now() - interval '31 days' from generate_series(1, 10000) n",
        f"{_BUYER} 'active', now() from generate_series(10001, 10001) n",
        f"{_BUYER} 'refunded', now() from generate_series(10002, 10002) n",
    ),
    mended=("delete from buyers where tier = 'trial'",),
    rules=frozenset(
        {"not_minted", "connections", "slow_queries", "running_queries", "size", "backup_failed"}
    ),
    alerts="TUDAO_ALERTS_URL",
)
