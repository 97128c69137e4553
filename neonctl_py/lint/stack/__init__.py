"""Rules over a stack's desired state, or over what was observed of a database: pure, no server."""
