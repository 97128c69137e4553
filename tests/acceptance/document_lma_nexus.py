"""The sixteen tables of the LMA Nexus plan as it has them, and what of them is in a database.

Where the plan says CUID, FLOAT, JSON and ENUM, the stack's README says what they are. Never here: what else the stack declares.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

TABLES: Final = {
    "users": """
        id cuid primary key default cuid()
        email varchar(255) unique not null
        name varchar(255) not null
        password varchar(255) not null
        avatar_url text
        created_at timestamptz default now()
        updated_at timestamptz default now()
    """,
    "sessions": """
        id cuid primary key
        user_id cuid references users on delete cascade not null
        created_at timestamptz default now()
        expires_at timestamptz not null
    """,
    "workspaces": """
        id cuid primary key
        name varchar(255) not null
        currency varchar(3) not null default 'USD'
        amount float not null default 0
        standard varchar(50) not null default 'LMA'
        base_pdf_name varchar(255)
        created_by_id cuid references users not null
        created_at timestamptz default now()
        last_sync_at timestamptz default now()
        governance_rules json not null default '{}'
        updated_at timestamptz default now()
    """,
    "workspace_members": """
        id cuid primary key
        workspace_id cuid references workspaces on delete cascade not null
        user_id cuid references users on delete cascade not null
        role "Role" not null default 'investor'
        is_admin boolean default false
        status "MemberStatus" default 'pending'
        invited_at timestamptz default now()
        joined_at timestamptz
    """,
    "clauses": """
        id cuid primary key
        workspace_id cuid references workspaces on delete cascade not null
        title varchar(255) not null
        body text not null
        type "ClauseType" not null
        order integer not null
        is_sensitive boolean default false
        is_locked boolean default false
        locked_by cuid references users
        locked_at timestamptz
        last_modified_at timestamptz default now()
        last_modified_by cuid references users not null
        created_at timestamptz default now()
        updated_at timestamptz default now()
    """,
    "variables": """
        id cuid primary key
        workspace_id cuid references workspaces on delete cascade not null
        clause_id cuid references clauses on delete cascade not null
        label varchar(255) not null
        type "VariableType" not null
        value text not null
        unit varchar(50)
        baseline_value text
        created_at timestamptz default now()
        last_modified_at timestamptz default now()
        last_modified_by cuid references users
        updated_at timestamptz default now()
    """,
    "graph_nodes": """
        id cuid primary key
        workspace_id cuid references workspaces on delete cascade not null
        label varchar(255) not null
        type "NodeType" not null
        clause_id cuid references clauses on delete set null
        variable_id cuid references variables on delete set null
        value text
        has_drift boolean default false
        has_warning boolean default false
        created_at timestamptz default now()
        updated_at timestamptz default now()
    """,
    "graph_edges": """
        id cuid primary key
        workspace_id cuid references workspaces on delete cascade not null
        source_id cuid references graph_nodes on delete cascade not null
        target_id cuid references graph_nodes on delete cascade not null
        weight integer default 1
        created_at timestamptz default now()
    """,
    "drift_items": """
        id cuid primary key
        workspace_id cuid references workspaces on delete cascade not null
        clause_id cuid references clauses on delete cascade not null
        variable_id cuid references variables on delete set null
        title varchar(255) not null
        type "ClauseType" not null
        severity "DriftSeverity" not null
        baseline_value text not null
        baseline_approved_at timestamptz not null
        current_value text not null
        current_modified_at timestamptz not null
        current_modified_by cuid references users not null
        status "DriftStatus" default 'unresolved'
        approved_by cuid references users
        approved_at timestamptz
        approval_reason text
        created_at timestamptz default now()
        updated_at timestamptz default now()
    """,
    "reconciliation_sessions": """
        id cuid primary key
        workspace_id cuid references workspaces on delete cascade not null
        file_name varchar(255) not null
        file_type "ReconciliationFileType" not null
        uploaded_at timestamptz default now()
        uploaded_by cuid references users not null
        total_items integer default 0
        applied_count integer default 0
        rejected_count integer default 0
        pending_count integer default 0
        created_at timestamptz default now()
        updated_at timestamptz default now()
    """,
    "reconciliation_items": """
        id cuid primary key
        workspace_id cuid references workspaces on delete cascade not null
        session_id cuid references reconciliation_sessions on delete cascade not null
        incoming_snippet text not null
        target_clause_id cuid references clauses on delete cascade not null
        target_variable_id cuid references variables on delete set null
        confidence "ConfidenceLevel" not null
        baseline_value text not null
        current_value text not null
        proposed_value text not null
        decision "ReconciliationDecision" default 'pending'
        decision_reason text
        decided_by cuid references users
        decided_at timestamptz
        created_at timestamptz default now()
        updated_at timestamptz default now()
    """,
    "golden_records": """
        id cuid primary key
        workspace_id cuid references workspaces on delete cascade unique not null
        status "GoldenRecordStatus" default 'IN_REVIEW'
        integrity_score float default 0
        unresolved_high_drift_count integer default 0
        last_export_at timestamptz
        last_publish_at timestamptz
        schema_json text default '{}'
        created_at timestamptz default now()
        updated_at timestamptz default now()
    """,
    "downstream_connectors": """
        id cuid primary key
        workspace_id cuid references workspaces on delete cascade not null
        name varchar(255) not null
        type "ConnectorType" not null
        status "ConnectorStatus" default 'DISCONNECTED'
        last_sync_at timestamptz
        created_at timestamptz default now()
        updated_at timestamptz default now()
    """,
    "covenants": """
        id cuid primary key
        workspace_id cuid references workspaces on delete cascade not null
        name varchar(255) not null
        test_frequency varchar(255) not null
        threshold varchar(255) not null
        calculation_basis text not null
        clause_id cuid references clauses on delete cascade not null
        created_at timestamptz default now()
        updated_at timestamptz default now()
    """,
    "audit_events": """
        id cuid primary key
        workspace_id cuid references workspaces on delete set null
        timestamp timestamptz default now()
        actor_id cuid references users not null
        actor_name varchar(255) not null
        event_type "AuditEventType" not null
        target_type varchar(255)
        target_id varchar(255)
        before_state text
        after_state text
        reason text
        reason_category "ReasonCategory"
    """,
    "refresh_tokens": """
        id cuid primary key
        token varchar(500) unique not null
        user_id cuid references users not null
        expires_at timestamptz not null
        created_at timestamptz default now()
        revoked_at timestamptz
    """,
}
INDEXES: Final = """
    idx_users_email idx_sessions_user_id idx_sessions_expires_at idx_workspaces_created_by
    idx_workspace_members_workspace_user idx_workspace_members_workspace_id
    idx_workspace_members_user_id idx_workspace_members_status idx_clauses_workspace_order
    idx_clauses_workspace_id idx_clauses_type idx_clauses_is_locked idx_variables_workspace_id
    idx_variables_clause_id idx_variables_type idx_graph_nodes_workspace_id idx_graph_nodes_type
    idx_graph_nodes_clause_id idx_graph_nodes_variable_id idx_graph_edges_workspace_id
    idx_graph_edges_source_id idx_graph_edges_target_id idx_drift_items_workspace_id
    idx_drift_items_clause_id idx_drift_items_variable_id idx_drift_items_severity
    idx_drift_items_status idx_reconciliation_sessions_workspace_id
    idx_reconciliation_sessions_uploaded_by idx_reconciliation_sessions_file_type
    idx_reconciliation_items_workspace_id idx_reconciliation_items_session_id
    idx_reconciliation_items_decision idx_reconciliation_items_confidence
    idx_reconciliation_items_target_clause_id idx_reconciliation_items_target_variable_id
    idx_downstream_connectors_workspace_id idx_downstream_connectors_type
    idx_downstream_connectors_status idx_covenants_workspace_id idx_covenants_clause_id
    idx_audit_events_workspace_id idx_audit_events_actor_id idx_audit_events_event_type
    idx_audit_events_timestamp idx_refresh_tokens_user_id idx_refresh_tokens_expires_at
