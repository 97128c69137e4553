"""Tables whose foreign keys are made with them. Read by the unit and the integration tests."""

from __future__ import annotations

from ddl_cases import Case, S, step

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import ForeignKey, PrimaryKey
from neonctl_py.model.table import Table
from neonctl_py.model.values import QualifiedName

TO_ANOTHER = ForeignKey(
    columns=("user", "id"),
    references=QualifiedName("Far", "a table"),
    referenced_columns=("x y", "id"),
    match="full",
    on_delete="set null",
    on_update="cascade",
    deferrable=True,
    initially_deferred=True,
)
TO_ITSELF = ForeignKey(
    columns=("user",), references=QualifiedName("app", "Order"), referenced_columns=("id",), deferrable=True
)
TO_A_DOT = ForeignKey(columns=("user",), references=QualifiedName("app", "a.b"), referenced_columns=("id",))
FAR = 'create schema "Far"; create table "Far"."a table" ("x y" int, id int, primary key ("x y", id));'

CASES = [
    Case(
        "a table with foreign keys, to itself, too",
        step(
            "create",
            "table.app.Order",
            after=Table(),
            parts=(
                ("table.app.Order/column.id", Column(type="int", nullable=False)),
                ("table.app.Order/column.user", Column(type="int")),
                ("table.app.Order/constraint.Far", TO_ANOTHER),
                ("table.app.Order/constraint.dotted", TO_A_DOT),
                ("table.app.Order/constraint.of_itself", TO_ITSELF),
                ("table.app.Order/constraint.order_pkey", PrimaryKey(columns=("id",))),
            ),
        ),
        (
            """CREATE TABLE app."Order" (
	id int NOT NULL,
	"user" int,
	CONSTRAINT order_pkey PRIMARY KEY (id),
	CONSTRAINT "Far" FOREIGN KEY("user", id) REFERENCES "Far"."a table" ("x y", id) MATCH FULL \
ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT of_itself FOREIGN KEY("user") REFERENCES app."Order" (id) DEFERRABLE
)""".replace(",\n", ", \n"),
            'ALTER TABLE app."Order" ADD CONSTRAINT dotted FOREIGN KEY ("user") REFERENCES app."a.b" (id)',
        ),
        S + FAR + 'create table app."a.b" (id int primary key);',
    ),
    Case(
        "a foreign key to its own table, whose key is not a part of CREATE TABLE",
        step(
            "create",
            "table.app.t",
            after=Table(),
            parts=(
                ("table.app.t/column.id", Column(type="int", nullable=False)),
                ("table.app.t/column.up", Column(type="int")),
                (
                    "table.app.t/constraint.a_key",
                    PrimaryKey(columns=("id",), storage_parameters=(("fillfactor", "70"),)),
                ),
                (
                    "table.app.t/constraint.up",
                    ForeignKey(
                        columns=("up",),
                        references=QualifiedName("app", "t"),
                        referenced_columns=("id",),
                        on_delete="cascade",
                    ),
                ),
            ),
        ),
        (
            "CREATE TABLE app.t (\n\tid int NOT NULL, \n\tup int\n)",
            "ALTER TABLE app.t ADD CONSTRAINT a_key PRIMARY KEY (id) WITH (fillfactor = 70)",
            "ALTER TABLE app.t ADD CONSTRAINT up FOREIGN KEY(up) REFERENCES app.t (id) ON DELETE CASCADE",
        ),
        S,
    ),
]
