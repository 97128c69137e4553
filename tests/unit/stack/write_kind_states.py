"""What a database holds beside the core kinds, for ``write_states``: every other kind with each of its attributes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from drawing import fresh, pick
from hypothesis import strategies as st

from neonctl_py.model.address import Address
from neonctl_py.model.aggregate import Aggregate
from neonctl_py.model.cast import Cast
from neonctl_py.model.collation import Collation
from neonctl_py.model.column import Column
from neonctl_py.model.composite import Attribute, Composite
from neonctl_py.model.constraint import Check
from neonctl_py.model.event_trigger import EventTrigger
from neonctl_py.model.foreign_data_wrapper import ForeignDataWrapper
from neonctl_py.model.foreign_server import ForeignServer
from neonctl_py.model.foreign_table import ForeignTable
from neonctl_py.model.function import Argument, Function, signature_of
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.model.operator import Operator
from neonctl_py.model.operator_class import OperatorClass
from neonctl_py.model.operator_family import OperatorFamily
from neonctl_py.model.publication import Publication, PublishedTable
from neonctl_py.model.range import Range
from neonctl_py.model.rule import Rule
from neonctl_py.model.sequence import Sequence
from neonctl_py.model.statistics import Statistics
from neonctl_py.model.subscription import Subscription
from neonctl_py.model.table import Override, Table
from neonctl_py.model.text_search_configuration import TextSearchConfiguration
from neonctl_py.model.text_search_dictionary import TextSearchDictionary
from neonctl_py.model.trigger import EVENTS, Trigger
from neonctl_py.model.user_mapping import UserMapping
from neonctl_py.model.values import UNSET, QualifiedName, Secret
from neonctl_py.model.view import View, ViewColumn
from neonctl_py.stack.sql_tokens import quoted_name

Objects = dict[Address, Any]
_BOOLEANS = st.booleans()
_ENABLED = st.sampled_from(["origin", "disabled", "always", "replica"])
_OPTIONS = st.sampled_from([(), (("Host", "db:5432 # x"), ("port", "5432"))])
QUERIES = st.sampled_from(
    [
        "SELECT 1 AS one",
        "SELECT a.x,\n    a.y\n   FROM app.a\n  WHERE (a.x <> 'b: c # d ${env:X}'::text)",
        "VALUES (1,'it''s'::text)",
        'WITH w AS (\n         SELECT 1\n        )\n SELECT "A b"\n   FROM w' + "\nUNION\n SELECT 1" * 30,
    ]
)
_OVERRIDES = st.sampled_from(
    [
        (Override("a", default="'x: y'::text"),),
        (Override("A b", default=None, nullable=False, storage="external", statistics=0, comment="c: d"),),
        (Override("a", compression="lz4"), Override("b", comment="null")),
    ]
)
CALLS = st.sampled_from([QualifiedName("else where", "F f"), QualifiedName("app", "touch")])


@dataclass
class Home:
    """Where objects go. ``names``, ``texts``, ``types``, ``expressions``: what they are called and say."""

    draw: Any
    database: Address
    schemas: list[str]
    owners: Any
    taken: set[str]
    tables: list[tuple[Address, list[str]]]
    objects: Objects
    names: Any
    comments: Any
    types: Any
    expressions: Any

    def add_all(self) -> None:
        """One of each kind, or none."""
        for kind, add in ADDING.items():
            if self.draw(_BOOLEANS):
                add(self, self.fresh(kind))

    def name(self) -> str:
        found = fresh(self.draw, self.names, self.taken)
        self.taken.add(found)
        return found

    def fresh(self, kind: str) -> Address:
        if kind in OF_THE_DATABASE:
            return self.database.child(kind, self.name())
        return self.database.child(kind, pick(self.draw, self.schemas), self.name())

    def owned(self) -> dict[str, Any]:
        return {"owner": self.draw(self.owners), "comment": self.draw(self.comments)}

    def table(self) -> tuple[Address, list[str]] | None:
        own = [(table, columns) for table, columns in self.tables if columns]
        return pick(self.draw, own) if own else None

    def one_of(self, *values: Any) -> Any:
        return pick(self.draw, values)


def spelled(address: Address) -> str:
    return ".".join(map(quoted_name, address.name))


def _composite(home: Home, address: Address) -> None:
    names = home.draw(st.lists(home.names, max_size=3, unique=True))
    attributes = tuple(
        Attribute(
            name, home.draw(home.types), home.one_of(None, '"C"', 'app."My Coll"'), home.draw(home.comments)
        )
        for name in names
    )
    home.objects[address] = Composite(attributes=attributes, **home.owned())


def _range(home: Home, address: Address) -> None:
    home.objects[address] = Range(
        subtype=home.one_of("double precision", "timestamp with time zone", "text"),
        opclass=home.one_of(None, "pg_catalog.text_pattern_ops", 'app."My ops"'),
        collation=home.one_of(None, '"C"'),
        canonical=home.one_of(None, "app.canon"),
        difference=home.one_of(None, "float8mi"),
        multirange=home.one_of(UNSET, "many"),
        **home.owned(),
    )


def _collation(home: Home, address: Address) -> None:
    locale, collate, ctype = home.one_of(("de-DE", None, None), (None, "C", "de_DE.utf8"))
    home.objects[address] = Collation(
        provider=home.one_of("libc", "icu", "builtin"),
        locale=locale,
        lc_collate=collate,
        lc_ctype=ctype,
        deterministic=home.draw(_BOOLEANS),
        rules=home.one_of(None, "& a < b"),
        **home.owned(),
    )


def _sequence(home: Home, address: Address) -> None:
    owner = home.table()
    owned_by = None
    if owner is not None and owner[0].name[0] == address.name[0] and home.draw(_BOOLEANS):
        owned_by = ".".join((spelled(owner[0]), quoted_name(owner[1][0])))
    home.objects[address] = Sequence(
        type=home.one_of("bigint", "smallint"),
        start=home.one_of(None, 7),
        increment=home.one_of(None, -2),
        minimum=home.one_of(None, -100),
        maximum=home.one_of(None, 100),
        cache=home.one_of(None, 5),
        cycle=home.draw(_BOOLEANS),
        unlogged=home.draw(_BOOLEANS),
        owned_by=owned_by,
        **home.owned(),
    )


def _statistics(home: Home, address: Address) -> None:
    about = home.table()
    if about is None:
        return
    table, columns = about
    one = home.draw(_BOOLEANS)
    keys = ["lower(a)"] if one else [*map(quoted_name, columns), "(a || 'x, y'::text)"]
    home.objects[address] = Statistics(
        table=spelled(table),
        on=", ".join(keys),
        kinds=() if one else home.one_of(("dependencies", "mcv", "ndistinct"), ("mcv",)),
        target=home.one_of(None, 0, 100),
        **home.owned(),
    )


def _view(home: Home, address: Address) -> None:
    home.objects[address] = View(
        query=home.draw(QUERIES),
        columns=home.one_of((), (ViewColumn("A b"), ViewColumn("null"))),
        security_invoker=home.draw(_BOOLEANS),
        security_barrier=home.draw(_BOOLEANS),
        check_option=home.one_of(None, "local", "cascaded"),
        column_defaults=home.one_of((), (("a", "'x'::text"),)),
        column_comments=home.one_of((), (("a", "x: y"), ("b", "null"))),
        **home.owned(),
    )
    _trigger(home, address, "instead of")
    rule = address.child("rule", home.draw(home.names))
    home.objects[rule] = Rule(
        event=home.one_of("insert", "update", "delete"),
        definition=home.one_of("DO INSTEAD NOTHING", "WHERE (old.a > 1) DO ALSO  SELECT 1 AS x"),
        comment=home.draw(home.comments),
    )


def _materialized_view(home: Home, address: Address) -> None:
    home.objects[address] = MaterializedView(
        query=home.draw(QUERIES),
        columns=home.one_of((), (ViewColumn("A b"),)),
        with_data=home.one_of(True, UNSET),
        storage_parameters=home.one_of((), (("fillfactor", "70"),)),
        access_method=home.one_of(UNSET, "columnar"),
        column_comments=home.one_of((), (("a", "x"),)),
        **home.owned(),
    )
    name = home.name()
    home.objects[address.child("index", name)] = Index(
        keys=(IndexKey("a"),), unique=True, valid=home.draw(_BOOLEANS)
    )


def _trigger(home: Home, relation: Address, timing: str) -> None:
    level = "row" if timing == "instead of" else home.one_of("row", "statement")
    is_constraint = timing == "after" and level == "row" and home.draw(_BOOLEANS)
    deferred = home.one_of(False, True) if is_constraint else False
    other = home.table()
    home.objects[relation.child("trigger", home.draw(home.names))] = Trigger(
        timing=timing,
        events=tuple(
            event for event in EVENTS if event != "truncate" and (event == "update" or home.draw(_BOOLEANS))
        ),
        level=level,
        when=home.one_of(None, "(new.* IS DISTINCT FROM old.*)"),
        function=home.draw(CALLS),
        arguments=home.one_of((), ("it's", "a\\b", "")),
        old_table=home.one_of(None, "Old rows") if timing == "after" else None,
        constraint=is_constraint,
        references=QualifiedName(*other[0].name) if is_constraint and other else None,
        deferrable=deferred,
        initially_deferred=deferred and home.draw(_BOOLEANS),
        enabled=home.draw(_ENABLED),
        comment=home.draw(home.comments),
    )


def _triggers_of_tables(home: Home, _: Address) -> None:
    found = home.table()
    if found is not None:
        _trigger(home, found[0], home.one_of("before", "after"))
        home.objects[found[0].child("rule", "r")] = Rule(enabled=home.draw(_ENABLED))


def _function(home: Home, address: Address) -> None:
    arguments = home.one_of(
        (),
        (Argument("integer"), Argument("text[]", "rest", "variadic", "'{}'::text[]")),
        (Argument("uuid", "A b", "out"), Argument("record", "select", "inout")),
    )
    schema, name = address.name
    place = home.database.child("function", schema, signature_of(name, arguments))
    has_outputs = any(argument.mode in ("out", "inout") for argument in arguments)
    home.objects[place] = Function(
        arguments=arguments,
        returns="record"
        if has_outputs
        else home.one_of("void", "SETOF text", 'TABLE(id integer, "A b" text)'),
        language="plpgsql",
        body=home.one_of("select 1", "\nbegin\n  -- ${env:X}\n  return;\nend\n", " postgres://u:secret@h/d "),
        volatility=home.one_of("volatile", "stable"),
        strict=home.draw(_BOOLEANS),
        security_definer=home.draw(_BOOLEANS),
        leakproof=home.draw(_BOOLEANS),
        parallel=home.one_of("unsafe", "safe"),
        cost=home.one_of(None, 0.5, 7.0),
        settings=home.one_of((), (("search_path", '""'), ("work_mem", "8MB"))),
        **home.owned(),
    )
    procedure = home.database.child("function", schema, signature_of(home.name(), ()))
    home.objects[procedure] = Function(
        procedure=True, language="sql", sql_body="BEGIN ATOMIC\n SELECT 1;\nEND", **home.owned()
    )


def _aggregate(home: Home, address: Address) -> None:
    schema, name = address.name
    place = home.database.child("aggregate", schema, f"{name}(integer)")
    home.objects[place] = Aggregate(
        arguments="integer",
        options=(("initcond", "{}"), ("sfunc", "app.step"), ("stype", "bigint")),
        **home.owned(),
    )


def _event_trigger(home: Home, address: Address) -> None:
    home.objects[address] = EventTrigger(
        event="ddl_command_end",
        tags=home.one_of((), ("ALTER TABLE", "CREATE TABLE")),
        function=home.draw(CALLS),
        enabled=home.draw(_ENABLED),
        **home.owned(),
    )


def _foreign(home: Home, address: Address) -> None:
    home.objects[address] = ForeignDataWrapper(
        handler=home.one_of(None, "app.handle"),
        validator=home.one_of(None, "app.valid"),
        options=home.draw(_OPTIONS),
        **home.owned(),
    )
    server = home.fresh("foreign_server")
    home.objects[server] = ForeignServer(
        wrapper=address.name[0],
        type=home.one_of(None, "t"),
        version=home.one_of(None, "1"),
        options=home.draw(_OPTIONS),
        **home.owned(),
    )
    home.objects[server.child("user_mapping", "public")] = UserMapping(
        options=home.one_of(UNSET, (), (("user", Secret("me")),))
    )
    table = home.fresh("foreign_table")
    home.objects[table] = ForeignTable(server=server.name[0], options=home.draw(_OPTIONS), **home.owned())
    home.objects[table.child("column", "a")] = Column(
        type=home.draw(home.types),
        nullable=home.draw(_BOOLEANS),
        default=home.one_of(None, home.draw(home.expressions)),
        options=home.draw(_OPTIONS),
        position=1,
    )
    home.objects[table.child("constraint", home.draw(home.names))] = Check(
        expression=home.draw(home.expressions), no_inherit=home.draw(_BOOLEANS)
    )
    _trigger(home, table, "before")
    _foreign_heirs(home, server.name[0])


def _foreign_heirs(home: Home, server: str) -> None:
    """A partition and a table that inherits, whose rows are elsewhere."""
    whole, part, heir = home.fresh("table"), home.fresh("foreign_table"), home.fresh("foreign_table")
    home.objects[whole] = Table(partition_by="LIST (a)", **home.owned())
    home.objects[whole.child("column", "a")] = Column(type=home.draw(home.types), position=1)
    home.objects[part] = ForeignTable(
        server=server,
        options=home.draw(_OPTIONS),
        partition_of=spelled(whole),
        bounds=home.one_of("DEFAULT", "FOR VALUES IN ('b')"),
        overrides=home.one_of(home.draw(_OVERRIDES), (Override("a", options=(("column_name", "b c"),)),)),
        trigger_states=home.one_of((), (("t", "disabled"),)),
        column_order=home.one_of((), ("a",)),
        **home.owned(),
    )
    home.objects[part.child("constraint", home.draw(home.names))] = Check(
        expression=home.draw(home.expressions)
    )
    parents = tuple(spelled(table) for table, _ in home.tables[:2]) or (spelled(whole),)
    home.objects[heir] = ForeignTable(
        server=server, inherits=parents, valid_checks=home.one_of((), ("c",)), **home.owned()
    )
    home.objects[heir.child("column", "more")] = Column(type="text", options=home.draw(_OPTIONS), position=1)


def _operators(home: Home, address: Address) -> None:
    schema = address.name[0]
    home.objects[home.database.child("operator", schema, "===(text, text)")] = Operator(
        function="texteq",
        commutator=home.one_of(None, "app.==="),
        negator=home.one_of(None, "app.!=="),
        restrict=home.one_of(None, "eqsel"),
        join=home.one_of(None, "eqjoinsel"),
        hashes=home.draw(_BOOLEANS),
        merges=home.draw(_BOOLEANS),
        **home.owned(),
    )
    family = home.database.child("operator_family", schema, f"{address.name[1]} using btree")
    home.objects[family] = OperatorFamily(
        items=home.one_of((), ("OPERATOR 1 <(integer,bigint)",)), **home.owned()
    )
    home.objects[home.database.child("operator_class", *family.name)] = OperatorClass(
        type="integer",
        default=home.draw(_BOOLEANS),
        family=".".join((quoted_name(schema), quoted_name(address.name[1]))),
        items=("FUNCTION 1 (integer, integer) btint4cmp(integer,integer)", "STORAGE bigint"),
        **home.owned(),
    )
    home.objects[home.database.child("cast", "bigint as timestamp with time zone")] = Cast(
        method=home.one_of("inout", "binary"),
        context=home.one_of("explicit", "assignment", "implicit"),
        comment=home.draw(home.comments),
    )


def _text_search(home: Home, address: Address) -> None:
    dictionary = home.fresh("text_search_dictionary")
    home.objects[dictionary] = TextSearchDictionary(
        template=home.one_of("simple", "app.template"), options=home.draw(_OPTIONS), **home.owned()
    )
    home.objects[address] = TextSearchConfiguration(
        parser=home.one_of('"default"', "app.parser"),
        mappings=home.one_of((), (("asciiword", (spelled(dictionary), "simple")), ("word", ("simple",)))),
        **home.owned(),
    )


def _publication(home: Home, address: Address) -> None:
    found = home.table()
    tables = () if found is None else (PublishedTable(*found[0].name, None, home.one_of(None, "(a > 1)")),)
    whole = not tables and home.draw(_BOOLEANS)
    home.objects[address] = Publication(
        all_tables=whole,
        tables=tables,
        schemas=() if whole else home.one_of((), tuple(sorted(home.schemas))),
        publish=home.one_of(("delete", "insert", "truncate", "update"), ("insert",)),
        via_partition_root=home.draw(_BOOLEANS),
        generated_columns=home.one_of("none", "stored"),
        **home.owned(),
    )


def _subscription(home: Home, address: Address) -> None:
    enabled = home.draw(_BOOLEANS)
    home.objects[address] = Subscription(
        publications=("A b", "feed"),
        enabled=enabled,
        slot_name=home.one_of("s l", UNSET) if enabled else None,
        binary=home.draw(_BOOLEANS),
        streaming=home.one_of(UNSET, "parallel"),
        two_phase=home.draw(_BOOLEANS),
        disable_on_error=home.draw(_BOOLEANS),
        password_required=home.draw(_BOOLEANS),
        run_as_owner=home.draw(_BOOLEANS),
        origin=home.one_of("any", "none"),
        failover=home.draw(_BOOLEANS),
        synchronous_commit=home.one_of("off", "on"),
        **home.owned(),
    )


def _partitions(home: Home, address: Address) -> None:
    """A partitioned table with partitions of all sorts, and a table that inherits."""
    schema = address.name[0]
    owned = home.owned()
    key, first, second = home.one_of(
        ("RANGE (a, lower(b))", "FOR VALUES FROM (MINVALUE, 'x') TO (10, 'to (y)')", "DEFAULT"),
        ("LIST (a)", "FOR VALUES IN (NULL, 'it''s')", "FOR VALUES IN ('b')"),
        ("HASH (a)", "FOR VALUES WITH (modulus 2, remainder 0)", "FOR VALUES WITH (modulus 2, remainder 1)"),
    )
    home.objects[address] = Table(partition_by=key, **owned)
    home.objects[address.child("column", "a")] = Column(type=home.draw(home.types), position=1)
    for bounds in (first, second):
        part = (
            home.fresh("table") if home.draw(_BOOLEANS) else home.database.child("table", schema, home.name())
        )
        more: dict[str, Any] = home.one_of(
            owned,
            {"owner": owned["owner"], "comment": None},
            {"partition_by": "LIST (a)"},
            {"overrides": home.draw(_OVERRIDES)},
        )
        home.objects[part] = Table(
            **{"partition_of": spelled(address), "bounds": bounds, **home.owned(), **more}
        )
        if home.draw(_BOOLEANS):
            index = part.child("index", home.name())
            home.objects[index] = Index(keys=(IndexKey("a"),))
    parents = [spelled(table) for table, _ in home.tables[:2]]
    if not parents:
        return
    child = home.fresh("table")
    home.objects[child] = Table(
        inherits=tuple(parents),
        overrides=home.draw(_OVERRIDES),
        force_row_level_security=True,
        **home.owned(),
    )
    home.objects[child.child("column", "more")] = Column(type="text", position=1)


OF_THE_DATABASE = frozenset(
    {"foreign_data_wrapper", "foreign_server", "event_trigger", "publication", "subscription"}
)
ADDING = {
    "composite": _composite,
    "range": _range,
    "collation": _collation,
    "sequence": _sequence,
    "statistics": _statistics,
    "view": _view,
    "materialized_view": _materialized_view,
    "trigger": _triggers_of_tables,
    "function": _function,
    "aggregate": _aggregate,
    "event_trigger": _event_trigger,
    "foreign_data_wrapper": _foreign,
    "operator_family": _operators,
    "text_search_configuration": _text_search,
    "publication": _publication,
    "subscription": _subscription,
    "table": _partitions,
}
