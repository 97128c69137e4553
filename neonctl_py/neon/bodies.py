"""Values of the model as request bodies. Only what is written is sent: UNSET never, None as the platform's own default.

Pure. ``fields`` limits an update to what differs; without it everything that is written goes in (a creation).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from neonctl_py.model.compute import Compute
from neonctl_py.model.project import AllowedIps, MaintenanceWindow, PreloadLibraries, Project, Quota
from neonctl_py.model.values import UNSET
from neonctl_py.neon.convert import instant, rfc3339

if TYPE_CHECKING:
    from neonctl_py.model.branch import Branch
    from neonctl_py.model.replica import Replica
    from neonctl_py.model.snapshot_schedule import SnapshotRule, SnapshotSchedule

Body = dict[str, Any]
Pairs = tuple[tuple[str, str], ...]


def project_body(
    value: Project, fields: Collection[str] | None = None, before: Project | None = None
) -> Body:
    """The inside of ``{"project": …}`` without name and branch. ``settings`` holds first-level keys, each of them whole:
    that is how the API merges. ``before``: what was observed, so that a map keeps the names that the stack leaves alone.
    """
    settings = _chosen(value, _SETTINGS, fields)
    defaults = _chosen(value, _SIZES, fields)
    if _is_wanted(value, "pg_settings", fields):
        defaults["pg_settings"] = _merged(value.pg_settings, before.pg_settings if before else UNSET)
    body = _chosen(value, _PROJECT, fields)
    if settings:
        body["settings"] = settings
    if defaults:
        body["default_endpoint_settings"] = defaults
    return body


def branch_body(value: Branch, now: datetime, fields: Collection[str] | None = None) -> Body:
    """What POST and PATCH have in common: protected and expires_at (null clears it). Not the name, parent or default."""
    body: Body = {}
    if _is_wanted(value, "protected", fields):
        body["protected"] = bool(value.protected)
    if _is_wanted(value, "expires_in", fields) and isinstance(value.expires_in, int):
        body["expires_at"] = rfc3339(now + timedelta(seconds=value.expires_in))
    elif _is_wanted(value, "expires_at", fields) and isinstance(value.expires_at, str):
        moment = instant(value.expires_at)
        body["expires_at"] = value.expires_at if moment is None else rfc3339(moment)
    elif fields is not None and _clears_expiry(value, fields):
        body["expires_at"] = None
    return body


def origin_body(value: Branch) -> Body:
    """Where a new branch starts, apart from its parent's id."""
    body: Body = {}
    if isinstance(value.parent_lsn, str):
        body["parent_lsn"] = value.parent_lsn
    if isinstance(value.parent_timestamp, str):
        body["parent_timestamp"] = value.parent_timestamp
    if value.data is not UNSET:
        body["init_source"] = "schema-only" if value.data == "schema-only" else "parent-data"
    return body


def compute_body(
    value: Compute | Replica, fields: Collection[str] | None = None, before: Compute | Replica | None = None
) -> Body:
    """Sizes, suspension, settings, disabled and name of an endpoint; never its branch and type."""
    body = _chosen(value, _ENDPOINT, fields)
    settings: Body = {}
    if _is_wanted(value, "pg_settings", fields):
        settings["pg_settings"] = _merged(value.pg_settings, before.pg_settings if before else UNSET)
    if isinstance(value, Compute) and _is_wanted(value, "preload_libraries", fields):
        enabled = value.preload_libraries if isinstance(value.preload_libraries, tuple) else ()
        settings["preload_libraries"] = {"use_defaults": True, "enabled_libraries": list(enabled)}
    if settings:
        body["settings"] = settings
    return body


def schedule_body(value: SnapshotSchedule) -> list[Body]:
    """The whole list."""
    return [_rule(rule) for rule in value.rules]


def _rule(rule: SnapshotRule) -> Body:
    body: Body = {"frequency": rule.frequency, "hour": rule.hour}
    if rule.day is not None:
        body["day"] = rule.day
    if rule.keep is not None:
        body["retention_seconds"] = rule.keep
    return body


Lowered = tuple[str, Callable[[Any], Any], Any]
"""The API's name of a field, how a value is written, and what resets it."""


def _same(value: Any) -> Any:
    return value


def _ips(value: AllowedIps) -> Body:
    return {"ips": list(value.ips), "protected_branches_only": value.protected_branches_only}


def _window(value: MaintenanceWindow) -> Body:
    return {"weekdays": list(value.weekdays), "start_time": value.start, "end_time": value.end}


def _libraries(value: PreloadLibraries) -> Body:
    return {"use_defaults": value.use_defaults, "enabled_libraries": list(value.enabled)}


def _quota(value: Quota) -> Body:
    return {
        "active_time_seconds": value.active_time_seconds,
        "compute_time_seconds": value.compute_time_seconds,
        "written_data_bytes": value.written_data_bytes,
        "data_transfer_bytes": value.data_transfer_bytes,
        "logical_size_bytes": value.logical_size_bytes,
    }


_PROJECT: dict[str, Lowered] = {"history_retention": ("history_retention_seconds", _same, 86400)}
_SIZES: dict[str, Lowered] = {
    "min_cu": ("autoscaling_limit_min_cu", _same, 0.25),
    "max_cu": ("autoscaling_limit_max_cu", _same, 0.25),
    "suspend_after": ("suspend_timeout_seconds", _same, 0),
}
_ENDPOINT: dict[str, Lowered] = {
    **_SIZES,
    "disabled": ("disabled", _same, False),
    "name": ("name", _same, None),
}
_SETTINGS: dict[str, Lowered] = {
    "allowed_ips": ("allowed_ips", _ips, {"ips": [], "protected_branches_only": False}),
    "logical_replication": ("enable_logical_replication", _same, False),
    "maintenance_window": ("maintenance_window", _window, None),
    "block_public_connections": ("block_public_connections", _same, False),
    "block_vpc_connections": ("block_vpc_connections", _same, False),
    "audit_log_level": ("audit_log_level", _same, None),
    "hipaa": ("hipaa", _same, False),
    "preload_libraries": ("preload_libraries", _libraries, {"use_defaults": True, "enabled_libraries": []}),
    "quota": ("quota", _quota, _quota(Quota())),
}


def _is_wanted(value: object, field: str, fields: Collection[str] | None) -> bool:
    """Is it written, and (in an update) among what differs? A creation has no use for None: the default is there."""
    written = getattr(value, field, UNSET)
    if fields is None:
        return written is not UNSET and written is not None
    return written is not UNSET and field in fields


def _chosen(value: object, table: dict[str, Lowered], fields: Collection[str] | None) -> Body:
    body: Body = {}
    for field, (name, lower, reset) in table.items():
        if _is_wanted(value, field, fields):
            written = getattr(value, field)
            body[name] = reset if written is None else lower(written)
    return body


def _merged(wanted: Any, before: Any) -> dict[str, str]:
    """The API replaces the map, the stack speaks of single names: the other names stay. None and () empty the map."""
    return {**dict(before or ()), **dict(wanted)} if wanted else {}


def _clears_expiry(value: Branch, fields: Collection[str]) -> bool:
    asked = {"expires_in", "expires_at"} & set(fields)
    return any(getattr(value, field) is None for field in asked)
