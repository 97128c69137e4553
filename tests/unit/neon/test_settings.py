"""Flags over environment over config file, and a key that never leaves unencrypted."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, asdict, replace
from pathlib import Path
from typing import Any

import pytest

from neonctl_py.errors import InputError
from neonctl_py.settings import DEFAULT_HOST, Settings, checked_host, load_settings


def with_file(tmp_path: Path, text: str) -> dict[str, str]:
    path = tmp_path / "config.toml"
    path.write_text(text)
    return {"NEONPY_CONFIG": str(path)}


def test_without_anything_the_platform_is_meant(tmp_path: Path) -> None:
    settings = load_settings({}, {"HOME": str(tmp_path)})
    assert settings == Settings()
    assert (settings.api_host, settings.api_key, settings.local) == (DEFAULT_HOST, None, False)


@pytest.mark.parametrize(
    ("flags", "environment", "expected", "source"),
    [
        ({"org_id": "flag"}, {"NEON_ORG_ID": "env"}, "flag", "--org-id"),
        ({"org_id": None}, {"NEON_ORG_ID": "env"}, "env", "NEON_ORG_ID"),
        ({"org_id": ""}, {"NEON_ORG_ID": " env "}, "env", "NEON_ORG_ID"),
        ({}, {"NEON_ORG_ID": " "}, "file", "the file"),
        ({}, {}, "file", "the file"),
    ],
)
def test_flags_beat_the_environment_and_that_the_file(
    tmp_path: Path, flags: dict[str, Any], environment: dict[str, str], expected: str, source: str
) -> None:
    settings = load_settings(flags, environment | with_file(tmp_path, 'org_id = "file"'))
    assert settings.org_id == expected
    assert settings.sources["org_id"].startswith(source)


def test_every_setting_can_come_from_the_environment(tmp_path: Path) -> None:
    environment = {
        "HOME": str(tmp_path),
        "NEON_API_KEY": "napi_key\n",
        "NEON_API_HOST": "http://127.0.0.1:8080/api/v2/",
        "NEON_ORG_ID": "org-1",
        "NEONPY_LOCAL": "yes",
        "NEONPY_DATA_DIR": "/data",
        "NEONPY_REQUEST_TIMEOUT": "5",
        "NEONPY_RETRY_BUDGET": "0",
        "NEONPY_OPERATION_TIMEOUT": "7.5",
    }
    settings = load_settings({}, environment)
    assert settings.api_key is not None
    assert settings.api_key.reveal() == "napi_key"
    values = asdict(replace(settings, api_key=None))
    assert {name: values[name] for name in values.keys() - {"api_key", "api_key_file", "sources"}} == {
        "api_host": "http://127.0.0.1:8080/api/v2",
        "org_id": "org-1",
        "local": True,
        "data_dir": Path("/data"),
        "request_timeout": 5.0,
        "retry_budget": 0.0,
        "operation_timeout": 7.5,
    }


def test_a_key_file_is_the_key_and_its_own_source(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("napi_from_file\n")
    settings = load_settings({"api_key_file": file}, {"NEON_API_KEY": "napi_env", "HOME": str(tmp_path)})
    assert settings.api_key is not None
    assert settings.api_key.reveal() == "napi_from_file"
    assert settings.key_source == str(file)


@pytest.mark.parametrize("content", [None, "", " \n", b"\xff\xfe"])
def test_a_key_file_without_a_key_is_a_mistake(tmp_path: Path, content: str | bytes | None) -> None:
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InputError, match="can't be read"):
        load_settings({"api_key_file": file}, {})


@pytest.mark.parametrize(
    "host",
    [
        "https://console.neon.tech/api/v2",
        "https://neon.example:8443/prefix/api/v2/",
        "http://localhost:1/api/v2",
        "http://127.0.0.1:9/api/v2",
        "http://[::1]:9/api/v2",
    ],
)
def test_hosts_that_keep_the_key_safe(host: str) -> None:
    assert checked_host(host) == host.rstrip("/")


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("http://console.neon.tech/api/v2", "unencrypted"),
        ("http://127.evil.example/api/v2", "unencrypted"),
        ("http://localhost.evil.example", "unencrypted"),
        ("http://10.0.0.1", "unencrypted"),
        ("console.neon.tech/api/v2", "not a URL"),
        ("ftp://console.neon.tech", "not a URL"),
        ("https://", "not a URL"),
        ("https://user:secret@console.neon.tech", "user name or password"),
        ("https://console.neon.tech/api/v2?x=1", "no ? or #"),
    ],
)
def test_hosts_that_do_not(host: str, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        load_settings({"api_host": host}, {})
    assert reason in str(caught.value)
    assert "--api-host" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_all_mistakes_are_told_at_once_with_their_sources(tmp_path: Path) -> None:
    environment = with_file(tmp_path, "colour = 1\nretry_budget = []") | {
        "NEONPY_REQUEST_TIMEOUT": "-1",
        "NEONPY_LOCAL": "perhaps",
    }
    with pytest.raises(InputError) as caught:
        load_settings({}, environment)
    assert len(caught.value.diagnostics) == 4
    for part in ("colour", "config.toml", "NEONPY_REQUEST_TIMEOUT", "NEONPY_LOCAL"):
        assert part in str(caught.value)


@pytest.mark.parametrize("text", ["= broken", "\x00"])
def test_a_config_file_that_is_no_toml_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"config\.toml can't be read"):
        load_settings({}, with_file(tmp_path, text))


def test_a_config_file_that_was_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        load_settings({}, {}, tmp_path / "nowhere.toml")


def test_settings_are_frozen_and_mask_the_key() -> None:
    settings = load_settings({"api_key": "napi_SECRET"}, {})
    assert "SECRET" not in f"{settings} {settings!r} {settings.api_key}"
    with pytest.raises(FrozenInstanceError):
        settings.org_id = "x"  # type: ignore[misc]
