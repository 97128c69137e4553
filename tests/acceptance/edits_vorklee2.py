"""A change of every section of ``stacks/vorklee2``, and the addresses that its plan has to name."""

from __future__ import annotations

from stack_life import Edit

NAMES = ("core", "notes", "attendance", "hr", "analytics")
BRANCHES = {name: f"project.vorklee-{name}-prod/branch.main" for name in NAMES}
DATABASES = {name: f"{branch}/database.{name}" for name, branch in BRANCHES.items()}
STACK, CORE, NOTES = "stack.yaml", "projects/core.yaml", "projects/notes.yaml"
TIMES, PEOPLE, ANALYTICS = "projects/attendance.yaml", "projects/hr.yaml", "projects/analytics.yaml"


def _of_all(below: str = "") -> tuple[str, ...]:
    return tuple(f"{branch}{below}" for branch in BRANCHES.values())


EDITS = (
    Edit(
        STACK,
        "history_retention: 7d",
        "history_retention: 14d",
        tuple(branch.rpartition("/")[0] for branch in BRANCHES.values()),
    ),
    Edit(STACK, "  lifecycle: {prevent_destroy: true}\n", ""),
    Edit(STACK, "protected: true\n", "protected: false\n", _of_all()),
    Edit(STACK, "max_cu: 8, suspend_after: never", "max_cu: 6, suspend_after: never", _of_all("/compute")),
    Edit(STACK, 'at: "02:00", keep: 30d', 'at: "02:00", keep: 14d', _of_all("/snapshot_schedule")),
    Edit(STACK, "{statement_timeout: 30s,", "{statement_timeout: 20s,", _of_all("/role.service_rw")),
    Edit(
        ANALYTICS,
        "max_cu: 4, max_lag: 5s",
        "max_cu: 2, max_lag: 5s",
        (f"{BRANCHES['analytics']}/replica.analytics-replica",),
    ),
    Edit(ANALYTICS, "connection_limit: 100", "connection_limit: 80", (DATABASES["analytics"],)),
    Edit(
        ANALYTICS,
        "date_trunc('week', last_active_at)",
        "date_trunc('month', last_active_at)",
        (f"{DATABASES['analytics']}/view.reporting.UsersAnonymous",),
    ),
    Edit(
        ANALYTICS,
        "having count(distinct u.id) >= 5",
        "having count(distinct u.id) >= 6",
        tuple(
            f"{DATABASES['analytics']}/materialized_view.reporting.ActivityByOrg{part}"
            for part in ("", "/grant.readonly_user", "/index.ActivityByOrg_org_id_idx")
        ),
    ),
    Edit(
        TIMES,
        "columns: [id, org_id, user_id, day, status, minutes]",
        "columns: [id, org_id, user_id, day, status]",
        (f"{DATABASES['attendance']}/publication.attendance_pub",),
    ),
    Edit(
        TIMES,
        "attendance_status: {enum: [present, absent, late, remote]}",
        "attendance_status: {enum: [present, absent, late, remote, travelling]}",
        (f"{DATABASES['attendance']}/enum.public.attendance_status",),
    ),
    Edit(
        PEOPLE,
        "net_of_gross: net <= gross",
        "net_of_gross: net between 0 and gross",
        (f"{DATABASES['hr']}/table.public.payroll/constraint.payroll_net_of_gross",),
    ),
    Edit(
        PEOPLE,
        "                  left_on: date\n",
        "                  left_on: date\n                  team: text\n",
        (f"{DATABASES['hr']}/table.public.employees/column.team",),
    ),
    Edit(
        PEOPLE,
        "select: [id, org_id, position, hired_on, left_on]",
        "select: [id, org_id, position, hired_on]",
        (f"{DATABASES['hr']}/table.public.employees/grant.readonly_user",),
    ),
    Edit(
        NOTES,
        'to: [service_rw]\n                    using: user_id = (select "CurrentUserId"()) or (select "HasRole"(\'admin\'))',
        "to: [service_rw]\n                    using: (select \"HasRole\"('admin'))",
        (f"{DATABASES['notes']}/table.public.notes/policy.org_isolation_delete",),
    ),
    Edit(
        NOTES,
        "notes_notebook_id_idx: [org_id, notebook_id]",
        "notes_notebook_id_idx: [org_id, notebook_id, created_at]",
        (f"{DATABASES['notes']}/table.public.notes/index.notes_notebook_id_idx",),
    ),
    Edit(
        NOTES,
        "              RecentNotes:\n",
        "              RecentNotes:\n                comment: Those that are not deleted.\n",
        (f"{DATABASES['notes']}/view.public.RecentNotes",),
    ),
    Edit(
        CORE,
        "where: deleted_at is null\n                  users_deleted_at_idx",
        "where: deleted_at is null\n                  users_country_idx: [country]\n                  users_deleted_at_idx",
        (f"{DATABASES['core']}/table.core.users/index.users_country_idx",),
    ),
    Edit(
        CORE,
        "comment: What can be used; the same for everyone.",
        "comment: What can be used.",
        (f"{DATABASES['core']}/table.core.apps",),
    ),
    Edit(
        "functions/append_only.sql",
        "% is append-only: % is refused",
        "% is only appended to: % is refused",
        (f'{DATABASES["core"]}/function.core."AppendOnly()"',),
    ),
    Edit(
        STACK,
        "sharding_by_rows: {builtin: table_rows, at_most: 1000000000",
        "sharding_by_rows: {builtin: table_rows, at_most: 0",
    ),
    Edit(STACK, "pool_utilisation > 80%", "pool_utilisation > 75%"),
    Edit(
        NOTES,
        "where: deleted_at < now() - interval '90 days'\n        action: shred\n        keys: &keys",
        "where: deleted_at < now() - interval '91 days'\n        action: shred\n        keys: &keys",
    ),
    Edit(
        ANALYTICS,
        "reporting:\n            owner",
        "reporting:\n            comment: Without names.\n            owner",
        (f"{DATABASES['analytics']}/schema.reporting",),
    ),
    Edit(
        CORE,
        "pg_stat_statements: {schema: public}}",
        "pg_stat_statements: {schema: public}, pg_trgm: {schema: public}}",
        (f"{DATABASES['core']}/extension.pg_trgm",),
    ),
    Edit(
        CORE,
        "{before: [truncate], execute: '\"AppendOnly\"()', enabled: always}",
        "{before: [truncate], execute: '\"AppendOnly\"()'}",
        (f"{DATABASES['core']}/table.core.audit_logs/trigger.append_only_truncate",),
    ),
)
