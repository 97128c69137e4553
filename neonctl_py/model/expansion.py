"""What a change in two halves leaves in the catalog between them: a trigger of ours (or, for a renamed table, a view) whose comment says
what it keeps in step. There is no other record of it.

Never here: what is planned because of it (plan/expansions), or its SQL (ddl/operations/expand).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import ClassVar, Final, Literal

from neonctl_py.model.fingerprint import fingerprint

SCHEMA: Final = "neonpy"
"""Where the triggers' functions are."""

PREFIX: Final = "zzz_neonpy_expand_"
"""Triggers fire in the order of their names, and ours must see what all the others made of the row."""

_HEAD: Final = "neonpy: "

Way = Literal["rename", "type", "fill", "table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """``old`` and ``new`` are names of columns (``fill``: the same one) or tables. ``filled``: every row that was there before has its
    value. ``swapped``: of a change of type, the new column has taken over the name. ``kept``: a filled column whose trigger
    stays until the contract half. ``since``: the day (UTC) on which it was made; "" where the server will say it.
    """

    kind: ClassVar[str] = "expansion"

    way: Way
    old: str
    new: str
    filled: bool = False
    swapped: bool = False
    kept: bool = False
    since: str = ""


def trigger_name(schema: str, table: str, column: str) -> str:
    """Of the trigger that keeps the column in step."""
    return f"{PREFIX}{_hash(schema, table, column)}"


def function_name(schema: str, table: str, column: str) -> str:
    """Of its function, in ``SCHEMA``."""
    return f"expand_{_hash(schema, table, column)}"


def set_aside_name(name: str) -> str:
    """What an index or constraint of the old column is called while the new one's has its name."""
    return f"neonpy_old_{fingerprint(name)[:8]}"


def shadow_name(column: str) -> str:
    """Of the column of the new type, until it takes over the name."""
    return f"{column}__new"


def former_name(column: str) -> str:
    """Of the column of the old type afterwards."""
    return f"{column}__old"


def twin_name(part: str, column: str) -> str:
    """Of an index or constraint that is made on the new column while the old one's has its name."""
    return f"neonpy_new_{fingerprint([part, column])[:8]}"


def comment_of(expansion: Expansion) -> str:
    """The comment that says it."""
    return _HEAD + json.dumps(asdict(expansion), ensure_ascii=False, sort_keys=True)


def read_comment(comment: object) -> Expansion | None:
    """What such a comment says; None for any other."""
    if not isinstance(comment, str) or not comment.startswith(_HEAD):
        return None
    try:
        return Expansion(**json.loads(comment.removeprefix(_HEAD)))
    except (ValueError, TypeError):
        return None


def _hash(*names: str) -> str:
    return fingerprint(list(names))[:8]
