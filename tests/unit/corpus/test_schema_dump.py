"""What the judge lets pass, and what it does not."""

from __future__ import annotations

import pytest
from schema_dump import parsed

DUMP = """--
-- Name: notes; Type: TABLE; Schema: public; Owner: me
--

CREATE TABLE public.notes (
    {columns}
);

--
-- Name: together; Type: STATISTICS; Schema: public; Owner: me
--

CREATE STATISTICS public.together (mcv) ON {on} FROM public.notes;
"""


def dump(*columns: str, on: str) -> str:
    return DUMP.format(columns=",\n    ".join(columns), on=on)


WANTED = dump("id integer NOT NULL", "n bigint", on="id, n")


def test_the_order_of_columns_is_no_difference() -> None:
    assert parsed(dump("n bigint", "id integer NOT NULL", on="n, id")).difference(parsed(WANTED)) == ""


@pytest.mark.parametrize(
    "found",
    [
        dump("id integer NOT NULL", "n integer", on="id, n"),
        dump("id integer NOT NULL", "n bigint", on="id, t"),
    ],
)
def test_what_they_are_is_one(found: str) -> None:
    assert parsed(found).difference(parsed(WANTED)) != ""


def test_their_order_is_one_where_it_is_asked_for() -> None:
    assert parsed(dump("id integer NOT NULL", "n bigint", on="n, id")).exact_difference(parsed(WANTED)) != ""
