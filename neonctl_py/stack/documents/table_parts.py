"""What one table consists of once its mixins are added: columns, constraints, indexes, policies, triggers, grants, as written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.shapes import Doc, broken_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.stack.column_text import InlineCheck, InlineKey
    from neonctl_py.stack.documents.column import WrittenColumn
    from neonctl_py.stack.foreign_key_text import References
    from neonctl_py.stack.mistakes import Mistakes
    from neonctl_py.stack.shapes import Word


@dataclass(slots=True)
class WrittenPrimaryKey:
    """From the table's key or from a column."""

    columns: tuple[str, ...]
    span: Span
    name: str = ""
    deferrable: bool = False
    initially_deferred: bool = False
    doc: Doc | None = None


@dataclass(slots=True)
class TableParts:
    """Maps keep the order of writing: the table's own first, then each mixin's."""

    columns: dict[Word, WrittenColumn] = field(default_factory=dict)
    uniques: Any = field(default_factory=dict)
    checks: Any = field(default_factory=dict)
    foreign_keys: Any = field(default_factory=dict)
    indexes: Any = field(default_factory=dict)
    exclusions: dict[Word, Any] = field(default_factory=dict)
    policies: dict[Word, Doc] = field(default_factory=dict)
    triggers: dict[Word, Doc] = field(default_factory=dict)
    grants: dict[Word, Any] = field(default_factory=dict)
    row_level_security: str = ""
    primary_key: WrittenPrimaryKey | None = None
    known_columns: tuple[str, ...] | None = ()
    """Columns that others may name, those with a mistake too; None when a mistake hides which there are."""

    @property
    def column_names(self) -> tuple[str, ...]:
        """In order."""
        return tuple(map(str, self.columns))

    def inline_uniques(self) -> Iterator[tuple[str, InlineKey, Span]]:
        """``unique`` after a column."""
        for name, column in self.columns.items():
            if column.facts.unique:
                yield str(name), column.facts.unique, name.span

    def inline_checks(self) -> Iterator[tuple[str, InlineCheck, Span]]:
        """``check (…)`` after a column."""
        for name, column in self.columns.items():
            for check in column.facts.checks:
                yield str(name), check, name.span

    def inline_references(self) -> Iterator[tuple[str, References, str, Span]]:
        """``references …`` after a column, with the constraint's name when written."""
        for name, column in self.columns.items():
            if column.facts.references:
                yield str(name), column.facts.references, column.facts.references_name, name.span


def parts_of(doc: Doc, mixins: Mapping[str, Doc], table: Address, mistakes: Mistakes) -> TableParts:
    """The table's own parts and those of the mixins that it uses."""
    sources = [doc]
    for name in doc.get("use", []):
        if str(name) in mixins:
            sources.append(mixins[str(name)])
        else:
            hint = did_you_mean(name, mixins, otherwise="Declare it under `mixins:`.")
            mistakes.add("NP136", name.span, f"There is no mixin `{name}`.", hint, address=table)
    parts = TableParts(
        columns=_merged("columns", sources, table, mistakes),
        uniques=_merged("unique", sources, table, mistakes),
        checks=_merged("checks", sources, table, mistakes),
        foreign_keys=_merged("foreign_keys", sources, table, mistakes),
        indexes=_merged("indexes", sources, table, mistakes),
        exclusions=doc.get("exclude", {}),
        policies=_merged("policies", sources, table, mistakes),
        triggers=_merged("triggers", sources, table, mistakes),
        grants=_merged("grants", sources, table, mistakes),
        row_level_security=next(
            (str(source.get("row_level_security")) for source in sources if source.has("row_level_security")),
            "",
        ),
    )
    parts.known_columns = _known_columns(parts, sources, doc, mixins)
    parts.primary_key = _primary_key(doc, parts, table, mistakes)
    return parts


def _known_columns(
    parts: TableParts, sources: list[Doc], doc: Doc, mixins: Mapping[str, Doc]
) -> tuple[str, ...] | None:
    unread = any(
        source.node and "columns" in source.node.entries and not source.has("columns") for source in sources
    )
    if unread or any(str(name) not in mixins for name in doc.get("use", [])):
        return None
    broken = (name for source in sources for name in sorted(broken_names(source.get("columns"))))
    return (*parts.column_names, *broken)


def _merged(key: str, sources: list[Doc], table: Address, mistakes: Mistakes) -> Any:
    """One dict of all; items of lists get keys that stand for "no name" (see ``items``)."""
    values = [source.get(key) for source in sources if source.has(key)]
    if len(values) == 1:
        return values[0]
    named: dict[Word, Any] = {}
    unnamed: list[Any] = []
    for value in values:
        if isinstance(value, list):
            unnamed += value
            continue
        for name, item in value.items():
            if name in named:
                first = next(word for word in named if word == name)
                detail = f"`{name}` of `{key}` is declared at {first.span} already."
                mistakes.add(
                    "NP139", name.span, detail, "Keep one: a mixin adds, it never overrides.", address=table
                )
            else:
                named[name] = item
    return MixedParts(named, unnamed) if unnamed else named


class MixedParts(dict[Any, Any]):
    """Named parts, and unnamed ones beside them."""

    def __init__(self, named: dict[Word, Any], unnamed: list[Any]) -> None:
        super().__init__(named)
        self.unnamed = unnamed


def items(written: Any) -> Iterator[tuple[Word | None, Any]]:
    """(name, value) of a map, (None, value) of a list; of both where mixins mixed them."""
    if isinstance(written, dict):
        yield from written.items()
        yield from ((None, value) for value in getattr(written, "unnamed", ()))
    else:
        yield from ((None, value) for value in written)


def _primary_key(doc: Doc, parts: TableParts, table: Address, mistakes: Mistakes) -> WrittenPrimaryKey | None:
    found: list[WrittenPrimaryKey] = []
    written = doc.get("primary_key", None)
    if isinstance(written, list) and written:
        found.append(WrittenPrimaryKey(tuple(written), doc.place("primary_key")))
    elif isinstance(written, Doc):
        deferred = written.get("initially_deferred", False)
        found.append(
            WrittenPrimaryKey(
                tuple(written.get("columns", ())),
                doc.place("primary_key"),
                str(written.get("name", "")),
                deferred or written.get("deferrable", False),
                deferred,
                written,
            )
        )
    for name, column in parts.columns.items():
        inline = column.facts.primary_key
        if inline:
            key = WrittenPrimaryKey(
                (str(name),), name.span, inline.name, inline.deferrable, inline.initially_deferred
            )
            found.append(key)
    for second in found[1:]:
        detail = f"A table has one primary key, and this one is declared at {found[0].span} already."
        columns = ", ".join(column for key in found for column in key.columns)
        mistakes.add(
            "NP139",
            second.span,
            detail,
            f"For one key over both write `primary_key: [{columns}]`.",
            address=table,
        )
    return found[0] if found else None
