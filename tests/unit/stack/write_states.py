"""States that a stack can declare, for hypothesis: every kind, awkward names and texts, and the rules that stacks obey."""

from __future__ import annotations

from typing import Any

from drawing import fresh, pick, some
from hypothesis import strategies as st
from write_kind_states import Home

from neonctl_py.model.address import Address
from neonctl_py.model.branch import Branch
from neonctl_py.model.column import Column, Identity
from neonctl_py.model.compute import Compute
from neonctl_py.model.constraint import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.database import Database
from neonctl_py.model.default_privileges import DefaultPrivileges
from neonctl_py.model.domain import Domain
from neonctl_py.model.enum import Enum
from neonctl_py.model.extension import Extension
from neonctl_py.model.grant import ALL_PRIVILEGES, COLUMN_PRIVILEGES, Grant, Privilege
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.membership import Membership
from neonctl_py.model.policy import Policy
from neonctl_py.model.project import AllowedIps, MaintenanceWindow, PreloadLibraries, Project, Quota
from neonctl_py.model.replica import Replica
from neonctl_py.model.role import Role
from neonctl_py.model.schema import Schema
from neonctl_py.model.snapshot_schedule import SnapshotRule, SnapshotSchedule
from neonctl_py.model.table import Table
from neonctl_py.model.values import UNSET, QualifiedName
from neonctl_py.stack.sql_tokens import quoted_name

Objects = dict[Address, Any]
Draw = "Callable[[st.SearchStrategy[Any]], Any]"

