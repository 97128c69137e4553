"""orders

Revision ID: b5117e1545ee
Revises:

Database: reviewed/shop
Plan: ddc26d43c29feae6
Hazards: none
Hazards of the downgrade:
    breaks-running-code: Code that still uses the old name or shape fails until it is deployed anew.
    deletes-data: Rows or whole objects are removed and the stack can't bring them back.
"""

import sqlalchemy as sa
from alembic import op

revision = "b5117e1545ee"
down_revision = None
branch_labels = None
depends_on = None

hazards = ()
downgrade_hazards = ("breaks-running-code", "deletes-data")


def upgrade() -> None:
    op.set_search_path(["public"])
    op.create_enum("public.order_status", labels=["new", "paid"])
    op.set_owner("TYPE public.order_status", owner="shop_owner")
    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="orders_pkey"),
        schema="public",
    )
    op.set_owner("TABLE public.orders", owner="shop_owner")
    op.create_policy("own", table="public.orders", roles=["app"], using="buyer = current_user")
    op.grant("INSERT, SELECT", on="TABLE public.orders", to="app")
    op.alter_table("public.orders", action="ENABLE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.set_search_path(["public"])
    op.drop_table("orders", schema="public")
    op.drop_enum("public.order_status")
