"""A change of every section of ``stacks/nexuscanon-axis``, and the addresses that its plan has to name."""

from __future__ import annotations

from stack_life import Edit

PROJECT = "project.nexuscanon-axis"
BRANCH = f"{PROJECT}/branch.production"
DATABASE = f"{BRANCH}/database.neondb"
TABLES = f"{DATABASE}/table.public"
STACK, WORK, PEOPLE = "stack.yaml", "schema/work.yaml", "schema/identity.yaml"

EDITS = (
    Edit(STACK, "history_retention: 7d", "history_retention: 3d", (PROJECT,)),
    Edit(STACK, "    lifecycle: {prevent_destroy: true}\n", ""),
    Edit(
        STACK,
        "protected: true\n        compute: {min_cu: 0.25,",
        "protected: false\n        compute: {min_cu: 0.5,",
        (BRANCH, f"{BRANCH}/compute"),
    ),
    Edit(STACK, 'at: "18:00", keep: 7d', 'at: "18:00", keep: 6d', (f"{BRANCH}/snapshot_schedule",)),
    Edit(STACK, "allow_localhost: false", "allow_localhost: true", (f"{BRANCH}/auth",)),
    Edit(
        STACK,
        "${env:NEXUSCANON_GITHUB_CLIENT_ID:-}\n              client_secret: ${env:NEXUSCANON_GITHUB_CLIENT_SECRET:-}",
        "an-id\n              client_secret: ${env:AXIS_SECRET}",
        (f"{BRANCH}/auth/auth_provider.github",),
    ),
    Edit(STACK, "openapi: disabled", "openapi: ignore-privileges", (f"{DATABASE}/data_api",)),
    Edit(
        STACK,
        "      preview:\n        parent: production\n        compute: {min_cu: 0.25, max_cu: 1,",
        "      preview:\n        parent: production\n        compute: {min_cu: 0.25, max_cu: 2,",
        (f"{PROJECT}/branch.preview/compute",),
    ),
    Edit(STACK, "connection_limit: 60", "connection_limit: 50", (f"{BRANCH}/role.axis_write",)),
    Edit(STACK, "comment: Reads the rows", "comment: It reads the rows", (f"{BRANCH}/role.axis_read",)),
    Edit(
        STACK,
        "settings: {timezone: UTC}",
        "settings: {timezone: UTC, statement_timeout: 1min}",
        (DATABASE,),
    ),
    Edit(
        STACK,
        "{tables: {axis_admin: [select, insert, update, delete]}}",
        "{tables: {axis_admin: [select]}}",
        (f"{DATABASE}/schema.public/default_privileges.neondb_owner.tables.axis_admin",),
    ),
    Edit(
        STACK,
        "task_status: {enum: [todo, in_progress, blocked, done, cancelled]}",
        "task_status: {enum: [todo, in_progress, blocked, review, done, cancelled]}",
        (f"{DATABASE}/enum.public.task_status",),
    ),
    Edit(
        WORK,
        "priority between 1 and 5",
        "priority between 1 and 9",
        (f"{TABLES}.tasks/constraint.tasks_priority_known",),
    ),
    Edit(WORK, "type: smallint", "type: integer", (f"{TABLES}.tasks/column.priority",)),
    Edit(
        WORK,
        "references tasks (tenant_id, id) on delete set null (parent_id)",
        "references tasks (tenant_id, id) on delete restrict",
        (f"{TABLES}.tasks/constraint.tasks_parent_fkey",),
    ),
    Edit(
        WORK,
        "indexes: {projects_owner_id_idx: [owner_id]}",
        "indexes: {projects_owner_id_idx: [owner_id, created_at]}",
        (f"{TABLES}.projects/index.projects_owner_id_idx",),
    ),
    Edit(
        WORK,
        "                grants:\n                  axis_read: [select]\n                  axis_write: [select, insert]\n                  axis_admin: [select, delete]",
        "                grants:\n                  axis_read: [select]\n                  axis_write: [select, insert]\n                  axis_admin: [select]",
        (f"{TABLES}.task_history/grant.axis_admin",),
    ),
    Edit(
        WORK,
        "  favicon_url: text\n",
        "  favicon_url: text\n                  theme: text not null default 'light'\n",
        (f"{TABLES}.tenant_design_system/column.theme",),
    ),
    Edit(
        PEOPLE,
        "display_name: text",
        "display_name: {type: text, null: false, backfill: email}",
        (f"{TABLES}.users/column.display_name",),
    ),
    Edit(
        PEOPLE,
        "comment: The audit trail. The application adds to it and can't change it.",
        "comment: The audit trail.",
        (f"{TABLES}.user_activity_log",),
    ),
    Edit(
        PEOPLE,
        "                unique: {accounts_provider_account_key: [provider, provider_account_id]}\n",
        "",
        (f"{TABLES}.accounts/constraint.accounts_provider_account_key",),
    ),
    Edit(
        STACK, "where: expires_at < now() - interval '1 day'", "where: expires_at < now() - interval '2 days'"
    ),
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
        PEOPLE,
        'using: "true"}\n                grants:\n                  axis_read: [select]\n                  axis_write: [select, insert]\n',
        "using: user_id is not null}\n                grants:\n                  axis_read: [select]\n                  axis_write: [select, insert]\n",
        (f"{TABLES}.user_activity_log/policy.support",),
    ),
)
