"""Values of the model come back equal; secrets never go in, and nothing but plain values comes out."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from neonctl_py.cache.values import from_bytes, to_bytes
from neonctl_py.model.address import Address
from neonctl_py.model.column import Column
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.values import UNSET, Secret

PLACE = Address.parse('project.shop/database.main/table.public."Od d"/column.a')


@pytest.mark.parametrize(
    "value",
    [
        {"a": None, "b": ("x", 1, True)},
        {PLACE: Column(type="text", comment=UNSET)},
        Index(keys=(IndexKey("lower(a)", is_column=False),), where="a > 1"),
        frozenset({PLACE, PLACE.parent}),
    ],
)
def test_a_value_comes_back_equal(value: Any) -> None:
    content = to_bytes(value)
    assert content is not None
    assert from_bytes(content) == value


def test_what_is_unset_comes_back_as_the_one_unset() -> None:
    assert from_bytes(to_bytes(Column()) or b"").backfill is UNSET


def test_a_secret_never_goes_in() -> None:
    assert to_bytes({PLACE: Secret("hunter2")}) is None


class _Trick:
    def __reduce__(self) -> Any:
        return (Path.touch, (Path("trick"),))


@pytest.mark.parametrize("content", [pickle.dumps(_Trick()), pickle.dumps(Path), b"", b"\x80", b"nonsense"])
def test_anything_else_is_nothing(content: bytes) -> None:
    assert from_bytes(content) is None
