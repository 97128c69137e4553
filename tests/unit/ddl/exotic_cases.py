"""Operations of foreign objects, operators, casts, text search and replication, as ``ddl_cases`` has them for the others."""

from __future__ import annotations

from ddl_cases import ROLES, Case, S, alter, step

from neonctl_py.model.cast import Cast
from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check
from neonctl_py.model.foreign_data_wrapper import ForeignDataWrapper
from neonctl_py.model.foreign_server import ForeignServer
from neonctl_py.model.foreign_table import ForeignTable
from neonctl_py.model.operator import Operator
from neonctl_py.model.operator_class import OperatorClass
from neonctl_py.model.operator_family import OperatorFamily
from neonctl_py.model.publication import Publication, PublishedTable
from neonctl_py.model.subscription import Subscription
from neonctl_py.model.table import Override
from neonctl_py.model.text_search_configuration import TextSearchConfiguration
from neonctl_py.model.text_search_dictionary import TextSearchDictionary
from neonctl_py.model.user_mapping import UserMapping
from neonctl_py.model.values import Secret

W = "create foreign data wrapper plain;"
F = W + "create server far foreign data wrapper plain;"
FOREIGN_CASES = [
    Case(
        "a wrapper with all it can have",
        step(
            "create",
            "foreign_data_wrapper.plain",
            after=ForeignDataWrapper(options=(("a", "it's"),), owner="cloud_admin", comment="c"),
        ),
        (
            "CREATE FOREIGN DATA WRAPPER plain OPTIONS (a 'it''s')",
            "COMMENT ON FOREIGN DATA WRAPPER plain IS 'c'",
            "ALTER FOREIGN DATA WRAPPER plain OWNER TO cloud_admin",
        ),
    ),
    Case(
        "a wrapper's functions and options in one statement",
        alter(
            "foreign_data_wrapper.plain",
            ForeignDataWrapper(options=(("a", "1"), ("b", "2"))),
            ForeignDataWrapper(validator="postgresql_fdw_validator", options=(("b", "3"), ("c", "4"))),
            "validator",
            "options",
        ),
        (
            (
                "ALTER FOREIGN DATA WRAPPER plain VALIDATOR postgresql_fdw_validator "
                "OPTIONS (DROP a, SET b '3', ADD c '4')"
            ),
        ),
        "create foreign data wrapper plain options (a '1', b '2');",
        runs=False,  # the validator refuses every option, on any server
    ),
    Case(
        "a server",
        step(
            "create",
            "foreign_server.far",
            after=ForeignServer(wrapper="plain", type="t", version="1", options=(("Host", "db"),)),
        ),
        ("CREATE SERVER far TYPE 't' VERSION '1' FOREIGN DATA WRAPPER plain OPTIONS (\"Host\" 'db')",),
        W,
    ),
    Case(
        "a user mapping never shows what it holds",
        step(
            "create",
            "foreign_server.far/user_mapping.public",
            after=UserMapping(options=(("password", Secret("hush")), ("user", Secret("me")))),
        ),
        (
            (
                "CREATE USER MAPPING FOR PUBLIC SERVER far "
                "OPTIONS (password '(sensitive value: password)', \"user\" '(sensitive value: user)')"
            ),
        ),
        F,
    ),
    Case(
        "a user mapping that changes",
        alter(
            "foreign_server.far/user_mapping.r1",
            UserMapping(options=(("password", Secret("a")), ("user", Secret("me")))),
            UserMapping(options=(("password", Secret("b")),)),
            "options",
        ),
        (
            (
                "ALTER USER MAPPING FOR r1 SERVER far "
                "OPTIONS (DROP \"user\", SET password '(sensitive value: password)')"
            ),
        ),
        F + ROLES + "create user mapping for r1 server far options (password 'a', \"user\" 'me');",
    ),
    Case(
        "a server goes with its user mappings",
        step(
            "drop",
            "foreign_server.far",
            ForeignServer(wrapper="plain"),
            context=[("foreign_server.far/user_mapping.r1", UserMapping())],
        ),
        ("DROP USER MAPPING FOR r1 SERVER far", "DROP SERVER far"),
        F + ROLES + "create user mapping for r1 server far;",
    ),
    Case(
        "a foreign table",
        step(
            "create",
            "foreign_table.app.remote",
            after=ForeignTable(server="far", options=(("path", "/x"),), comment="c"),
            parts=[
                (
                    "foreign_table.app.remote/column.id",
                    Column(type="integer", nullable=False, options=(("n", "1"),)),
                ),
                ("foreign_table.app.remote/column.label", Column(type="text", default="'q'", comment="l")),
                ("foreign_table.app.remote/constraint.c", Check(expression="(id > 0)")),
            ],
        ),
        (
            (
                "CREATE FOREIGN TABLE app.remote (id integer OPTIONS (n '1') NOT NULL, label text DEFAULT 'q', "
                "CONSTRAINT c CHECK ((id > 0))) SERVER far OPTIONS (path '/x')"
            ),
            "COMMENT ON COLUMN app.remote.label IS 'l'",
            "COMMENT ON FOREIGN TABLE app.remote IS 'c'",
        ),
        S + F,
    ),
    Case(
        "a foreign partition",
        step(
            "create",
            "foreign_table.app.part",
            after=ForeignTable(
                server="far", options=(("path", "/x"),), partition_of="app.whole", bounds="FOR VALUES IN (1)"
            ),
            parts=[("foreign_table.app.part/constraint.c", Check(expression="(id > 0)"))],
        ),
        (
            (
                "CREATE FOREIGN TABLE app.part PARTITION OF app.whole (CONSTRAINT c CHECK ((id > 0))) FOR VALUES IN (1) "
                "SERVER far OPTIONS (path '/x')"
            ),
        ),
        S + F + "create table app.whole (id int) partition by list (id);",
    ),
    Case(
        "a foreign table that inherits",
        step(
            "create",
            "foreign_table.app.heir",
            after=ForeignTable(server="far", inherits=("app.above", "app.beside")),
            parts=[("foreign_table.app.heir/column.more", Column(type="text"))],
        ),
        ("CREATE FOREIGN TABLE app.heir (more text) INHERITS (app.above, app.beside) SERVER far",),
        S + F + "create table app.above (id int); create table app.beside (x int);",
    ),
    Case(
        "what a foreign partition says of a column",
        alter(
            "foreign_table.app.part",
            ForeignTable(
                server="far",
                partition_of="app.whole",
                bounds="DEFAULT",
                overrides=(Override("id", options=(("a", "1"),)),),
            ),
            ForeignTable(
                server="far",
                partition_of="app.whole",
                bounds="DEFAULT",
                overrides=(Override("id", options=(("b", "2"),)),),
            ),
            "overrides",
        ),
        ("ALTER TABLE ONLY app.part ALTER COLUMN id OPTIONS (DROP a, ADD b '2')",),
        S
        + F
        + "create table app.whole (id int) partition by list (id);"
        + "create foreign table app.part partition of app.whole default server far;"
        + "alter foreign table app.part alter id options (add a '1');",
    ),
    Case(
        "a foreign column's options",
        alter(
            "foreign_table.app.remote/column.id",
            Column(type="integer", options=(("a", "1"),)),
            Column(type="bigint", options=(("b", "2"),)),
            "type",
            "options",
        ),
        (
            "ALTER TABLE app.remote ALTER COLUMN id TYPE bigint",
            "ALTER TABLE app.remote ALTER COLUMN id OPTIONS (DROP a, ADD b '2')",
        ),
        S + F + "create foreign table app.remote (id int options (a '1')) server far;",
    ),
]

