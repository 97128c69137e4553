"""``${branch}`` filled in where a branch is known: in a branch, and in the roles and databases of a branch. Nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.stack.nodes import Mapping, Node, Scalar, Sequence
from neonctl_py.stack.variables import BRANCH, uses_branch, with_branch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.diagnostics import Span
    from neonctl_py.stack.mistakes import Mistakes

_CATALOG: Final = frozenset({"roles", "databases"})


def with_branch_names(root: Mapping, mistakes: Mistakes) -> Mapping:
    """The same tree: each branch with its own name, each catalog with the default branch's; other uses are told."""
    if not uses_branch(root):
        return root
    filled = root
    projects = root.entries.get("projects")
    if projects is not None and isinstance(projects.node, Mapping):
        entries = {
            name: entry._replace(node=_project(entry.node)) for name, entry in projects.node.entries.items()
        }
        node = Mapping(entries, projects.node.span)
        filled = Mapping({**root.entries, "projects": projects._replace(node=node)}, root.span)
    for span in _left(filled):
        mistakes.add(
            "NP105",
            span,
            "`${branch}` stands where no branch is known.",
            "Use it inside `branches:`, `roles:` and `databases:` of a Neon project.",
        )
    return filled


def _project(project: Node) -> Node:
    if not isinstance(project, Mapping) or _text(project.node("provider")) == "postgres":
        return project
    default = _default_branch(project)
    entries = dict(project.entries)
    for key, entry in project.entries.items():
        if key in _CATALOG:
            entries[key] = entry._replace(node=with_branch(entry.node, default))
        elif key == "branches" and isinstance(entry.node, Mapping):
            own = {
                name: branch._replace(node=with_branch(branch.node, name))
                for name, branch in entry.node.entries.items()
            }
            entries[key] = entry._replace(node=Mapping(own, entry.node.span))
    return Mapping(entries, project.span)


def _default_branch(project: Mapping) -> str:
    """As ``documents.branch.default_branch`` finds it, before the documents are read."""
    branches = project.node("branches")
    if not isinstance(branches, Mapping) or not branches.entries:
        return "main"
    said = (
        name
        for name, entry in branches.entries.items()
        if isinstance(entry.node, Mapping) and _text(entry.node.node("default")) == "true"
    )
    return next(said, next(iter(branches.entries)))


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _left(node: Node) -> Iterator[Span]:
    match node:
        case Scalar():
            if BRANCH in node.text:
                yield node.span
        case Sequence():
            for item in node.items:
                yield from _left(item)
        case Mapping():
            for key, entry in node.entries.items():
                if BRANCH in key:
                    yield entry.span
                yield from _left(entry.node)
