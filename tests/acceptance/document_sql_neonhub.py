"""The SQL of the NeonHub guide, that of its shell commands too."""

from __future__ import annotations

from document_sql import Said

TABLES = {
    "users",
    "accounts",
    "sessions",
    "verification_tokens",
    "content_drafts",
    "agent_jobs",
    "metric_events",
}
JOB = (
    """insert into agent_jobs (agent, input, output) values ('said', '{"topic": "neon"}', '{"words": 800}')"""
)

STATEMENTS = (
    Said("Neon-Specific Optimizations", "SET statement_timeout = '30s'"),
    Said("Neon-Specific Optimizations", "SET idle_in_transaction_session_timeout = '10s'"),
    # As the README corrects it: the settings are the database's, so that they hold in the application's sessions.
    Said(
        "Neon-Specific Optimizations",
        "select unnest(setconfig) from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase "
        "where d.datname = current_database() and s.setrole = 0 order by 1",
        returns=[("idle_in_transaction_session_timeout=10s",), ("statement_timeout=30s",)],
    ),
    Said("Neon-Specific Optimizations", 'CREATE EXTENSION IF NOT EXISTS "pg_trgm"'),
    Said(
        "Neon-Specific Optimizations: JSON performance, for agent_jobs.input",
        """select agent from agent_jobs where input @> '{"topic": "neon"}'""",
        given=(JOB,),
        uses="agent_jobs_input_idx",
        returns=[("said",)],
    ),
    Said(
        "Neon-Specific Optimizations: JSON performance, for agent_jobs.output",
        """select agent from agent_jobs where output @> '{"words": 800}'""",
        given=(JOB,),
        uses="agent_jobs_output_idx",
        returns=[("said",)],
    ),
    Said(
        "Neon-Specific Optimizations: what pg_trgm is for",
        "select title from content_drafts where title ilike '%verless%'",
        uses="content_drafts_title_idx",
    ),
    Said(
        "Production Validation",
        "SELECT version();",
        holds=lambda rows: rows[0][0].startswith("PostgreSQL 17"),
    ),
    Said(
        "Production Validation",
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public';",
        holds=lambda rows: {name for (name,) in rows} >= TABLES,
    ),
)
