"""A project's ``settings`` and ``default_endpoint_settings``: what is accepted and how a change merges.

A first-level key that is sent replaces the old one whole; keys that are not sent stay.
Never here: routes.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from neonctl_py.emulator.api import compute_size
from neonctl_py.emulator.api.problem import Problem, invalid_field

if TYPE_CHECKING:
    from neonctl_py.emulator.api.fields import Fields
    from neonctl_py.emulator.store import Document

_QUOTAS = (
    "active_time_seconds",
    "compute_time_seconds",
    "written_data_bytes",
    "data_transfer_bytes",
    "logical_size_bytes",
)
_INITIAL_DEFAULTS = {
    "autoscaling_limit_min_cu": compute_size.DEFAULT_SIZE,
    "autoscaling_limit_max_cu": compute_size.DEFAULT_SIZE,
    "suspend_timeout_seconds": 0,
}
_HUGE = (1 << 63) - 1
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def initial_settings() -> Document:
    return {
        "allowed_ips": {"ips": [], "protected_branches_only": False},
        "enable_logical_replication": False,
        "block_public_connections": False,
        "block_vpc_connections": False,
    }


def merged_settings(asked: Fields, before: Document) -> Document:
    """The settings after the request; ``before`` is empty for a new project."""
    settings = {**(before or initial_settings())}
    given = asked.object("settings")
    if given is None:
        return settings
    for name in ("block_public_connections", "block_vpc_connections", "hipaa", "enable_logical_replication"):
        value = given.boolean(name)
        if value is not None:
            if name == "enable_logical_replication" and settings.get(name) and not value:
                raise Problem(400, "logical replication cannot be disabled once it has been enabled")
            settings[name] = value
    level = given.choice("audit_log_level", ("base", "extended", "full"))
    if level is not None:
        settings["audit_log_level"] = level
    for name, read in _BLOCKS.items():
        block = given.object(name)
        if block is not None:
            settings[name] = read(block)
            block.finish()
    given.finish()
    return settings


def default_settings(asked: Fields, before: Document, known: frozenset[str]) -> Document:
    """What new endpoints begin with."""
    settings = {**(before or _INITIAL_DEFAULTS)}
    given = asked.object("default_endpoint_settings")
    if given is None:
        return settings
    settings |= compute_size.sizes(given, before)
    seconds = compute_size.suspend_timeout(given)
    if seconds is not None:
        settings["suspend_timeout_seconds"] = seconds
    pg = compute_size.pg_settings(given.mapping("pg_settings"), given.path("pg_settings"), known)
    if pg is not None:
        settings["pg_settings"] = pg
    compute_size.refuse_sunset(given, "pgbouncer_settings")
    given.finish()
    return settings


def _quota(block: Fields) -> Document:
    return {name: value for name in _QUOTAS if (value := block.integer(name, 0, _HUGE)) is not None}


def _allowed_ips(block: Fields) -> Document:
    addresses = block.items("ips") or []
    for address in addresses:
        if not isinstance(address, str) or not _is_address(address):
            raise invalid_field(block.path("ips"), f"{address!r} is not an IP address, range or network")
    return {"ips": addresses, "protected_branches_only": block.boolean("protected_branches_only") or False}


def _is_address(text: str) -> bool:
    try:
        if "-" in text:
            low, high = (ipaddress.ip_address(part.strip()) for part in text.split("-", 1))
            return low.version == high.version and int(low) <= int(high)
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _maintenance_window(block: Fields) -> Document:
    weekdays = block.items("weekdays", required=True) or []
    if not weekdays or any(day not in range(1, 8) for day in weekdays):
        raise invalid_field(block.path("weekdays"), "must be days from 1 (Monday) to 7 (Sunday)")
    window: Document = {"weekdays": weekdays}
    for name in ("start_time", "end_time"):
        text = block.required_text(name)
        if not _TIME.fullmatch(text):
            raise invalid_field(block.path(name), "must be a time HH:MM in UTC")
        window[name] = text
    return window


def _preload_libraries(block: Fields) -> Document:
    enabled = block.items("enabled_libraries")
    return {"use_defaults": block.boolean("use_defaults") or False, "enabled_libraries": enabled or []}


_BLOCKS = {
    "quota": _quota,
    "allowed_ips": _allowed_ips,
    "maintenance_window": _maintenance_window,
    "preload_libraries": _preload_libraries,
}
