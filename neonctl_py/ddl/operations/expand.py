"""Changes in two halves: the trigger that keeps two columns in step (or gives rows their value), the filling of what was there before,
and the end of both.

The trigger's function needs no rights of whoever writes: Postgres asks for none when a trigger fires, and it touches only the row.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from alembic.operations import ops

from neonctl_py.ddl.names import helper_check, object_clause, parent_of, relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes, column, retype
from neonctl_py.ddl.operations.constraint import DropConstraint
from neonctl_py.ddl.quoting import identifier, literal, qualified
from neonctl_py.ddl.vocabulary import unknown
from neonctl_py.errors import InternalError
from neonctl_py.model.backfill import Backfill
from neonctl_py.model.column import Column
from neonctl_py.model.constraint import ForeignKey
from neonctl_py.model.expansion import SCHEMA, Expansion, comment_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep

LOWERED = retype.LOWERED | frozenset(
    {"expand", "backfill", "mark_expanded", "contract", "release", "keep_name", "drop_name"}
)
"""The operations on columns and tables that are lowered here."""

_SECURITY_INVOKER_SINCE = 150_000
PAGES = 500
"""Of a batch in a script, which can't measure."""

_COMPARABLE = frozenset(
    {
        "text",
        "character varying",
        "character",
        "smallint",
        "integer",
        "bigint",
        "numeric",
        "boolean",
        "uuid",
        "date",
        "bytea",
        "jsonb",
    }
    | {
        "real",
        "double precision",
        "inet",
        "cidr",
        "interval",
        "time without time zone",
        "time with time zone",
    }
    | {"timestamp without time zone", "timestamp with time zone"}
)
"""Types whose values Postgres compares without help; others are compared by their texts."""


@dataclass
class CreateExpansion(CatalogOperation):
    """``body`` of the trigger's function in PL/pgSQL. ``search_path``: where it looks names up. ``comment`` says what is kept in step."""

    verb: ClassVar[str] = "create_expansion"

    trigger: str
    table: str
    function: str
    body: str
    comment: str
    search_path: Sequence[str] = field(default_factory=list)

    def statements(self) -> list[str]:
        name = qualified(SCHEMA, self.function)
        path = ", ".join(map(identifier, self.search_path)) or "''"
        return [
            f"DO $neonpy$ BEGIN IF pg_catalog.to_regnamespace('{SCHEMA}') IS NULL THEN CREATE SCHEMA {SCHEMA}; END IF; END $neonpy$",
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = {path} AS {_quoted(self.body)}",
            (
                f"CREATE OR REPLACE TRIGGER {identifier(self.trigger)} BEFORE INSERT OR UPDATE ON {self.table}"
                f" FOR EACH ROW EXECUTE FUNCTION {name}()"
            ),
            _commented(f"TRIGGER {identifier(self.trigger)} ON {self.table}", self.comment),
        ]


@dataclass
class MarkExpansion(CatalogOperation):
    """How far it is."""

    verb: ClassVar[str] = "mark_expansion"

    trigger: str
    table: str
    comment: str

    def statement(self) -> str:
        return _commented(f"TRIGGER {identifier(self.trigger)} ON {self.table}", self.comment)


@dataclass
class DropExpansion(CatalogOperation):
    """The trigger with its function."""

    verb: ClassVar[str] = "drop_expansion"

    trigger: str
    table: str
    function: str

    def statements(self) -> list[str]:
        return [
            f"DROP TRIGGER IF EXISTS {identifier(self.trigger)} ON {self.table}",
            f"DROP FUNCTION IF EXISTS {qualified(SCHEMA, self.function)}()",
        ]


@dataclass
class FillColumn(CatalogOperation):
    """Gives rows that fulfil ``where`` the value of ``expression``, a number of pages at a time, each batch committed: what is done stays
    done, and whoever begins again passes over it. (Apply cuts batches along the key, and measures.)
    """

    verb: ClassVar[str] = "backfill"

    table: str
    column: str
    expression: str
    where: str

    def statement(self) -> str:
        table, update = literal(self.table), f"UPDATE %s SET {identifier(self.column)} = {self.expression}"
        pages = "ctid >= %L::tid AND ctid < %L::tid"
        text = literal(f"{_formatted(update)} WHERE {pages} AND ({self.where.replace('%', '%%')})")
        return f"""\
DO $neonpy$
DECLARE
    part pg_catalog.regclass;
    page bigint;
BEGIN
    FOR part IN
        SELECT coalesce(tree.relid, c.oid)
          FROM pg_catalog.pg_class c
          LEFT JOIN pg_catalog.pg_partition_tree(c.oid) tree ON tree.isleaf
         WHERE c.oid = {table}::pg_catalog.regclass
    LOOP
        page := 0;
        WHILE page <= pg_catalog.pg_relation_size(part) / pg_catalog.current_setting('block_size')::bigint LOOP
            EXECUTE pg_catalog.format({text},
                part, pg_catalog.format('(%s,0)', page), pg_catalog.format('(%s,0)', page + {PAGES}));
            COMMIT;
            page := page + {PAGES};
        END LOOP;
    END LOOP;
END $neonpy$"""


