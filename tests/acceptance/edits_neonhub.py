"""A change of every section of ``stacks/neonhub``, and the addresses that its plan has to name."""

from __future__ import annotations

from stack_life import Edit

PROJECT = "project.neonhub-production"
BRANCH = f"{PROJECT}/branch.main"
DATABASE = f"{BRANCH}/database.neonhub"
TABLES = f"{DATABASE}/table.public"
STACK, SHARED, SCHEMA = "stack.yaml", "schema/database.yaml", "schema/tables.yaml"

EDITS = (
    Edit(STACK, '"${env:NEONHUB_ALLOWED_IPS:-0.0.0.0/0}"', '"192.0.2.0/24", "198.51.100.7"', (PROJECT,)),
    Edit(STACK, "    lifecycle: {prevent_destroy: true}\n", ""),
    Edit(STACK, "protected: true\n        compute", "protected: false\n        compute", (BRANCH,)),
    Edit(STACK, "max_cu: 4, suspend_after: never", "max_cu: 8, suspend_after: never", (f"{BRANCH}/compute",)),
    Edit(STACK, "keep: 14d", "keep: 30d", (f"{BRANCH}/snapshot_schedule",)),
    Edit(
        STACK,
        "{min_cu: 0.25, max_cu: 1, suspend_after: 5m}",
        "{min_cu: 0.25, max_cu: 1, suspend_after: 1m}",
        (f"{PROJECT}/branch.staging/compute",),
    ),
    Edit(SHARED, "connection_limit: 40", "connection_limit: 45", (f"{BRANCH}/role.neonhub_app",)),
    Edit(SHARED, "connection_limit: 100", "connection_limit: 90", (DATABASE,)),
    Edit(
        SHARED,
        "{pg_trgm: {schema: public}, pg_stat",
        "{pg_trgm: {schema: public}, citext: {schema: public}, pg_stat",
        (f"{DATABASE}/extension.citext",),
    ),
    Edit(
        SCHEMA,
        "job_status: {enum: [queued, running, succeeded, failed, cancelled]}",
        "job_status: {enum: [queued, running, paused, succeeded, failed, cancelled]}",
        (f"{DATABASE}/enum.public.job_status",),
    ),
    Edit(
        SCHEMA,
        "  image: text\n",
        "  image: text\n                  locale: text\n",
        (f"{TABLES}.users/column.locale",),
    ),
    Edit(
        SCHEMA, "  expires_at: integer\n", "  expires_at: bigint\n", (f"{TABLES}.accounts/column.expires_at",)
    ),
    Edit(
        SCHEMA,
        "user_id: uuid not null references users (id) on delete cascade\n                  type: text",
        "user_id: uuid not null references users (id)\n                  type: text",
        (f"{TABLES}.accounts/constraint.accounts_user_id_fkey",),
    ),
    Edit(
        SCHEMA,
        "attempts >= 0",
        "attempts between 0 and 100",
        (f"{TABLES}.agent_jobs/constraint.agent_jobs_attempts_counted",),
    ),
    Edit(
        SCHEMA,
        "agent_jobs_queue_idx: {on: [run_after], where",
        "agent_jobs_queue_idx: {on: [run_after, id], where",
        (f"{TABLES}.agent_jobs/index.agent_jobs_queue_idx",),
    ),
    Edit(
        SCHEMA,
        "use: [served]\n                columns:\n                  id: bigint",
        "grants: {neonhub_app: [select, insert]}\n                columns:\n                  id: bigint",
        (f"{TABLES}.metric_events/grant.neonhub_app",),
    ),
    Edit(
        SCHEMA,
        "comment: The queue of the AI agents.",
        "comment: What the AI agents have to do.",
        (f"{TABLES}.agent_jobs",),
    ),
    Edit(SHARED, "array['statement_timeout=30s', '", "array['statement_timeout=31s', '"),
    Edit(
        SHARED,
        "sessions: {table: public.sessions, where: expires < now()",
        "sessions: {table: public.sessions, where: expires < now() - interval '1 day'",
    ),
    Edit(
        SCHEMA,
        "public:\n            grants",
        "public:\n            comment: The application's.\n            grants",
        (f"{DATABASE}/schema.public",),
    ),
)
