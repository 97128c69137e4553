"""What the LMA Nexus document asks of queries. It has no SQL of its own: these are its indexes' queries."""

from __future__ import annotations

from document_sql import Said

STATEMENTS = (
    Said(
        "Full-text search on clauses",
        "select id from clauses where to_tsvector('english', title || ' ' || body) @@ to_tsquery('english', 'margin')",
        uses="idx_clauses_search",
    ),
)
