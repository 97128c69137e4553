"""Compute sizes, idle timeouts and Postgres settings that the API accepts.

Never here: applying them (``compute_settings.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.emulator.api.problem import Problem, invalid_field

if TYPE_CHECKING:
    from neonctl_py.emulator.api.fields import Fields
    from neonctl_py.emulator.store import Document

_SIZES = {0.25, 0.5, *range(1, 17), *range(18, 57, 2)}
_LARGEST_SCALING = 16
_WIDEST_SCALING = 8
DEFAULT_SIZE = 0.25

_OURS = frozenset({
    "archive_command", "archive_library", "archive_mode", "config_file", "cluster_name", "data_directory",
    "external_pid_file", "fsync", "full_page_writes", "hba_file", "hot_standby", "ident_file", "listen_addresses",
    "log_directory", "log_filename", "logging_collector", "port", "primary_conninfo", "primary_slot_name",
    "restore_command", "shared_preload_libraries", "ssl", "ssl_ca_file", "ssl_cert_file", "ssl_key_file",
    "unix_socket_directories", "unix_socket_permissions", "wal_keep_size", "wal_level", "wal_recycle",
})  # fmt: skip
"""Settings that belong to the platform."""


def sizes(fields: Fields, current: Document) -> Document:
    """The two autoscaling limits, with what is not said taken from ``current``."""
    given = {
        name: value
        for name in ("autoscaling_limit_min_cu", "autoscaling_limit_max_cu")
        if (value := fields.number(name)) is not None
    }
    for name, value in given.items():
        if value not in _SIZES:
            raise invalid_field(fields.path(name), f"{value:g} is not a compute size")
    merged = {**current, **given}
    low: float = merged.get("autoscaling_limit_min_cu", DEFAULT_SIZE)
    high: float = merged.get("autoscaling_limit_max_cu", DEFAULT_SIZE)
    if "id" not in current and len(given) == 1:  # a new one: the limit that is not said follows the other
        low, high = (low, max(low, high)) if "autoscaling_limit_min_cu" in given else (min(low, high), high)
    if low > high:
        raise invalid_field(
            fields.path("autoscaling_limit_min_cu"), f"{low:g} is more than the maximum {high:g}"
        )
    if low != high and (high > _LARGEST_SCALING or high - low > _WIDEST_SCALING):
        raise invalid_field(
            fields.path("autoscaling_limit_max_cu"),
            f"autoscaling spans at most {_WIDEST_SCALING} compute units and ends at {_LARGEST_SCALING}",
        )
    return {"autoscaling_limit_min_cu": low, "autoscaling_limit_max_cu": high}


def suspend_timeout(fields: Fields) -> int | None:
    """Seconds: 0 the default, -1 never, otherwise a minute to a week."""
    seconds = fields.integer("suspend_timeout_seconds", -1, 604800)
    if seconds is not None and 0 < seconds < 60:
        raise invalid_field(fields.path("suspend_timeout_seconds"), "must be -1, 0, or between 60 and 604800")
    return seconds


def pg_settings(values: dict[str, Any] | None, path: str, known: frozenset[str]) -> dict[str, str] | None:
    """Postgres settings as text; names that this Postgres doesn't have, or that are the platform's, are refused."""
    if values is None:
        return None
    for name, value in values.items():
        if not isinstance(value, str):
            raise invalid_field(f"{path}.{name}", "must be a string")
        if name.lower() in _OURS:
            raise invalid_field(f"{path}.{name}", "can't be changed")
        if "." not in name and name.lower() not in known:
            raise invalid_field(f"{path}.{name}", "unrecognized configuration parameter")
    return values


def refuse_sunset(fields: Fields, *names: str) -> None:
    """Fields that Neon has withdrawn."""
    for name in names:
        if fields.has(name) and not fields.is_null(name):
            raise Problem(400, f"invalid request: {fields.path(name)}: no longer supported")
