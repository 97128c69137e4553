"""Constraints: beside their column where one column and Postgres' default name say everything, else by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.model.constraint import Check, Constraint, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.default_names import default_name, joined_columns
from neonctl_py.stack.documents.table_constraints import columns_in
from neonctl_py.stack.foreign_key_text import References, read_foreign_key
from neonctl_py.stack.sql_cursor import DefinitionError
from neonctl_py.stack.sql_tokens import SqlTextError, quoted_name
from neonctl_py.stack.writers.compute import settings
from neonctl_py.stack.writing import Document, Inexpressible, Writing, part
from neonctl_py.stack.yaml_text import Flow, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.column import Column

Inline = dict[str, list[tuple["Address", Constraint]]]


def write(address: Address, value: Constraint, writing: Writing) -> None:
    """Under its table's keys, unless its column says it. A domain's are in the domain's document."""
    table = address.parent
    container = writing.document(table)
    if (
        container is None
        or table is None
        or table.parent is None
        or table.kind not in ("table", "foreign_table")
        or _is_inline(address, table, writing)
    ):
        return
    name = address.name[0]
    match value:
        case PrimaryKey():
            _require_sanity(value)
            container["primary_key"] = _primary_key(name, value, table, writing)
        case Unique():
            _require_sanity(value)
            part(container, "unique")[name] = _unique(value)
        case Check():
            part(container, "checks")[name] = check_form(value)
        case ForeignKey():
            writing.mention_table(table.parent, *value.references)
            part(container, "foreign_keys")[name] = _foreign_key(value, table)
        case Exclusion():
            part(container, "exclude")[name] = _exclusion(value)


def inline_constraints(table: Address, writing: Writing) -> Inline:
    """What stands beside the columns of a table, by column. Called for each column, and the answer is kept."""
    kept: dict[Address, Inline] = writing.__dict__.setdefault("_inline_constraints", {})
    if table not in kept:
        kept[table] = _inline(table, writing)
    return kept[table]


def _inline(table: Address, writing: Writing) -> Inline:
    columns = {place.name[0]: column for place, column in writing.members(table, "column")}
    found: Inline = {}
    for place, constraint in writing.members(table, "constraint"):
        column = _own_column(place, constraint, list(columns), writing)
        if column is None or column not in columns or not _fits_beside(constraint, columns[column]):
            continue
        here = found.setdefault(column, [])
        if not any(type(other) is type(constraint) for _, other in here):
            here.append((place, constraint))
    return found


def _own_column(
    place: Address, constraint: Constraint, columns: Sequence[str], writing: Writing
) -> str | None:
    """The column that says it, if it has the name that Postgres would give, and nothing else in the schema has."""
    table = place.parent
    if table is None or writing.constraint_names[table.name[0], place.name[0]] > 1:
        return None
    match constraint:
        case PrimaryKey(
            columns=(column,), include=(), without_overlaps=False, storage_parameters=(), valid=True
        ):
            expected = _default(table, "", "pkey")
        case Unique(columns=(column,), include=(), without_overlaps=False, storage_parameters=(), valid=True):
            expected = _default(table, column, "key")
        case ForeignKey(columns=(column,), validated=True):
            expected = _default(table, column, "fkey")
        case Check(expression=expression, validated=True, enforced=True):
            used = columns_in(expression, columns)
            if len(used) != 1:
                return None
            column, expected = used[0], _default(table, used[0], "check")
        case _:
            return None
    is_said_elsewhere = constraint.comment or getattr(constraint, "index_comment", None)
    return column if place.name[0] == expected and not is_said_elsewhere else None


def _default(table: Address, column: str, label: str) -> str:
    return default_name(table.name[1], joined_columns([column]) if column else "", label, lambda _: False)


def _fits_beside(constraint: Constraint, column: Column) -> bool:
    """The mapping of a column has no words for when a key is checked, nor for NULLS NOT DISTINCT and NO INHERIT."""
    if isinstance(constraint, ForeignKey):
        return True
    plain = not (isinstance(constraint, Check) and (constraint.no_inherit or "\n" in constraint.expression))
    if isinstance(constraint, PrimaryKey | Unique):
        plain = not constraint.deferrable and not getattr(constraint, "nulls_not_distinct", False)
    return plain or not needs_mapping(column)


def needs_mapping(column: Column) -> bool:
    """Does the column say something that SQL's words on one line don't?"""
    texts = (column.default, column.generated)
    return bool(
        column.comment
        or column.not_null_comment
        or not column.not_null_validated
        or column.statistics is not None
        or column.n_distinct is not None
        or column.n_distinct_inherited is not None
        or column.options
        or isinstance(column.backfill, str)
        or any(text is not None and "\n" in text for text in texts)
    )


def _is_inline(address: Address, table: Address, writing: Writing) -> bool:
    beside = inline_constraints(table, writing).values()
    return any(place == address for constraints in beside for place, _ in constraints)