OPERATOR = "create operator app.=== (function = texteq, leftarg = text, rightarg = text, join = eqjoinsel);"
K = 'operator_class.app."rev using btree"'
M = 'operator_family.app."mixed using btree"'
OPERATOR_CASES = [
    Case(
        "an operator",
        step(
            "create",
            'operator.app."===(text, text)"',
            after=Operator(
                function="texteq", commutator="app.===", restrict="eqsel", hashes=True, comment="c"
            ),
        ),
        (
            (
                "CREATE OPERATOR app.=== (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text, "
                "COMMUTATOR = OPERATOR(app.===), RESTRICT = eqsel, HASHES)"
            ),
            "COMMENT ON OPERATOR app.=== (text, text) IS 'c'",
        ),
        S,
    ),
    Case(
        "a prefix operator goes",
        step("drop", 'operator.app."!!(NONE, integer)"', Operator(function="int4um")),
        ("DROP OPERATOR app.!! (NONE, integer)",),
        S + "create operator app.!! (function = int4um, rightarg = int);",
    ),
    Case(
        "an operator's estimators",
        alter(
            'operator.app."===(text, text)"',
            Operator(function="texteq", join="eqjoinsel"),
            Operator(function="texteq", restrict="eqsel"),
            "restrict",
            "join",
        ),
        ("ALTER OPERATOR app.=== (text, text) SET (RESTRICT = eqsel, JOIN = NONE)",),
        S + OPERATOR,
    ),
    Case(
        "an operator class",
        step(
            "create",
            K,
            after=OperatorClass(
                type="integer",
                default=True,
                family="app.rev",
                items=(
                    "FUNCTION 1 (integer, integer) btint4cmp(integer,integer)",
                    "OPERATOR 1 >(integer,integer)",
                ),
                comment="c",
            ),
        ),
        (
            (
                "CREATE OPERATOR CLASS app.rev DEFAULT FOR TYPE integer USING btree FAMILY app.rev AS "
                "FUNCTION 1 (integer, integer) btint4cmp(integer,integer), OPERATOR 1 >(integer,integer)"
            ),
            "COMMENT ON OPERATOR CLASS app.rev USING btree IS 'c'",
        ),
        S + "create operator family app.rev using btree;",
        runs=False,  # integer has a default class already
    ),
    Case(
        "a family's members one by one",
        alter(
            M,
            OperatorFamily(items=("OPERATOR 1 <(integer,bigint)",)),
            OperatorFamily(items=("FUNCTION 1 (integer, bigint) btint48cmp(integer,bigint)",)),
            "items",
        ),
        (
            "ALTER OPERATOR FAMILY app.mixed USING btree DROP OPERATOR 1 (integer,bigint)",
            "ALTER OPERATOR FAMILY app.mixed USING btree ADD FUNCTION 1 (integer, bigint) btint48cmp(integer,bigint)",
        ),
        S
        + "create operator family app.mixed using btree;"
        + "alter operator family app.mixed using btree add operator 1 < (int, bigint);",
    ),
    Case(
        "a family's new name",
        step("rename", M, was='operator_family.app."old using btree"'),
        ("ALTER OPERATOR FAMILY app.old USING btree RENAME TO mixed",),
        S + "create operator family app.old using btree;",
    ),
    Case(
        "a cast",
        step(
            "create",
            'cast."bigint as timestamp with time zone"',
            after=Cast(method="binary", context="assignment"),
        ),
        ("CREATE CAST (bigint as timestamp with time zone) WITHOUT FUNCTION AS ASSIGNMENT",),
    ),
]

