"""What the NexusCanon Axis document asks of queries. It has no SQL of its own: these are the queries of its indexes."""

from __future__ import annotations

from document_sql import Said

SOMEBODY = "'10000000-0000-4000-8000-000000000001'"
LOOKUPS = {
    "neon_auth.\"user\" where email = 'someone@example.com'": "user_email_key",
    f'neon_auth."user" where id = {SOMEBODY}': "user_pkey",
    f'neon_auth.account where "userId" = {SOMEBODY}': "account_user_id_idx",
    f'neon_auth.session where "userId" = {SOMEBODY}': "session_user_id_idx",
    "neon_auth.session where token = 't'": "session_token_key",
    "neon_auth.organization where slug = 'acme'": "organization_slug_key",
    "neon_auth.verification where identifier = 'someone@example.com'": "verification_identifier_idx",
    f"users where id = {SOMEBODY}": "users_pkey",
    "users where email = 'someone@example.com'": "users_email_idx",
    f"tasks where id = {SOMEBODY}": "tasks_pkey",
    f"tasks where project_id = {SOMEBODY}": "tasks_project_id_idx",
}

STATEMENTS = (
    *(Said("Indexed Columns", f"select 1 from {place}", uses=index) for place, index in LOOKUPS.items()),
    Said(
        "Audit Trail: searchable and queryable",
        'select action from user_activity_log where details @> \'{"ip": "203.0.113.7"}\'',
        uses="user_activity_log_details_idx",
    ),
    Said(
        "Use EXPLAIN ANALYZE for tuning",
        f"EXPLAIN ANALYZE SELECT * FROM tasks WHERE project_id = {SOMEBODY}",
        given=("set local enable_seqscan = off",),
        holds=lambda rows: "tasks_project_id_idx" in "".join(line for (line,) in rows),
    ),
)