@dataclass
class KeepName(CatalogOperation):
    """A view under the ``old`` name of a table: it reads and writes the table with the rights of whoever asks (``invoker``, from PostgreSQL 15
    on), and may be used by those who may use the table.
    """

    verb: ClassVar[str] = "keep_table_name"

    old: str
    table: str
    comment: str
    invoker: bool = True

    def statements(self) -> list[str]:
        options = " WITH (security_invoker = true)" if self.invoker else ""
        return [
            f"CREATE VIEW {self.old}{options} AS SELECT * FROM {self.table}",
            self._owned_and_granted(),
            _commented(f"VIEW {self.old}", self.comment),
        ]

    def _owned_and_granted(self) -> str:
        return f"""\
DO $neonpy$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT r.rolname, c.relowner <> v.relowner AS is_other
          FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_roles r ON r.oid = c.relowner
          JOIN pg_catalog.pg_class v ON v.oid = {literal(self.old)}::pg_catalog.regclass
         WHERE c.oid = {literal(self.table)}::pg_catalog.regclass
    LOOP
        IF one.is_other THEN
            EXECUTE pg_catalog.format({literal(f"ALTER VIEW {self.old} OWNER TO %I")}, one.rolname);
        END IF;
    END LOOP;
    FOR one IN
        SELECT held.privilege_type || coalesce(held.of, '') AS what,
               CASE held.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(held.grantee)) END AS grantee,
               CASE WHEN held.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS option
          FROM (SELECT a.*, NULL AS of, c.relowner
                  FROM pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) a
                 WHERE c.oid = {literal(self.table)}::pg_catalog.regclass
                 UNION ALL
                SELECT a.*, ' (' || pg_catalog.quote_ident(t.attname) || ')', c.relowner
                  FROM pg_catalog.pg_class c
                  JOIN pg_catalog.pg_attribute t ON t.attrelid = c.oid AND NOT t.attisdropped, pg_catalog.aclexplode(t.attacl) a
                 WHERE c.oid = {literal(self.table)}::pg_catalog.regclass) held
         WHERE held.grantee <> held.relowner
           AND held.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
    LOOP
        EXECUTE {literal("GRANT ")} || one.what || {literal(f" ON {self.old} TO ")} || one.grantee || one.option;
    END LOOP;
END $neonpy$"""


@dataclass
class DropName(CatalogOperation):
    """The view that kept a table's old name."""

    verb: ClassVar[str] = "drop_table_name"

    old: str

    def statement(self) -> str:
        return f"DROP VIEW {self.old}"


OPERATIONS = (KeepName, DropName, CreateExpansion, MarkExpansion, DropExpansion, FillColumn)


def lower(step: SqlStep, session: Session) -> list[MigrateOperation]:
    """Expand | backfill | mark_expanded | contract | release of a column."""
    match step.operation:
        case "expand":
            return _expanded(step, session)
        case "backfill":
            filled: list[MigrateOperation] = [_filled(step).undone_by(attributes.Nothing())]
            return filled if mark(step)[1].way == "fill" else [*filled, _marked(step)]
        case "mark_expanded":
            return [_marked(step)]
        case "release":
            return [_dropped(step)]
        case "swap":
            return [*retype.lower(step, session), _turned(step)]
        case operation if operation in retype.LOWERED:
            return retype.lower(step, session)
        case "keep_name":
            return [_name_kept(step, session)]
        case "drop_name":
            return [DropName(relation(step.address)).undone_by(None)]
        case "contract":
            return _contracted(step)
        case _:
            raise unknown(step)


def _expanded(step: SqlStep, session: Session) -> list[MigrateOperation]:
    del session
    table = parent_of(step.address)
    name = step.address.name[0]
    halted = DropConstraint(helper_check(name), object_clause(table), if_exists=True)
    lowered: list[MigrateOperation] = [halted.undone_by(attributes.Nothing())]
    trigger, said = mark(step)
    if said.way == "type":
        lowered = retype.shadow_added(step)
    elif step.before is None and isinstance(step.after, Column):
        added = column.definition(table, name, step.after)
        lowered = [
            ops.AddColumnOp(table.name[1], added, schema=table.name[0]),
            *column.details(step.address, step.after),
        ]
    path = [] if said.way == "rename" else [table.name[0], "public"]
    made = CreateExpansion(
        trigger,
        relation(table),
        _function(step),
        _body(step, said),
        comment_of(said),
        list(dict.fromkeys(path)),
    )
    return [*lowered, made.undone_by(_dropped(step))]


def _turned(step: SqlStep) -> CreateExpansion:
    """The trigger now follows the new column."""
    trigger, said = mark(step)
    table = parent_of(step.address)
    turned = replace(said, swapped=True, filled=True)
    path = list(dict.fromkeys([table.name[0], "public"]))
    return CreateExpansion(
        trigger, relation(table), _function(step), retype.former_body(step), comment_of(turned), path
    ).undone_by(attributes.Nothing())


