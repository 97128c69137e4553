"""The Data API of a database, as the API tells and takes it. How its tokens are checked is said once and never told again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from neonctl_py.errors import NeonNotFoundError
from neonctl_py.model.data_api import DataApi
from neonctl_py.model.values import UNSET
from neonctl_py.neon.answers import parsed
from neonctl_py.neon.reads import branch_path
from neonctl_py.neon.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Collection

    from neonctl_py.neon.reads import Reads

Body = dict[str, Any]


class Settings(Wire):
    db_aggregates_enabled: bool | None = None
    db_anon_role: str | None = None
    db_extra_search_path: str | None = None
    db_max_rows: int | None = None
    db_schemas: tuple[str, ...] | None = None
    jwt_role_claim_key: str | None = None
    jwt_cache_max_lifetime: int | None = None
    openapi_mode: str | None = None
    server_cors_allowed_origins: str | None = None
    server_timing_enabled: bool | None = None


class Answer(Wire):
    url: str = ""
    status: str = ""
    settings: Settings = Settings()


_AT_BIRTH: Final = (
    ("auth", "auth_provider"),
    ("jwks_url", "jwks_url"),
    ("provider", "provider_name"),
    ("audience", "jwt_audience"),
    ("default_grants", "add_default_grants"),
)
_SETTINGS: Final = (
    ("schemas", "db_schemas", ["public"]),
    ("extra_search_path", "db_extra_search_path", ""),
    ("anonymous_role", "db_anon_role", "anonymous"),
    ("role_claim", "jwt_role_claim_key", ".role"),
    ("max_rows", "db_max_rows", None),
    ("aggregates", "db_aggregates_enabled", True),
    ("cache_tokens", "jwt_cache_max_lifetime", None),
    ("openapi", "openapi_mode", "disabled"),
    ("allowed_origins", "server_cors_allowed_origins", ""),
    ("server_timing", "server_timing_enabled", False),
)


def data_api_path(project_id: str, branch_id: str, database: str) -> str:
    """``…/branches/{id}/data-api/{database}``."""
    return f"{branch_path(project_id, branch_id)}/data-api/{quote(database, safe='')}"


def answer(client: Reads, project_id: str, branch_id: str, database: str) -> Answer | None:
    """None where the database has none."""
    path = data_api_path(project_id, branch_id, database)
    try:
        return parsed(Answer, client.get(path), f"GET {path}")
    except NeonNotFoundError:
        return None


def read(client: Reads, project_id: str, branch_id: str, database: str) -> DataApi | None:
    """One question."""
    found = answer(client, project_id, branch_id, database)
    if found is None:
        return None
    settings = found.settings
    path = settings.db_extra_search_path
    return DataApi(
        schemas=settings.db_schemas,
        extra_search_path=tuple(part.strip() for part in (path or "").split(",") if part.strip()),
        anonymous_role=settings.db_anon_role,
        role_claim=settings.jwt_role_claim_key,
        max_rows=settings.db_max_rows,
        aggregates=settings.db_aggregates_enabled,
        cache_tokens=settings.jwt_cache_max_lifetime,
        openapi=settings.openapi_mode,
        allowed_origins=settings.server_cors_allowed_origins or None,
        server_timing=settings.server_timing_enabled,
        url=found.url or None,
    )


def birth_body(value: DataApi) -> Body:
    """Everything that is written."""
    body: Body = {
        name: getattr(value, field) for field, name in _AT_BIRTH if getattr(value, field) is not UNSET
    }
    if value.auth_schema is not UNSET:
        body["skip_auth_schema"] = not value.auth_schema
    if settings := settings_body(value):
        body["settings"] = settings
    return body


def settings_body(value: DataApi, fields: Collection[str] | None = None) -> Body:
    """The settings that are written (and differ, when ``fields`` says)."""
    body: Body = {}
    for field, name, reset in _SETTINGS:
        held = getattr(value, field)
        if held is UNSET or (held is None if fields is None else field not in fields):
            continue
        held = reset if held is None else held
        if isinstance(held, tuple):
            held = ", ".join(held) if field == "extra_search_path" else list(held)
        body[name] = held
    return body