D = S + "create text search dictionary app.plain (template = simple, stopwords = 'english');"
SEARCH_CASES = [
    Case(
        "a dictionary",
        step(
            "create",
            "text_search_dictionary.app.stem",
            after=TextSearchDictionary(template="snowball", options=(("language", "german"),), comment="c"),
        ),
        (
            "CREATE TEXT SEARCH DICTIONARY app.stem (TEMPLATE = snowball, language = 'german')",
            "COMMENT ON TEXT SEARCH DICTIONARY app.stem IS 'c'",
        ),
        S,
    ),
    Case(
        "a dictionary's options",
        alter(
            "text_search_dictionary.app.plain",
            TextSearchDictionary(template="simple", options=(("stopwords", "english"),)),
            TextSearchDictionary(template="simple", options=(("accept", "false"),)),
            "options",
        ),
        ("ALTER TEXT SEARCH DICTIONARY app.plain (accept = 'false', stopwords)",),
        D,
    ),
    Case(
        "a configuration's token types",
        alter(
            "text_search_configuration.app.conf",
            TextSearchConfiguration(mappings=(("email", ("simple",)), ("word", ("simple",)))),
            TextSearchConfiguration(mappings=(("url", ("simple",)), ("word", ("app.plain", "simple")))),
            "mappings",
        ),
        (
            "ALTER TEXT SEARCH CONFIGURATION app.conf DROP MAPPING FOR email",
            "ALTER TEXT SEARCH CONFIGURATION app.conf ADD MAPPING FOR url WITH simple",
            "ALTER TEXT SEARCH CONFIGURATION app.conf ALTER MAPPING FOR word WITH app.plain, simple",
        ),
        D
        + "create text search configuration app.conf (parser = default);"
        + "alter text search configuration app.conf add mapping for email, word with simple;",
    ),
]

