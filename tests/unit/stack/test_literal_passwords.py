"""However YAML lets it be spelled, a password in the text is found; and a text without one is not walked for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neonctl_py.errors import InputError
from neonctl_py.render.terminal.diagnostics import diagnostic_lines
from neonctl_py.stack.literal_passwords import may_hold_passwords
from neonctl_py.stack.load import load_stack

if TYPE_CHECKING:
    from pathlib import Path

SPELLINGS = (
    "postgres://u:hunter2@h/d",
    "'postgres://u:hunter2@h/d'",
    r'"postgres:\/\/u:hunter2@h/d"',
    r'"postgres\x3a\x2f\x2fu:hunter2@h/d"',
    r'"host=h pass\u0077ord=hunter2 ://"',
    ">-\n      postgres://u:hunter2@h/d",
)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_password_is_found_however_it_is_spelled(tmp_path: Path, spelling: str) -> None:
    file = tmp_path / "stack.yaml"
    file.write_text(f"version: 1\nprojects:\n  a:\n    provider: postgres\n    url: {spelling}\n")
    with pytest.raises(InputError) as caught:
        load_stack(file, variables={}, environment={})
    assert "NP150" in {diagnostic.code for diagnostic in caught.value.diagnostics}


@pytest.mark.parametrize(
    "url", ["mysql://u:hunter2@h/d", "postgres//u:hunter2@h/d", "postgresql//:hun@ter2@h/d"]
)
def test_what_is_no_url_is_not_repeated(tmp_path: Path, url: str) -> None:
    file = tmp_path / "stack.yaml"
    file.write_text(f"version: 1\nprojects:\n  a:\n    provider: postgres\n    url: {url}\n")
    with pytest.raises(InputError) as caught:
        load_stack(file, variables={}, environment={})
    sources = {str(file): file.read_text()}
    told = [
        str(line)
        for diagnostic in caught.value.diagnostics
        for line in diagnostic_lines(diagnostic, width=100, sources=sources)
    ]
    assert any("must begin with" in line for line in told)
    assert any("//" in line and "***@h/d" in line for line in told)
    assert "hun" not in "".join(told).replace("hint", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a: b", False), ("url: x://y", True), ("PASSWORD: x", True), ("encrypted Password 'x'", True)],
)
def test_only_some_texts_have_to_be_looked_at(text: str, *, expected: bool) -> None:
    assert may_hold_passwords(text) is expected
