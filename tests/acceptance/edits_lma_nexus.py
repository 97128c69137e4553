"""A change of every section of ``stacks/lma-nexus``, and the addresses that its plan has to name."""

from __future__ import annotations

from stack_life import Edit

PROJECT = "project.lma-nexus"
BRANCH = f"{PROJECT}/branch.main"
DATABASE = f"{BRANCH}/database.neon_db"
TABLES = f"{DATABASE}/table.public"
STACK, TYPES = "stack.yaml", "schema/types.yaml"
PEOPLE, REVIEW, DOCUMENTS = "schema/identity.yaml", "schema/review.yaml", "schema/documents.yaml"

EDITS = (
    Edit(STACK, "history_retention: 7d", "history_retention: 14d", (PROJECT,)),
    Edit(STACK, "    lifecycle: {prevent_destroy: true}\n", ""),
    Edit(STACK, "protected: true", "protected: false", (BRANCH,)),
    Edit(
        STACK,
        "compute: {min_cu: 0.25, max_cu: 2, suspend_after: 5m}\n      # A copy",
        "compute: {min_cu: 0.5, max_cu: 2, suspend_after: 5m}\n      # A copy",
        (f"{BRANCH}/compute",),
    ),
    Edit(
        STACK,
        "max_cu: 1, suspend_after: 5m",
        "max_cu: 1, suspend_after: 2m",
        (f"{PROJECT}/branch.dev/compute",),
    ),
    Edit(STACK, "connection_limit: 40", "connection_limit: 45", (f"{BRANCH}/role.lma_app",)),
    Edit(STACK, "settings: {timezone: UTC}", "settings: {timezone: UTC, lock_timeout: 10s}", (DATABASE,)),
    Edit(
        TYPES,
        "SECTION_UNLOCKED\n",
        "SECTION_UNLOCKED\n                  - SECTION_MOVED\n",
        (f"{DATABASE}/enum.public.AuditEventType",),
    ),
    Edit(TYPES, "maxvalue: 1679615", "maxvalue: 1679614", (f"{DATABASE}/sequence.public.cuid_counter",)),
    Edit(
        "functions/cuid.sql",
        "pg_backend_pid()",
        "pg_backend_pid() % 1679616",
        (f'{DATABASE}/function.public."cuid()"',),
    ),
    Edit(
        PEOPLE,
        "avatar_url: text",
        "avatar_url: text\n                  locale: varchar(10) not null default 'en'",
        (f"{TABLES}.users/column.locale",),
    ),
    Edit(PEOPLE, "token: varchar(500)", "token: varchar(600)", (f"{TABLES}.refresh_tokens/column.token",)),
    Edit(
        PEOPLE,
        "'^[A-Z]{3}$'",
        "'^[A-Z]{3,4}$'",
        (f"{TABLES}.workspaces/constraint.workspaces_currency_code",),
    ),
    Edit(
        PEOPLE,
        "idx_workspace_members_active: {on: [workspace_id, role],",
        "idx_workspace_members_active: {on: [workspace_id, role, user_id],",
        (f"{TABLES}.workspace_members/index.idx_workspace_members_active",),
    ),
    Edit(
        DOCUMENTS,
        "source_id: text not null references graph_nodes (id) on delete cascade",
        "source_id: text not null references graph_nodes (id)",
        (f"{TABLES}.graph_edges/constraint.graph_edges_source_id_fkey",),
    ),
    Edit(
        DOCUMENTS, "comment: Covenants as they are exported.", "comment: Covenants.", (f"{TABLES}.covenants",)
    ),
    Edit(
        REVIEW,
        "    before: [truncate]\n                    for_each: statement\n                    execute: audit_events_append_only()\n                    enabled: always",
        "    before: [truncate]\n                    for_each: statement\n                    execute: audit_events_append_only()",
        (f"{TABLES}.audit_events/trigger.append_only_truncate",),
    ),
    Edit(
        REVIEW,
        "use: [of_workspace, timestamps, served]\n                columns:\n                  id: text primary key default cuid() check (id ~ '^c[0-9a-z]{24}$')\n                  name",
        "use: [of_workspace, timestamps]\n                grants: {lma_app: [select]}\n                columns:\n                  id: text primary key default cuid() check (id ~ '^c[0-9a-z]{24}$')\n                  name",
        (f"{TABLES}.downstream_connectors/grant.lma_app",),
    ),
    Edit(
        STACK,
        "i.indkey[0] = c.conkey[1])\n            expect: 0",
        "i.indkey[0] = c.conkey[1])\n            expect: 1",
    ),
    Edit(
        STACK,
        "sessions: {table: public.sessions, where: expires_at < now()",
        "sessions: {table: public.sessions, where: expires_at < now() - interval '1 day'",
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
)
