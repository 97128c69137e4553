"""The SQL of the Node Pass guide."""

from __future__ import annotations

from document_sql import Said

WALLET = "0x" + "a" * 40

GIVEN = (
    f"insert into buyers (license_id, wallet, tier, status) values ('NODE-SAID1', '{WALLET}', 'gold', 'active')",
)

STATEMENTS = (
    Said(
        "Scenario 4: purchase recorded, NFT not minted",
        "SELECT license_id::text FROM buyers WHERE tx_hash IS NULL AND status = 'active' ORDER BY created_at",
        given=GIVEN,
        holds=lambda rows: ("NODE-SAID1",) in rows,
    ),
    Said(
        "Post-migration: verify the indexes",
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'buyers'",
        holds=lambda rows: len(rows) == 7,
    ),
    Said(
        "Post-migration: test critical queries",
        f"SELECT * FROM buyers WHERE wallet = '{WALLET}'",
        given=GIVEN,
        uses="buyers_wallet",
    ),
)
