"""The SQL of the NeonHub guide."""

from __future__ import annotations

from document_sql import Said

STATEMENTS = (
    Said("Connection pooling optimisation", "SET LOCAL statement_timeout = '30s'", role="neonhub_app"),
    Said(
        "Connection pooling optimisation",
        "SET LOCAL idle_in_transaction_session_timeout = '10s'",
        role="neonhub_app",
    ),
    Said("JSON performance", 'CREATE EXTENSION IF NOT EXISTS "pg_trgm"'),
)
