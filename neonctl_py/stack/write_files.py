"""The documents of a stack as files: ``stack.yaml``, and one file per schema, or per table where a schema has many.

Every text is in ``neonpy fmt``'s canonical form.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.stack.format import laid_out
from neonctl_py.stack.writing import Beside
from neonctl_py.stack.yaml_text import Flow, yaml_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
"""Names of no file on Windows, whatever follows the first dot."""
MANY_TABLES: Final = 40
"""From here on each table has a file of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """``name``: the stack's. ``head``: comment lines above everything. ``one_file``: no includes."""

    name: str
    head: tuple[str, ...] = ()
    one_file: bool = False


Documents = dict[str, Any]


def stack_files(projects: Documents, layout: Layout) -> dict[str, str]:
    """Path inside the stack's folder to text. ``projects`` is taken apart."""
    parts: dict[str, Documents] = {}
    if not layout.one_file:
        _split(projects, parts)
    root: Documents = {"version": 1, "stack": layout.name}
    if parts:
        root["include"] = _patterns(parts)
    root["projects"] = projects
    head = "".join(f"# {line}".rstrip() + "\n" for line in layout.head)
    beside = _Beside()
    parts = {path: beside.placed(data, path) for path, data in parts.items()}
    texts = {
        "stack.yaml": head + yaml_text(beside.placed(root, "stack.yaml")),
        **{path: yaml_text(data) for path, data in parts.items()},
    }
    return {path: laid_out(text) for path, text in texts.items()} | beside.files


class _Beside:
    """The files that documents name: each gets a path of its own, and the document says it."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self._taken: set[str] = set()

    def placed(self, data: Any, path: str) -> Any:
        """The same data, where a text that is to be a file has become its path as seen from ``path``."""
        if isinstance(data, Beside):
            folder, _, _ = path.rpartition("/")
            base = f"{folder}/" if folder else ""
            stem = "/".join(map(_file_name, data.stem.split("/")))
            free = _free(base + stem, self._taken) + data.suffix
            self.files[free] = data.text
            return Flow({"file": free.removeprefix(base)})
        if isinstance(data, dict):
            return type(data)((key, self.placed(value, path)) for key, value in data.items())
        return [self.placed(item, path) for item in data] if isinstance(data, list) else data


def _split(projects: Documents, parts: dict[str, Documents]) -> None:
    """Move every schema that holds something into a document of its own."""
    taken: set[str] = set()
    several = sum(len(project.get("databases", {})) for project in projects.values()) > 1
    for names, database in _databases(projects):
        schemas = database.get("schemas", {})
        folder = f"schemas/{_file_name(names[1])}" if several else "schemas"
        for name in list(schemas):
            if not _is_worth_a_file(schemas[name]):
                continue
            schema = schemas.pop(name)
            tables = schema.get("tables", {})
            stem = _free(f"{folder}/{_file_name(name)}", taken)
            if len(tables) >= MANY_TABLES:
                for table in tables:
                    path = _free(f"{stem}/{_file_name(table)}", taken)
                    parts[f"{path}.yaml"] = _inside(*names, name, {"tables": {table: tables[table]}})
                del schema["tables"]
            parts[f"{stem}.yaml"] = _inside(*names, name, schema)
        if not schemas:
            database.pop("schemas", None)


def _databases(projects: Documents) -> Iterator[tuple[tuple[str, str], Documents]]:
    for project, document in projects.items():
        for database, content in document.get("databases", {}).items():
            yield (project, database), content


def _is_worth_a_file(schema: Documents) -> bool:
    return any(key not in ("external", "owner", "comment", "grants") for key in schema)


def _inside(project: str, database: str, schema: str, content: Documents) -> Documents:
    return {"projects": {project: {"databases": {database: {"schemas": {schema: content}}}}}}


def _file_name(name: str) -> str:
    plain = re.sub(r"[^\w.-]+", "_", unicodedata.normalize("NFC", name)).strip(".") or "_"
    is_device = plain.partition(".")[0].casefold() in _DEVICES
    return f"{plain}_" if is_device and "." not in plain else f"_{plain}" if is_device else plain


def _free(path: str, taken: set[str]) -> str:
    """The path, with a number where a file system that folds letters has it already."""
    number, free = 1, path
    while _folded(free) in taken:
        number += 1
        free = f"{path}_{number}"
    taken.add(_folded(free))
    return free


def _folded(path: str) -> str:
    """What Windows and macOS take for the same."""
    return unicodedata.normalize("NFKC", path).casefold()


def _patterns(parts: Documents) -> list[str]:
    folders = sorted({path.rpartition("/")[0] for path in parts})
    return [f"{folder}/*.yaml" for folder in folders]