def _contracted(step: SqlStep) -> list[MigrateOperation]:
    keys = [
        DropConstraint(place.name[-1], object_clause(parent_of(place)))
        for place, value in step.context
        if isinstance(value, ForeignKey)
    ]
    table = parent_of(step.address)
    gone = ops.DropColumnOp(table.name[1], step.address.name[0], schema=table.name[0])
    return [_dropped(step), *keys, gone]


def mark(step: SqlStep) -> tuple[str, Expansion]:
    """The trigger's name, and what its comment says."""
    for place, value in step.context:
        if isinstance(value, Expansion):
            return place.name[-1], value
    raise InternalError(f"{step.operation} {step.address} doesn't know what it expands")


def work(step: SqlStep) -> Backfill:
    """What a backfill is to do."""
    for _, value in step.context:
        if isinstance(value, Backfill):
            return value
    raise InternalError(f"{step.operation} {step.address} doesn't know what to fill")


def filling(step: SqlStep) -> tuple[str, str]:
    """The expression that a row gets, and the condition under which it does."""
    todo = work(step)
    name = identifier(todo.column)
    if todo.source:
        source = identifier(todo.source)
        if mark(step)[1].way == "type" and isinstance(step.after, Column):
            converted = retype.conversion(source, todo.type, step.after.type)
            return converted, _differ(name, f"({converted})::{step.after.type}", step.after.type)
        return source, _differ(name, source, todo.type)
    return f"({todo.expression})", f"{name} IS NULL"


def _filled(step: SqlStep) -> FillColumn:
    expression, where = filling(step)
    return FillColumn(relation(parent_of(step.address)), work(step).column, expression, where)


def _marked(step: SqlStep) -> MarkExpansion:
    trigger, said = mark(step)
    comment = comment_of(replace(said, filled=True))
    return MarkExpansion(trigger, relation(parent_of(step.address)), comment).undone_by(attributes.Nothing())


def _dropped(step: SqlStep) -> DropExpansion:
    trigger, _ = mark(step)
    return DropExpansion(trigger, relation(parent_of(step.address)), _function(step))


def _function(step: SqlStep) -> str:
    """It has its trigger's mark."""
    trigger, _ = mark(step)
    return f"expand_{trigger.rpartition('_')[2]}"


def _body(step: SqlStep, said: Expansion) -> str:
    if said.way == "fill":
        return _filling_body(step, said)
    if said.way == "type":
        return retype.former_body(step) if said.swapped else retype.shadow_body(step)
    old = next(value for _, value in step.context if isinstance(value, Column))
    new_name, old_name = identifier(said.new), identifier(said.old)
    changed = _differ(f"new.{new_name}", f"old.{new_name}", old.type)
    return f"""
begin
    -- whichever of the two the statement gave; the new one where it gave both
    if tg_op = 'INSERT' and new.{new_name} is not null then
        new.{old_name} := new.{new_name};
    elsif tg_op = 'UPDATE' and {changed} then
        new.{old_name} := new.{new_name};
    else
        new.{new_name} := new.{old_name};
    end if;
    return new;
end
"""


def _filling_body(step: SqlStep, said: Expansion) -> str:
    name, table = identifier(said.new), identifier(parent_of(step.address).name[-1])
    wanted = step.after if isinstance(step.after, Column) else None
    expression = said_expression(step, wanted)
    return f"""
begin
    if new.{name} is null then
        select ({expression}) into new.{name} from (select new.*) as {table};
    end if;
    return new;
end
"""


def said_expression(step: SqlStep, wanted: Column | None) -> str:
    """What fills a row."""
    for _, value in step.context:
        if isinstance(value, Backfill):
            return value.expression
    if wanted is not None and isinstance(wanted.backfill, str):
        return wanted.backfill
    raise InternalError(f"{step.operation} {step.address} doesn't know what to fill")


def _differ(one: str, other: str, type_name: str) -> str:
    bare = type_name.partition("(")[0].strip()
    if bare.removesuffix("[]") not in _COMPARABLE:
        one, other = f"{one}::text", f"{other}::text"
    return f"{one} IS DISTINCT FROM {other}"


def _name_kept(step: SqlStep, session: Session) -> KeepName:
    old, said = next((place, value) for place, value in step.context if isinstance(value, Expansion))
    invoker = not 0 < session.server_version < _SECURITY_INVOKER_SINCE
    kept = KeepName(relation(old), relation(step.address), comment_of(said), invoker)
    return kept.undone_by(DropName(relation(old)))


def _commented(on_what: str, comment: str) -> str:
    """The day is the server's."""
    on = literal(f"COMMENT ON {on_what} IS ")
    today = "pg_catalog.to_char(pg_catalog.now() AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
    said = literal(comment)
    if '"since": ""' in comment:
        said = f'pg_catalog.replace({said}, \'"since": ""\', \'"since": "\' || {today} || \'"\')'
    return f"DO $neonpy$ BEGIN EXECUTE {on} || pg_catalog.quote_literal({said}); END $neonpy$"


def _formatted(text: str) -> str:
    """For ``format``: the only percent sign of its own is the table's."""
    head, _, tail = text.partition("%s")
    return head.replace("%", "%%") + "%s" + tail.replace("%", "%%")


def _quoted(body: str) -> str:
    return f"$neonpy_body${body}$neonpy_body$"
