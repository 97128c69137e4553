"""Mixins: parts of tables that several tables share (``use: [audit]``)."""

from __future__ import annotations

from typing import Final

from neonctl_py.stack.documents.check_constraint import CHECKS
from neonctl_py.stack.documents.column import COLUMNS
from neonctl_py.stack.documents.constraint import FOREIGN_KEYS, UNIQUES
from neonctl_py.stack.documents.grant import GRANTS_KEY
from neonctl_py.stack.documents.index import INDEXES
from neonctl_py.stack.documents.policy import POLICIES
from neonctl_py.stack.documents.trigger import TRIGGERS_KEY
from neonctl_py.stack.names import word
from neonctl_py.stack.scalars import Choice
from neonctl_py.stack.shapes import Key, MapOf, Record

SHARED_KEYS: Final = {
    "columns": Key(COLUMNS, "Its columns, in order: `name: type and clauses`."),
    "unique": Key(UNIQUES, "Unique constraints: by name, or a list of lists of columns."),
    "checks": Key(CHECKS, "Check constraints: by name, or a list of expressions."),
    "foreign_keys": Key(FOREIGN_KEYS, "Foreign keys: by name, or a list."),
    "indexes": Key(INDEXES, "Indexes: by name, or a list of lists of columns."),
    "row_level_security": Key(
        Choice(("off", "enabled", "forced", "forced_when_enabled")),
        "`enabled`: policies apply to all but the owner; `forced`: to the owner too; `forced_when_enabled`: off, and "
        "`forced` as soon as someone enables it.",
    ),
    "policies": Key(POLICIES, "Its policies, by name; exactly these."),
    "triggers": TRIGGERS_KEY,
    "grants": GRANTS_KEY,
}
"""What a table and a mixin both have."""

MIXIN: Final = Record("mixin", SHARED_KEYS, "a mixin")
MIXINS: Final = MapOf(MIXIN, "mixins", rule=word)
