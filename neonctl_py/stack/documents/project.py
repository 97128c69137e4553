"""Projects: on Neon, or one Postgres server that no API manages (``provider: postgres``)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.address import Address, project_address
from neonctl_py.model.project import AllowedIps, MaintenanceWindow, PreloadLibraries, Project, Quota
from neonctl_py.model.values import UNSET, Secret
from neonctl_py.stack import names
from neonctl_py.stack.documents.archive import ARCHIVES, add_archive
from neonctl_py.stack.documents.branch import BRANCHES, add_branch, check_parents, default_branch
from neonctl_py.stack.documents.check import LIVE_CHECKS, add_check
from neonctl_py.stack.documents.compute import PROJECT_COMPUTE, sizes_of
from neonctl_py.stack.documents.consent import SAFETY_KEY, safety_of
from neonctl_py.stack.documents.database import DATABASES
from neonctl_py.stack.documents.jwks import JWKS_BY_NAME, add_jwks
from neonctl_py.stack.documents.lifecycle import LIFECYCLE, UNMANAGED
from neonctl_py.stack.documents.monitor import MONITOR, add_monitor
from neonctl_py.stack.documents.project_settings import PROJECT_SETTINGS
from neonctl_py.stack.documents.retention import RETENTIONS, add_retention
from neonctl_py.stack.documents.role import ROLES
from neonctl_py.stack.scalars import Choice, Duration, Flag, Number, Text
from neonctl_py.stack.shapes import Doc, Key, MapOf, Record, Word

if TYPE_CHECKING:
    from neonctl_py.stack.build import Build
    from neonctl_py.stack.scope import Server


def _region(text: str) -> str:
    return "" if re.fullmatch(r"[a-z]+-[a-z0-9-]+", text) else "a region looks like `aws-us-east-2`"


def _url(text: str) -> str:
    return "" if re.match(r"postgres(?:ql)?://", text) else "it must begin with `postgresql://`"


_QUOTA_FIELDS: Final = {
    "active_time": "active_time_seconds",
    "compute_time": "compute_time_seconds",
    "written_data": "written_data_bytes",
    "data_transfer": "data_transfer_bytes",
    "logical_size": "logical_size_bytes",
}
_SHARED: Final = {
    "databases": Key(DATABASES, "Its databases, by name; those of the default branch."),
    "roles": Key(ROLES, "Its roles, by name; those of the default branch."),
    "checks": Key(LIVE_CHECKS, "What `neonpy check` asserts, in SQL or built in, by name."),
    "monitor": Key(MONITOR, "What `neonpy check --watch` tells and changes by itself."),
    "retention": Key(RETENTIONS, "How long rows live, by name."),
    "archives": Key(ARCHIVES, "Backups beyond the platform's schedule, by name."),
}
PROJECT: Final = Record(
    "project",
    {
        "provider": Key(
            Choice(("neon", "postgres")), "`neon` (the default), or `postgres`: any server, by its `url`."
        ),
        "id": Key(
            Text("a project's id"),
            "Pins the project; empty or not written: found by its name.",
            nullable=True,
        ),
        "url": Key(
            Text("a server's URL, by a reference as `${env:DATABASE_URL}`", _url, quoted=False),
            "`provider: postgres`: where the server is, by reference.",
        ),
        "region": Key(Text("a region", _region), "Where it runs, as `aws-us-east-2`; only at creation."),
        "pg_version": Key(Number(14, 18), "PostgreSQL's major version; only at creation."),
        "org_id": Key(Text("an organization's id"), "The organization that it is created in.", nullable=True),
        "store_passwords": Key(Flag(), "Whether the platform can show passwords again; only at creation."),
        "history_retention": Key(
            Duration(0, 30 * 86400, (), "the platform keeps history"),
            "The window for point-in-time restore, up to 30d.",
            nullable=True,
        ),
        "compute": Key(PROJECT_COMPUTE, "The defaults for new computes."),
        "settings": Key(PROJECT_SETTINGS, "The project's settings on the platform."),
        "safety": SAFETY_KEY,
        "lifecycle": LIFECYCLE,
        "unmanaged": UNMANAGED,
        "branches": Key(BRANCHES, "Its branches, by name."),
        "roles": _SHARED["roles"],
        "databases": _SHARED["databases"],
        "jwks": Key(JWKS_BY_NAME, "Identity providers whose tokens it takes, by name."),
        "checks": _SHARED["checks"],
        "monitor": _SHARED["monitor"],
        "retention": _SHARED["retention"],
        "archives": _SHARED["archives"],
    },
    "a project",
    {
        "branch": "Write `branches:`.",
        "database": "Write `databases:`.",
        "name": "The name is the key of the project.",
    },
)
PROJECTS: Final = MapOf(PROJECT, "projects", lambda _, name: project_address(name), names.platform)
POSTGRES_KEYS: Final = frozenset({"provider", "url", "pg_version", "lifecycle", "unmanaged", *_SHARED})
"""What a project may have that no API manages."""

DEFAULTS: Final = Record(
    "defaults",
    {key: PROJECT.keys[key] for key in PROJECT.keys if key not in {"id", "url", "provider"}},
    "the defaults of projects",
)


def project_value(doc: Doc, address: Address, build: Build) -> Project:
    """The project's own object."""
    if doc.get("provider", "neon") == "postgres":
        return Project(provider="postgres")  # its version is the server's own affair
    compute = doc.get("compute", None)
    settings = doc.get("settings", None)
    fields: dict[str, Any] = sizes_of(compute, None, address, build) if compute else {}
    region, org = doc.get("region"), doc.get("org_id")
    return Project(
        region=str(region) if isinstance(region, str) else region,
        pg_version=doc.get("pg_version"),
        org_id=str(org) if isinstance(org, str) else org,
        store_passwords=doc.get("store_passwords"),
        history_retention=doc.get("history_retention"),
        **fields,
        **(settings_fields(settings, address, build) if settings else {}),
    )


