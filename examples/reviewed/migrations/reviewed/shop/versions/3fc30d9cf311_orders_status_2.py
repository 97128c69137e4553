"""orders: status (2 of 2)

One change in several parts: each may be interrupted, and goes on when it is run again.

Revision ID: 3fc30d9cf311
Revises: 5937b5eba6b8

Database: reviewed/shop
Plan: ae3ddb96be226664
Hazards:
    long-scan: Every row is read once, which takes long on a large table.
    not-transactional: It runs outside a transaction, so an interruption leaves a part of it (a repeated apply completes it).
Hazards of the downgrade:
    not-transactional: It runs outside a transaction, so an interruption leaves a part of it (a repeated apply completes it).
"""

from alembic import op

revision = "3fc30d9cf311"
down_revision = "5937b5eba6b8"
branch_labels = None
depends_on = None

hazards = ("long-scan", "not-transactional")
downgrade_hazards = ("not-transactional",)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.set_search_path(["public"], local=False)
        op.drop_invalid_index("orders_status_idx", schema="public")
        op.create_index(
            "orders_status_idx",
            "orders",
            ["status"],
            schema="public",
            if_not_exists=True,
            postgresql_concurrently=True,
        )
        op.reset_search_path()


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(
            "orders_status_idx",
            table_name="orders",
            schema="public",
            if_exists=True,
            postgresql_concurrently=True,
        )
