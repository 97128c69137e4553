"""What a text becomes: objects by address, and what is remembered beside them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from neonctl_py.model.address import Address
from neonctl_py.model.column import Column, Identity
from neonctl_py.model.compute import Compute
from neonctl_py.model.constraint import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.domain import Domain
from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.membership import Membership
from neonctl_py.model.policy import Policy
from neonctl_py.model.project import MaintenanceWindow, Project, Quota
from neonctl_py.model.role import Role
from neonctl_py.model.schema import Schema
from neonctl_py.model.table import Table
from neonctl_py.model.values import UNSET, QualifiedName, Secret
from neonctl_py.stack.load import load_stack

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.model.state import Desired
    from neonctl_py.stack.load import LoadedStack

SHOP = Path(__file__).with_name("shop.yaml")
SECRET_URL = "postgresql://someone:something@reports.example/db"


@pytest.fixture(scope="module")
def shop() -> LoadedStack:
    return load_stack(SHOP, variables={}, environment={"REPORTING_DATABASE_URL": SECRET_URL})


def _at(desired: Desired, address: str) -> Any:
    return desired.objects[Address.parse(address)]


def test_the_whole_language_loads(shop: LoadedStack) -> None:
    """The stack that says everything once has no mistake and no warning."""
    kinds = [address.kind for address in shop.desired.objects]

    assert shop.diagnostics == ()
    assert shop.desired.stack == "shop"
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "project": 2, "branch": 3, "compute": 2, "replica": 1, "snapshot_schedule": 1, "role": 4, "membership": 1,
        "database": 2, "extension": 1, "schema": 2, "grant": 3, "default_privileges": 1, "enum": 1, "domain": 1,
        "table": 2, "column": 10, "constraint": 4, "index": 4, "policy": 1,
    }  # fmt: skip


def test_what_stands_beside_the_objects(shop: LoadedStack) -> None:
    """Pins, secrets, externals, moves, tombstones, protections, declarations."""
    desired = shop.desired
    database = "project.shop/branch.production/database.main_db"

    assert desired.pinned_ids == {}
    assert {Address.parse("project.reporting"): Secret(SECRET_URL)} == desired.connection_urls
    assert {Address.parse(f"{database}/schema.drizzle")} == desired.external
    assert {Address.parse("project.shop")} == desired.prevent_destroy
    assert (
        (
            Address.parse("project.market/branch.production/role.app"),
            Address.parse("project.shop/branch.production/role.shop_app"),
        ),
    ) == desired.moved
    assert (Address.parse("project.shop/branch.old-staging"),) == desired.removed
    assert sorted(address.kind for address in desired.declarations) == ["archive", "check", "retention"]
    assert (Address.parse(database), "grant") in desired.open_parts
    assert (Address.parse(f"{database}/schema.public"), "grant") not in desired.open_parts


def test_every_object_has_its_place(shop: LoadedStack) -> None:
    """Spans exist for all addresses and point at the name of the thing."""
    lines = SHOP.read_text().split("\n")
    for address in (*shop.desired.objects, *shop.desired.declarations):
        span = shop.desired.spans[address]
        assert str(SHOP) == span.file
        if address.kind in {"role", "table", "column", "index", "policy", "branch", "schema"}:
            assert lines[span.line - 1][span.column - 1 :].startswith(address.name[-1]), address


def test_values_are_plain(shop: LoadedStack) -> None:
    """No text of the desired state is anything but exact str: positions stay in the stack room."""

    def exact(value: Any) -> bool:
        if is_dataclass(value):
            return all(exact(getattr(value, field.name)) for field in fields(value))
        if isinstance(value, tuple):
            return all(map(exact, value))
        return not isinstance(value, str) or type(value) is str or value in {"full", "schema-only"}

    for address, value in (*shop.desired.objects.items(), *shop.desired.declarations.items()):
        assert exact(value), address
        assert all(type(part) is str for part in address.name), address


def test_the_fingerprint_follows_the_meaning_only(load: Callable[..., LoadedStack]) -> None:
    """Order and comments don't enter; every value does."""
    one = load("projects: {a: {roles: {x: {login: true}, y: {}}, region: aws-us-east-2}}\n").fingerprint
    same = load(
        "# hello\nprojects:\n  a:\n    region: aws-us-east-2\n    roles: {y: {}, x: {login: true}}\n"
    ).fingerprint
    others = {
        load("projects: {a: {roles: {x: {}, y: {}}, region: aws-us-east-2}}\n").fingerprint,
        load("projects: {a: {roles: {x: {login: true}, y: {}}, region: aws-us-east-1}}\n").fingerprint,
        load(
            "removed: [project.b]\nprojects: {a: {roles: {x: {login: true}, y: {}}, region: aws-us-east-2}}\n"
        ).fingerprint,
    }

    assert one == same
    assert len({one, *others}) == 4