NAMES = st.one_of(
    st.sampled_from(
        [
            "a",
            "id",
            "user",
            "order",
            "A b",
            'qu"ote',
            "null",
            "true",
            "1",
            "on",
            "ü",
            "$x",
            "${env:X}",
            "x-y",
            "# no",
            "a: b",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"]), min_size=1, max_size=8).filter(
        lambda name: name.strip() and "\0" not in name and not name.startswith("pg_")
    ),
)
TEXTS = st.one_of(
    st.sampled_from(
        [
            "plain",
            "it's",
            'say "hi"',
            "a: b # c",
            "two\nlines",
            "two\nlines\n",
            " spaces ",
            "\ttab",
            "null",
            "yes",
            "0x1",
            "${env:HOME}",
            "$${var:x} $$",
            "back\\slash",
            "\x07",
            "\u2028",
            "-",
            "? a",
            "{x}",
            "ends:",
        ]
    ),
    st.text(
        st.characters(exclude_categories=["Cs", "Co"], exclude_characters="\0"), min_size=1, max_size=20
    ).filter(str.strip),
)
EXPRESSIONS = st.sampled_from(
    [
        "(a > 0)",
        "true",
        "now()",
        "'x'::text",
        "('a: b'::text || 'c # d'::text)",
        "CASE\n    WHEN true THEN 1\n    ELSE 2\nEND",
        "(1 + 2)",
        "'it''s'::text",
        "'${branch}'::text",
        "'{\"k\": 1}'::jsonb",
        "NULL::text",
    ]
)
TYPES = st.sampled_from(
    [
        "integer",
        "text",
        "character varying(64)",
        "timestamp with time zone",
        "timestamp(3) without time zone[]",
        "numeric(10,2)",
        "numeric(10,0)",
        "time(2) with time zone",
        "interval day to second(3)",
        "character(3)",
        "uuid",
        "double precision[]",
        '"char"',
        "bit varying(8)",
    ]
)
SETTINGS = st.dictionaries(
    st.sampled_from(["work_mem", "search_path", "statement_timeout", "app.name"]),
    st.sampled_from(["16MB", "70", "true", "a, b", '"$user", public', "", "null", "30s"]),
    max_size=3,
).map(lambda pairs: tuple(sorted(pairs.items())))
MAYBE_COMMENT = st.none() | TEXTS
_SETTINGS_OR_NOT = st.just(UNSET) | SETTINGS
_EXPRESSION_OR_NOT = st.just(UNSET) | EXPRESSIONS
_MAYBE_EXPRESSION = st.none() | EXPRESSIONS
_THREE_NAMES = st.lists(NAMES, min_size=1, max_size=3, unique=True)
_FOUR_NAMES = st.lists(NAMES, min_size=1, max_size=4, unique=True)


def states() -> st.SearchStrategy[Objects]:
    """A Neon project, or one server, with one database."""
    return st.composite(_state)()


def _state(draw: Any) -> Objects:
    project = Address("project", draw(NAMES))
    objects: Objects = {}
    home = project
    if draw(st.booleans()):
        home = _neon(draw, project, objects)
    else:
        objects[project] = Project(provider="postgres")
    roles = draw(st.lists(NAMES.filter(_is_role), min_size=1, max_size=4, unique=True))
    for number, role in enumerate(roles):
        objects[home.child("role", role)] = draw(_ROLES)
        for group in some(draw, roles):
            if roles.index(group) < number:  # Postgres lets nobody be a member of itself in a circle
                objects[home.child("role", role).child("membership", group)] = draw(_MEMBERSHIPS)
    _database(
        draw, home.child("database", draw(NAMES.filter(lambda name: name != "postgres"))), roles, objects
    )
    return objects


def _is_role(name: str) -> bool:
    return name not in {"public", "none"}


_BOOLEANS = st.booleans()
_ROLES = st.one_of(
    st.builds(
        Role,
        login=_BOOLEANS,
        createdb=_BOOLEANS,
        inherit=_BOOLEANS,
        bypassrls=_BOOLEANS,
        connection_limit=st.sampled_from([-1, 0, 25]),
        valid_until=st.sampled_from([None, "infinity", "2030-01-02T03:04:05Z"]),
        settings=st.just(UNSET) | SETTINGS,
        comment=MAYBE_COMMENT,
        password_rotate_every=st.sampled_from([UNSET, None, 86400]),
    ),
    st.builds(
        lambda login, limit: Role(
            managed_by="neon",
            login=login,
            superuser=UNSET,
            createdb=UNSET,
            createrole=UNSET,
            inherit=UNSET,
            replication=UNSET,
            bypassrls=UNSET,
            connection_limit=limit,
            valid_until=UNSET,
            comment=UNSET,
        ),
        st.sampled_from([UNSET, True]),
        st.sampled_from([UNSET, 5]),
    ),
)
_MEMBERSHIPS = st.builds(Membership, admin=_BOOLEANS, inherit=_BOOLEANS, set=_BOOLEANS)
_SIZES = st.sampled_from([(UNSET, UNSET), (0.25, 2.0), (1.0, 8.0), (20.0, 20.0)])


def _sized(draw: Any) -> dict[str, Any]:
    smallest, largest = draw(_SIZES)
    return {
        "min_cu": smallest,
        "max_cu": largest,
        "suspend_after": pick(draw, [UNSET, None, -1, 300, 90]),
    }


def _neon(draw: Any, project: Address, objects: Objects) -> Address:
    objects[project] = Project(
        region=pick(draw, [UNSET, "aws-us-east-2"]),
        org_id=pick(draw, [UNSET, None, "org-1"]),
        store_passwords=pick(draw, [UNSET, True, False]),
        history_retention=pick(draw, [UNSET, None, 0, 86400, 90]),
        allowed_ips=pick(draw, [UNSET, None, AllowedIps(), AllowedIps(("203.0.113.0/24",), True)]),
        logical_replication=pick(draw, [UNSET, None, True]),
        maintenance_window=pick(draw, [UNSET, None, MaintenanceWindow((1, 7), "03:00", "04:00")]),
        audit_log_level=pick(draw, [UNSET, None, "extended"]),
        preload_libraries=pick(draw, [UNSET, None, PreloadLibraries(), PreloadLibraries(False, ("x",))]),
        quota=pick(draw, [UNSET, None, Quota(3600, 0, 10**9, 2**30, 7)]),
        hipaa=pick(draw, [UNSET, False]),
    )
    names = draw(_THREE_NAMES)
    for number, name in enumerate(names):
        branch = project.child("branch", name)
        is_default = number == 0
        objects[branch] = Branch(
            default=True if is_default else UNSET,
            protected=pick(draw, [UNSET, None, False]),
            parent=UNSET if is_default else names[0],
            data=pick(draw, [UNSET, "schema-only"]),
            expires_in=UNSET if is_default else pick(draw, [UNSET, None, 604800]),
            catalog=is_default,
        )
        if draw(_BOOLEANS):
            objects[branch.child("compute")] = Compute(
                **_sized(draw),
                pg_settings=draw(st.just(UNSET) | st.none() | SETTINGS),
                preload_libraries=pick(draw, [UNSET, None, (), ("timescaledb",)]),
                disabled=pick(draw, [UNSET, True]),
                name=pick(draw, [UNSET, "main compute"]),
            )
        elif is_default:
            objects[branch.child("compute")] = Compute(implied=True)
        if draw(_BOOLEANS):
            objects[branch.child("replica", draw(NAMES))] = Replica(
                **_sized(draw), max_lag=pick(draw, [UNSET, 5])
            )
        if draw(_BOOLEANS):
            rules = (
                SnapshotRule("daily", 2, None, 3600),
                SnapshotRule("weekly", 0, 7),
                SnapshotRule("monthly", 3, 31),
            )
            objects[branch.child("snapshot_schedule")] = SnapshotSchedule(
                tuple(sorted(rules[: draw(st.integers(0, 3))], key=lambda rule: rule.frequency))
            )
    return project.child("branch", names[0])


def _database(draw: Any, database: Address, roles: list[str], objects: Objects) -> None:
    owners = st.sampled_from(roles)
    owner = draw(owners)
    objects[database] = Database(
        owner=owner,
        settings=draw(_SETTINGS_OR_NOT),
        connection_limit=pick(draw, [UNSET, 50]),
        comment=draw(st.just(UNSET) | st.none() | TEXTS),
        **pick(draw, [{}, {"migrations": "reviewed", "migrations_path": "revisions"}]),
    )
    if draw(_BOOLEANS):
        objects[database.child("extension", "citext")] = Extension(
            schema="public", version=pick(draw, [UNSET, "1.6"])
        )
    _grants(draw, database, roles, owner, objects)
    _default_privileges(draw, database, roles, objects)
    schemas = [
        "public",
        *draw(
            st.lists(
                NAMES.filter(lambda name: name not in ("public", "information_schema")),
                max_size=2,
                unique=True,
            )
        ),
    ]
    for schema in schemas:
        place = database.child("schema", schema)
        public_comment = st.just(UNSET) if schema == "public" else st.none()
        schema_owner = draw(owners | st.just(UNSET)) if schema == "public" else draw(owners)
        objects[place] = Schema(owner=schema_owner, comment=draw(public_comment | TEXTS))
        _grants(draw, place, roles, schema_owner, objects)
        _default_privileges(draw, place, roles, objects)
    taken: set[str] = set()
    tables: list[tuple[Address, list[str]]] = []
    for schema in schemas:
        _types(draw, database, schema, owners, taken, objects)
    for schema in schemas:
        for _ in range(pick(draw, (0, 1, 2))):
            name = fresh(draw, NAMES, taken)
            taken.add(name)
            table = database.child("table", schema, name)
            tables.append((table, _table(draw, table, owners, roles, objects)))
    for table, columns in tables:
        _foreign_key(draw, table, columns, tables, objects)
    Home(
        draw, database, schemas, owners, taken, tables, objects, NAMES, MAYBE_COMMENT, TYPES, EXPRESSIONS
    ).add_all()


def _types(  # noqa: PLR0917  what is drawn from, and into
    draw: Any, database: Address, schema: str, owners: Any, taken: set[str], objects: Objects
) -> None:
    for kind in ("enum", "domain"):
        name = fresh(draw, NAMES, taken)
        taken.add(name)
        address = database.child(kind, schema, name)
        if kind == "enum":
            labels = tuple(draw(_FOUR_NAMES))
            objects[address] = Enum(labels=labels, owner=draw(owners), comment=draw(MAYBE_COMMENT))
        else:
            nullable = draw(_BOOLEANS)
            not_null_name = pick(draw, [UNSET, "given"]) if not nullable else UNSET
            objects[address] = Domain(
                type=draw(TYPES),
                nullable=nullable,
                not_null_name=not_null_name,
                not_null_comment=draw(MAYBE_COMMENT) if not nullable else None,
                default=draw(_MAYBE_EXPRESSION),
                collation=pick(draw, [None, '"C"']),
                owner=draw(owners),
                comment=draw(MAYBE_COMMENT),
            )
            for check in some(draw, [f"{name}_check", "positive", "a b"]):
                objects[address.child("constraint", check)] = Check(
                    expression=draw(EXPRESSIONS), comment=draw(MAYBE_COMMENT)
                )


def _table(draw: Any, table: Address, owners: Any, roles: list[str], objects: Objects) -> list[str]:
    enabled, forced = pick(draw, [(False, False), (False, True), (True, False), (True, True)])
    owner = draw(owners)
    objects[table] = Table(
        owner=owner,
        unlogged=draw(_BOOLEANS),
        row_level_security=enabled,
        force_row_level_security=forced,
        storage_parameters=pick(draw, [(), (("autovacuum_enabled", "false"), ("fillfactor", "70"))]),
        replica_identity=pick(draw, ["default", "full", "nothing"]),
        access_method=pick(draw, [UNSET, "heap"]),
        comment=draw(MAYBE_COMMENT),
    )
    columns: list[str] = draw(_FOUR_NAMES)
    key = some(draw, columns)
    declared = [address for address in objects if address.kind in ("enum", "domain")]
    for position, name in enumerate(columns, 1):
        objects[table.child("column", name)] = _column(draw, position, name in key, declared)
    _constraints(draw, table, columns, key, objects)
    if draw(_BOOLEANS):
        objects[table.child("index", f"{table.name[1][:8]} idx {len(objects)}")] = _index(draw, columns)
    if draw(_BOOLEANS):
        chosen = some(draw, roles)
        command = pick(draw, ["all", "select", "insert", "update", "delete"])
        objects[table.child("policy", draw(NAMES))] = Policy(
            permissive=draw(_BOOLEANS),
            command=command,
            roles=tuple(sorted(chosen)) or ("public",),
            using=None if command == "insert" else draw(EXPRESSIONS),
            with_check=None if command in ("select", "delete") else draw(EXPRESSIONS),
            comment=draw(MAYBE_COMMENT),
        )
    _grants(draw, table, roles, owner, objects, columns)
    return columns


def _column(draw: Any, position: int, in_key: bool, declared: list[Address]) -> Column:
    origin = pick(draw, ["", "default", "identity", "generated"])
    types = TYPES
    if declared:
        types |= st.sampled_from(declared).map(lambda place: ".".join(map(quoted_name, place.name)))
        types |= st.sampled_from(declared).map(lambda place: ".".join(map(quoted_name, place.name)) + "[]")
    nullable = not in_key and origin != "identity" and draw(_BOOLEANS)
    not_null: dict[str, Any] = {}
    if not nullable:
        not_null = {
            "not_null_name": pick(draw, [UNSET, UNSET, "given", "A given"]),
            "not_null_validated": pick(draw, [True, True, False]),
            "not_null_no_inherit": pick(draw, [False, False, True]),
            "not_null_comment": draw(MAYBE_COMMENT),
        }
    return Column(
        type=draw(types),
        nullable=nullable,
        **not_null,
        default=draw(EXPRESSIONS) if origin == "default" else None,
        identity=draw(_IDENTITIES) if origin == "identity" else None,
        generated=draw(EXPRESSIONS) if origin == "generated" else None,
        stored=draw(_BOOLEANS) if origin == "generated" else True,
        collation=pick(draw, [None, None, '"C"', 'app."My Coll"', "ucs_basic"]),
        storage=pick(draw, [None, None, "external"]),
        compression=pick(draw, [None, None, "lz4"]),
        statistics=pick(draw, [None, None, 100]),
        comment=draw(MAYBE_COMMENT),
        position=position,
        backfill=draw(_EXPRESSION_OR_NOT),
    )


_IDENTITIES = st.builds(
    Identity,
    always=_BOOLEANS,
    start=st.sampled_from([None, -5, 10]),
    increment=st.sampled_from([None, 2]),
    minimum=st.sampled_from([None, -100]),
    maximum=st.sampled_from([None, 1000]),
    cache=st.sampled_from([None, 7]),
    cycle=_BOOLEANS,
)


def _constraints(draw: Any, table: Address, columns: list[str], key: list[str], objects: Objects) -> None:
    name = table.name[1]
    deferred = st.sampled_from([(False, False), (True, False), (True, True)])
    if key:
        deferrable, initially = draw(deferred)
        chosen = pick(draw, [f"{name}_pkey", f"{name} own key"])
        objects[table.child("constraint", _clipped(chosen))] = PrimaryKey(
            columns=tuple(key),
            without_overlaps=draw(_BOOLEANS),
            deferrable=deferrable,
            initially_deferred=initially,
            comment=draw(MAYBE_COMMENT),
            index_comment=draw(MAYBE_COMMENT),
            valid=draw(_BOOLEANS),
        )
    if draw(_BOOLEANS):
        deferrable, initially = draw(deferred)
        column = columns[0]
        chosen = pick(draw, [f"{name}_{column}_key", f"{name} unique"])
        objects[table.child("constraint", _clipped(chosen))] = Unique(
            columns=(column,),
            include=pick(draw, [(), (columns[-1],)]),
            nulls_not_distinct=draw(_BOOLEANS),
            deferrable=deferrable,
            initially_deferred=initially,
            index_comment=draw(MAYBE_COMMENT),
        )
    for chosen in some(draw, [f"{name}_check", f"{name}_a_check", "mine"]):
        objects[table.child("constraint", _clipped(chosen))] = Check(
            expression=draw(EXPRESSIONS),
            no_inherit=draw(_BOOLEANS),
            enforced=(enforced := draw(_BOOLEANS)),
            validated=not enforced or draw(_BOOLEANS),
            comment=draw(MAYBE_COMMENT),
        )
    if draw(_BOOLEANS):
        objects[table.child("constraint", _clipped(f"{name} alone"))] = Exclusion(
            definition="EXCLUDE USING gist (room WITH =, period WITH &&)",
            comment=draw(MAYBE_COMMENT),
            index_comment=draw(MAYBE_COMMENT),
        )


def _foreign_key(draw: Any, table: Address, columns: list[str], tables: Any, objects: Objects) -> None:
    if not draw(_BOOLEANS):
        return
    target, targets = pick(draw, tables)
    size = draw(st.integers(1, min(len(columns), len(targets))))
    deferrable, initially = pick(draw, [(False, False), (True, False), (True, True)])
    name = pick(draw, [f"{table.name[1]}_{columns[0]}_fkey", "points there"])
    objects[table.child("constraint", _clipped(name))] = ForeignKey(
        columns=tuple(columns[:size]),
        references=QualifiedName(*target.name),
        referenced_columns=tuple(targets[:size]),
        on_delete=pick(draw, ["no action", "cascade", "set null", "set default"]),
        on_update=pick(draw, ["no action", "restrict"]),
        match=pick(draw, ["simple", "full"]),
        deferrable=deferrable,
        initially_deferred=initially,
        period=draw(_BOOLEANS),
        enforced=(enforced := draw(_BOOLEANS)),
        validated=not enforced or draw(_BOOLEANS),
        comment=draw(MAYBE_COMMENT),
    )


def _clipped(name: str) -> str:
    return name.encode()[:63].decode(errors="ignore")


def _index(draw: Any, columns: list[str]) -> Index:
    column = st.sampled_from(columns).map(quoted_name)
    key = st.builds(
        IndexKey,
        column,
        opclass=st.sampled_from([None, "text_pattern_ops"]),
        opclass_parameters=st.just(()),
        collation=st.sampled_from([None, '"C"']),
        descending=_BOOLEANS,
        nulls_first=st.none(),
    ) | st.builds(
        IndexKey,
        st.sampled_from(["lower(a)", "((a + 1))", "(a IS NULL)", "date_trunc('day'::text, at)"]),
        is_column=st.just(False),
        descending=_BOOLEANS,
    )
    return Index(
        keys=tuple(draw(st.lists(key, min_size=1, max_size=3))),
        method=pick(draw, ["btree", "gin"]),
        unique=draw(_BOOLEANS),
        nulls_not_distinct=draw(_BOOLEANS),
        include=pick(draw, [(), (columns[0],)]),
        where=draw(_MAYBE_EXPRESSION),
        storage_parameters=pick(draw, [(), (("fillfactor", "70"),)]),
        comment=draw(MAYBE_COMMENT),
    )


def _grants(  # noqa: PLR0917  the same
    draw: Any,
    place: Address,
    roles: list[str],
    owner: Any,
    objects: Objects,
    columns: list[str] | None = None,
) -> None:
    names = list(ALL_PRIVILEGES[place.kind]) + (["maintain"] if place.kind == "table" else [])
    for role in some(draw, [*roles, "public"]):
        if role in (owner, "public"):
            continue  # what these hold anyway is no grant
        held: set[Privilege] = set()
        for name in some(draw, names, least=1, most=len(names)):
            if columns and name in COLUMN_PRIVILEGES and draw(_BOOLEANS):
                held |= {Privilege(name, column, draw(_BOOLEANS)) for column in columns[:2]}
            if not any(privilege.name == name for privilege in held) or draw(_BOOLEANS):
                held.add(Privilege(name, "", draw(_BOOLEANS)))
        objects[place.child("grant", role)] = Grant(tuple(sorted(held)))


def _default_privileges(draw: Any, place: Address, roles: list[str], objects: Objects) -> None:
    if draw(_BOOLEANS):
        creator, grantee = pick(draw, roles), pick(draw, [*roles, "public"])
        names = some(draw, ["select", "insert"])
        address = place.child("default_privileges", creator, "tables", grantee)
        objects[address] = DefaultPrivileges(tuple(sorted(Privilege(name) for name in names)))
