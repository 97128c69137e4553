"""A change of every section of ``stacks/tudao``, and the addresses that its plan has to name."""

from __future__ import annotations

from stack_life import Edit

PROJECT = "project.tudao-node-pass"
BRANCH = f"{PROJECT}/branch.production"
DATABASE = f"{BRANCH}/database.neondb"
BUYERS = f"{DATABASE}/table.public.buyers"
STACK, PROOFS = "stack.yaml", "proofs.yaml"

EDITS = (
    Edit(STACK, "history_retention: 30d", "history_retention: 14d", (PROJECT,)),
    Edit(STACK, "    lifecycle: {prevent_destroy: true}\n\n    branches", "    branches"),
    Edit(STACK, "protected: true", "protected: false", (BRANCH,)),
    Edit(STACK, "{min_cu: 0.5, max_cu: 2,", "{min_cu: 0.5, max_cu: 4,", (f"{BRANCH}/compute",)),
    Edit(STACK, 'at: "02:00", keep: 30d', 'at: "03:00", keep: 30d', (f"{BRANCH}/snapshot_schedule",)),
    Edit(
        STACK,
        "      # Migrations and restore drills",
        "      trial: {parent: production, expires_in: 7d}\n      # Migrations and restore drills",
        (f"{PROJECT}/branch.trial",),
    ),
    Edit(
        STACK,
        "        connection_limit: 25\n        # Above one second",
        "        connection_limit: 30\n        # Above one second",
        (f"{BRANCH}/role.tudao_app",),
    ),
    Edit(STACK, "{statement_timeout: 5s,", "{statement_timeout: 4s,", (f"{BRANCH}/role.tudao_dashboard",)),
    Edit(STACK, "settings: {timezone: UTC}", "settings: {timezone: UTC, work_mem: 8MB}", (DATABASE,)),
    Edit(
        STACK,
        "grants: {public: [], tudao_app: [usage], tudao_dashboard: [usage]}",
        "grants: {public: [], tudao_app: [usage]}",
        (f"{DATABASE}/schema.public/grant.tudao_dashboard",),
    ),
    Edit(
        STACK,
        "enum: [pending_wire, active, expired, refunded]",
        "enum: [pending_wire, active, disputed, expired, refunded]",
        (f"{DATABASE}/enum.public.buyer_status",),
    ),
    Edit(
        STACK,
        "'^NODE-[0-9A-Z]{5,}$'",
        "'^NODE-[0-9A-Z]{4,}$'",
        (f"{DATABASE}/domain.public.license_code/constraint.license_code_form",),
    ),
    Edit(
        STACK,
        "                  refunded_at: {type: timestamptz,",
        "                  referrer: text\n                  refunded_at: {type: timestamptz,",
        (f"{BUYERS}/column.referrer",),
    ),
    Edit(
        STACK,
        "buyers_email_form: position('@' in email) > 1",
        "buyers_email_form: position('@' in email) > 2",
        (f"{BUYERS}/constraint.buyers_email_form",),
    ),
    Edit(
        STACK,
        "buyers_created_at_idx: [created_at]",
        "buyers_created_at_idx: [created_at desc]",
        (f"{BUYERS}/index.buyers_created_at_idx",),
    ),
    Edit(
        STACK,
        "with_check: status in ('pending_wire', 'active')",
        "with_check: status = 'pending_wire'",
        (f"{BUYERS}/policy.app_registers",),
    ),
    Edit(
        STACK,
        "[id, license_id, wallet, tier, status, tx_hash, created_at, updated_at]",
        "[id, license_id, wallet, tier, status, tx_hash, created_at]",
        (f"{BUYERS}/grant.tudao_dashboard",),
    ),
    Edit(STACK, "                lifecycle: {prevent_destroy: true}\n", ""),
    Edit(
        STACK,
        "builtin: database_size\n            at_most: 8GB",
        "builtin: database_size\n            at_most: 1kB",
    ),
    Edit(STACK, "size > 8GB", "size > 9GB"),
    Edit(STACK, "interval '7 years'", "interval '8 years'"),
    Edit(STACK, "keep: 2d", "keep: 3d"),
    Edit(
        STACK,
        "pg_stat_statements: {schema: extensions}}",
        "pg_stat_statements: {schema: extensions}, citext: {schema: extensions}}",
        (f"{DATABASE}/extension.citext",),
    ),
    Edit(
        STACK, "{comment: What extensions bring.}", "{comment: Theirs.}", (f"{DATABASE}/schema.extensions",)
    ),
    Edit(
        STACK,
        "license_code:\n                domain: text",
        "license_code:\n                comment: On the licence.\n                domain: text",
        (f"{DATABASE}/domain.public.license_code",),
    ),
    Edit(
        STACK, "comment: One row for each licence that was bought. Rows", "comment: Licences. Rows", (BUYERS,)
    ),
)
