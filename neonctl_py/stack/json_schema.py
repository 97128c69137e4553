"""The language as JSON Schema 2020-12, for editors: drawn from the same key tables that the documents are read with."""

from __future__ import annotations

from typing import Any, Final

from neonctl_py.stack.documents.stack import STACK

SCHEMA_FILE: Final = "neonpy.schema.json"
"""The name under which ``neonpy schema`` is kept beside a stack."""


def json_schema() -> dict[str, Any]:
    """The whole schema, ready for ``json.dumps``. It accepts every stack that loads; only loading finds every mistake."""
    definitions: dict[str, Any] = {}
    root = STACK.schema(definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:neonpy:stack:1",
        "title": "neonpy stack",
        "description": "What a Neon installation consists of: projects, branches, computes, roles, databases and their catalogs.",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }
