"""notes

Revision ID: 627207e0fb59
Revises:

Database: fastapi-app/notes
Plan: 461a6bb8a049a066
Hazards:
    changes-access: Somebody can do more, or less, than before.
Hazards of the downgrade:
    changes-access: Somebody can do more, or less, than before.
    deletes-data: Rows or whole objects are removed and the stack can't bring them back.
"""

import sqlalchemy as sa
from alembic import op

revision = "627207e0fb59"
down_revision = None
branch_labels = None
depends_on = None

hazards = ("changes-access",)
downgrade_hazards = ("changes-access", "deletes-data")


def upgrade() -> None:
    op.set_search_path(["public"])
    op.create_table(
        "notes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "written_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="notes_pkey"),
        schema="public",
    )
    op.set_owner("TABLE public.notes", owner="notes_owner")
    op.create_index("notes_author_idx", "notes", ["author"], schema="public")
    op.create_policy(
        "own_notes",
        table="public.notes",
        roles=["notes_api"],
        using="author = current_setting('app.author', true)",
    )
    op.grant("USAGE", on="SCHEMA public", to="notes_api")
    op.grant("DELETE, INSERT, SELECT", on="TABLE public.notes", to="notes_api")
    op.alter_table("public.notes", action="ENABLE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.set_search_path(["public"])
    op.revoke("USAGE", on="SCHEMA public", from_="notes_api")
    op.drop_table("notes", schema="public")
