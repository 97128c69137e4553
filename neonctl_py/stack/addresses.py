"""Addresses as a person writes them in a stack (``moved``, ``removed``): read, and completed with the default branch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.address import Address
from neonctl_py.stack.mistakes import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from neonctl_py.stack.build import Build
    from neonctl_py.stack.shapes import Doc, Word

_OBJECTS: Final = {
    "sequence": 2,
    "composite": 2,
    "range": 2,
    "collation": 2,
    "statistics": 2,
    "foreign_data_wrapper": 1,
    "foreign_server": 1,
    "publication": 1,
    "subscription": 1,
    "cast": 1,
    "foreign_table": 2,
    "operator": 2,
    "operator_class": 2,
    "operator_family": 2,
    "text_search_dictionary": 2,
    "text_search_configuration": 2,
}
"""What stands directly under a database, with how many names."""

_INSIDE: Final[dict[str, tuple[str, ...]]] = {
    "": ("project",),
    "project": ("branch", "role", "database", "jwks"),
    "branch": ("compute", "replica", "snapshot_schedule", "auth", "role", "database"),
    "auth": ("auth_provider",),
    "role": ("membership",),
    "database": (
        "grant",
        "data_api",
        "extension",
        "schema",
        "default_privileges",
        "enum",
        "domain",
        "table",
        "view",
        "materialized_view",
        "function",
        "aggregate",
        "event_trigger",
        *_OBJECTS,
    ),
    "schema": ("grant", "default_privileges"),
    "enum": ("grant",),
    "domain": ("grant", "constraint"),
    "table": ("column", "constraint", "index", "policy", "rule", "trigger", "grant"),
    "view": ("rule", "trigger", "grant"),
    "materialized_view": ("index", "grant"),
    "function": ("grant",),
    "aggregate": ("grant",),
    "sequence": ("grant",),
    "composite": ("grant",),
    "range": ("grant",),
    "foreign_table": ("column", "constraint", "trigger", "grant"),
    "foreign_server": ("user_mapping", "grant"),
    "foreign_data_wrapper": ("grant",),
}
_PARTS: Final = {
    "compute": 0,
    "snapshot_schedule": 0,
    "auth": 0,
    "data_api": 0,
    "enum": 2,
    "domain": 2,
    "table": 2,
    "view": 2,
    "materialized_view": 2,
    "function": 2,
    "aggregate": 2,
    "default_privileges": 3,
    **_OBJECTS,
}


def shape_trouble(address: Address) -> str:
    """What is wrong with its shape: no kind of object there, or another number of names. Empty when nothing is."""
    parent = address.parent
    if parent is not None and (found := shape_trouble(parent)):
        return found
    allowed = _INSIDE.get(parent.kind if parent else "", ())
    if address.kind not in allowed:
        where = f"inside `{parent.segment}`" if parent else "at the beginning"
        return f"`{address.segment}` can't stand {where}"
    wanted = _PARTS.get(address.kind, 1)
    if len(address.name) != wanted:
        return f"`{address.segment}` needs {wanted} name{'' if wanted == 1 else 's'} after `{address.kind}`"
    return ""


class AddressReader:
    """Knows each project's branches whose catalogs are managed, the default branch first; none for servers."""

    def __init__(self, branches: Mapping[str, Sequence[str]], build: Build) -> None:
        self.branches = branches
        self.build = build

    def read(self, text: Word) -> Address | None:
        """As written; None after telling what is wrong."""
        try:
            address = Address.parse(text)
        except ValueError as error:
            self._tell(
                text, f"{error}.", "Write, for example, `project.shop/branch.old` or `project.shop/role.app`."
            )
            return None
        trouble = shape_trouble(address)
        if trouble:
            self._tell(
                text,
                f"`{text}`: {trouble}.",
                "Addresses look like `project.shop/database.main/table.public.users`.",
            )
            return None
        return address

    def complete(self, address: Address, project: str) -> list[Address]:
        """Without its branch it means every managed branch of ``project``; canonical addresses stay as they are."""
        top = [address, *address.ancestors()][::-1]
        if len(top) == 1 or top[1].kind == "branch" or not self.branches.get(project):
            return [address]
        root, below = top[0], top[1]
        below_name = (below.kind, *below.name)
        return [
            address.moved(below, root.child("branch", branch).child(*below_name))
            for branch in self.branches[project]
        ]

    def _tell(self, text: Word, detail: str, hint: str) -> None:
        self.build.mistakes.add("NP160", text.span, detail, hint)

    def add_moved(self, moves: Sequence[Doc]) -> None:
        """Note every move; its end must be declared, its beginning must not."""
        for move in moves:
            if not (move.has("from") and move.has("to")):
                continue
            old, new = self.read(move.get("from")), self.read(move.get("to"))
            if old is not None and new is not None:
                self._add_move(old, new, move.get("from"), move.get("to"))

    def _add_move(self, old: Address, new: Address, from_text: Word, to_text: Word) -> None:
        if old.kind != new.kind:
            self._tell(
                to_text, f"A {old.kind} can't become a {new.kind}.", "Write two addresses of one kind."
            )
            return
        project = _project(new)
        pairs = list(zip(self.complete(old, project), self.complete(new, project), strict=False))
        for before, after in pairs:
            if after not in self.build.objects:
                hint = did_you_mean(
                    str(after), map(str, self.build.objects), otherwise="Declare it under its new name."
                )
                self._tell(to_text, f"`{to_text}` isn't declared in this stack.", hint)
            elif before in self.build.objects:
                hint = "Take the old declaration out: the object can't have both names."
                self._tell(from_text, f"`{from_text}` is still declared in this stack.", hint)
            else:
                self.build.rename(before, after, from_text.span)

    def add_removed(self, texts: Sequence[Word]) -> None:
        """Note every tombstone; what is declared can't be removed."""
        for text in texts:
            address = self.read(text)
            for found in self.complete(address, _project(address)) if address else ():
                if found in self.build.objects:
                    place = self.build.spans[found]
                    self._tell(
                        text,
                        f"`{text}` is still declared, at {place}.",
                        "Take its declaration out, or this line.",
                    )
                else:
                    self.build.removed.append(found)
                    self.build.spans.setdefault(found, text.span)


def _project(address: Address) -> str:
    root = address.container("project")
    return root.name[0] if root and root.name else ""
