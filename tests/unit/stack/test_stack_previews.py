"""``previews:``, ``classification:`` and ``mask:`` as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from neonctl_py.model.masking import Mask
from neonctl_py.model.previews import Previews

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.stack.load import LoadedStack

STACK = """
version: 1
stack: shop
previews: {{{previews}}}
projects:
  shop:
    branches: {{main: {{default: true}}, dev: {{parent: main, catalog: true}}}}
    databases:
      shop:
        masking: {{{masking}}}
        schemas:
          public:
            tables:
              people:
                columns:
                  id: bigint primary key
                  email: {{type: text{column}}}
"""
COLUMN = "/database.shop/table.public.people/column.email"


def text(previews: str = "", masking: str = "", column: str = "") -> str:
    return STACK.format(previews=previews, masking=masking, column=column)


def test_previews_are_as_written(load: Callable[..., LoadedStack]) -> None:
    written = 'name: "pv/${pr}/${slug}", parent: dev, data: anonymized, ttl: 2h, max: 3, refresh: forward, seed: [a.sql, b.sql]'
    found = load(text(written)).desired.previews
    assert (found.name, found.parent, found.data, found.ttl, found.most, found.refresh) == (
        "pv/${pr}/${slug}",
        "dev",
        "anonymized",
        7200,
        3,
        "forward",
    )
    assert found.seed == (("", "a.sql"), ("", "b.sql"))
    assert load(text("seed: {shop: [x.sql]}")).desired.previews.seed == (("shop", "x.sql"),)
    assert load(text()).desired.previews == Previews()


FORMS = {
    "hash": Mask("hash"),
    "fake_email": Mask("fake_email"),
    "null": Mask("null"),
    "{noise: 10%}": Mask("noise", "10%"),
    "{noise: 30d}": Mask("noise", "2592000s"),
    "{generalize: year}": Mask("generalize", "year"),
    "{value: hidden}": Mask("value", "hidden"),
}


@pytest.mark.parametrize(("written", "mask"), FORMS.items(), ids=FORMS)
def test_a_mask_is_the_columns_own_or_the_databases(
    written: str, mask: Mask, load: Callable[..., LoadedStack]
) -> None:
    """On every branch with a catalog."""
    own = load(text(column=f", classification: pii, mask: {written}")).desired
    beside = load(text(masking=f"public.people.email: {written}, auth.users.mail: {written}")).desired
    assert {str(place): found for place, found in own.masks.items()} == {
        f"project.shop/branch.{branch}{COLUMN}": mask for branch in ("main", "dev")
    }
    assert set(own.classified.values()) == {"pii"}
    assert set(beside.masks) > set(own.masks)
    assert set(beside.masks.values()) == {mask}


MISTAKES = {
    "a mask that nobody knows": ({"column": ", mask: «NP113»hsh"}, "Did you mean `hash`?"),
    "noise without an amount": ({"column": ", mask: «NP112»{noise: much}"}, "`10%` or `30d`"),
    "two masks": (
        {"column": ", mask: hash", "masking": "«NP116»public.people.email: hash"},
        "a `mask:` of its own",
    ),
    "half a place": ({"masking": "«NP115»people.email: hash"}, "schema.table.column"),
    "no such column": ({"masking": "«NP133»public.people.emial: hash"}, "Did you mean `email`?"),
    "no such class": ({"column": ", classification: «NP113»secret"}, "`pii`"),
    "a name that all would have": ({"previews": "name: «NP115»preview"}, "all previews would have one name"),
    "a name that could be any branch's": ({"previews": 'name: «NP115»"${slug}"'}, "words of its own"),
    "a word of a preview elsewhere": ({"previews": 'parent: «NP105»"dev-${pr}"'}, "no pull request"),
    "a life that is too short": ({"previews": "ttl: «NP114»1m"}, "from 5m to 30d"),
}


@pytest.mark.parametrize(("written", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_where_it_is(
    written: dict[str, str], told: str, mistakes: Callable[..., Any]
) -> None:
    expected, found, messages = mistakes(text(**written))
    assert found == expected
    assert told in messages
