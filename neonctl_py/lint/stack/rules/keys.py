"""Primary keys, foreign keys, and numbers that run out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from neonctl_py.lint.stack.finding import StackFinding
from neonctl_py.lint.stack.rules.indexes import covers
from neonctl_py.model.constraint import Exclusion, ForeignKey
from neonctl_py.model.sequence import Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.lint.stack.catalog import Catalog, TableWithParts
    from neonctl_py.model.lint_settings import RuleSetting

_SMALL: Final = {"integer": "2,147,483,647", "smallint": "32,767"}


def check_primary_key(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Partitions have their parent's."""
    for table in catalog.tables():
        if table.table.partition_of is None and table.primary_key is None:
            yield StackFinding("no-primary-key", table.address, f"`{table.name}`.")


def check_foreign_key_index(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """An index, or a key, whose first columns are those of the foreign key in any order, or that begins with a column that
    only this one refers by: beside a tenant's id, which all of them have, that finds the few rows.
    """
    for table in catalog.tables():
        uses = Counter(column for _, key in _foreign_keys(table) for column in set(key.columns))
        for name, key in _foreign_keys(table):
            own = {column for column in key.columns if uses[column] == 1} if len(key.columns) > 1 else set()
            if not any(covers(columns, key.columns) or columns[0] in own for columns in _leading(table)):
                columns = ", ".join(key.columns)
                yield StackFinding(
                    "foreign-key-without-index",
                    table.address.child("constraint", name),
                    f"`{table.name}` ({columns}) refers to `{key.references.name}`.",
                    f"Write `indexes: {{{table.name}_{'_'.join(key.columns)}_idx: [{columns}]}}`.",
                )


def _leading(table: TableWithParts) -> Iterator[tuple[str, ...]]:
    for item in table.constraints.values():
        if not isinstance(item, ForeignKey | Exclusion) and hasattr(item, "columns"):
            yield item.columns
    for index in table.indexes.values():
        if index.where is None and index.method in {"btree", "hash"}:
            yield tuple(key.expression.strip('"') if key.is_column else "" for key in index.keys)


def _foreign_keys(table: TableWithParts) -> Iterator[tuple[str, ForeignKey]]:
    return ((name, item) for name, item in table.constraints.items() if isinstance(item, ForeignKey))


def check_integer_key(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Keys that count, and sequences that stop early."""
    for table in catalog.tables():
        key = table.primary_key
        for name in key.columns if key is not None else ():
            column = table.columns.get(name)
            counts = column is not None and (
                column.identity is not None or "nextval(" in (column.default or "")
            )
            if column is not None and counts and column.type in _SMALL:
                what = f"`{name}` of `{table.name}` is of type {column.type}: its last number is {_SMALL[column.type]}."
                yield StackFinding("integer-key", table.column_address(name), what)
    for address, sequence in catalog.of(Sequence):
        if sequence.type in _SMALL and not sequence.cycle:
            what = f"The sequence `{address.name[1]}` is of type {sequence.type}: its last number is {_SMALL[sequence.type]}."
            yield StackFinding("integer-key", address, what)


def check_key_types(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """Each column of a foreign key against the one that it refers to."""
    for table in catalog.tables():
        for name, key in _foreign_keys(table):
            other = catalog.table(
                table.address.container("database"), key.references.schema, key.references.name
            )
            for own, theirs in zip(key.columns, key.referenced_columns, strict=False):
                mine = table.columns.get(own)
                target = other.columns.get(theirs) if other is not None else None
                if mine is not None and target is not None and mine.type != target.type:
                    what = f"`{own}` is of type {mine.type}, `{key.references.name}.{theirs}` of type {target.type}."
                    yield StackFinding(
                        "foreign-key-type-differs", table.address.child("constraint", name), what
                    )


def check_set_null(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """ON DELETE or ON UPDATE SET NULL where NULL may not be."""
    for table in catalog.tables():
        for name, key in _foreign_keys(table):
            if "set null" not in {key.on_delete, key.on_update}:
                continue
            required = [
                column
                for column in key.set_columns or key.columns
                if column in table.columns and not table.columns[column].nullable
            ]
            if required:
                what = f"`{', '.join(required)}` of `{table.name}`."
                yield StackFinding("set-null-on-required", table.address.child("constraint", name), what)


def check_unkept_reference(catalog: Catalog, _setting: RuleSetting) -> Iterator[StackFinding]:
    """``buyer_id`` of the type of ``buyers.id``, without a foreign key."""
    for table in catalog.tables():
        if table.is_part:
            continue
        kept = {column for _, key in _foreign_keys(table) for column in key.columns}
        database = table.address.container("database")
        for name, column in table.columns.items():
            if not name.endswith("_id") or name in kept:
                continue
            other = _called(catalog, database, table.schema, name.removesuffix("_id"))
            key = other.primary_key if other is not None else None
            if other is None or key is None or other.address == table.address or len(key.columns) != 1:
                continue
            target = other.columns.get(key.columns[0])
            if target is not None and target.type == column.type:
                yield StackFinding(
                    "reference-without-foreign-key",
                    table.column_address(name),
                    f"`{name}` of `{table.name}` has the name and the type of a reference to `{other.name}`.",
                    f"Write `references {other.name}({key.columns[0]})`.",
                )


def _called(catalog: Catalog, database: object, schema: str, singular: str) -> TableWithParts | None:
    """The table of that name in one of its plurals."""
    forms = [singular, f"{singular}s", f"{singular}es"]
    if singular.endswith("y"):
        forms.append(f"{singular[:-1]}ies")
    for form in forms:
        found = catalog.table(database, schema, form)  # type: ignore[arg-type]  # an address or None
        if found is not None:
            return found
    return None
