"""Which Neon a command talks to. Flags beat the environment; ``--local`` starts the embedded Neon when needed.

Never here: talking to it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonpyError
from neonctl_py.model.values import Secret
from neonctl_py.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.workflows.access import NeonAccess


def neon_access(
    *, local: bool, data_dir: Path | None, api_host: str | None, api_key_file: Path | None
) -> NeonAccess:
    """The access that flags, environment and config file give. Raises InputError for what they get wrong."""
    from neonctl_py.workflows.access import NeonAccess, Timing

    explicit = api_host is not None or api_key_file is not None
    if local and explicit:
        raise NeonpyError(
            "two Neons at once",
            detail="--local is the embedded Neon; --api-host and --api-key-file name another one.",
            hint="Leave one of them out.",
        )
    flags = {"api_host": api_host, "api_key_file": api_key_file, "local": local or None, "data_dir": data_dir}
    settings = load_settings(flags, os.environ)
    timing = Timing(settings.request_timeout, settings.retry_budget, settings.operation_timeout)
    if settings.local and not explicit:
        from neonctl_py.cli.local_server import start_server

        server = start_server(settings.data_dir)
        return NeonAccess(Secret(server.api_key), server.url, timing=timing)
    return NeonAccess(settings.api_key, settings.api_host, settings.org_id, settings.key_source, timing)


def is_local_by_environment() -> bool:
    """Does NEONPY_LOCAL (or the config file) ask for the embedded Neon?"""
    return load_settings({}, os.environ).local