"""
UNIQUE: Final = frozenset(
    {"idx_workspace_members_workspace_user", "idx_clauses_workspace_order", "idx_users_email"}
)

LABELS: Final = {
    "AuditEventType": """
        LOGIN LOGOUT WORKSPACE_CREATE INVITE_SENT ROLE_CHANGED MEMBER_REMOVED CLAUSE_EDIT VARIABLE_EDIT VARIABLE_BIND
        GRAPH_SYNC DRIFT_OVERRIDE DRIFT_REVERT DRIFT_APPROVE RECON_APPLY RECON_REJECT PUBLISH EXPORT_JSON EXPORT_AUDIT
        GOVERNANCE_UPDATED SECTION_LOCKED SECTION_UNLOCKED
    """,
    "ReasonCategory": "borrower_request market_conditions credit_update legal_requirement other",
    "Role": "agent legal risk investor",
    "MemberStatus": "active pending removed",
    "ClauseType": "financial covenant definition xref general",
    "VariableType": "financial definition covenant ratio",
    "NodeType": "financial covenant definition xref",
    "DriftSeverity": "HIGH MEDIUM LOW",
    "DriftStatus": "unresolved overridden reverted approved",
    "ReconciliationFileType": "docx pdf",
    "ConfidenceLevel": "HIGH MEDIUM LOW",
    "ReconciliationDecision": "pending applied rejected",
    "GoldenRecordStatus": "READY IN_REVIEW",
    "ConnectorType": "LoanIQ Finastra Allvue CovenantTracker",
    "ConnectorStatus": "READY IN_REVIEW DISCONNECTED",
}
SPECIAL: Final = {
    "idx_workspaces_governance_rules": "USING gin",
    "idx_clauses_search": "USING gin (to_tsvector",
    "idx_audit_events_search": "USING gin (to_tsvector",
    "idx_workspace_members_active": "WHERE (status = 'active'",
    "idx_clauses_locked": "WHERE is_locked",
    "idx_drift_items_unresolved": "WHERE (status = 'unresolved'",
    "idx_reconciliation_items_pending": "WHERE (decision = 'pending'",
}
"""The plan wants GIN for JSONB and full text, and partial indexes; the names are the stack's."""