TABLE = "project.a/branch.main/database.d/table.public.t"
CATALOG = """
projects:
  a:
    pg_version: 16
    roles: {o: {managed_by: neon}, r: {}, s: {}}
    databases:
      d:
        owner: o
        extensions: {citext: {schema: public}, vector: {}}
        schemas:
          sales:
            tables: {far: {columns: {x: int, y: int}, primary_key: [x, y]}}
          public:
            types:
              mood: {enum: [good, bad]}
              Code: {domain: varchar(9), null: false, default: "'x'", checks: ["value <> ''", length(value) > 1]}
            tables:
              u: {columns: {id: bigint primary key, Big: text}}
              t:
"""

PARTS = {
    "an identity": ("columns: {a: bigint generated always as identity (start 5)}", "column.a", Column(type="bigint", nullable=False, identity=Identity(always=True, start=5), position=1)),
    "a declared type": ("columns: {a: 'mood[] not null'}", "column.a", Column(type="public.mood[]", nullable=False, position=1)),
    "a type with capitals": ("columns: {a: '\"Code\"'}", "column.a", Column(type='public."Code"', position=1)),
    "a type of an extension": ("columns: {a: vector(3)}", "column.a", Column(type="public.vector(3)", position=1)),
    "a generated column": ("columns: {a: text, b: text generated always as (lower(a)) stored}", "column.b", Column(type="text", generated="lower(a)", position=2)),
    "the long form": (
        "columns: {a: {type: text, null: false, default: 5, comment: c, storage: main, statistics: 100, backfill: \"'x'\"}}",
        "column.a",
        Column(type="text", nullable=False, default="5", comment="c", storage="main", statistics=100, backfill="'x'", position=1),
    ),
    "an identity in the long form": ("columns: {a: {type: bigint, identity: by default (start 7)}}", "column.a", Column(type="bigint", nullable=False, identity=Identity(always=False, start=7), position=1)),
    "a reference in the long form": (
        "columns: {a: {type: bigint, references: u(id) on delete set null}}",
        "constraint.t_a_fkey",
        ForeignKey(columns=("a",), references=QualifiedName("public", "u"), referenced_columns=("id",), on_delete="set null"),
    ),
    "a key, a check and a computed column in the long form": (
        "columns: {a: {type: text, unique: true, check: a <> b, collation: C}, b: {type: text, generated: lower(a), stored: false}}",
        "column.b",
        Column(type="text", generated="lower(a)", stored=False, position=2),
    ),
    "a collation in the long form": ("columns: {a: {type: text, collation: C}}", "column.a", Column(type="text", collation='"C"', position=1)),
    "a locale as a collation": ("columns: {a: {type: text, collation: en_US.utf8}}", "column.a", Column(type="text", collation='"en_US.utf8"', position=1)),
    "a primary key in the table": ("columns: {a: int, b: int}\nprimary_key: [b, a]", "constraint.t_pkey", PrimaryKey(columns=("b", "a"))),
    "a primary key with a name": (
        "columns: {a: int}\nprimary_key: {name: mine, columns: [a], initially_deferred: true}",
        "constraint.mine",
        PrimaryKey(columns=("a",), deferrable=True, initially_deferred=True),
    ),
    "a key makes not null": ("columns: {a: int}\nprimary_key: [a]", "column.a", Column(type="integer", nullable=False, position=1)),
    "a unique column": ("columns: {a: int unique}", "constraint.t_a_key", Unique(columns=("a",))),
    "a unique list": ("columns: {a: int, b: int}\nunique: [[a, b]]", "constraint.t_a_b_key", Unique(columns=("a", "b"))),
    "a named unique": (
        "columns: {a: int}\nunique: {mine: {columns: [a], nulls_not_distinct: true}}",
        "constraint.mine",
        Unique(columns=("a",), nulls_not_distinct=True),
    ),
    "a check of a column": ("columns: {a: int check (a > 0)}", "constraint.t_a_check", Check(expression="a > 0")),
    "a check of two columns": ("columns: {a: int check (a > b), b: int}", "constraint.t_check", Check(expression="a > b")),
    "a check without a name": ("columns: {a: int}\nchecks: [a > 0]", "constraint.t_a_check", Check(expression="a > 0")),
    "a second check of a column": ("columns: {a: int check (a > 0) check (a < 9)}", "constraint.t_a_check1", Check(expression="a < 9")),
    "a check in the long form": (
        "columns: {a: int}\nchecks: {c: {expression: a > 0, no_inherit: true, validated: false}}",
        "constraint.c",
        Check(expression="a > 0", no_inherit=True, validated=False),
    ),
    "a foreign key of a column": (
        "columns: {a: bigint references u on delete cascade}",
        "constraint.t_a_fkey",
        ForeignKey(columns=("a",), references=QualifiedName("public", "u"), referenced_columns=("id",), on_delete="cascade"),
    ),
    "a foreign key of two": (
        "columns: {a: int, b: int}\nforeign_keys: ['(a, b) references sales.far match full']",
        "constraint.t_a_b_fkey",
        ForeignKey(columns=("a", "b"), references=QualifiedName("sales", "far"), referenced_columns=("x", "y"), match="full"),
    ),
    "a foreign key in the long form": (
        "columns: {a: text}\nforeign_keys: {f: {columns: [a], references: u (Big), on_update: set null, initially_deferred: true, validated: false}}",
        "constraint.f",
        ForeignKey(
            columns=("a",), references=QualifiedName("public", "u"), referenced_columns=("Big",), on_update="set null",
            deferrable=True, initially_deferred=True, validated=False,
        ),
    ),
    "an exclusion": (
        "columns: {a: int}\nexclude: {e: using gist (a with =)}",
        "constraint.e",
        Exclusion(definition="EXCLUDE using gist (a with =)"),
    ),
    "an index": ("columns: {a: int, B: int}\nindexes: {i: [a desc, B]}", "index.i", Index(keys=(IndexKey("a", descending=True), IndexKey('"B"')))),
    "an index without a name": ("columns: {a: int, b: int}\nindexes: [[a, b]]", "index.t_a_b_idx", Index(keys=(IndexKey("a"), IndexKey("b")))),
    "an index on an expression": ("columns: {a: text}\nindexes: [[lower(a), a || 'x']]", "index.t_lower_expr_idx", Index(keys=(IndexKey("lower(a)", is_column=False), IndexKey("(a || 'x')", is_column=False)))),
    "an index in the long form": (
        "columns: {a: text, b: text}\nindexes: {i: {on: [{column: a, opclass: text_ops, order: desc, nulls: last}], unique: true, using: btree, where: b is null, include: [b], with: {fillfactor: 70}}}",
        "index.i",
        Index(keys=(IndexKey("a", opclass="text_ops", descending=True, nulls_first=False),), unique=True, where="b is null", include=("b",), storage_parameters=(("fillfactor", "70"),)),
    ),
    "a restrictive policy": (
        "row_level_security: enabled\npolicies: {p: {as: restrictive, to: [s, r], using: a, with_check: b}}",
        "policy.p",
        Policy(permissive=False, roles=("r", "s"), using="a", with_check="b"),
    ),
    "all privileges": ("grants: {r: all}", "grant.r", Grant(tuple(Privilege(name) for name in ("delete", "insert", "references", "select", "trigger", "truncate", "update")))),
    "privileges by column": ("columns: {a: int, b: int}\ngrants: {r: {select: [b, a], insert: true}}", "grant.r", Grant((Privilege("insert"), Privilege("select", "a"), Privilege("select", "b")))),
    "privileges to pass on": ("grants: {public: {privileges: [select], grantable: true}}", "grant.public", Grant((Privilege("select", grantable=True),))),
    "the table itself": (
        "unlogged: true\nstorage_parameters: {fillfactor: 70}\nreplica_identity: full\ncomment: c\nrow_level_security: forced\npolicies: {p: {using: 'true'}}",
        "",
        Table(owner="o", unlogged=True, row_level_security=True, force_row_level_security=True, storage_parameters=(("fillfactor", "70"),), replica_identity="full", comment="c"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "part", "value"), PARTS.values(), ids=PARTS)
def test_a_part_of_a_table(load: Callable[..., LoadedStack], body: str, part: str, value: object) -> None:
    """Each form of each part becomes exactly this object."""
    text = CATALOG + "".join(f"                {line}\n" for line in body.split("\n"))

    assert value == _at(load(text).desired, f"{TABLE}/{part}".rstrip("/"))


def test_a_domain_and_its_checks(load: Callable[..., LoadedStack]) -> None:
    """Checks without a name get Postgres' own."""
    desired = load(CATALOG + "                {}\n").desired
    domain = "project.a/branch.main/database.d/domain.public.Code"

    assert Domain(type="character varying(9)", nullable=False, default="'x'", owner="o") == _at(
        desired, domain
    )
    assert Check(expression="value <> ''") == _at(desired, f"{domain}/constraint.Code_check")
    assert Check(expression="length(value) > 1") == _at(desired, f"{domain}/constraint.Code_check1")


def test_owners_are_inherited(load: Callable[..., LoadedStack]) -> None:
    """Table from schema from database; schema public keeps the server's owner unless one is written."""
    desired = load(
        """\
        projects:
          a:
            roles: {o: {}, p: {}, q: {}}
            databases:
              d:
                owner: o
                schemas:
                  public: {tables: {t: {}, own: {owner: q}}}
                  other: {tables: {t: {}}}
                  third: {owner: p, tables: {t: {}}}
              e: {schemas: {s: {tables: {t: {}}}}}
        """
    ).desired

    owners = {
        str(address).split("main/")[1]: value.owner
        for address, value in desired.objects.items()
        if isinstance(value, Table | Schema)
    }
    assert owners == {
        "database.d/schema.public": UNSET, "database.d/table.public.t": "o", "database.d/table.public.own": "q",
        "database.d/schema.other": "o", "database.d/table.other.t": "o",
        "database.d/schema.third": "p", "database.d/table.third.t": "p",
        "database.e/schema.s": UNSET, "database.e/table.s.t": UNSET,
    }  # fmt: skip


def test_grants_that_postgres_gives_anyway_are_no_objects(load: Callable[..., LoadedStack]) -> None:
    """Only what differs stands in a state, and a revoked default is an empty grant."""
    desired = load(
        """\
        projects:
          a:
            roles: {o: {}, r: {}}
            databases:
              d:
                owner: o
                grants: {public: [], o: all, r: [temp]}
                schemas: {public: {grants: {public: [usage]}}, s: {grants: {o: [usage], r: []}}}
        """
    ).desired

    grants = {
        str(address).split("database.d/")[1]: value.privileges
        for address, value in desired.objects.items()
        if isinstance(value, Grant)
    }
    assert {
        "grant.public": (),
        "grant.r": (Privilege("temporary"),),
        "schema.s/grant.o": (Privilege("usage"),),
    } == grants


def test_branches_with_a_catalog_have_it_too(load: Callable[..., LoadedStack]) -> None:
    """The default branch always, another when it says so; a compute is implied where none is written."""
    desired = load(
        """\
        projects:
          a:
            compute: {min_cu: 1, max_cu: 4, pg_settings: {work_mem: 4MB, jit: off}}
            branches:
              live: {default: true}
              test: {catalog: true, compute: {max_cu: 2, pg_settings: {jit: on}}}
              copy: {}
            roles: {r: {}}
            databases: {d: {owner: r}}
        """
    ).desired

    places = [str(address) for address in desired.objects if address.kind in {"role", "database"}]
    assert [
        f"project.a/branch.{branch}/{what}"
        for branch in ("live", "test")
        for what in ("role.r", "database.d")
    ] == places
    assert Compute(implied=True) == _at(desired, "project.a/branch.live/compute")
    settings = (("jit", "on"), ("work_mem", "4MB"))
    assert Compute(min_cu=1.0, max_cu=2.0, pg_settings=settings) == _at(
        desired, "project.a/branch.test/compute"
    )
    assert Address.parse("project.a/branch.copy/compute") not in desired.objects


def test_a_project_on_the_platform(load: Callable[..., LoadedStack]) -> None:
    """Null resets to the platform's default, what isn't written stays unset; an implied branch is `main`."""
    desired = load(
        """\
        defaults: {region: aws-us-east-2, pg_version: 16, settings: {hipaa: false, logical_replication: true}}
        projects:
          a:
            id: cold-sun-1
            history_retention: null
            settings:
              hipaa: true
              quota: {active_time: 10h, logical_size: 1GB}
              maintenance_window: {weekdays: [sun, mon], from: "03:00", to: "04:00"}
        """
    ).desired

    assert (
        Project(
            region="aws-us-east-2", pg_version=16, history_retention=None, hipaa=True, logical_replication=True,
            quota=Quota(active_time_seconds=36000, logical_size_bytes=10**9),
            maintenance_window=MaintenanceWindow((1, 7), "03:00", "04:00"),
        )
        == _at(desired, "project.a")
    )  # fmt: skip
    assert {Address.parse("project.a"): "cold-sun-1"} == desired.pinned_ids
    assert _at(desired, "project.a/branch.main").default


def test_roles_by_sql_and_by_neon(load: Callable[..., LoadedStack]) -> None:
    """SQL roles are complete, Neon's only what is written; memberships before PostgreSQL 16 have no options."""
    desired = load(
        """\
        projects:
          a:
            pg_version: 15
            roles:
              n: {managed_by: neon, connection_limit: 5}
              s: {valid_until: infinity, member_of: [g], comment: c}
              g: {inherit: false}
        """
    ).desired
    unset = dict.fromkeys(
        (
            "login",
            "superuser",
            "createdb",
            "createrole",
            "inherit",
            "replication",
            "bypassrls",
            "valid_until",
            "comment",
        ),
        UNSET,
    )

    assert Role(managed_by="neon", connection_limit=5, **unset) == _at(
        desired, "project.a/branch.main/role.n"
    )
    assert Role(valid_until="infinity", comment="c") == _at(desired, "project.a/branch.main/role.s")
    assert Membership(inherit=UNSET, set=UNSET) == _at(desired, "project.a/branch.main/role.s/membership.g")


def test_mixins_add_their_parts(load: Callable[..., LoadedStack]) -> None:
    """Columns after the table's own, unnamed indexes under the table's name, several mixins at once."""
    desired = load(
        """\
        mixins:
          stamped: {columns: {made_at: timestamptz not null}, indexes: [[made_at]]}
          tenant: {columns: {tenant: uuid not null}, row_level_security: forced, policies: {own: {using: tenant = x()}}}
        projects:
          a: {databases: {d: {schemas: {public: {tables: {
            t: {use: [stamped, tenant], columns: {id: int}, indexes: {named: [id]}}, u: {use: [stamped]}}}}}}}
        """
    ).desired

    parts = [address.segment for address in desired.objects if "table.public.t/" in str(address)]
    assert parts == [
        "column.id",
        "column.made_at",
        "column.tenant",
        "index.named",
        "index.t_made_at_idx",
        "policy.own",
    ]
    assert _at(desired, TABLE).force_row_level_security
    assert "index.u_made_at_idx" in [address.segment for address in desired.objects]


def test_renames_become_moves(load: Callable[..., LoadedStack]) -> None:
    """Of a table, a column, a role, an index, on every branch that has a catalog."""
    desired = load(
        """\
        projects:
          a:
            branches: {live: {default: true}, test: {catalog: true, renamed_from: old_test}}
            roles: {r: {renamed_from: old_r}}
            databases: {d: {schemas: {public: {tables: {t: {
              renamed_from: old_t,
              columns: {id: {type: int, renamed_from: old_id}}, indexes: {i: {on: [id], renamed_from: old_i}}}}}}}}
        """
    ).desired

    moves = [f"{old} > {new.segment}" for old, new in desired.moved]
    expected = ["project.a/branch.old_test > branch.test"]
    for branch in ("live", "test"):
        root = f"project.a/branch.{branch}"
        expected += [
            f"{root}/role.old_r > role.r",
            f"{root}/database.d/table.public.old_t > table.public.t",
            f"{root}/database.d/table.public.t/column.old_id > column.id",
            f"{root}/database.d/table.public.t/index.old_i > index.i",
        ]
    assert sorted(expected) == sorted(moves)


def test_addresses_without_a_branch_mean_every_catalog(load: Callable[..., LoadedStack]) -> None:
    """In `removed`; written branches stay as they are."""
    desired = load(
        """\
        projects: {a: {branches: {live: {default: true}, test: {catalog: true}}}}
        removed: [project.a/role.x, project.a/branch.copy, project.gone]
        """
    ).desired

    assert list(map(str, desired.removed)) == [
        "project.a/branch.copy",
        "project.a/branch.live/role.x",
        "project.a/branch.test/role.x",
        "project.gone",
    ]


def test_scopes_that_delete_what_is_not_declared(load: Callable[..., LoadedStack]) -> None:
    """Only those that say so."""
    desired = load(
        "projects: {a: {databases: {d: {schemas: {public: {unmanaged: delete}, s: {unmanaged: keep}}}}}}\n"
    ).desired

    assert {Address.parse("project.a/branch.main/database.d/schema.public")} == desired.delete_unmanaged


def test_what_is_external_may_be_referred_to(load: Callable[..., LoadedStack]) -> None:
    """Roles, tables and schemas of others are known, and no objects."""
    desired = load(
        """\
        projects:
          a:
            roles: {boss: {external: true}}
            databases:
              d:
                owner: boss
                schemas:
                  auth: {external: neon auth}
                  public:
                    tables:
                      old: {external: true}
                      t: {columns: {a: uuid references auth.users(id), b: int references old(x), c: auth.kind}}
        """
    ).desired

    assert sorted(address.segment for address in desired.external) == [
        "role.boss",
        "schema.auth",
        "table.public.old",
    ]
    assert _at(desired, f"{TABLE}/column.c").type == "auth.kind"
    assert not desired.external & set(desired.objects)


def test_a_thousand_tables_load_quickly(load: Callable[..., LoadedStack]) -> None:
    """Seconds of processor time, bounded far above what it takes so that a busy machine doesn't matter."""
    import time

    tables = "".join(
        f"                t{n}:\n"
        f"                  columns: {{id: bigint primary key, {', '.join(f'c{c}: varchar(64) not null' for c in range(8))}, up: bigint references t{max(0, n - 1)}(id)}}\n"
        f"                  indexes: {{i{n}: [c1], j{n}: [c2, c3 desc], k{n}: {{on: [lower(c4)], where: c5 <> 'x'}}}}\n"
        f"                  row_level_security: enabled\n"
        f"                  policies: {{p: {{for: select, using: c1 = current_user}}}}\n"
        for n in range(1000)
    )
    start = time.process_time()
    loaded = load(
        f"projects:\n  a:\n    databases:\n      d:\n        schemas:\n            public:\n              tables:\n{tables}"
    )

    assert len(loaded.desired.objects) == 17005
    assert time.process_time() - start < 4
