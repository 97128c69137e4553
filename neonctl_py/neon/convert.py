"""What the API answered, as values of the model. Pure; never here: reading, and what differs from what is desired."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from neonctl_py.model import project as model
from neonctl_py.model.branch import Branch
from neonctl_py.model.compute import Compute
from neonctl_py.model.database import Database
from neonctl_py.model.project import Project
from neonctl_py.model.replica import Replica
from neonctl_py.model.snapshot_schedule import SnapshotRule, SnapshotSchedule
from neonctl_py.model.values import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from neonctl_py.neon import wire

TTL_TOLERANCE = 120
"""Seconds. A branch's own time to live is its expiry minus the server's clock at creation, so the way of the request and
two clocks are in it; within this it is the one that was written."""

_FREQUENCIES: dict[str, Literal["daily", "weekly", "monthly"]] = {
    "daily": "daily",
    "weekly": "weekly",
    "monthly": "monthly",
}
_DATA: dict[str, Literal["full", "schema-only"]] = {
    "parent-data": "full",
    "schema-only": "schema-only",
    "parent-schema": "schema-only",
}


def project(answer: wire.Project) -> Project:
    """Blocks that the API leaves out are None, which stands for the platform's default."""
    defaults, settings = answer.default_endpoint_settings, answer.settings
    return Project(
        provider="neon",
        region=answer.region_id,
        pg_version=answer.pg_version,
        org_id=answer.org_id,
        store_passwords=answer.store_passwords,
        history_retention=answer.history_retention_seconds,
        min_cu=defaults.autoscaling_limit_min_cu if defaults else None,
        max_cu=defaults.autoscaling_limit_max_cu if defaults else None,
        suspend_after=defaults.suspend_timeout_seconds if defaults else None,
        pg_settings=_pairs(defaults.pg_settings if defaults else None),
        allowed_ips=_allowed_ips(settings.allowed_ips if settings else None),
        logical_replication=settings.enable_logical_replication if settings else None,
        maintenance_window=_window(settings.maintenance_window if settings else None),
        block_public_connections=settings.block_public_connections if settings else None,
        block_vpc_connections=settings.block_vpc_connections if settings else None,
        audit_log_level=settings.audit_log_level if settings else None,
        hipaa=settings.hipaa if settings else None,
        preload_libraries=_libraries(settings.preload_libraries if settings else None),
        quota=_quota(settings.quota if settings else None),
    )


def branch(answer: wire.Branch, names: Mapping[str, str], wanted: Branch | None = None) -> Branch:
    """``names``: branch names by id. ``wanted`` is the declared branch: equal moments and lifetimes are taken in its
    spelling, and where a copy of the schema no longer knows its parent, what was declared is not contradicted.
    """
    data = _DATA.get(answer.init_source or "", UNSET)
    parent = names.get(answer.parent_id) if answer.parent_id else None
    if parent is None and data == "schema-only" and wanted is not None and isinstance(wanted.parent, str):
        parent = wanted.parent
    return Branch(
        default=answer.default,
        protected=bool(answer.protected),
        parent=parent,
        data=data,
        parent_lsn=answer.parent_lsn,
        parent_timestamp=answer.parent_timestamp,
        expires_in=_lifetime(answer, wanted.expires_in if wanted else UNSET),
        expires_at=_moment(answer.expires_at, wanted.expires_at if wanted else UNSET),
    )


def compute(answer: wire.Endpoint) -> Compute:
    """A read-write endpoint."""
    settings = answer.settings
    libraries = settings.preload_libraries if settings else None
    return Compute(
        min_cu=answer.autoscaling_limit_min_cu,
        max_cu=answer.autoscaling_limit_max_cu,
        suspend_after=answer.suspend_timeout_seconds,
        pg_settings=_pairs(settings.pg_settings if settings else None),
        preload_libraries=libraries.enabled_libraries if libraries else (),
        disabled=bool(answer.disabled),
        name=answer.name or None,
    )


def replica(answer: wire.Endpoint) -> Replica:
    """A read-only endpoint; the platform has no ``max_lag``."""
    return Replica(
        min_cu=answer.autoscaling_limit_min_cu,
        max_cu=answer.autoscaling_limit_max_cu,
        suspend_after=answer.suspend_timeout_seconds,
        pg_settings=_pairs(answer.settings.pg_settings if answer.settings else None),
        disabled=bool(answer.disabled),
        max_lag=None,
    )


def database(answer: wire.Database) -> Database:
    """What the API knows of it; the catalog knows the rest and overrides this."""
    return Database(owner=answer.owner_name, settings=(), connection_limit=-1, comment=None)


def snapshot_schedule(rules: Iterable[wire.BackupRule]) -> SnapshotSchedule:
    """Sorted; a frequency that the stack language can't say (an older ``hourly`` or ``yearly``) is left out."""
    known = [
        SnapshotRule(
            frequency=_FREQUENCIES[rule.frequency],
            hour=rule.hour or 0,
            day=None if rule.frequency == "daily" else rule.day,
            keep=rule.retention_seconds,
        )
        for rule in rules
        if rule.frequency in _FREQUENCIES
    ]
    return SnapshotSchedule(tuple(sorted(known, key=_rule_order)))


def _rule_order(rule: SnapshotRule) -> tuple[str, int, int, int]:
    return (rule.frequency, rule.hour, rule.day or 0, rule.keep or 0)


def instant(text: str) -> datetime | None:
    """A moment in RFC 3339; None for text that is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def rfc3339(moment: datetime) -> str:
    """In UTC with a Z, to the second, as the API keeps it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(answer: datetime | None, wanted: str | Unset | None) -> str | None:
    if answer is None:
        return None
    if isinstance(wanted, str):
        declared = instant(wanted)
        if declared is not None and rfc3339(declared) == rfc3339(answer):
            return wanted
    return rfc3339(answer)


def _lifetime(answer: wire.Branch, wanted: int | Unset | None) -> int | None:
    seconds = answer.ttl_interval_seconds
    born = answer.last_reset_at or answer.created_at
    if seconds is None and answer.expires_at is not None and born is not None:
        seconds = round((answer.expires_at - born).total_seconds())
    if seconds is not None and isinstance(wanted, int) and abs(seconds - wanted) <= TTL_TOLERANCE:
        return wanted
    return seconds or None


def _pairs(settings: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((settings or {}).items()))


def _allowed_ips(answer: wire.AllowedIps | None) -> model.AllowedIps | None:
    if answer is None:
        return None
    return model.AllowedIps(answer.ips, bool(answer.protected_branches_only))


def _window(answer: wire.MaintenanceWindow | None) -> model.MaintenanceWindow | None:
    if answer is None or not answer.weekdays:
        return None
    return model.MaintenanceWindow(answer.weekdays, answer.start_time, answer.end_time)


def _libraries(answer: wire.PreloadLibraries | None) -> model.PreloadLibraries | None:
    return None if answer is None else model.PreloadLibraries(answer.use_defaults, answer.enabled_libraries)


def _quota(answer: wire.Quota | None) -> model.Quota | None:
    if answer is None:
        return None
    return model.Quota(
        active_time_seconds=answer.active_time_seconds or 0,
        compute_time_seconds=answer.compute_time_seconds or 0,
        written_data_bytes=answer.written_data_bytes or 0,
        data_transfer_bytes=answer.data_transfer_bytes or 0,
        logical_size_bytes=answer.logical_size_bytes or 0,
    )
