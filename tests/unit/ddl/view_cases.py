"""Operations of views, materialized views and rules; part of ``ddl_cases``."""

from __future__ import annotations

from ddl_cases import Case, alter, step

from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.model.rule import Rule
from neonctl_py.model.values import UNSET
from neonctl_py.model.view import View, ViewColumn

T = "create schema app; create table app.users (id bigint not null, email text);"
V, M, R = "view.app.v", "materialized_view.app.m", "view.app.v/rule.gone"
QUERY = "select id, email from app.users"
TYPED = (ViewColumn("id", "bigint"), ViewColumn("email", "text"))
VIEWED = f"{T} create view app.v as {QUERY};"
STORED = f"{T} create materialized view app.m as {QUERY};"
RULED = f"{VIEWED} create rule gone as on delete to app.v do instead nothing;"
ON_TABLE = f"{T} create rule gone as on delete to app.users do instead nothing;"

VIEW_CASES = [
    Case("a view", step("create", V, after=View(query=QUERY)), (f"CREATE VIEW app.v AS\n{QUERY}",), T),
    Case(
        "a view with all that it can have",
        step(
            "create",
            V,
            after=View(
                query="select id, email, '10:30 %' from app.users",
                columns=(ViewColumn("id"), ViewColumn("E-Mail"), ViewColumn("at")),
                security_barrier=True,
                check_option="local",
                column_defaults=(("id", "1 + 1"),),
                comment="c",
                column_comments=(("E-Mail", "d"),),
            ),
        ),
        (
            """CREATE VIEW app.v (id, "E-Mail", at) WITH (security_barrier = true, check_option = local) AS
select id, email, '10:30 %' from app.users""",
            "ALTER VIEW app.v ALTER COLUMN id SET DEFAULT 1 + 1",
            "COMMENT ON VIEW app.v IS 'c'",
            "COMMENT ON COLUMN app.v.\"E-Mail\" IS 'd'",
        ),
        T,
    ),
    Case(
        "a view's query, replaced in place with its options",
        step(
            "replace",
            V,
            View(query=QUERY, columns=TYPED),
            View(
                query="select id, email, 1 as one from app.users", columns=(*TYPED, ViewColumn("one", "int"))
            ),
            changed=("query",),
        ),
        ("CREATE OR REPLACE VIEW app.v AS\nselect id, email, 1 as one from app.users",),
        VIEWED,
    ),
    Case(
        "a view's options, defaults and comments",
        alter(
            V,
            View(query=QUERY, security_barrier=True, column_defaults=(("id", "1"),)),
            View(query=QUERY, check_option="cascaded", column_defaults=(("email", "'x'"),), comment="c"),
            "security_barrier",
            "check_option",
            "column_defaults",
            "comment",
        ),
        (
            "ALTER VIEW app.v RESET (security_barrier)",
            "ALTER VIEW app.v SET (check_option = cascaded)",
            "ALTER VIEW app.v ALTER COLUMN email SET DEFAULT 'x'",
            "ALTER VIEW app.v ALTER COLUMN id DROP DEFAULT",
            "COMMENT ON VIEW app.v IS 'c'",
        ),
        f"{T} create view app.v with (security_barrier = true) as {QUERY}; alter view app.v alter id set default 1;",
    ),
    Case(
        "a view as who asks",
        alter(V, View(query=QUERY), View(query=QUERY, security_invoker=True), "security_invoker"),
        ("ALTER VIEW app.v SET (security_invoker = true)",),
        VIEWED,
        since=15,
    ),
    Case("a view dropped", step("drop", V, View(query=QUERY)), ("DROP VIEW app.v",), VIEWED),
    Case(
        "a view under another name in another schema",
        step("rename", "view.public.w", was=V),
        ("ALTER VIEW app.v SET SCHEMA public", "ALTER VIEW public.v RENAME TO w"),
        VIEWED,
    ),
    Case(
        "a view's grants",
        step("change", f"{V}/grant.public", None, Grant((Privilege("select"), Privilege("update", "id")))),
        ("GRANT SELECT, UPDATE (id) ON TABLE app.v TO PUBLIC",),
        VIEWED,
    ),
    Case(
        "a materialized view",
        step(
            "create",
            M,
            after=MaterializedView(
                query=QUERY,
                storage_parameters=(("fillfactor", "70"),),
                access_method="heap",
                comment="c",
                column_comments=(("id", "d"),),
            ),
        ),
        (
            f"CREATE MATERIALIZED VIEW app.m USING heap WITH (fillfactor = 70) AS\n{QUERY}",
            "COMMENT ON MATERIALIZED VIEW app.m IS 'c'",
            "COMMENT ON COLUMN app.m.id IS 'd'",
        ),
        T,
    ),
    Case(
        "a materialized view that somebody else fills",
        step("create", M, after=MaterializedView(query=QUERY, with_data=UNSET)),
        (f"CREATE MATERIALIZED VIEW app.m AS\n{QUERY}\nWITH NO DATA",),
        T,
    ),
    Case(
        "a materialized view filled for the first time",
        step(
            "refresh",
            M,
            MaterializedView(query=QUERY, with_data=False),
            MaterializedView(query=QUERY),
            changed=("with_data",),
        ),
        ("REFRESH MATERIALIZED VIEW app.m",),
        f"{STORED} refresh materialized view app.m with no data;",
    ),
    Case(
        "a materialized view's attributes",
        alter(
            M,
            MaterializedView(query=QUERY, column_comments=(("id", "d"),)),
            MaterializedView(query=QUERY, storage_parameters=(("fillfactor", "70"),), comment="c"),
            "storage_parameters",
            "comment",
            "column_comments",
        ),
        (
            "ALTER MATERIALIZED VIEW app.m SET (fillfactor = 70)",
            "COMMENT ON COLUMN app.m.id IS NULL",
            "COMMENT ON MATERIALIZED VIEW app.m IS 'c'",
        ),
        f"{STORED} comment on column app.m.id is 'd';",
    ),
    Case(
        "a materialized view dropped",
        step("drop", M, MaterializedView(query=QUERY)),
        ("DROP MATERIALIZED VIEW app.m",),
        STORED,
    ),
    Case(
        "a materialized view renamed",
        step("rename", "materialized_view.app.n", was=M),
        ("ALTER MATERIALIZED VIEW app.m RENAME TO n",),
        STORED,
    ),
    Case(
        "a rule",
        step("create", R, after=Rule(event="delete", definition="DO INSTEAD NOTHING", comment="c")),
        (
            "CREATE RULE gone AS ON DELETE TO app.v DO INSTEAD NOTHING",
            "COMMENT ON RULE gone ON app.v IS 'c'",
        ),
        VIEWED,
    ),
    Case(
        "a table's rule that is switched off",
        step("create", "table.app.users/rule.gone", after=Rule(event="delete", enabled="disabled")),
        (
            "CREATE RULE gone AS ON DELETE TO app.users DO INSTEAD NOTHING",
            "ALTER TABLE app.users DISABLE RULE gone",
        ),
        T,
    ),
    Case(
        "a rule replaced in place, and switched",
        alter(
            "table.app.users/rule.gone",
            Rule(event="delete"),
            Rule(event="delete", definition="WHERE (old.id > 5) DO INSTEAD NOTHING", enabled="replica"),
            "definition",
            "enabled",
        ),
        (
            "CREATE OR REPLACE RULE gone AS ON DELETE TO app.users WHERE (old.id > 5) DO INSTEAD NOTHING",
            "ALTER TABLE app.users ENABLE REPLICA RULE gone",
        ),
        ON_TABLE,
    ),
    Case("a rule dropped", step("drop", R, Rule(event="delete")), ("DROP RULE gone ON app.v",), RULED),
    Case(
        "a rule renamed",
        step("rename", f"{V}/rule.nobody_goes", was=R),
        ("ALTER RULE gone ON app.v RENAME TO nobody_goes",),
        RULED,
    ),
]
