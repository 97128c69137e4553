"""The stack that ``neonpy init`` writes: small, commented, free of mistakes and in canonical form."""

from __future__ import annotations

import json
from typing import Final

from neonctl_py.stack.json_schema import SCHEMA_FILE, json_schema
from neonctl_py.stack.sql_tokens import quoted_name

_STACK: Final = """\
# yaml-language-server: $schema={schema}
# What should exist. `neonpy plan` shows what differs, `neonpy apply` makes it so.
version: 1
stack: {name}

projects:
  {name}:
    region: aws-us-east-2
    pg_version: 17
    history_retention: 1d
    branches:
      production:
        default: true
        compute: {{min_cu: 0.25, max_cu: 1, suspend_after: 5m}}
    roles:
      # Made through the API: it owns the database and is a member of neon_superuser.
      app_owner: {{managed_by: neon}}
      # Made by SQL: it may do only what is granted below, and row-level security holds it.
      app:
        login: true
        settings: {{statement_timeout: 30s}}
    databases:
      app_db:
        owner: app_owner
        schemas:
          public:
            grants:
              app: [usage]
            tables:
              notes:
                columns:
                  id: bigint primary key generated always as identity
                  account: text not null
                  body: text not null
                  created_at: timestamptz not null default now()
                indexes:
                  notes_account_idx: [account, created_at desc]
                row_level_security: enabled
                policies:
                  own_notes:
                    to: [app]
                    using: account = current_setting('app.account', true)
                grants:
                  app: [select, insert, update, delete]
"""


def starter_files(name: str) -> dict[str, str]:
    """Path to text, for a new folder: the stack, and the schema for editors."""
    key = name if quoted_name(name) == name else json.dumps(name)
    return {
        "stack.yaml": _STACK.format(name=key, schema=SCHEMA_FILE),
        SCHEMA_FILE: json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n",
    }
