"""What the NexusCanon Axis document asks of queries. It has no SQL of its own."""

from __future__ import annotations

from document_sql import Said

STATEMENTS = (
    Said(
        "Indexes: users by e-mail",
        "select id from users where email = 'someone@example.com'",
        uses="users_email_idx",
    ),
)
