"""Operations as the calls that a revision makes: Alembic's own where it has them, ours by their verbs. Primitives only.

Never here: when they run (stages), or how a file looks (revision_file).
"""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, Final, cast

import sqlalchemy as sa
from alembic.operations import ops
from sqlalchemy import TextClause

from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations.attributes import CommentOn, Nothing, Rename
from neonctl_py.ddl.operations.column import AlterColumn
from neonctl_py.ddl.operations.constraint import AddConstraint, DropConstraint
from neonctl_py.ddl.quoting import Quoted, identifiers, qualified
from neonctl_py.ddl.revisions.python_source import Call
from neonctl_py.ddl.revisions.type_source import type_source
from neonctl_py.errors import InternalError
from neonctl_py.model.word_pattern import WORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.verbatim import VerbatimType

_BINDS: Final = re.compile(r"(?<![:\w\\]):\w|\\:")
"""What ``sqlalchemy.text`` would read as a parameter, or take a backslash from."""

_COUNTING: Final = frozenset({"bigint", "integer", "smallint"})

_NAME: Final = rf'(?:"(?:[^"]|"")+"|{WORD})'
_ON_TABLE: Final = re.compile(rf"TABLE ({_NAME})\.({_NAME})\Z")
_TABLE: Final = re.compile(rf"({_NAME})\.({_NAME})\Z")
_ON_COLUMN: Final = re.compile(rf"COLUMN ({_NAME})\.({_NAME})\.({_NAME})\Z")
_PLAIN_KEY: Final = re.compile(rf"{_NAME}\Z")
_RETYPE: Final = re.compile(r"TYPE ((?:(?! USING ).)*)(?: USING (.*))?\Z", re.DOTALL)


def calls(operation: MigrateOperation) -> Iterator[Call]:
    """One call, or none for an operation that does nothing."""
    if isinstance(operation, Nothing):
        return
    if isinstance(operation, CatalogOperation):
        yield _alembics_own(operation) or _ours(operation)
    else:
        yield _alembic(operation)


def _ours(operation: CatalogOperation) -> Call:
    """What it is about comes first, everything else by name, nothing that is a default."""
    given = [
        (item.name, _primitive(getattr(operation, item.name)), _default(item))
        for item in fields(cast("Any", operation))
        if item.init
    ]
    named = {name: held for name, held, usual in given[1:] if held != usual}
    return Call(f"op.{operation.verb}", [held for _, held, _ in given[:1]], named)


def _default(item: Any) -> Any:
    if item.default is not MISSING:
        return _primitive(item.default)
    return _primitive(item.default_factory()) if item.default_factory is not MISSING else MISSING


def _primitive(held: Any) -> Any:
    if isinstance(held, tuple | list):
        return [_primitive(item) for item in held]
    if isinstance(held, str):
        return str(held)
    return dict(held) if hasattr(held, "items") else held


def _alembics_own(operation: CatalogOperation) -> Call | None:
    """Alembic's form of what the lowering says in SQL, for what it can say."""
    match operation:
        case DropConstraint() if place := _ON_TABLE.match(operation.on):
            condition = {"if_exists": True} if operation.if_exists else {}
            return _call("drop_constraint", place[1], (operation.name, _bare(place[2])), **condition)
        case CommentOn() if place := _ON_TABLE.match(operation.on):
            if operation.comment is None:
                return _call("drop_table_comment", place[1], (_bare(place[2]),))
            return _call("create_table_comment", place[1], (_bare(place[2]), operation.comment))
        case CommentOn() if place := _ON_COLUMN.match(operation.on):
            column = (_bare(place[2]), _bare(place[3]))
            return _call("alter_column", place[1], column, comment=operation.comment)
        case Rename(part="COLUMN") if place := _ON_TABLE.match(operation.on):
            column = (_bare(place[2]), operation.old)
            return _call("alter_column", place[1], column, new_column_name=operation.new)
        case Rename(part="") if place := _ON_TABLE.match(operation.on):
            return _call("rename_table", place[1], (operation.old, operation.new))
        case AlterColumn() if "%" not in operation.action:
            return _retyped(operation)
        case _:
            return None


def _retyped(operation: AlterColumn) -> Call | None:
    place, said = _TABLE.match(operation.table), _RETYPE.match(operation.action)
    if place is None or said is None:
        return None
    using = {} if said[2] is None else {"postgresql_using": said[2]}
    column = (_bare(place[2]), operation.column)
    return _call("alter_column", place[1], column, type_=type_source(said[1]), **using)


