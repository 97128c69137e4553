"""Lists are read to their end, in both shapes, and no further."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from neonctl_py.neon.pages import PAGE, read_pages

if TYPE_CHECKING:
    from collections.abc import Mapping

    import respx

    from neonctl_py.neon.client import NeonClient

FULL = [{"id": str(number)} for number in range(PAGE)]


class Pages:
    """Answers one prepared page after the other and remembers what was asked."""

    def __init__(self, *pages: dict[str, Any]) -> None:
        self.pages = list(pages)
        self.asked: list[str | None] = []

    def __call__(self, params: Mapping[str, str]) -> dict[str, Any]:
        assert params["limit"] == str(PAGE)
        self.asked.append(params.get("cursor"))
        return self.pages[len(self.asked) - 1]


def page(rows: list[dict[str, str]], **pagination: str) -> dict[str, Any]:
    return {"rows": rows, "pagination": pagination} if pagination else {"rows": rows}


CASES = [
    pytest.param([page(FULL)], 100, [None], id="no pagination at all"),
    pytest.param(
        [page(FULL, cursor="a"), page([], cursor="b")],
        100,
        [None, "a"],
        id="an empty page ends, cursor or not",
    ),
    pytest.param(
        [page(FULL, cursor="a"), page(FULL[:3], cursor="b")], 103, [None, "a"], id="a short page ends"
    ),
    pytest.param(
        [page(FULL, next="a"), page(FULL, next="b"), page(FULL[:1])],
        201,
        [None, "a", "b"],
        id="the shape of branches",
    ),
    pytest.param(
        [page(FULL, next="a"), page(FULL, next="a")], 200, [None, "a"], id="a cursor seen before ends"
    ),
    pytest.param([page([])], 0, [None], id="an empty list omits pagination"),
    pytest.param([{"rows": None, "pagination": None}], 0, [None], id="nulls"),
]


@pytest.mark.parametrize(("pages", "count", "asked"), CASES)
def test_a_list_is_read_to_its_end(pages: list[dict[str, Any]], count: int, asked: list[str | None]) -> None:
    api = Pages(*pages)
    assert len(read_pages(api, "rows").rows) == count
    assert api.asked == asked


def test_where_absence_matters_a_short_page_is_not_the_end() -> None:
    api = Pages(page(FULL[:2], cursor="a"), page(FULL[:1], cursor="b"), page([]))
    assert len(read_pages(api, "rows", short_page_ends=False).rows) == 3


def test_projects_that_could_not_be_read_take_their_place_on_the_page() -> None:
    first = page(FULL[:-1], cursor="a") | {"unavailable_project_ids": ["gone-fishing"]}
    found = read_pages(Pages(first, page(FULL[:1])), "rows")
    assert (len(found.rows), found.unavailable) == (100, ["gone-fishing"])


def test_the_organization_goes_with_every_page(client: NeonClient, neon: respx.MockRouter) -> None:
    rows = [{"id": f"p{number}", "name": f"n{number}"} for number in range(PAGE)]
    full = httpx.Response(200, json={"projects": rows, "pagination": {"cursor": "p99"}})
    route = neon.get("/projects").mock(side_effect=[full, httpx.Response(200, json={"projects": []})])
    assert len(client.list_projects("org-1").projects) == PAGE
    assert [dict(call.request.url.params) for call in route.calls] == [
        {"org_id": "org-1", "limit": "100"},
        {"org_id": "org-1", "limit": "100", "cursor": "p99"},
    ]
