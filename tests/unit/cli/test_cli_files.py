"""Files that a command reads and writes: whole or not at all, private where they hold secrets."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from neonctl_py.cli.files import PRIVATE, require_writable, write_file
from neonctl_py.cli.loading import variables
from neonctl_py.errors import NeonpyError


def test_a_file_is_replaced_whole_with_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "env"
    path.write_text("old")
    write_file(path, "new ü\n", mode=PRIVATE)
    assert path.read_text(encoding="utf-8") == "new ü\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["missing/plan.json", "file/plan.json", "/proc/plan.json", "/dev/full/x"])
def test_a_place_that_can_not_be_written_is_told_early_and_late(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    for attempt in (lambda path: write_file(path, "x"), require_writable):
        with pytest.raises(NeonpyError, match="can't be written"):
            attempt(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(NeonpyError, match="it is a folder"):
        require_writable(tmp_path)


def test_to_ask_whether_a_file_can_be_written_leaves_nothing(tmp_path: Path) -> None:
    require_writable(tmp_path / "plan.json")
    assert list(tmp_path.iterdir()) == []


def test_variables_of_files_are_beaten_by_flags(tmp_path: Path) -> None:
    lines = tmp_path / "a.vars"
    lines.write_text("# comment\n\nregion = eu\nname=a=b\n")
    document = tmp_path / "b.json"
    document.write_text('{"name": "c", "size": "1"}')
    assert variables(["size=2", "empty="], [lines, document]) == {
        "region": "eu",
        "name": "c",
        "size": "2",
        "empty": "",
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", "[1]"),
        ("a.json", '{"a": 1}'),
        ("a.json", "{"),
        ("a.vars", "no equals sign"),
        ("a.vars", "=x"),
    ],
)
def test_a_file_of_variables_is_read_strictly(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(NeonpyError, match="variable file"):
        variables([], [tmp_path / name])


@pytest.mark.parametrize("pair", ["novalue", "=x", " =x"])
def test_a_variable_has_a_name_and_a_value(pair: str) -> None:
    with pytest.raises(NeonpyError, match="a variable can't be read"):
        variables([pair], [])


def test_a_missing_file_of_variables_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NeonpyError, match="No such file"):
        variables([], [tmp_path / "none"])


def test_a_device_is_written_into_and_never_replaced(tmp_path: Path) -> None:
    """A rename over it would leave a file in its place; a full one says so."""
    device = Path("/dev/full")
    if not device.is_char_device():
        pytest.skip("this system has no /dev/full")

    with pytest.raises(NeonpyError, match="can't be written"):
        write_file(device, "text")

    assert device.is_char_device()
