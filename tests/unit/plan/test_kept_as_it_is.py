"""What a stack leaves open on purpose: it is kept as it is, and only missed where it would have to be made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from plan_states import desired, in_database, observed, shop

from neonctl_py.model.foreign_data_wrapper import ForeignDataWrapper
from neonctl_py.model.foreign_server import ForeignServer
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.subscription import Subscription
from neonctl_py.model.user_mapping import UserMapping
from neonctl_py.model.values import UNSET, Secret
from neonctl_py.plan.build import make_plan

INDEX = Index(keys=(IndexKey("id"),))
FEED = Subscription(publications=("feed",), slot_name=None, enabled=False)
SERVER = {
    in_database("foreign_data_wrapper.plain"): ForeignDataWrapper(),
    in_database("foreign_server.far"): ForeignServer(wrapper="plain"),
}
KEPT = {
    "an index that may be unusable": ("table.public.orders/index.i", replace(INDEX, valid=False), INDEX),
    "one that is": ("table.public.orders/index.i", replace(INDEX, valid=False), replace(INDEX, valid=False)),
    "a connection": ("subscription.inbox", FEED, replace(FEED, connection=Secret("host=x password=y"))),
    "options of a user mapping": (
        "foreign_server.far/user_mapping.public",
        UserMapping(options=UNSET),
        UserMapping(options=(("password", Secret("x")),)),
    ),
}


@pytest.mark.parametrize(("address", "wanted", "there"), KEPT.values(), ids=KEPT)
def test_what_is_not_written_is_no_difference(address: str, wanted: object, there: object) -> None:
    place = in_database(address)
    plan = make_plan(
        desired({**shop(), **SERVER, place: wanted}), observed({**shop(), **SERVER, place: there})
    )
    assert plan.is_empty


def test_an_unusable_index_is_replaced_where_a_usable_one_is_wanted() -> None:
    place = in_database("table.public.orders/index.i")
    plan = make_plan(
        desired({**shop(), place: INDEX}), observed({**shop(), place: replace(INDEX, valid=False)})
    )
    assert [change.address for change in plan.changes] == [place]


def test_a_subscription_without_a_connection_is_refused_before_anything_changes() -> None:
    place = in_database("subscription.inbox")
    plan = make_plan(desired({**shop(), place: FEED}), observed(shop()))
    assert [item.code for item in plan.diagnostics] == ["NP209"]
