"""With ``--url`` the stack's own URL is nobody's business: its variable need not be set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neonctl_py.cli.loading import load_with
from neonctl_py.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

STACK = """\
version: 1
stack: shop
projects:
  shop:
    provider: postgres
    url: ${env:SHOP_URL}
    databases: {shop: {}}
"""


def test_the_variable_of_the_url_is_needed_only_without_another_url(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHOP_URL", raising=False)
    (tmp_path / "stack.yaml").write_text(STACK)
    with pytest.raises(InputError):
        load_with(tmp_path, {})
    loaded = load_with(tmp_path, {}, url="postgresql://app@db.example/other")
    assert [url.reveal() for url in loaded.desired.connection_urls.values()] == [
        "postgresql://app@db.example/other"
    ]


def test_other_variables_are_still_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_NAME", raising=False)
    (tmp_path / "stack.yaml").write_text(STACK.replace("{shop: {}}", "{'${env:SHOP_NAME}': {}}"))
    with pytest.raises(InputError):
        load_with(tmp_path, {}, url="postgresql://app@db.example/other")