_TYPES: Final = {
    "cuid": "text",
    "float": "double precision",
    "json": "jsonb",
    "varchar": "character varying",
    "timestamptz": "timestamp with time zone",
}
_COLUMNS: Final = """
    select c.relname::text, a.attname::text, concat_ws(' ', format_type(a.atttypid, a.atttypmod),
           case when p.oid is not null then 'primary key' end,
           'references ' || nullif(f.confrelid, 0)::regclass::text,
           case f.confdeltype when 'c' then 'on delete cascade' when 'n' then 'on delete set null' end,
           case when u.indexrelid is not null then 'unique' end,
           case when a.attnotnull and p.oid is null then 'not null' end,
           'default ' || regexp_replace(pg_get_expr(d.adbin, d.adrelid), '::[^:]+$', ''))
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      left join pg_constraint p on p.conrelid = c.oid and p.contype = 'p' and p.conkey = array[a.attnum]
      left join pg_constraint f on f.conrelid = c.oid and f.contype = 'f' and f.conkey = array[a.attnum]
      left join pg_index u on u.indrelid = c.oid and u.indisunique and not u.indisprimary and u.indkey::text = a.attnum::text
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
"""


def holds_what_the_plan_says(owner: psycopg.Connection[Any]) -> None:
    """Every column with its type, default, key and reference; every label; every index that the plan names or asks for."""
    found = {(table, column): told for table, column, told in owner.execute(_COLUMNS.encode()).fetchall()}
    assert found == dict(_columns())
    labels = owner.execute(
        "select typname::text, array_agg(enumlabel::text order by enumsortorder) "
        "from pg_enum join pg_type t on t.oid = enumtypid group by 1"
    ).fetchall()
    assert dict(labels) == {name: text.split() for name, text in LABELS.items()}
    indexes = dict(
        owner.execute(
            "select indexname::text, indexdef from pg_indexes where schemaname = 'public'"
        ).fetchall()
    )
    named = set(INDEXES.split())
    assert named - indexes.keys() == set()
    assert {name for name in named if "CREATE UNIQUE" in indexes[name]} == UNIQUE
    assert {name for name, part in SPECIAL.items() if part not in indexes.get(name, "")} == set()


def _columns() -> Iterator[tuple[tuple[str, str], str]]:
    """As Postgres says it. Prisma makes NOT NULL what has a default, and every key has its default here."""
    for table, text in TABLES.items():
        for line in text.strip().splitlines():
            column, written, *rest = line.split(maxsplit=2)
            name, _, size = written.partition("(")
            said = " ".join([_TYPES.get(name, name) + f"({size}" * bool(size), *rest])
            if "primary key" in said:
                yield (table, column), "text primary key default cuid()"
            elif "not null" in said:
                yield (table, column), said
            else:
                yield (table, column), re.sub(r"(?= default )", " not null", said)
