"""The Neon API v2 as HTTP: routes, validation, answers."""
