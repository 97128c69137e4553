"""What the LMA Nexus plan asks of queries. It has no SQL of its own: these are its indexes' queries, and its JSON."""

from __future__ import annotations

from document_sql import Said

ANN, DEAL = "caaaaaaaaaaaaaaaaaaaaaaab", "cddddddddddddddddddddddde"
GOVERNANCE = """{
  "requireReasonForSensitiveEdits": true,
  "legalCanRevertDraft": false,
  "riskApprovalRequiredForOverride": false,
  "publishBlockedWhenHighDrift": true,
  "definitionsLockedAfterApproval": false,
  "externalCounselReadOnly": false
}"""
GIVEN = (
    f"insert into users (id, email, name, password) values ('{ANN}', 'said@example.com', 'Ann', '$2b$12$x')",
    f"insert into workspaces (id, name, created_by_id, governance_rules) values ('{DEAL}', 'Atlas', '{ANN}', '{GOVERNANCE}')",
)
QUERIES = {
    "fast login": ("users where email = 'said@example.com'", "idx_users_email"),
    "sessions of a user": (f"sessions where user_id = '{ANN}'", "idx_sessions_user_id"),
    "expired sessions": ("sessions where expires_at < now()", "idx_sessions_expires_at"),
    "workspaces that a user made": (f"workspaces where created_by_id = '{ANN}'", "idx_workspaces_created_by"),
    "members by status": ("workspace_members where status = 'pending'", "idx_workspace_members_status"),
    "active members": (
        f"workspace_members where workspace_id = '{DEAL}' and role = 'legal' and status = 'active'",
        "idx_workspace_members_active",
    ),
    "clauses in their order": (
        f"clauses where workspace_id = '{DEAL}' order by \"order\"",
        "idx_clauses_workspace_order",
    ),
    "locked clauses": (
        f"clauses where workspace_id = '{DEAL}' and locked_by = '{ANN}' and is_locked",
        "idx_clauses_locked",
    ),
    "clauses by their words": (
        "clauses where to_tsvector('english', title || ' ' || body) @@ to_tsquery('english', 'margin')",
        "idx_clauses_search",
    ),
    "edges out of a node": (f"graph_edges where source_id = '{ANN}'", "idx_graph_edges_source_id"),
    "unresolved drift": (
        f"drift_items where workspace_id = '{DEAL}' and severity = 'HIGH' and status = 'unresolved'",
        "idx_drift_items_unresolved",
    ),
    "pending suggestions": (
        f"reconciliation_items where session_id = '{ANN}' and decision = 'pending'",
        "idx_reconciliation_items_pending",
    ),
    "events in their order": ("audit_events order by timestamp", "idx_audit_events_timestamp"),
    "events by their words": (
        (
            "audit_events where to_tsvector('english', coalesce(reason, '') || ' ' || coalesce(before_state, '') || ' ' "
            "|| coalesce(after_state, '')) @@ to_tsquery('english', 'margin')"
        ),
        "idx_audit_events_search",
    ),
    "expired tokens": ("refresh_tokens where expires_at < now()", "idx_refresh_tokens_expires_at"),
}

STATEMENTS = (
    *(
        Said(f"Indexes: {purpose}", f"select 1 from {place}", given=GIVEN, uses=index)
        for purpose, (place, index) in QUERIES.items()
    ),
    Said(
        "Governance rules: the document's own JSON, found by one of its rules",
        """select name from workspaces where governance_rules @> '{"publishBlockedWhenHighDrift": true}'""",
        given=GIVEN,
        uses="idx_workspaces_governance_rules",
        holds=lambda rows: ("Atlas",) in rows,
    ),
    Said(
        "DEFAULT cuid()",
        "select cuid()",
        role="lma_app",
        holds=lambda rows: len(rows[0][0]) == 25 and rows[0][0].startswith("c"),
    ),
)
