"""The constraints of one table, from its own keys and from its columns, under the names that Postgres would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from neonctl_py.model.constraint import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.default_names import default_name, joined_columns
from neonctl_py.model.values import QualifiedName
from neonctl_py.stack.documents.check_constraint import check_of
from neonctl_py.stack.documents.lifecycle import settings_of
from neonctl_py.stack.documents.table_parts import items
from neonctl_py.stack.shapes import Doc
from neonctl_py.stack.sql_tokens import SqlTextError, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.model.constraint import Constraint
    from neonctl_py.stack.documents.constraint import WrittenForeignKey
    from neonctl_py.stack.documents.table_parts import TableParts
    from neonctl_py.stack.foreign_key_text import References
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word


@dataclass(slots=True)
class TableConstraints:
    """Adds them one by one. ``is_taken`` says whether a name of the schema is used."""

    table: Address
    parts: TableParts
    scope: DatabaseScope

    def add_all(self) -> None:
        """In Postgres' order: keys, checks, exclusions, foreign keys."""
        self.add_primary_key()
        self.add_uniques()
        self.add_checks()
        self.add_exclusions()
        self.add_foreign_keys()

    def put(self, name: str, value: Constraint, span: Span, written: Any = None) -> None:
        address = self.table.child("constraint", name)
        self.scope.constraint_names.add((self.table.name[0], name))
        self.scope.build.put(address, value, span)
        if isinstance(written, Doc):
            self.scope.build.renamed_from(written, address)

    def take_relation(self, name: str, span: Span, address: Address) -> None:
        """A name that an index has, so nothing else of the schema may have it."""
        self.scope.take_relation(self.table.name[0], name, span, address)

    def named(self, columns: Iterable[str], label: str, *, relation: bool) -> str:
        """A free default name."""
        schema, table = self.table.name

        def is_taken(name: str) -> bool:
            return (schema, name) in self.scope.constraint_names or (
                relation and (schema, name) in self.scope.relation_names
            )

        return default_name(table, joined_columns(tuple(columns)), label, is_taken)

    def columns(self, written: Iterable[str], span: Span, address: Address) -> tuple[str, ...]:
        known = self.parts.known_columns
        found = (
            self.scope.column(name, known, self.table.name[-1], getattr(name, "span", span), address)
            for name in written
        )
        return tuple(found)

    def add_primary_key(self) -> None:
        key = self.parts.primary_key
        if key is None:
            return
        doc = key.doc
        name = key.name or self.named((), "pkey", relation=True)
        address = self.table.child("constraint", name)
        value = PrimaryKey(
            columns=self.columns(key.columns, key.span, address),
            include=self.columns(doc.get("include", ()) if doc else (), key.span, address),
            without_overlaps=doc.get("without_overlaps", False) if doc else False,
            deferrable=key.deferrable,
            initially_deferred=key.initially_deferred,
            storage_parameters=_with(doc),
            valid=doc.get("valid", True) if doc else True,
            comment=_comment(doc),
            index_comment=_comment(doc, "index_comment"),
        )
        self.take_relation(name, key.span, address)
        self.put(name, value, key.span, doc)

    def add_uniques(self) -> None:
        for written_name, value in items(self.parts.uniques):
            doc = value if isinstance(value, Doc) else None
            written = value.get("columns", []) if doc else value
            if not written:
                continue
            span = written_name.span if written_name else written[0].span
            self.add_unique(str(written_name or ""), written, span, doc)
        for column, inline, span in self.parts.inline_uniques():
            name = inline.name or self.named((column,), "key", relation=True)
            value = Unique(
                columns=(column,),
                nulls_not_distinct=inline.nulls_not_distinct,
                deferrable=inline.deferrable,
                initially_deferred=inline.initially_deferred,
            )
            self.take_relation(name, span, self.table.child("constraint", name))
            self.put(name, value, span)

    def add_unique(self, name: str, written: Any, span: Span, doc: Doc | None) -> None:
        columns = self.columns(written, span, self.table)
        name = name or self.named(columns, "key", relation=True)
        address = self.table.child("constraint", name)
        deferred = doc.get("initially_deferred", False) if doc else False
        value = Unique(
            columns=columns,
            include=self.columns(doc.get("include", ()) if doc else (), span, address),
            without_overlaps=doc.get("without_overlaps", False) if doc else False,
            nulls_not_distinct=doc.get("nulls_not_distinct", False) if doc else False,
            deferrable=deferred or (doc.get("deferrable", False) if doc else False),
            initially_deferred=deferred,
            storage_parameters=_with(doc),
            valid=doc.get("valid", True) if doc else True,
            comment=_comment(doc),
            index_comment=_comment(doc, "index_comment"),
        )
        self.take_relation(name, span, address)
        self.put(name, value, span, doc)

    def add_checks(self) -> None:
        for column_name, inline, span in self.parts.inline_checks():
            check = Check(
                expression=inline.expression, no_inherit=inline.no_inherit, enforced=inline.enforced
            )
            self.put(inline.name or self.check_name(check.expression, column_name), check, span)
        for name, value in items(self.parts.checks):
            check = check_of(value)
            self.put(
                str(name) if name else self.check_name(check.expression),
                check,
                name.span if name else value.span,
                value,
            )

    def check_name(self, expression: str, fallback: str = "") -> str:
        """With the column's name in it when the expression speaks of exactly one."""
        used = columns_in(expression, self.parts.column_names)
        return self.named(
            used if len(used) == 1 else (fallback,) if fallback and not used else (), "check", relation=False
        )

    def add_exclusions(self) -> None:
        for name, value in self.parts.exclusions.items():
            text = str(value.get("definition", "") if isinstance(value, Doc) else value)
            definition = text if text.lower().startswith("exclude") else f"EXCLUDE {text}"
            self.take_relation(str(name), name.span, self.table.child("constraint", str(name)))
            doc = value if isinstance(value, Doc) else None
            key = Exclusion(
                definition=definition, comment=_comment(doc), index_comment=_comment(doc, "index_comment")
            )
            self.put(str(name), key, name.span, value)

    def add_foreign_keys(self) -> None:
        for column, references, name, span in self.parts.inline_references():
            self.add_foreign_key(name, (column,), references, span, None)
        for written_name, key in items(self.parts.foreign_keys):
            self.add_written_key(written_name, key)

    def add_written_key(self, name: Word | None, key: WrittenForeignKey) -> None:
        span = name.span if name else key.span
        if not key.columns:
            detail = "It doesn't say which columns of this table refer."
            hint = "Write `(column) references …`."
            self.scope.build.mistakes.add("NP123", key.span, detail, hint, address=self.table)
            return
        found = self.columns(key.columns, span, self.table)
        self.add_foreign_key(str(name or ""), found, key.references, span, key.doc)

    def add_foreign_key(
        self, name: str, columns: tuple[str, ...], references: References, span: Span, doc: Doc | None
    ) -> None:
        name = name or self.named(columns, "fkey", relation=False)
        address = self.table.child("constraint", name)
        target = self.scope.table(references.schema, references.table, self.table.name[0], span, address)
        if target is None:
            return
        referenced = self.referenced_columns(references, target, span, address)
        if referenced and len(referenced) != len(columns):
            detail = f"{len(columns)} columns refer to {len(referenced)}."
            self.scope.build.mistakes.add(
                "NP123", span, detail, "Both lists need the same length.", address=address
            )
        value = ForeignKey(
            columns=columns,
            references=QualifiedName(*target),
            referenced_columns=referenced,
            on_delete=references.on_delete,
            on_update=references.on_update,
            set_columns=self.columns(references.set_columns, span, address),
            match=references.match,
            period=references.period,
            enforced=references.enforced,
            deferrable=references.deferrable,
            initially_deferred=references.initially_deferred,
            validated=references.validated or not references.enforced,
            comment=_comment(doc),
        )
        self.put(name, value, span, doc)

    def referenced_columns(
        self, references: References, target: tuple[str, str], span: Span, address: Address
    ) -> tuple[str, ...]:
        names = self.scope.tables.get(target)
        known = names.columns if names else None
        if references.columns:
            return tuple(
                self.scope.column(name, known, target[1], span, address) for name in references.columns
            )
        if names and names.primary_key:
            return names.primary_key
        why = (
            "has no primary key here" if known is not None else "is external, so its primary key isn't known"
        )
        detail = f"It names no columns of `{target[1]}`, and that table {why}."
        hint = f"Write `references {target[1]} (column)`."
        self.scope.build.mistakes.add("NP133", span, detail, hint, address=address)
        return ()


def _with(doc: Doc | None) -> tuple[tuple[str, str], ...]:
    return settings_of(doc.get("with", {})) if doc else ()


def _comment(doc: Doc | None, key: str = "comment") -> str | None:
    comment = doc.get(key, None) if doc else None
    return str(comment) if comment else None


def columns_in(expression: str, columns: Iterable[str]) -> tuple[str, ...]:
    """The columns whose names occur in an expression as names (not as calls, casts or qualified parts)."""
    known = set(columns)
    try:
        found = tokens(expression)
    except SqlTextError:
        return ()
    used: dict[str, None] = {}
    for position, token in enumerate(found):
        name = token.name if token.kind == "quoted" else token.lower
        before = found[position - 1].text if position else ""
        after = found[position + 1].text if position + 1 < len(found) else ""
        if token.kind in {"word", "quoted"} and name in known and before != "::" and after != "(":
            used[name] = None
    return tuple(used)