def settings_fields(doc: Doc, address: Address, build: Build) -> dict[str, Any]:
    """The fields of a Project that stand under ``settings``."""
    fields: dict[str, Any] = {}
    for key, value in doc.values.items():
        match key, value:
            case "allowed_ips", Doc():
                ips = tuple(map(str, value.get("ips", ())))
                fields[key] = AllowedIps(ips, value.get("protected_branches_only", False))
            case "maintenance_window", Doc():
                fields[key] = _window(value, address, build)
            case "preload_libraries", Doc():
                enabled = tuple(map(str, value.get("enabled", ())))
                fields[key] = PreloadLibraries(value.get("use_defaults", True), enabled)
            case "quota", Doc():
                fields[key] = Quota(**{_QUOTA_FIELDS[name]: amount for name, amount in value.values.items()})
            case _:
                fields[key] = str(value) if isinstance(value, str) else value
    return {key: value for key, value in fields.items() if value is not UNSET}


def _window(doc: Doc, address: Address, build: Build) -> Any:
    days, start, end = (doc.get(key, None) for key in ("weekdays", "from", "to"))
    if days is None or start is None or end is None:
        return UNSET  # told while reading
    weekdays = tuple(sorted({names.WEEKDAYS.index(day) + 1 for day in days}))
    if start == end:
        detail = f"It begins and ends at {start}."
        build.mistakes.add("NP114", doc.span, detail, "Give it at least an hour.", address=address)
    return MaintenanceWindow(weekdays, start, end)


def check_provider(doc: Doc, address: Address, build: Build) -> None:
    """Keys that the provider doesn't have; the URL that one needs."""
    postgres = doc.get("provider", "neon") == "postgres"
    for key in doc.values:
        if postgres and key not in POSTGRES_KEYS:
            detail = f"`{key}` belongs to the Neon API, and `provider: postgres` has none."
            build.mistakes.add("NP116", doc.place(key), detail, "Leave it out.", address=address)
    if not postgres and doc.has("url"):
        detail = "A Neon project is found by its name or `id`, not by a URL."
        build.mistakes.add(
            "NP116", doc.place("url"), detail, "Leave it out, or write `provider: postgres`.", address=address
        )
    if postgres and not (doc.node and "url" in doc.node.entries):
        detail = "`url` is missing: it says where the server is."
        build.mistakes.add("NP111", doc.span, detail, "Write `url: ${env:DATABASE_URL}`.", address=address)


def add_project(name: Word, doc: Doc, address: Address, build: Build) -> str:
    """Put the project and its branches. Gives the default branch's name, "" where there are no branches."""
    build.put(address, project_value(doc, address, build), name.span)
    build.protect(address, doc)
    check_provider(doc, address, build)
    if doc.get("provider", "neon") == "postgres":
        if doc.has("url"):
            build.connection_urls[address] = Secret(str(doc.get("url")))
        return ""
    if (safety := safety_of(doc.get("safety", None))) is not None:
        build.safety[address] = safety
    if doc.get("id", None):
        build.pinned_ids[address] = str(doc.get("id"))
    branches: dict[Word, Doc] = doc.get("branches", {})
    default = default_branch(branches, address, build)
    compute = doc.get("compute", None)
    check_parents(branches, address, build)
    for branch, branch_doc in branches.items():
        add_branch(branch, branch_doc, address, is_default=branch == default, compute=compute, build=build)
    for provider, provider_doc in doc.get("jwks", {}).items():
        add_jwks(provider, provider_doc, address, [*map(str, branches), default], build)
    if not branches:
        nothing = Doc({}, None, name.span)
        implied = Word.at(default, name.span)
        add_branch(implied, nothing, address, is_default=True, compute=None, build=build)
    return default


def add_declarations(doc: Doc, address: Address, branches: list[str], server: Server) -> None:
    """The project's checks, what watches over it, retention rules and archives."""
    for name, check in doc.get("checks", {}).items():
        add_check(name, check, address, server)
    if doc.get("monitor", None) is not None:
        add_monitor(doc.get("monitor"), address, server)
    for name, rule in doc.get("retention", {}).items():
        add_retention(name, rule, address, server)
    for name, archive in doc.get("archives", {}).items():
        add_archive(name, archive, address, branches, server)
