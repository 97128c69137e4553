"""``defaults:`` put under every project, node by node: what the project says itself wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.documents.project import POSTGRES_KEYS
from neonctl_py.stack.nodes import Mapping, Node, Scalar, is_null

if TYPE_CHECKING:
    from collections.abc import Collection


def with_defaults(root: Mapping) -> Mapping:
    """The same tree with the defaults in each project."""
    defaults, projects = root.entries.get("defaults"), root.entries.get("projects")
    if defaults is None or projects is None:
        return root
    if not isinstance(defaults.node, Mapping) or not isinstance(projects.node, Mapping):
        return root
    filled = {
        name: entry._replace(node=_project(defaults.node, entry.node))
        for name, entry in projects.node.entries.items()
    }
    entries = {**root.entries, "projects": projects._replace(node=Mapping(filled, projects.node.span))}
    return Mapping(entries, root.span)


def _project(defaults: Mapping, project: Node) -> Node:
    provider = project.node("provider") if isinstance(project, Mapping) else None
    if isinstance(provider, Scalar) and provider.text == "postgres":
        return _under(_only(defaults, POSTGRES_KEYS - {"pg_version"}), project)
    return _under(defaults, project)


def _only(defaults: Mapping, keys: Collection[str]) -> Mapping:
    return Mapping({key: entry for key, entry in defaults.entries.items() if key in keys}, defaults.span)


def _under(default: Node, own: Node) -> Node:
    """Mappings are merged; anything else that is written wins, an explicit null as well."""
    if not isinstance(default, Mapping) or not isinstance(own, Mapping):
        return default if isinstance(default, Mapping) and is_null(own) and not _says_null(own) else own
    entries = dict(own.entries)
    for key, entry in default.entries.items():
        mine = entries.get(key)
        entries[key] = mine._replace(node=_under(entry.node, mine.node)) if mine else entry
    return Mapping(entries, own.span)


def _says_null(node: Node) -> bool:
    return isinstance(node, Scalar) and bool(node.text)
