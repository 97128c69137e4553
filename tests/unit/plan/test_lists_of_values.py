"""``IN ('a', 'b')`` over a varchar column: Postgres tells it in a spelling that it reads as another one."""

from __future__ import annotations

import pytest

from neonctl_py.model.constraint import Check
from neonctl_py.plan.compare import differences

_AS_MADE = (
    "((status)::text = ANY ((ARRAY['open'::character varying, 'it''s late, so'::character varying])::text[]))"
)
_AS_READ = "((status)::text = ANY (ARRAY[('open'::character varying)::text, ('it''s late, so'::character varying)::text]))"
_OF_OTHERS = _AS_READ.replace("open", "closed")


@pytest.mark.parametrize(
    ("wanted", "there", "is_same"),
    [
        (_AS_MADE, _AS_READ, True),  # nobody can ask for the first one: it would come out as the second
        (_AS_READ, _AS_MADE, False),
        (_AS_MADE, _OF_OTHERS, False),
        (_AS_MADE, _AS_MADE, True),
    ],
)
def test_what_a_list_is_read_as_is_what_it_is(wanted: str, there: str, is_same: bool) -> None:
    found = differences(Check(expression=wanted), Check(expression=there))
    assert (not found) == is_same
