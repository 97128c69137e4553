"""What a server told that nobody would write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neonctl_py.model.address import Address
from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.model.range import Range
from neonctl_py.model.table import Table
from neonctl_py.model.values import UNSET
from neonctl_py.stack.leave_out import without_defaults

if TYPE_CHECKING:
    from neonctl_py.model.state import Object


@pytest.mark.parametrize(
    ("place", "told", "lean"),
    [
        ("table.public.t", Table(access_method="heap"), Table(access_method=UNSET)),
        ("table.public.t", Table(access_method=None), Table(access_method=UNSET)),
        ("table.public.t", Table(access_method="columnar"), Table(access_method="columnar")),
        ("materialized_view.public.m", MaterializedView(access_method="heap"), MaterializedView()),
        (
            "materialized_view.public.m",
            MaterializedView(access_method="columnar"),
            MaterializedView(access_method="columnar"),
        ),
        ("range.public.span", Range(multirange="span_multirange"), Range(multirange=UNSET)),
        ("range.public.span", Range(multirange="spans"), Range(multirange="spans")),
    ],
)
def test_what_postgres_chooses_by_itself_is_left_out(place: str, told: Object, lean: Object) -> None:
    address = Address.parse(f"project.p/database.d/{place}")
    assert without_defaults({address: told}) == {address: lean}
