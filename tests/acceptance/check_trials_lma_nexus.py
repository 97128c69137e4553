"""How the checks of ``stacks/lma-nexus`` are brought to fail."""

from __future__ import annotations

from check_trials import Trial

_KEY = "'ctrial' || repeat('0', 19)"

TRIAL = Trial(
    slow=1,
    stricter=(
        (
            "slow_queries:\n            at_most: 1s",
            "slow_queries:\n            at_most: 1s\n            min_calls: 1",
        ),
        ("at_most: 5s", "at_most: 1s"),
    ),
    spoiled=(
        "alter table audit_events disable trigger append_only",
        "grant update on audit_events to lma_app",
        "create table trial (user_id text references users (id))",
        f"insert into users (id, email, name, password) values ({_KEY}, 'trial@example.com', 'T', '$2b$12$x')",
        f"insert into workspaces (id, name, created_by_id) values ({_KEY}, 'Trial', {_KEY})",
        f"insert into golden_records (workspace_id, unresolved_high_drift_count) values ({_KEY}, 1)",
    ),
    mended=(
        "alter table audit_events enable always trigger append_only",
        "revoke update on audit_events from lma_app",
        "drop table trial",
        f"delete from workspaces where id = {_KEY}",
        f"delete from users where id = {_KEY}",
    ),
)
