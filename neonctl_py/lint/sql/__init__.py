"""Hand-written ``.sql`` migrations: read, parsed by Postgres' own parser, and held to the rules."""
