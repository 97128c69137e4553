"""What a change of a column's type costs: nothing, a scan, a rewrite, or values. The list is Postgres' own binary-coercible and
typmod-only conversions; everything else is taken as a rewrite.
"""

from __future__ import annotations

import re

_TYPE = re.compile(r"(?P<name>[^()\[]+?)\s*(?:\((?P<numbers>[\d, ]+)\))?(?P<rest>\D*?)(?P<array>(?:\[\])*)\Z")
_WIDER = {
    ("smallint", "integer"),
    ("smallint", "bigint"),
    ("integer", "bigint"),
    ("smallint", "numeric"),
    ("integer", "numeric"),
    ("bigint", "numeric"),
    ("real", "double precision"),
    ("date", "timestamp without time zone"),
    ("date", "timestamp with time zone"),
    ("timestamp without time zone", "timestamp with time zone"),
    ("uuid", "text"),
    ("integer", "text"),
    ("bigint", "text"),
    ("smallint", "text"),
    ("boolean", "text"),
    ("numeric", "text"),
    ("json", "text"),
    ("json", "jsonb"),
    ("character varying", "jsonb"),
}
_TEXTS = frozenset({"text", "character varying"})


def is_free(before: str, after: str) -> bool:
    """Does Postgres change only the catalog: no rewrite, no scan, no value touched?"""
    old, new = _split(before), _split(after)
    if old[2] != new[2]:
        return False
    if old[0] in _TEXTS and new[0] in _TEXTS:
        return new[1] is None or (old[1] is not None and old[1][0] <= new[1][0])
    if old[0] != new[0]:
        return (old[0], new[0]) in {
            ("cidr", "inet"),
            ("character varying", "citext"),
            ("text", "citext"),
        } and (new[0] == "inet")
    if old[1] == new[1]:
        return True
    if old[0] == "numeric":
        if new[1] is None:
            return True
        return (
            old[1] is not None
            and len(old[1]) == len(new[1])
            and old[1][1:] == new[1][1:]
            and old[1][0] <= new[1][0]
        )
    if old[0] == "bit varying" or old[0].startswith(("time", "interval")):
        return new[1] is None or (old[1] is not None and old[1][0] <= new[1][0])
    return False


def keeps_values(before: str, after: str) -> bool:
    """Can the new type hold every value of the old one?"""
    if is_free(before, after):
        return True
    old, new = _split(before), _split(after)
    if old[0] == new[0] and old[0] == "character":
        return bool(old[1] and new[1] and old[1][0] <= new[1][0])
    if old[0] == new[0] and old[0] == "numeric" and old[1] and new[1]:
        scale = (old[1] + (0,))[1], (new[1] + (0,))[1]
        return scale[0] <= scale[1] and old[1][0] - scale[0] <= new[1][0] - scale[1]
    if new[0] == "text" or (new[0] == "character varying" and new[1] is None):
        return True
    return (old[0], new[0]) in _WIDER and (new[1] is None or old[0] == new[0])


def _split(text: str) -> tuple[str, tuple[int, ...] | None, str]:
    match = _TYPE.match(text)
    if match is None:
        return (text, None, "")
    numbers = tuple(int(number) for number in match["numbers"].split(",")) if match["numbers"] else None
    name = (match["name"] + (match["rest"] or "")).strip()
    return (re.sub(r"\s+", " ", name), numbers, match["array"])
