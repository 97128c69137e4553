"""Sizes are remembered for each database, across versions of the code, and never without bound."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from neonctl_py.cache.sizes import Look, SizeMemory
from neonctl_py.model.values import Secret
from neonctl_py.workflows.growth import growth

if TYPE_CHECKING:
    from pathlib import Path

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
HERE = Secret("postgresql://ana:one@db.example/shop?sslmode=require")


def look(hours: float, **sizes: int) -> Look:
    return Look(BEGIN + timedelta(hours=hours), {("table", name): size for name, size in sizes.items()})


def memory(folder: Path, **more: str) -> SizeMemory:
    return SizeMemory.of({"NEONPY_PLAN_CACHE": str(folder), **more})


def test_a_later_look_finds_the_earlier_ones(tmp_path: Path) -> None:
    memory(tmp_path).keep(HERE, look(0, orders=10))
    memory(tmp_path).keep(HERE, look(1, orders=20))
    assert memory(tmp_path).earlier(HERE) == (look(0, orders=10), look(1, orders=20))


@pytest.mark.parametrize(
    ("url", "is_same"),
    [
        ("postgresql://bob:two@db.example/shop", True),
        ("postgresql://ana:one@db.example/other", False),
        ("postgresql://ana:one@db.example:6432/shop", False),
    ],
)
def test_it_is_about_the_place_and_not_about_who_looks(tmp_path: Path, url: str, *, is_same: bool) -> None:
    memory(tmp_path).keep(HERE, look(0, orders=10))
    assert bool(memory(tmp_path).earlier(Secret(url))) == is_same


def test_no_password_and_no_host_is_in_the_folder(tmp_path: Path) -> None:
    memory(tmp_path).keep(HERE, look(0, orders=10))
    told = b"".join(str(path).encode() + path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [word for word in (b"ana", b"one@", b"db.example") if word in told] == []


def test_of_very_many_looks_the_first_and_the_last_stay(tmp_path: Path) -> None:
    for hour in range(150):
        memory(tmp_path).keep(HERE, look(hour, orders=hour))
    kept = memory(tmp_path).earlier(HERE)
    assert len(kept) <= 120
    assert (kept[0], kept[-1]) == (look(0, orders=0), look(149, orders=149))


def test_what_is_off_remembers_nothing() -> None:
    off = SizeMemory.of({"NEONPY_PLAN_CACHE": "off"})
    off.keep(HERE, look(0, orders=1))
    assert off.earlier(HERE) == ()


@pytest.mark.parametrize(("since", "then"), [(None, 0), (3600 * 5, 300), (3600 * 30, 0)])
def test_growth_is_counted_from_the_look_that_is_old_enough(
    tmp_path: Path, since: float | None, then: int
) -> None:
    for hour, size in ((0, 0), (15, 300), (23, 500)):
        memory(tmp_path).keep(HERE, look(hour, orders=size, gone=7))
    now = look(24, orders=1000)
    found = growth(HERE, now, now, memory(tmp_path), since)
    rows = {row[1]: row[2:5] for row in found.rows}
    assert rows["orders"] == (then, 1000, 1000 - then)
    assert rows["gone"] == (7, 0, -7)


def test_a_first_look_has_nothing_to_compare_with(tmp_path: Path) -> None:
    now = look(0, orders=1)
    found = growth(HERE, now, now, memory(tmp_path), None)
    assert (found.rows, "first look" in found.note) == ((), True)


def test_two_looks_of_one_run_need_no_memory() -> None:
    found = growth(HERE, look(0, orders=100), look(1, orders=200), SizeMemory(None), None)
    assert found.rows == (("table", "orders", 100, 200, 100, 2400),)
