"""What an endpoint's document looks like, at birth and on the wire.

Never here: routes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.emulator import names
from neonctl_py.emulator.api import compute_size
from neonctl_py.emulator.jobs import key_of
from neonctl_py.emulator.store import Document, public

if TYPE_CHECKING:
    from neonctl_py.emulator.api.fields import Fields
    from neonctl_py.emulator.control_plane import ControlPlane

_PROVISIONERS = ("k8s-pod", "k8s-neonvm", "serverless-platform")


def known_settings(plane: ControlPlane, major: int) -> frozenset[str]:
    return plane.installations.setting_names(major)


def endpoint_settings(fields: Fields, known: frozenset[str]) -> Document:
    """``pg_settings`` and ``preload_libraries`` of a ``settings`` object."""
    settings: Document = {}
    asked = compute_size.pg_settings(fields.mapping("pg_settings"), fields.path("pg_settings"), known)
    if asked is not None:
        settings["pg_settings"] = asked
    compute_size.refuse_sunset(fields, "pgbouncer_settings")
    libraries = fields.object("preload_libraries")
    if libraries is not None:
        settings["preload_libraries"] = {
            "use_defaults": libraries.boolean("use_defaults") or False,
            "enabled_libraries": libraries.items("enabled_libraries") or [],
        }
        libraries.finish()
    fields.finish()
    return settings


def sizing(fields: Fields, current: Document, known: frozenset[str]) -> Document:
    """The fields that creating and changing an endpoint have in common; only what was said."""
    said: Document = compute_size.sizes(fields, current)
    seconds = compute_size.suspend_timeout(fields)
    if seconds is not None:
        said["suspend_timeout_seconds"] = seconds
    provisioner = fields.choice("provisioner", _PROVISIONERS)
    if provisioner is not None:
        said["provisioner"] = provisioner
    settings = fields.object("settings")
    if settings is not None:
        said["settings"] = endpoint_settings(settings, known)
    return said


def new_endpoint(
    plane: ControlPlane, project: Document, branch_id: str, kind: str, said: Document
) -> Document:
    """An endpoint that listens already; the project's defaults fill what was not said."""
    identifier = names.prefixed_id("ep")
    stamp = plane.clock.stamp()
    defaults = project["default_endpoint_settings"]
    settings = {"pg_settings": defaults["pg_settings"]} if defaults.get("pg_settings") else {}
    port = plane.proxy.add(identifier)
    return {
        "id": identifier,
        "project_id": project["id"],
        "branch_id": branch_id,
        "autoscaling_limit_min_cu": defaults.get("autoscaling_limit_min_cu", compute_size.DEFAULT_SIZE),
        "autoscaling_limit_max_cu": defaults.get("autoscaling_limit_max_cu", compute_size.DEFAULT_SIZE),
        "region_id": project["region_id"],
        "type": kind,
        "settings": settings,
        "pooler_enabled": False,
        "pooler_mode": "transaction",
        "disabled": False,
        "passwordless_access": True,
        "creation_source": "console",
        "provisioner": "k8s-neonvm",
        "suspend_timeout_seconds": defaults.get("suspend_timeout_seconds", 0),
        "created_at": stamp,
        "updated_at": stamp,
        **said,
        "_port": port,
    }


def wire_endpoint(plane: ControlPlane, endpoint: Document) -> dict[str, Any]:
    is_running = plane.fleet.running(key_of(plane.store, endpoint)) is not None
    return {
        "host": host_of(endpoint),
        "proxy_host": "127.0.0.1",
        **public(endpoint),
        "current_state": "active" if is_running else "idle",
    }


def host_of(endpoint: Document) -> str:
    """Host and port, because every endpoint has its own port on loopback."""
    return f"127.0.0.1:{endpoint['_port']}"
