"""Which Neon a command talks to. Flags beat the environment; ``--local`` starts the embedded Neon when needed.

Never here: talking to it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonpyError
from neonctl_py.model.values import Secret

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.workflows.access import NeonAccess

_TRUE = ("1", "true", "yes", "on")


def neon_access(
    *, local: bool, data_dir: Path | None, api_host: str | None, api_key_file: Path | None
) -> NeonAccess:
    """The access that flags and environment give. Raises NeonpyError for an unreadable key file."""
    from neonctl_py.workflows.access import DEFAULT_HOST, NeonAccess

    org_id = os.environ.get("NEON_ORG_ID") or None
    explicit = api_host is not None or api_key_file is not None
    if local or (is_local_by_environment() and not explicit):
        if explicit:
            raise NeonpyError(
                "two Neons at once",
                detail="--local is the embedded Neon; --api-host and --api-key-file name another one.",
                hint="Leave one of them out.",
            )
        from neonctl_py.cli.local_server import start_server

        server = start_server(data_dir)
        return NeonAccess(Secret(server.api_key), server.url)
    host = api_host or os.environ.get("NEON_API_HOST") or DEFAULT_HOST
    source = "NEON_API_KEY" if api_key_file is None else str(api_key_file)
    return NeonAccess(_api_key(api_key_file), host.rstrip("/"), org_id, source)


def is_local_by_environment() -> bool:
    """Does NEONPY_LOCAL ask for the embedded Neon?"""
    return os.environ.get("NEONPY_LOCAL", "").strip().lower() in _TRUE


def _api_key(file: Path | None) -> Secret | None:
    if file is None:
        text = os.environ.get("NEON_API_KEY", "")
    else:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not text"
            raise NeonpyError("the API key can't be read", detail=f"{file}: {reason}") from error
        if not text.strip():
            raise NeonpyError("the API key can't be read", detail=f"{file} is empty")
    return Secret(text.strip()) if text.strip() else None
