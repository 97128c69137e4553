"""The SQL of the Node Pass guide: its indexes, its six patterns of queries, its recovery and its export."""

from __future__ import annotations

from document_sql import Said

WALLET = "0x" + "d" * 40
GIVEN = (
    f"insert into buyers (license_id, wallet, tier, status) values ('NODE-SAID1', '{WALLET}', 'gold', 'active')",
)
MANY = (
    *GIVEN,
    (
        "insert into buyers (license_id, wallet, tier, status, created_at) "
        "select 'NODE-MANY' || n, '0x' || lpad(to_hex(n), 40, '0'), 'tier ' || n % 20, "
        "(array['pending_wire', 'active', 'expired', 'refunded'])[n % 4 + 1]::buyer_status, now() - n * interval '1 h' "
        "from generate_series(1, 500) n"
    ),
    "analyze buyers",
)
INDEXES = {
    "buyers_pkey": "CREATE UNIQUE INDEX buyers_pkey ON buyers (id)",
    "buyers_license_id_idx": "CREATE UNIQUE INDEX buyers_license_id_idx ON buyers (license_id)",
    "buyers_wallet_idx": "CREATE INDEX buyers_wallet_idx ON buyers (wallet)",
    "buyers_tier_idx": "CREATE INDEX buyers_tier_idx ON buyers (tier)",
    "buyers_status_idx": "CREATE INDEX buyers_status_idx ON buyers (status)",
    "buyers_created_at_idx": "CREATE INDEX buyers_created_at_idx ON buyers (created_at)",
    "buyers_wallet_status_idx": "CREATE INDEX buyers_wallet_status_idx ON buyers (wallet, status)",
}
PATTERNS = {
    "WHERE license_id = 'NODE-SAID1'": "buyers_license_id_idx",
    "WHERE tier = 'gold'": "buyers_tier_idx",
    "WHERE status = 'expired'": "buyers_status_idx",
    f"WHERE wallet = '{WALLET}' AND status = 'active'": "buyers_wallet_status_idx",
    "ORDER BY created_at": "buyers_created_at_idx",
}
BY_WALLET = f"SELECT * FROM buyers WHERE wallet = '{WALLET}'"
HEADER = "id,license_id,wallet,tier,status,tx_hash,email,name,refunded_at,created_at,updated_at"


def _as_the_guide_writes_them(rows: list[tuple[str, str]]) -> bool:
    """Each index is what the guide's statement makes."""
    plain = {name: made.replace("public.", "").replace(" USING btree", "") for name, made in rows}
    return plain == INDEXES


STATEMENTS = (
    *(
        Said("Indexes", made, refused="42P07")  # it is there already, under that name
        for made in INDEXES.values()
    ),
    Said(
        "Schema Migration Workflow: verify the indexes",
        "SELECT indexname::text, indexdef FROM pg_indexes WHERE tablename = 'buyers'",
        holds=_as_the_guide_writes_them,
    ),
    *(
        Said("Query Performance", f"SELECT * FROM buyers {pattern}", given=MANY, uses=f" {index} ")
        for pattern, index in PATTERNS.items()
    ),
    # Two indexes serve it at the same cost, and Postgres takes either: the README says so.
    Said("Query Performance", BY_WALLET, given=MANY, uses=" buyers_wallet_"),
    Said(
        "Query Performance",
        BY_WALLET,
        given=(*MANY, "drop index buyers_wallet_status_idx"),
        uses=" buyers_wallet_idx ",
    ),
    Said(
        "Schema Migration Workflow: test critical queries",
        "EXPLAIN ANALYZE SELECT * FROM buyers WHERE wallet = '0x...'",
        given=MANY,
        holds=lambda rows: " buyers_wallet_" in rows[0][0] and "actual time" in rows[0][0],
    ),
    Said(
        "Scenario 4: paid, and not minted",
        "SELECT * FROM buyers WHERE tx_hash IS NULL AND status = 'active' ORDER BY created_at",
        given=GIVEN,
        holds=lambda rows: any("NODE-SAID1" in row for row in rows),
    ),
    Said(
        "Manual Backup Script: CSV",
        "COPY (SELECT * FROM buyers ORDER BY created_at) TO STDOUT WITH CSV HEADER",
        given=GIVEN,
        holds=lambda rows: rows[0] == (HEADER,) and any(",NODE-SAID1," in line for (line,) in rows),
    ),
    Said(
        "SQL Injection Prevention: the wrong way, as who shows a dashboard",
        "SELECT license_id::text FROM buyers WHERE wallet = '' OR true --'",
        given=(*MANY, f"select set_config('app.wallet', '{WALLET}', true)"),
        role="tudao_dashboard",
        returns=[("NODE-SAID1",)],
    ),
)