def _call(verb: str, schema: str, arguments: tuple[Any, ...], **named: Any) -> Call:
    """``schema`` as SQL."""
    return Call(f"op.{verb}", arguments, {**named, **_schema(_bare(schema))})


def _bare(name: str) -> str:
    """The name behind its quotes."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def _alembic(operation: MigrateOperation) -> Call:
    match operation:
        case ops.CreateTableOp():
            return _create_table(operation)
        case ops.DropTableOp():
            return Call("op.drop_table", (operation.table_name,), _schema(operation.schema))
        case ops.AddColumnOp():
            arguments = (operation.table_name, _column(operation.column))
            return Call("op.add_column", arguments, _schema(operation.schema))
        case ops.DropColumnOp():
            return Call(
                "op.drop_column", (operation.table_name, operation.column_name), _schema(operation.schema)
            )
        case ops.AlterColumnOp():
            return _alter_column(operation)
        case ops.CreateIndexOp():
            return _create_index(operation)
        case ops.DropIndexOp():
            named = {"table_name": operation.table_name, **_schema(operation.schema)}
            named |= {"if_exists": True} if operation.if_exists else {}
            return Call("op.drop_index", (str(operation.index_name),), named | _options(operation.kw))
        case ops.CreatePrimaryKeyOp() | ops.CreateUniqueConstraintOp():
            return _create_key(operation)
        case ops.CreateCheckConstraintOp():
            checked = (str(operation.constraint_name), operation.table_name, _clause(operation.condition))
            named = {**_schema(operation.schema), **_options(operation.kw)}
            return Call("op.create_check_constraint", checked, named)
        case ops.CreateForeignKeyOp():
            return _create_foreign_key(operation)
        case _:
            raise InternalError(f"{type(operation).__name__} can't be written into a revision")


def _schema(name: str | None) -> dict[str, Any]:
    if name is None:
        return {}
    # Alembic takes a plain name with a dot for two names
    return {"schema": Call("sa.quoted_name", (str(name),), {"quote": True}) if "." in name else str(name)}


def _create_table(operation: ops.CreateTableOp) -> Call:
    keys = {
        name
        for item in operation.columns
        if isinstance(item, sa.PrimaryKeyConstraint)
        for name in cast("Any", item)._pending_colargs  # noqa: SLF001  its columns are bound to no table yet
    }
    items = [
        _column(item, is_key=item.name in keys)
        if isinstance(item, sa.Column)
        else _inline(cast("sa.Constraint", item))
        for item in operation.columns
    ]
    prefixes = {"prefixes": list(operation.prefixes)} if operation.prefixes else {}
    return Call(
        "op.create_table",
        (operation.table_name, *items),
        {**_schema(operation.schema), **prefixes, **_options(operation.kw)},
    )


def _column(column: sa.Column[Any], *, is_key: bool = False) -> Call:
    spelling = cast("VerbatimType", column.type).spelling
    extra: list[Call] = []
    if column.identity is not None:
        extra.append(_identity(column.identity))
    if column.computed is not None:
        computed = column.computed
        extra.append(Call("sa.Computed", (_clause(computed.sqltext),), {"persisted": computed.persisted}))
    named: dict[str, Any] = {}
    default = column.server_default
    if isinstance(default, sa.DefaultClause):
        named["server_default"] = Call("sa.text", (_clause(default.arg),))
    if not column.nullable:
        named["nullable"] = False
    if is_key and not extra and not named.get("server_default") and spelling in _COUNTING:
        named["autoincrement"] = False  # or SQLAlchemy would make it a serial
    return Call("sa.Column", (column.name, type_source(spelling), *extra), named)


def _identity(identity: sa.Identity) -> Call:
    # SQLAlchemy knows two kinds: written from the values that the lowering gave
    names = ("start", "increment", "minvalue", "maxvalue", "cycle", "cache")
    given = {name: getattr(identity, name) for name in names}
    said = {name: held for name, held in given.items() if held is not None}
    return Call("sa.Identity", (), {"always": identity.always, **said})


def _inline(item: sa.Constraint) -> Call:
    name = {"name": str(item.name)}
    if isinstance(item, sa.CheckConstraint):
        return Call("sa.CheckConstraint", (_clause(item.sqltext),), name)
    if isinstance(item, sa.ForeignKeyConstraint):
        return _inline_foreign_key(item, name)
    word = "sa.PrimaryKeyConstraint" if isinstance(item, sa.PrimaryKeyConstraint) else "sa.UniqueConstraint"
    pending = cast("Any", item)._pending_colargs  # noqa: SLF001  its columns are bound to no table yet
    options = {
        key: held for key, held in (("deferrable", item.deferrable), ("initially", item.initially)) if held
    }
    return Call(
        word, [str(column) for column in pending], {**name, **options, **_options(item.dialect_kwargs)}
    )


def _inline_foreign_key(item: sa.ForeignKeyConstraint, name: dict[str, str]) -> Call:
    words = ("onupdate", "ondelete", "deferrable", "initially", "match")
    said = {word: held for word in words if (held := getattr(item, word))}
    targets = [element.target_fullname for element in item.elements]
    return Call("sa.ForeignKeyConstraint", (list(item.column_keys), targets), {**name, **said})


def _alter_column(operation: ops.AlterColumnOp) -> Call:
    named: dict[str, Any] = {}
    if operation.modify_nullable is not None:
        named["nullable"] = operation.modify_nullable
    if operation.modify_server_default is None:
        named["server_default"] = None
    elif operation.modify_server_default is not False:
        named["server_default"] = Call("sa.text", (_clause(operation.modify_server_default),))
    arguments = (operation.table_name, operation.column_name)
    return Call("op.alter_column", arguments, {**named, **_schema(operation.schema)})


def _create_index(operation: ops.CreateIndexOp) -> Call:
    named: dict[str, Any] = {"unique": True} if operation.unique else {}
    named |= _schema(operation.schema)
    named |= {"if_not_exists": True} if operation.if_not_exists else {}
    keys = [_index_key(key) for key in operation.columns]
    return Call(
        "op.create_index",
        (str(operation.index_name), operation.table_name, keys),
        named | _options(operation.kw),
    )


def _index_key(key: object) -> str | Call:
    said = _source(key)
    return _bare(said) if _PLAIN_KEY.match(said) else Call("sa.text", (_escaped(said),))


def _create_key(operation: ops.CreatePrimaryKeyOp | ops.CreateUniqueConstraintOp) -> Call:
    is_primary = isinstance(operation, ops.CreatePrimaryKeyOp)
    name, columns = str(operation.constraint_name), [str(column) for column in operation.columns]
    if is_primary and operation.kw:  # Alembic's own takes no options
        deferral = " DEFERRABLE INITIALLY DEFERRED" if operation.kw.get("initially") else " DEFERRABLE"
        said = f"PRIMARY KEY ({identifiers(columns)}){deferral}"
        on = f"TABLE {qualified(str(operation.schema), operation.table_name)}"
        return _ours(AddConstraint(name, on, said))
    verb = "op.create_primary_key" if is_primary else "op.create_unique_constraint"
    named = {**_schema(operation.schema), **_options(operation.kw)}
    return Call(verb, (name, operation.table_name, columns), named)


def _create_foreign_key(operation: ops.CreateForeignKeyOp) -> Call:
    arguments = (
        str(operation.constraint_name),
        operation.source_table,
        operation.referent_table,
        list(operation.local_cols),
        list(operation.remote_cols),
    )
    named = {key: held for key, held in operation.kw.items() if held is not None}
    return Call("op.create_foreign_key", arguments, _options(named))


def _options(given: Mapping[Any, Any]) -> dict[str, Any]:
    """Keyword arguments of dialects and constraints."""
    return {str(key): _option(held) for key, held in given.items() if held is not None}


def _option(held: Any) -> Any:
    if isinstance(held, TextClause):
        return Call("sa.text", (_clause(held),))
    if isinstance(held, tuple | list):
        return (
            tuple(_option(item) for item in held) if isinstance(held, tuple) else [_option(i) for i in held]
        )
    if isinstance(held, Quoted):
        return Call("sa.quoted_name", (str(held),), {"quote": False})
    if isinstance(held, str):
        return str(held)
    return {str(key): _option(item) for key, item in held.items()} if isinstance(held, dict) else held


def _source(clause: object) -> str:
    """The SQL that ``verbatim`` was given."""
    if not isinstance(clause, TextClause):
        raise InternalError(f"a revision can't hold a {type(clause).__name__}")
    return clause.text.replace(r"\:", ":")


def _clause(clause: object) -> str:
    """The same as an argument of ``sqlalchemy.text``."""
    return _escaped(_source(clause))


def _escaped(sql: str) -> str:
    return sql.replace(":", r"\:") if _BINDS.search(sql) else sql
