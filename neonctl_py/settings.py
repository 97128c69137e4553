"""How neonpy runs: flags over environment over config file, as one frozen value. What exists is the stack's business.

Nothing here reads the process's environment or a file by itself, but ``read_config_file``; callers pass both in.
"""

from __future__ import annotations

import ipaddress
import math
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.errors import InputError
from neonctl_py.model.values import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DEFAULT_HOST = "https://console.neon.tech/api/v2"

_VARIABLES = {
    "api_key": "NEON_API_KEY",
    "api_key_file": "NEON_API_KEY_FILE",
    "api_host": "NEON_API_HOST",
    "org_id": "NEON_ORG_ID",
    "local": "NEONPY_LOCAL",
    "data_dir": "NEONPY_DATA_DIR",
    "request_timeout": "NEONPY_REQUEST_TIMEOUT",
    "retry_budget": "NEONPY_RETRY_BUDGET",
    "operation_timeout": "NEONPY_OPERATION_TIMEOUT",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Times in seconds. ``api_key_file`` was read: what it holds is ``api_key``. ``local``: the embedded Neon instead of the platform, with its data in ``data_dir`` (None: its own
    default place). ``sources``: by setting, where its value came from, for messages; what isn't there is the default.
    """

    api_key: Secret | None = None
    api_key_file: Path | None = None
    api_host: str = DEFAULT_HOST
    org_id: str | None = None
    local: bool = False
    data_dir: Path | None = None
    request_timeout: float = 60.0
    retry_budget: float = 120.0
    operation_timeout: float = 600.0
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def key_source(self) -> str:
        """``--api-key``, ``NEON_API_KEY`` or ``the file …``."""
        return self.sources.get("api_key", "NEON_API_KEY")


def load_settings(
    flags: Mapping[str, Any],
    environment: Mapping[str, str],
    config_file: Path | None = None,
) -> Settings:
    """``flags`` by setting name; None and empty text count as not given, everywhere (so a flag that was not typed must be
    None, not False). Raises InputError with all mistakes.
    """
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    path = config_file or config_path(environment)
    layers = (
        (read_config_file(path, must_exist=config_file is not None), lambda _: f"the file {path}"),
        (_from_environment(environment), _VARIABLES.__getitem__),
        (flags, lambda name: "--" + name.replace("_", "-")),
    )
    for layer, source in layers:
        for name, value in layer.items():
            given = value.strip() if isinstance(value, str) else value
            if not (given is None or given == ""):
                values[name], sources[name] = given, source(name)
                if name == "api_key_file":
                    values["api_key"], sources["api_key"] = _key_in(Path(str(given))), str(given)
    return Settings(**_checked(values, sources), sources=sources)


def config_path(environment: Mapping[str, str]) -> Path:
    """``$NEONPY_CONFIG``, else ``neonpy/config.toml`` under ``$XDG_CONFIG_HOME`` or ``~/.config``."""
    if named := environment.get("NEONPY_CONFIG", "").strip():
        return Path(named)
    configured = environment.get("XDG_CONFIG_HOME", "").strip()
    folder = Path(configured) if configured else Path(environment.get("HOME") or "~").expanduser() / ".config"
    return folder / "neonpy" / "config.toml"


def read_config_file(path: Path, *, must_exist: bool = False) -> dict[str, Any]:
    """Settings by name, from TOML. Raises InputError when it is there and can't be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        if must_exist:
            raise InputError(
                [_error(f"{path} does not exist", "Correct --config, or leave it out.")]
            ) from None
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        hint = 'It is TOML, for example: api_host = "https://console.neon.tech/api/v2"'
        raise InputError([_error(f"{path} can't be read: {error}", hint)]) from error


def _key_in(path: Path) -> str:
    try:
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise InputError([_error(f"the API key can't be read from {path}: {reason}", "")]) from error
    if not key:
        raise InputError([_error(f"the API key can't be read from {path}: the file is empty", "")])
    return key


def checked_host(text: str) -> str:
    """An API base URL without a final slash. Raises ValueError: the key must not travel unencrypted beyond this machine."""
    host = text.strip().rstrip("/")
    parts = urlsplit(host)
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError(f"{host!r} is not a URL; write it with https:// and the path, as in {DEFAULT_HOST}")
    if parts.username or parts.password:
        raise ValueError("the API host can't hold a user name or password; the key has a setting of its own")
    if parts.query or parts.fragment:
        raise ValueError("the API host ends with its path; it has no ? or #")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise ValueError(
            f"{host} would send the API key unencrypted; write https:// (http:// is for this machine only)"
        )
    return host


def _is_loopback(name: str) -> bool:
    """By its text alone: a name that a resolver would have to look up is not trusted to be this machine."""
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: environment[variable] for name, variable in _VARIABLES.items() if variable in environment}


def _checked(values: Mapping[str, Any], sources: Mapping[str, str]) -> dict[str, Any]:
    """Each as its setting's type. Raises InputError with all mistakes."""
    checked: dict[str, Any] = {}
    mistakes: list[Diagnostic] = []
    for name, value in values.items():
        source = sources.get(name, name)
        if name not in _READ:
            detail, hint = f"{source}: there is no setting {name!r}", f"Settings: {', '.join(_VARIABLES)}."
            mistakes.append(_error(detail, hint))
            continue
        try:
            checked[name] = _READ[name](value)
        except ValueError as error:
            mistakes.append(_error(f"{source} ({name}): {error}", ""))
    if mistakes:
        raise InputError(mistakes)
    return checked


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("it must be text")  # noqa: TRY004  a mistake of the value, whatever is wrong
    return value


def _path(value: object) -> Path:
    return value if isinstance(value, Path) else Path(_text(value))


def _truth(value: object) -> bool:
    word = str(value).lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise ValueError("write true or false")


_TRUE = frozenset({"true", "1", "yes", "on", "t", "y"})
_FALSE = frozenset({"false", "0", "no", "off", "f", "n"})


def _seconds(least: float, most: float, *, or_equal: bool) -> Callable[[object], float]:
    """Reads a number between the two."""

    def read(value: object) -> float:
        try:
            number = float(value) if isinstance(value, str | int | float) else math.nan
        except ValueError:
            number = math.nan
        if not (least < number <= most or (or_equal and number == least)):
            raise ValueError(f"write seconds, {'from' if or_equal else 'more than'} {least:g} to {most:g}")
        return number

    return read


_READ: dict[str, Callable[[Any], object]] = {
    "api_key": lambda value: Secret(_text(value)),
    "api_key_file": _path,
    "api_host": lambda value: checked_host(_text(value)),
    "org_id": _text,
    "local": _truth,
    "data_dir": _path,
    "request_timeout": _seconds(0, 3600, or_equal=False),
    "retry_budget": _seconds(0, 86_400, or_equal=True),
    "operation_timeout": _seconds(0, 86_400, or_equal=False),
}


def _error(detail: str, hint: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, "NP010", "A setting is wrong", detail, hint)
