"""Previews for programs: outputs of CI jobs, and JSON. Never here: where they are written, who may see them.

The names of the outputs are those of the platform's own actions, so that one can take the other's place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from neonctl_py.render.check_document import checks_document
from neonctl_py.render.environment import url_parts
from neonctl_py.render.json_document import FORMAT_VERSION, dumps
from neonctl_py.render.wording import summary_line
from neonctl_py.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.report.preview_report import Preview, PreviewDatabase, PreviewReport


def outputs(report: PreviewReport) -> dict[str, str]:
    """Name -> value, passwords and all. With several databases each has its own: ``shop_app_db_url``."""
    found = {
        "branch_name": report.name,
        "created": _word(report.created),
        "expires_at": _moment(report.previews[0]),
        "schema_changes": summary_line(report.applied.plan),
    }
    several = len(report.databases) > 1
    for database in report.databases:
        branch = next(item for item in report.previews if item.project == database.project)
        prefix = _name(f"{database.project}_{database.database}_") if several else ""
        for name, value in _connection(database, branch).items():
            found[f"{prefix}{name}"] = value
    if several or not report.databases:
        found["branch_id"] = report.previews[0].branch_id
        found["project_id"] = report.previews[0].project_id
    return found


def _connection(database: PreviewDatabase, branch: Preview) -> dict[str, str]:
    direct, pooled = database.direct.reveal(), database.pooled.reveal()
    parts = url_parts(direct)
    return {
        "db_url": direct,
        "db_url_pooled": pooled,
        "db_host": parts.get("host", ""),
        "db_host_pooled": url_parts(pooled).get("host", ""),
        "db_port": parts.get("port", ""),
        "db_name": parts.get("dbname", ""),
        "role": database.role,
        "password": parts.get("password", ""),
        "branch_id": branch.branch_id,
        "project_id": branch.project_id,
    }


def secret_values(report: PreviewReport) -> tuple[str, ...]:
    """What no log may show, the longest first: URLs, and passwords both plain and as they stand in URLs."""
    found: set[str] = set()
    for database in report.databases:
        for url in (database.direct.reveal(), database.pooled.reveal()):
            written = urlsplit(url).password
            found |= {url, written or "", url_parts(url).get("password", "")} if written else set()
    return tuple(sorted(found - {""}, key=lambda text: (-len(text), text)))


def github_text(values: dict[str, str]) -> str:
    """Lines for ``$GITHUB_OUTPUT``; no value has a line end."""
    return "".join(f"{name}={_flat(value)}\n" for name, value in values.items())


def gitlab_text(values: dict[str, str]) -> str:
    """A ``dotenv`` report: names in capitals, values as they are, without quotes."""
    return "".join(f"{name.upper()}={_flat(value)}\n" for name, value in values.items())


def dotenv_text(values: dict[str, str]) -> str:
    """For programs that read ``.env``; with one database also the names that ``neonpy env`` gives."""
    usual = (
        {"DATABASE_URL": values["db_url_pooled"], "DATABASE_URL_UNPOOLED": values["db_url"]}
        if "db_url" in values
        else {}
    )
    named = {**usual, **{name.upper(): value for name, value in values.items()}}
    return "".join(f"{name}='{_flat(value)}'\n" for name, value in named.items())


def preview_document(report: PreviewReport, values: dict[str, str]) -> dict[str, Any]:
    """What ``preview open --json`` says; ``values`` revealed or not."""
    return {
        **_header("preview"),
        "preview": report.name,
        "created": report.created,
        "closed": list(report.closed),
        "branches": [branch_document(branch) for branch in report.previews],
        "masked": [
            {
                "database": item.database,
                "table": item.table,
                "columns": dict(item.columns),
                "rows": item.rows,
            }
            for item in report.masked
        ],
        "seeded": list(report.seeded),
        "applied": report.applied.outcome,
        "checks": checks_document(report.checks)["checks"],
        "outputs": values,
    }


def branch_document(preview: Preview) -> dict[str, Any]:
    """One branch of a preview."""
    return {
        "project": preview.project,
        "project_id": preview.project_id,
        "name": preview.name,
        "branch_id": preview.branch_id,
        "ready": preview.is_ready,
        "pr": preview.pr or None,
        "data": preview.data,
        "parent": preview.parent,
        "created_at": preview.created.isoformat() if preview.created else None,
        "expires_at": preview.expires.isoformat() if preview.expires else None,
        "size_bytes": preview.size,
    }


def previews_text(previews: Sequence[Preview]) -> str:
    """``preview list --json``."""
    return dumps({**_header("previews"), "previews": [branch_document(preview) for preview in previews]})


def _header(kind: str) -> dict[str, str]:
    return {"format_version": FORMAT_VERSION, "type": kind, "neonpy_version": __version__}


def _moment(preview: Preview) -> str:
    return preview.expires.isoformat() if preview.expires else ""


def _word(value: bool) -> str:
    return "true" if value else "false"


def _name(text: str) -> str:
    return re.sub(r"[^a-z0-9_]", "_", text.lower())


def _flat(value: str) -> str:
    return value.replace("\r", "").replace("\n", " ")
