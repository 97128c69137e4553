"""What was remembered is read by the same code only, and by that one on every machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from neonctl_py.cache.code_identity import identity_of

if TYPE_CHECKING:
    from pathlib import Path

RECORDED = 2_000_000_000


def installed(site: Path, *, noted: bool = True, written: int = 1_000_000_000) -> Path:
    """A package in a folder of its own, as an installer leaves it."""
    package = site / "shop"
    (package / "queries").mkdir(parents=True)
    for file in (package / "a.py", package / "queries" / "b.sql"):
        file.write_text("select 1")
        os.utime(file, (written, written))
    if noted:
        record = site / "shop-1.0.dist-info" / "RECORD"
        record.parent.mkdir()
        record.write_text(
            "shop/a.py,sha256=AAA,8\nshop/queries/b.sql,sha256=BBB,8\nshop-1.0.dist-info/RECORD,,\n"
        )
        os.utime(record, (RECORDED, RECORDED))
    return package


def test_a_release_is_the_same_wherever_and_whenever_it_was_installed(tmp_path: Path) -> None:
    one = installed(tmp_path / "one")
    other = installed(tmp_path / "two", written=1_500_000_000)
    assert list(identity_of(one)) == list(identity_of(other))
    assert list(identity_of(one)) == ["shop/a.py sha256=AAA,8\n", "shop/queries/b.sql sha256=BBB,8\n"]


@pytest.mark.parametrize("noted", [True, False], ids=["a release", "a working copy"])
def test_an_edit_is_another_code(tmp_path: Path, *, noted: bool) -> None:
    package = installed(tmp_path, noted=noted)
    before = list(identity_of(package))
    (package / "queries" / "b.sql").write_text("select 2")
    os.utime(package / "queries" / "b.sql", (RECORDED + 1, RECORDED + 1))
    assert list(identity_of(package)) != before


def test_another_release_is_another_code(tmp_path: Path) -> None:
    package = installed(tmp_path)
    before = list(identity_of(package))
    record = tmp_path / "shop-1.0.dist-info" / "RECORD"
    record.write_text(record.read_text().replace("BBB", "CCC"))
    os.utime(record, (RECORDED, RECORDED))
    assert list(identity_of(package)) != before


def test_a_file_that_nobody_noted_counts_by_its_time(tmp_path: Path) -> None:
    package = installed(tmp_path)
    (package / "more.py").write_text("x = 1")
    assert any("more.py 5 " in line for line in identity_of(package))