P = S + "create table app.users (id bigint primary key, email text);"
REPLICATION_CASES = [
    Case(
        "a publication of columns and rows",
        step(
            "create",
            "publication.feed",
            after=Publication(
                tables=(PublishedTable("app", "users", ("id",), "(id > 5)"),),
                publish=("insert",),
                comment="c",
            ),
        ),
        (
            (
                "CREATE PUBLICATION feed FOR TABLE ONLY app.users (id) WHERE ((id > 5)) "
                "WITH (publish = 'insert', publish_via_partition_root = false)"
            ),
            "COMMENT ON PUBLICATION feed IS 'c'",
        ),
        P,
        since=15,
    ),
    Case(
        "a publication loses its last table",
        alter(
            "publication.feed",
            Publication(tables=(PublishedTable("app", "users"),)),
            Publication(via_partition_root=True),
            "tables",
            "via_partition_root",
        ),
        (
            "ALTER PUBLICATION feed DROP TABLE ONLY app.users",
            "ALTER PUBLICATION feed SET (publish_via_partition_root = true)",
        ),
        P + "create publication feed for table app.users;",
    ),
    Case(
        "a disabled subscription connects to nobody",
        step(
            "create",
            "subscription.inbox",
            after=Subscription(
                connection=Secret("host=x password=hush"),
                publications=("feed",),
                enabled=False,
                slot_name=None,
            ),
        ),
        (
            (
                "CREATE SUBSCRIPTION inbox CONNECTION '(sensitive value: connection)' PUBLICATION feed "
                "WITH (connect = false, slot_name = NONE)"
            ),
        ),
        runs=False,  # a database with a subscription can't be dropped by who tries these out
    ),
    Case(
        "a disabled subscription goes without its slot",
        step("drop", "subscription.inbox", Subscription(enabled=False, slot_name="s")),
        ("ALTER SUBSCRIPTION inbox SET (slot_name = NONE)", "DROP SUBSCRIPTION inbox"),
        runs=False,
    ),
    Case(
        "a subscription is switched off before all else",
        alter(
            "subscription.inbox",
            Subscription(publications=("a",)),
            Subscription(publications=("a", "b"), enabled=False, slot_name=None),
            "publications",
            "enabled",
            "slot_name",
        ),
        (
            "ALTER SUBSCRIPTION inbox DISABLE",
            "ALTER SUBSCRIPTION inbox SET PUBLICATION a, b WITH (refresh = false)",
            "ALTER SUBSCRIPTION inbox SET (slot_name = NONE)",
        ),
        runs=False,
    ),
]
CASES = [*FOREIGN_CASES, *OPERATOR_CASES, *SEARCH_CASES, *REPLICATION_CASES]
