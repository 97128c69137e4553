"""``from:`` of schemas: desired tables that SQL files or SQLAlchemy models declare, merged with the YAML beside them.

Reading them needs a Postgres, so whoever loads a stack brings a function that does it. Never here: that Postgres.
"""

from __future__ import annotations

import glob
from collections.abc import Callable
from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonpyError
from neonctl_py.stack.nodes import Entry, Mapping, Node, Scalar, Sequence
from neonctl_py.stack.parse import parse_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.diagnostics import Span
    from neonctl_py.stack.files import Files


@dataclass(frozen=True, slots=True)
class SchemaSource:
    """One ``from:``: SQL ``texts`` by path, in order; ``models`` as ``package.module:name``, looked for from ``folder``."""

    schema: str
    texts: MappingType[str, str]
    models: str
    folder: Path


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """All sources of one database; its ``extensions`` (name, schema) are there before them. ``pg_version`` 0: not said."""

    sources: tuple[SchemaSource, ...]
    extensions: tuple[tuple[str, str], ...] = ()
    pg_version: int = 0


ReadSource = Callable[[SourceRequest], MappingType[str, str]]
"""Gives the document of each schema, as YAML text by the schema's name. Raises NeonpyError."""


def with_sources(root: Mapping, files: Files, read: ReadSource | None) -> Mapping:
    """The same tree with every ``from:`` replaced by what it makes."""
    return _Sources(files, read).tree(root)


class _Sources:
    def __init__(self, files: Files, read: ReadSource | None) -> None:
        self.files = files
        self.read = read

    def tree(self, root: Mapping) -> Mapping:
        return _each(
            root,
            "projects",
            lambda project: _each(project, "databases", lambda database: self.database(database, project)),
        )

    def database(self, database: Mapping, project: Mapping) -> Mapping:
        schemas = database.node("schemas")
        found = dict(_sources(schemas)) if isinstance(schemas, Mapping) else {}
        if not found or not isinstance(schemas, Mapping):
            return database
        sources = [self.source(name, source) for name, source in found.items()]
        version = project.node("pg_version")
        number = version.value if isinstance(version, Scalar) and isinstance(version.value, int) else 0
        request = SourceRequest(tuple(sources), tuple(_extensions(database)), number)
        first = next(iter(found.values())).span
        made = self.made(request, first)
        entries = {
            name: self.merged(entry, made.get(name, ""), found[name].span) if name in found else entry
            for name, entry in schemas.entries.items()
        }
        place = database.entries["schemas"]
        merged = place._replace(node=Mapping(entries, schemas.span))
        return Mapping({**database.entries, "schemas": merged}, database.span)

    def made(self, request: SourceRequest, span: Span) -> MappingType[str, str]:
        if self.files.mistakes.errors():
            return {}  # what is wrong already says more than what Postgres would
        if self.read is None:
            self.files.mistakes.add("NP108", span, "Reading it needs a Postgres, and nobody brought one.")
            return {}
        try:
            return self.read(request)
        except NeonpyError as error:
            detail = f"{error.summary}. {error.detail}".strip()
            self.files.mistakes.add("NP108", span, detail, error.hint)
            return {}

    def merged(self, entry: Entry, text: str, span: Span) -> Entry:
        """The YAML beside, without ``from``, and what ``from`` makes."""
        if not isinstance(entry.node, Mapping):
            return entry
        own = {key: inner for key, inner in entry.node.entries.items() if key != "from"}
        mine = entry._replace(node=Mapping(own, entry.node.span))
        label = f"{span.file} (what `from` at line {span.line} makes)"
        node = parse_text(text, file=label, variables=self.files.variables, mistakes=self.files.mistakes)
        if not isinstance(node, Mapping):
            return mine
        return self.files.merged_entry(mine, Entry(entry.key, entry.span, node))

    def source(self, schema: str, source: Mapping) -> SchemaSource:
        sql, models = source.node("sql"), source.node("sqlalchemy")
        for key, entry in source.entries.items():
            if key not in ("sql", "sqlalchemy"):
                detail = f"`{key}` is not a key of a schema's source."
                self.files.mistakes.add("NP110", entry.span, detail, "Write `sql:` or `sqlalchemy:`.")
        if sql is None and models is None:
            hint = "Write `from: {sql: schema/*.sql}` or `from: {sqlalchemy: package.models:Base}`."
            self.files.mistakes.add("NP108", source.span, "It names nothing.", hint)
        patterns = sql.items if isinstance(sql, Sequence) else [sql] if isinstance(sql, Scalar) else []
        texts: dict[str, str] = {}
        for pattern in patterns:
            if isinstance(pattern, Scalar):
                texts.update(self.texts(pattern))
        named = models.text if isinstance(models, Scalar) else ""
        return SchemaSource(schema, texts, named, Path(source.span.file).parent)

    def texts(self, pattern: Scalar) -> Iterator[tuple[str, str]]:
        folder = Path(pattern.span.file).parent
        matches = sorted(glob.glob(pattern.text, root_dir=folder, recursive=True))  # noqa: PTH207  absolute patterns too
        if not matches:
            detail = f"No file matches `{pattern.shown}`, seen from {folder}."
            self.files.mistakes.add(
                "NP106", pattern.span, detail, "Paths are relative to the file that names them."
            )
        for match in matches:
            path = folder / match
            self.files.read.append(path)
            try:
                yield str(path), path.read_text(encoding="utf-8-sig")
            except UnicodeDecodeError:
                self.files.mistakes.add("NP100", pattern.span, f"{path} isn't UTF-8.", "Save it as UTF-8.")
            except OSError as error:
                self.files.mistakes.add("NP100", pattern.span, f"{path}: {error.strerror}.")


def _each(container: Mapping, key: str, change: Callable[[Mapping], Mapping]) -> Mapping:
    """The container with every mapping under that key changed; itself where nothing is."""
    entry = container.entries.get(key)
    if entry is None or not isinstance(entry.node, Mapping):
        return container
    inner = {
        name: item._replace(node=change(item.node)) if isinstance(item.node, Mapping) else item
        for name, item in entry.node.entries.items()
    }
    if all(item.node is entry.node.entries[name].node for name, item in inner.items()):
        return container
    changed = entry._replace(node=Mapping(inner, entry.node.span))
    return Mapping({**container.entries, key: changed}, container.span)


def _sources(schemas: Mapping) -> Iterator[tuple[str, Mapping]]:
    for name, entry in schemas.entries.items():
        source: Node | None = entry.node.node("from") if isinstance(entry.node, Mapping) else None
        if isinstance(source, Mapping):
            yield name, source


def _extensions(database: Mapping) -> Iterator[tuple[str, str]]:
    extensions = database.node("extensions")
    for name, entry in extensions.entries.items() if isinstance(extensions, Mapping) else ():
        schema = entry.node.node("schema") if isinstance(entry.node, Mapping) else None
        yield name, schema.text if isinstance(schema, Scalar) and schema.text else "public"