def _require_sanity(value: PrimaryKey | Unique) -> None:
    if value.initially_deferred and not value.deferrable:
        raise Inexpressible("a key is deferred but not deferrable")


def _primary_key(name: str, value: PrimaryKey, table: Address, writing: Writing) -> Any:
    written = _with_flags({"columns": list(value.columns)}, value)
    is_default = name == _default(table, "", "pkey") and writing.constraint_names[table.name[0], name] == 1
    if not is_default:
        return Flow({"name": name, **written})
    return list(value.columns) if list(written) == ["columns"] else Flow(written)


def _unique(value: Unique) -> Any:
    written = _with_flags({"columns": list(value.columns)}, value)
    if value.nulls_not_distinct:
        written["nulls_not_distinct"] = True
    return list(value.columns) if list(written) == ["columns"] else Flow(written)


def _with_flags(written: Document, value: PrimaryKey | Unique) -> Document:
    if value.include:
        written["include"] = list(value.include)
    if value.without_overlaps:
        written["without_overlaps"] = True
    if value.initially_deferred:
        written["initially_deferred"] = True
    elif value.deferrable:
        written["deferrable"] = True
    if value.storage_parameters:
        written["with"] = settings(value.storage_parameters)
    if not value.valid:
        written["valid"] = False
    return {**written, **_comments(value)}


def _comments(value: PrimaryKey | Unique | Exclusion) -> Document:
    pairs = {"comment": value.comment, "index_comment": value.index_comment}
    return {key: text for key, text in pairs.items() if text}


def check_form(value: Check) -> Any:
    """The expression, or a mapping with more about it."""
    more: Document = {}
    if value.no_inherit:
        more["no_inherit"] = True
    if not value.enforced:
        more["enforced"] = False
    elif not value.validated:
        more["validated"] = False
    if value.comment:
        more["comment"] = value.comment
    expression = Words(value.expression)
    return {"expression": expression, **more} if more else expression


def _exclusion(value: Exclusion) -> Any:
    text = value.definition.removeprefix("EXCLUDE ")
    if value.definition != f"EXCLUDE {text}":
        raise Inexpressible("an exclusion constraint's definition has another beginning than EXCLUDE")
    return {"definition": text, **_comments(value)} if _comments(value) else text


def _foreign_key(value: ForeignKey, table: Address) -> Any:
    """One line of SQL's words, or the mapping where these don't say everything."""
    if not value.comment:
        text = f"({_key_columns(value, value.columns)}) references {reference_text(value, table)}"
        try:
            read = read_foreign_key(text)
        except (DefinitionError, SqlTextError):
            read = None
        if read == (value.columns, references_of(value, table)):
            return text
    return _long_foreign_key(value, table)


def _long_foreign_key(value: ForeignKey, table: Address) -> Document:
    referenced = f"{_target(value, table)} ({', '.join(map(quoted_name, value.referenced_columns))})"
    written: Document = {"columns": list(value.columns), "references": referenced}
    plain = ForeignKey()
    for name in ("on_delete", "on_update", "match", "period", "validated", "enforced", "comment"):
        if getattr(value, name) != getattr(plain, name):
            written[name] = getattr(value, name)
    if value.set_columns:
        written["set_columns"] = list(value.set_columns)
    if value.initially_deferred:
        written["initially_deferred"] = True
    elif value.deferrable:
        written["deferrable"] = True
    return written


def reference_text(value: ForeignKey, table: Address) -> str:
    """What follows REFERENCES."""
    words = [f"{_target(value, table)} ({_key_columns(value, value.referenced_columns)})"]
    if value.match != "simple":
        words.append(f"match {value.match}")
    if value.on_delete != "no action":
        words.append(f"on delete {value.on_delete}")
        if value.set_columns:
            words.append(f"({', '.join(map(quoted_name, value.set_columns))})")
    if value.on_update != "no action":
        words.append(f"on update {value.on_update}")
    if value.initially_deferred:
        words.append("deferrable initially deferred")
    elif value.deferrable:
        words.append("deferrable")
    if not value.enforced:
        words.append("not enforced")
    elif not value.validated:
        words.append("not valid")
    return " ".join(words)


def _key_columns(value: ForeignKey, columns: Sequence[str]) -> str:
    names = [quoted_name(column) for column in columns]
    if value.period:
        names[-1] = f"period {names[-1]}"
    return ", ".join(names)


def references_of(value: ForeignKey, table: Address) -> References:
    """What the words must be read as."""
    schema, name = value.references
    return References(
        schema="" if schema == table.name[0] else schema,
        table=name,
        columns=value.referenced_columns,
        on_delete=value.on_delete,
        on_update=value.on_update,
        set_columns=value.set_columns,
        match=value.match,
        deferrable=value.deferrable,
        initially_deferred=value.initially_deferred,
        validated=value.validated,
        enforced=value.enforced,
        period=value.period,
    )


def _target(value: ForeignKey, table: Address) -> str:
    schema, name = value.references
    return quoted_name(name) if schema == table.name[0] else f"{quoted_name(schema)}.{quoted_name(name)}"
