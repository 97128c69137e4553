"""What the Neon API answers, as far as we read it: pydantic models that ignore what they don't know.

Every enumeration is open (plain text): the platform adds actions and states without notice. What it may leave out is
optional. Passwords and connection URIs are ``SecretStr``. Never here: what an answer means for a stack (convert).
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  pydantic reads annotations at run time
from datetime import datetime  # noqa: TC003  pydantic reads annotations at run time
from typing import Any

from pydantic import BaseModel, ConfigDict, SecretStr, model_validator


class Wire(BaseModel):
    """Frozen, tolerant; a validation error never shows the input, which may hold a password. A null is the same as a
    field that was left out.
    """

    model_config = ConfigDict(
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        coerce_numbers_to_str=True,
        protected_namespaces=(),
    )

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: Any) -> Any:
        if isinstance(data, dict):
            return {name: value for name, value in data.items() if value is not None}
        return data


class Operation(Wire):
    """Work that the platform does after it has answered. ``action`` and ``status`` are open enumerations."""

    id: str
    project_id: str
    action: str = ""
    status: str = ""
    branch_id: str | None = None
    endpoint_id: str | None = None
    error: str | None = None
    created_at: datetime | None = None
    failures_count: int = 0
    retry_at: datetime | None = None


class PreloadLibraries(Wire):
    use_defaults: bool = True
    enabled_libraries: tuple[str, ...] = ()


class EndpointSettings(Wire):
    pg_settings: Mapping[str, str] | None = None
    preload_libraries: PreloadLibraries | None = None


class DefaultEndpointSettings(Wire):
    """What new computes of a project get."""

    autoscaling_limit_min_cu: float | None = None
    autoscaling_limit_max_cu: float | None = None
    suspend_timeout_seconds: int | None = None
    pg_settings: Mapping[str, str] | None = None


class AllowedIps(Wire):
    ips: tuple[str, ...] = ()
    protected_branches_only: bool | None = None


class MaintenanceWindow(Wire):
    weekdays: tuple[int, ...] = ()
    start_time: str = "00:00"
    end_time: str = "00:00"


class Quota(Wire):
    active_time_seconds: int | None = None
    compute_time_seconds: int | None = None
    written_data_bytes: int | None = None
    data_transfer_bytes: int | None = None
    logical_size_bytes: int | None = None


class ProjectSettings(Wire):
    quota: Quota | None = None
    allowed_ips: AllowedIps | None = None
    enable_logical_replication: bool | None = None
    maintenance_window: MaintenanceWindow | None = None
    block_public_connections: bool | None = None
    block_vpc_connections: bool | None = None
    audit_log_level: str | None = None
    hipaa: bool | None = None
    preload_libraries: PreloadLibraries | None = None


class Project(Wire):
    """A row of a list has less than the answer to GET /projects/{id}."""

    id: str
    name: str
    region_id: str | None = None
    pg_version: int | None = None
    org_id: str | None = None
    store_passwords: bool | None = None
    history_retention_seconds: int | None = None
    default_endpoint_settings: DefaultEndpointSettings | None = None
    settings: ProjectSettings | None = None
    created_at: datetime | None = None


class Branch(Wire):
    id: str
    name: str
    project_id: str = ""
    parent_id: str | None = None
    parent_lsn: str | None = None
    parent_timestamp: str | None = None
    default: bool = False
    protected: bool | None = None
    init_source: str | None = None
    current_state: str | None = None
    expires_at: datetime | None = None
    ttl_interval_seconds: int | None = None
    created_at: datetime | None = None
    last_reset_at: datetime | None = None
    logical_size: int | None = None


class Endpoint(Wire):
    """A compute. ``type`` is ``read_write`` or ``read_only``."""

    id: str
    branch_id: str
    type: str
    name: str | None = None
    host: str | None = None
    autoscaling_limit_min_cu: float | None = None
    autoscaling_limit_max_cu: float | None = None
    suspend_timeout_seconds: int | None = None
    settings: EndpointSettings | None = None
    disabled: bool | None = None
    current_state: str | None = None


class Role(Wire):
    name: str
    branch_id: str = ""
    password: SecretStr | None = None
    updated_at: datetime | None = None
    protected: bool | None = None
    authentication_method: str | None = None


class Database(Wire):
    name: str
    owner_name: str
    branch_id: str = ""
    id: int | None = None


class Snapshot(Wire):
    id: str
    name: str
    source_branch_id: str | None = None
    created_at: datetime | None = None
    expires_at: datetime | None = None
    lsn: str | None = None
    timestamp: datetime | None = None
    manual: bool | None = None
    full_size: int | None = None


class BackupRule(Wire):
    frequency: str
    hour: int | None = None
    day: int | None = None
    month: int | None = None
    retention_seconds: int | None = None


class ConnectionUri(Wire):
    uri: SecretStr


class Region(Wire):
    region_id: str
    name: str = ""
    default: bool = False


class User(Wire):
    """Who the key belongs to (GET /users/me)."""

    id: str
    email: str | None = None
    login: str | None = None
    plan: str | None = None


class Pagination(Wire):
    """``cursor`` for projects and operations, ``next`` for branches."""

    cursor: str | None = None
    next: str | None = None


class Accepted(Wire):
    """An answer of which only the operations matter (or not even these)."""

    operations: tuple[Operation, ...] = ()


class ProjectAnswer(Accepted):
    """POST also answers with what the project was born with."""

    project: Project
    branch: Branch | None = None
    endpoints: tuple[Endpoint, ...] = ()
    roles: tuple[Role, ...] = ()
    databases: tuple[Database, ...] = ()


class BranchAnswer(Accepted):
    branch: Branch
    endpoints: tuple[Endpoint, ...] = ()
    roles: tuple[Role, ...] = ()
    databases: tuple[Database, ...] = ()


class EndpointAnswer(Accepted):
    endpoint: Endpoint


class RoleAnswer(Accepted):
    role: Role


class DatabaseAnswer(Accepted):
    database: Database


class SnapshotAnswer(Accepted):
    snapshot: Snapshot


class OperationAnswer(Wire):
    operation: Operation


class BackupScheduleAnswer(Wire):
    schedule: tuple[BackupRule, ...] = ()
