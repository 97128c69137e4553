"""A Neon project, or (``provider: postgres``) one Postgres server that no API manages. Address: ``project.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True)
class AllowedIps:
    """Who may connect. An empty ``ips`` lets everyone in."""

    ips: tuple[str, ...] = ()
    protected_branches_only: bool = False


@dataclass(frozen=True, slots=True)
class MaintenanceWindow:
    """When the platform may restart computes. ``weekdays`` 1 (Monday) to 7; times ``HH:MM`` in UTC."""

    weekdays: tuple[int, ...]
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class PreloadLibraries:
    """``shared_preload_libraries`` of new computes."""

    use_defaults: bool = True
    enabled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quota:
    """Consumption limits of a project; 0 is unlimited. Seconds and bytes."""

    active_time_seconds: int = 0
    compute_time_seconds: int = 0
    written_data_bytes: int = 0
    data_transfer_bytes: int = 0
    logical_size_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """``history_retention`` in seconds. ``min_cu``, ``max_cu`` and ``suspend_after`` (seconds; -1 never) are the defaults
    for new computes.
    """

    kind: ClassVar[str] = "project"

    provider: Literal["neon", "postgres"] = settable("neon", immutable=True)
    region: str | Unset | None = settable(immutable=True)
    pg_version: int | Unset | None = settable(immutable=True)
    org_id: str | Unset | None = settable(compared=False)
    store_passwords: bool | Unset | None = settable(immutable=True, platform_default=True)
    history_retention: int | Unset | None = settable(platform_default=86400)
    min_cu: float | Unset | None = settable(platform_default=0.25)
    max_cu: float | Unset | None = settable(platform_default=0.25)
    suspend_after: int | Unset | None = settable(platform_default=0)
    pg_settings: tuple[tuple[str, str], ...] | Unset | None = settable(platform_default=())
    allowed_ips: AllowedIps | Unset | None = settable(platform_default=AllowedIps())
    logical_replication: bool | Unset | None = settable(platform_default=False)
    maintenance_window: MaintenanceWindow | Unset | None = settable()
    block_public_connections: bool | Unset | None = settable(platform_default=False)
    block_vpc_connections: bool | Unset | None = settable(platform_default=False)
    audit_log_level: str | Unset | None = settable()
    hipaa: bool | Unset | None = settable(platform_default=False)
    preload_libraries: PreloadLibraries | Unset | None = settable(platform_default=PreloadLibraries())
    quota: Quota | Unset | None = settable(platform_default=Quota())
