"""orders: status (1 of 2)

One change in several parts: each may be interrupted, and goes on when it is run again.

Revision ID: 5937b5eba6b8
Revises: b5117e1545ee

Database: reviewed/shop
Plan: ae3ddb96be226664
Hazards: none
Hazards of the downgrade:
    deletes-data: Rows or whole objects are removed and the stack can't bring them back.
"""

import sqlalchemy as sa
from alembic import op

revision = "5937b5eba6b8"
down_revision = "b5117e1545ee"
branch_labels = None
depends_on = None

hazards = ()
downgrade_hazards = ("deletes-data",)


def upgrade() -> None:
    op.set_search_path(["public"])
    op.add_column(
        "orders",
        sa.Column(
            "status",
            op.sql_type("public.order_status"),
            server_default=sa.text("'new'"),
            nullable=False,
        ),
        schema="public",
    )


def downgrade() -> None:
    op.set_search_path(["public"])
    op.drop_column("orders", "status", schema="public")
