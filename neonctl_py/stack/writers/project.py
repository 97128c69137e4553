"""Projects: the API's side of them, or the URL of a server by reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.project import AllowedIps, MaintenanceWindow, PreloadLibraries, Quota
from neonctl_py.model.values import UNSET
from neonctl_py.stack.names import WEEKDAYS
from neonctl_py.stack.units import duration_text, size_text
from neonctl_py.stack.writers.compute import size_values
from neonctl_py.stack.writing import Writing, put_written

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.project import Project

_SETTINGS: Final = (
    "allowed_ips",
    "logical_replication",
    "maintenance_window",
    "block_public_connections",
    "block_vpc_connections",
    "audit_log_level",
    "hipaa",
    "preload_libraries",
    "quota",
)


def write(address: Address, value: Project, writing: Writing) -> None:
    """What stands directly under the project's name."""
    document = writing.begin(address, writing.projects)
    if value.provider == "postgres":
        document["provider"] = "postgres"
        return
    retention = value.history_retention
    put_written(
        document,
        (
            ("region", value.region),
            ("pg_version", value.pg_version),
            ("org_id", value.org_id),
            ("store_passwords", value.store_passwords),
            ("history_retention", duration_text(retention) if isinstance(retention, int) else retention),
        ),
    )
    if compute := dict(size_values(value)):
        document["compute"] = compute
    settings = {
        name: _setting(written) for name in _SETTINGS if (written := getattr(value, name)) is not UNSET
    }
    if settings:
        document["settings"] = settings


def _setting(value: Any) -> Any:
    match value:
        case AllowedIps():
            return _without_false(
                {"ips": list(value.ips), "protected_branches_only": value.protected_branches_only}
            )
        case MaintenanceWindow():
            days = [WEEKDAYS[day - 1] for day in value.weekdays]
            return {"weekdays": days, "from": value.start, "to": value.end}
        case PreloadLibraries():
            shown = {"use_defaults": value.use_defaults, "enabled": list(value.enabled)}
            return {key: item for key, item in shown.items() if item is not True and item != []}
        case Quota():
            return _quota(value)
        case _:
            return value


def _without_false(document: dict[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in document.items() if item is not False}


def _quota(value: Quota) -> dict[str, str]:
    written = {
        "active_time": duration_text(value.active_time_seconds),
        "compute_time": duration_text(value.compute_time_seconds),
        "written_data": size_text(value.written_data_bytes),
        "data_transfer": size_text(value.data_transfer_bytes),
        "logical_size": size_text(value.logical_size_bytes),
    }
    return {key: text for key, text in written.items() if text[0] != "0"}
