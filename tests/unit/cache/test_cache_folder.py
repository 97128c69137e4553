"""What is remembered comes back as it was, or not at all; nothing about the folder is ever an error."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from neonctl_py.cache.folder import MAXIMUM_FILE, CacheFolder, cache_folder

if TYPE_CHECKING:
    from pathlib import Path

NAME = "spellings-1"


@pytest.fixture
def folder(tmp_path: Path) -> CacheFolder:
    return CacheFolder(tmp_path / "deep" / "plans")


def test_what_was_written_is_read_by_a_later_process_too(folder: CacheFolder) -> None:
    folder.write(NAME, b"content")
    assert CacheFolder(folder.path).read(NAME) == b"content"
    assert folder.notes == []


def test_what_was_never_written_is_no_news(folder: CacheFolder) -> None:
    assert folder.read(NAME) is None
    assert folder.notes == []


def test_nobody_else_may_look_into_it(folder: CacheFolder) -> None:
    folder.write(NAME, b"content")
    assert oct(folder.path.stat().st_mode & 0o777) == "0o700"
    assert oct((folder.path / NAME).stat().st_mode & 0o777) == "0o600"
    assert [path.name for path in folder.path.iterdir()] == [NAME]


DAMAGE = {
    "truncated": lambda content: content[:-1],
    "empty": lambda _: b"",
    "only its head": lambda content: content[:32],
    "poisoned": lambda content: content[:-1] + b"!",
    "of other code": lambda content: bytes(32) + content[32:],
    "too long": lambda content: content + b"\0",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_file_that_is_not_as_it_was_written_is_a_miss(folder: CacheFolder, damage: str) -> None:
    folder.write(NAME, b"content")
    file = folder.path / NAME
    file.write_bytes(DAMAGE[damage](file.read_bytes()))
    assert folder.read(NAME) is None
    assert folder.notes == [f"{NAME} is not whole, or of other code"]


@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777])
def test_a_folder_that_others_may_write_to_is_not_used(folder: CacheFolder, mode: int) -> None:
    folder.write(NAME, b"content")
    folder.path.chmod(mode)
    assert folder.read(NAME) is None
    folder.write("another", b"content")
    assert [path.name for path in folder.path.iterdir()] == [NAME]
    assert len(folder.notes) == 2


@pytest.mark.parametrize("mode", [0o620, 0o606])
def test_a_file_that_others_may_write_to_is_not_read(folder: CacheFolder, mode: int) -> None:
    folder.write(NAME, b"content")
    (folder.path / NAME).chmod(mode)
    assert folder.read(NAME) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give things to others")
@pytest.mark.parametrize("whose", ["the folder", "the file"])
def test_what_belongs_to_somebody_else_is_not_read(folder: CacheFolder, whose: str) -> None:
    folder.write(NAME, b"content")
    os.chown(folder.path if whose == "the folder" else folder.path / NAME, 12345, -1)
    assert folder.read(NAME) is None


@pytest.mark.parametrize("what", ["the folder", "the file"])
def test_a_link_is_not_followed(folder: CacheFolder, tmp_path: Path, what: str) -> None:
    folder.write(NAME, b"content")
    place = folder.path if what == "the folder" else folder.path / NAME
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    assert folder.read(NAME) is None


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = CacheFolder(tmp_path / "file" / "plans")
    folder.write(NAME, b"content")
    assert folder.read(NAME) is None
    assert folder.notes


def test_what_is_too_large_is_not_kept(folder: CacheFolder) -> None:
    folder.write(NAME, bytes(MAXIMUM_FILE + 1))
    assert folder.read(NAME) is None


def test_the_oldest_go_when_there_is_too_much(folder: CacheFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neonctl_py.cache.folder.MAXIMUM_BYTES", 4 * 1100)
    for number in range(6):
        folder.write(str(number), bytes(1000))
        os.utime(folder.path / str(number), (number, number))
    folder.write("6", bytes(1000))
    assert sorted(path.name for path in folder.path.iterdir()) == ["3", "4", "5", "6"]


def test_a_folder_in_it_stays_when_there_is_too_much(
    folder: CacheFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("neonctl_py.cache.folder.MAXIMUM_BYTES", 1100)
    CacheFolder(folder.path / "sizes").write("other", bytes(2000))
    for number in range(3):
        folder.write(str(number), bytes(1000))
    assert folder.notes == []
    assert "sizes" in {path.name for path in folder.path.iterdir()}
    assert folder.read("2") == bytes(1000)


def test_two_processes_at_once_leave_one_whole_content(folder: CacheFolder) -> None:
    program = (
        "import sys; from pathlib import Path; from neonctl_py.cache.folder import CacheFolder\n"
        "for n in range(200): CacheFolder(Path(sys.argv[1])).write('n', sys.argv[2].encode() * 10000)\n"
    )
    command = [sys.executable, "-c", program, str(folder.path)]
    running = [subprocess.Popen([*command, letter]) for letter in "ab"]
    seen = set()
    while any(process.poll() is None for process in running):
        seen.add(folder.read("n"))
    assert [process.returncode for process in running] == [0, 0]
    assert seen | {folder.read("n")} <= {None, b"a" * 10000, b"b" * 10000}
    assert folder.notes == []
    assert [path.name for path in folder.path.iterdir()] == ["n"]


PLACES = (
    ({"NEONPY_PLAN_CACHE": "/x/y"}, "/x/y"),
    ({"NEONPY_PLAN_CACHE": "off", "HOME": "/home/me"}, None),
    ({"NEONPY_PLAN_CACHE": "OFF"}, None),
    ({"XDG_CACHE_HOME": "/cache", "HOME": "/home/me"}, "/cache/neonpy/plans"),
    ({"XDG_CACHE_HOME": "relative", "HOME": "/home/me"}, "/home/me/.cache/neonpy/plans"),
    ({"HOME": "/home/me"}, "/home/me/.cache/neonpy/plans"),
    ({}, None),
)


@pytest.mark.parametrize(("environment", "expected"), PLACES)
def test_the_environment_says_where(environment: dict[str, str], expected: str | None) -> None:
    found = cache_folder(environment)
    assert expected == (str(found.path) if found else None)
