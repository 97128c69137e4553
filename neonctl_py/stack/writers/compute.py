"""Computes: a branch's own, and the sizes that projects and replicas share with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.model.project import Project
from neonctl_py.model.values import UNSET
from neonctl_py.stack.units import duration_text
from neonctl_py.stack.writing import Inexpressible, Writing, put_written
from neonctl_py.stack.yaml_text import Flow, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.compute import Compute

_NEVER = -1


def size_values(value: Any) -> Iterator[tuple[str, Any]]:
    """The sizes and Postgres parameters that are written."""
    for name in ("min_cu", "max_cu"):
        if getattr(value, name) is not UNSET:
            yield name, getattr(value, name)
    if value.suspend_after is not UNSET:
        yield "suspend_after", _suspend_after(value.suspend_after)
    if value.pg_settings is not UNSET:
        yield "pg_settings", settings(value.pg_settings)


def settings(pairs: Any) -> Flow | None:
    """Parameters by name."""
    return None if pairs is None else Flow((name, Words(text)) for name, text in pairs)


def _suspend_after(seconds: int | None) -> str | None:
    if seconds is None:
        return None
    return "never" if seconds == _NEVER else duration_text(seconds)


def write(address: Address, value: Compute, writing: Writing) -> None:
    """Without what the project's defaults say already; an implied one is not written."""
    container = writing.document(address.parent)
    if container is None or value.implied:
        return
    inherited = _project_defaults(address, writing)
    own = {name: item for name, item in size_values(value) if inherited.get(name, UNSET) != item}
    if any(name not in dict(size_values(value)) for name in inherited):
        raise Inexpressible("its size is the platform's, and the project's defaults say another")
    libraries = value.preload_libraries
    put_written(
        own,
        (
            ("preload_libraries", list(libraries) if isinstance(libraries, tuple) else libraries),
            ("disabled", value.disabled),
            ("name", value.name),
        ),
    )
    container["compute"] = own


def _project_defaults(address: Address, writing: Writing) -> dict[str, Any]:
    project = address.container("project")
    value = writing.objects.get(project) if project is not None else None
    return dict(size_values(value)) if isinstance(value, Project) else {}
