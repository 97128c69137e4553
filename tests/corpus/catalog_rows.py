"""All that a database's own catalogs say, without object ids: where two databases agree here, their dumps do, too.

It is read in a tenth of the time that pg_dump takes. Where two differ here (Postgres keeps traces of the past that no
dump shows), pg_dump is asked. Never here: a list of kinds; the catalogs and what their columns refer to come from Postgres.
"""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.postgres.connect import Connection

CatalogRows = tuple[str, ...]

_NOT_OF_THE_SCHEMA = frozenset(
    {
        "pg_depend",
        "pg_shdepend",
        "pg_statistic",
        "pg_statistic_ext_data",
        "pg_largeobject",
        "pg_largeobject_metadata",
    }
    | {"pg_init_privs", "pg_publication_namespace_oid", "pg_subscription_rel"}
)
_TRACES = {
    "pg_class": "relfilenode relpages reltuples relallvisible relallfrozen reltoastrelid relhasindex relhasrules"
    " relhastriggers relhassubclass relfrozenxid relminmxid relnatts relrewrite relpartbound reltype",
    "pg_attribute": "attnum attmissingval atthasmissing attcacheoff",
    "pg_index": "indexrelid indrelid indkey indcollation indclass indoption indexprs indpred indcheckxmin indnatts",
    "pg_constraint": "conkey confkey conpfeqop conppeqop conffeqop conexclop conbin confdelsetcols conindid conparentid",
    "pg_trigger": "tgattr tgqual tgargs tgnargs tgconstrindid tgparentid",
    "pg_rewrite": "ev_action ev_qual",
    "pg_type": "typdefaultbin",
    "pg_proc": "proargdefaults prosqlbody",
    "pg_policy": "polqual polwithcheck",
    "pg_attrdef": "adbin adnum",
    "pg_statistic_ext": "stxkeys stxexprs",
    "pg_partitioned_table": "partattrs partexprs",
    "pg_publication_rel": "prattrs prqual",
    "pg_enum": "enumsortorder",
    "pg_description": "objsubid",
    "pg_seclabel": "objsubid",
}
_TOLD = {
    "pg_class": "pg_get_expr(t.relpartbound, t.oid)",
    "pg_index": "pg_get_indexdef(t.indexrelid)",
    "pg_constraint": "pg_get_constraintdef(t.oid)",
    "pg_trigger": "pg_get_triggerdef(t.oid)",
    "pg_rewrite": "pg_get_ruledef(t.oid)",
    "pg_proc": "case when t.prokind <> 'a' then pg_get_functiondef(t.oid) end",
    "pg_policy": "array[pg_get_expr(t.polqual, t.polrelid), pg_get_expr(t.polwithcheck, t.polrelid)]",
    "pg_attrdef": "array[pg_get_expr(t.adbin, t.adrelid), pg_describe_object(1259, t.adrelid, t.adnum)]",
    "pg_statistic_ext": "pg_get_statisticsobjdef(t.oid)",
    "pg_partitioned_table": "pg_get_partkeydef(t.partrelid)",
    "pg_publication_rel": """array[pg_get_expr(t.prqual, t.prrelid),
        (select string_agg(attname, ',' order by attname) from pg_attribute where attrelid = t.prrelid and attnum = any (t.prattrs))]""",
    "pg_enum": "(select count(*) from pg_enum o where o.enumtypid = t.enumtypid and o.enumsortorder < t.enumsortorder)",
    "pg_description": "pg_describe_object(t.classoid, t.objoid, t.objsubid)",
    "pg_seclabel": "pg_describe_object(t.classoid, t.objoid, t.objsubid)",
    "pg_sequence": """(select array_agg(d.deptype::text || ' ' || pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid))
        from pg_depend d where d.classid = 1259 and d.objid = t.seqrelid and d.refobjsubid > 0)""",
}
_COLUMN_LISTS_SINCE = 15
_TOLD_BEFORE_15 = {**_TOLD, "pg_publication_rel": "null"}
_ONLY = {
    "pg_class": "t.relnamespace <> 99 and t.relkind <> 'c'",
    "pg_attribute": "t.attnum > 0 and not t.attisdropped and (select relnamespace from pg_class where oid = t.attrelid) <> 99",
    "pg_index": "(select relnamespace from pg_class where oid = t.indexrelid) <> 99",
    "pg_trigger": "not t.tgisinternal",
}


def catalog_rows(connection: Connection) -> CatalogRows | None:
    """Sorted, each as JSON; comparable between databases of one server. Some catalogs are for superusers only: None for
    everybody else.
    """
    if connection.info.parameter_status("is_superuser") != "on":
        return None
    query, references = _query(connection)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    names: dict[tuple[str, int], str] = {}
    for catalog, oid, name, row in connection.execute(query).fetchall():
        found[catalog].append(row)
        if oid is not None:
            names[catalog, oid] = name
    texts: list[str] = []
    for catalog, rows in found.items():
        referring = references[catalog]
        texts += (
            f"{catalog} {json.dumps(_without_ids(row, referring, names), sort_keys=True)}" for row in rows
        )
    return tuple(sorted(texts))


def _without_ids(
    row: dict[str, Any], referring: dict[str, str], names: dict[tuple[str, int], str]
) -> dict[str, Any]:
    row.pop("oid", None)
    for column, catalog in referring.items():
        if column in row:
            row[column] = _named(row[column], catalog, names)
    for column, value in row.items():
        if column.endswith("acl") and isinstance(value, list):
            row[column] = sorted(value)
    return row


def _named(value: Any, catalog: str, names: dict[tuple[str, int], str]) -> Any:
    """Some types of ids (regproc) are printed as names already; vectors are printed as one text."""
    if isinstance(value, list):
        return [_named(one, catalog, names) for one in value]
    if isinstance(value, str) and " " in value:
        return [_named(one, catalog, names) for one in value.split()]
    return names.get((catalog, int(value)), value) if str(value).isdigit() else value


@cache
def _texts(major: int, catalogs: tuple[tuple[str, bool, str], ...]) -> str:
    tellings = _TOLD if major >= _COLUMN_LISTS_SINCE else _TOLD_BEFORE_15
    return " union all ".join(_selection(*catalog, tellings) for catalog in catalogs)


def _selection(catalog: str, has_oid: bool, first_reference: str, tellings: dict[str, str]) -> str:
    own = "t.oid" if has_oid else f"t.{first_reference}"
    dropped = "".join(f" - '{column}'" for column in _TRACES.get(catalog, "").split())
    told = f" || jsonb_build_object('told', {tellings[catalog]})" if catalog in tellings else ""
    name = (
        f"(pg_identify_object('{catalog}'::regclass, t.oid, 0)).identity"
        if has_oid and catalog != "pg_enum"
        else "null"
    )
    kept = (
        "true"
        if catalog == "pg_namespace"
        else f"({own} >= 16384{' or t.classoid = 2615' if catalog == 'pg_description' else ''})"
    )
    return (
        f"select '{catalog}', {'t.oid::bigint' if has_oid else 'null'}, {name}, to_jsonb(t){dropped}{told}"
        f" from {catalog} t where {kept} and {_ONLY.get(catalog, 'true')}"
    )


def _query(connection: Connection) -> tuple[str, dict[str, dict[str, str]]]:
    """The one statement that reads them all, and catalog -> column -> the catalog that its ids are of."""
    major = connection.info.server_version // 10_000
    if major not in _KNOWN:
        references: dict[str, dict[str, str]] = defaultdict(dict)
        pairs = connection.execute(
            "select fktable::text, fkcols[1], pktable::text from pg_get_catalog_foreign_keys() where cardinality(fkcols) = 1"
        )
        for table, column, target in pairs.fetchall():
            references[table][column] = target
        _KNOWN[major] = (_texts(major, tuple(_catalogs(connection, references))), references)
    return _KNOWN[major]


_KNOWN: dict[int, tuple[str, dict[str, dict[str, str]]]] = {}


def _catalogs(
    connection: Connection, references: dict[str, dict[str, str]]
) -> Iterator[tuple[str, bool, str]]:
    """Of this database alone: what the server shares has its own tests."""
    query = """select c.relname, exists (select from pg_attribute where attrelid = c.oid and attname = 'oid')
        from pg_class c where relnamespace = 11 and relkind = 'r' and not relisshared order by 1"""
    for catalog, has_oid in connection.execute(query).fetchall():
        first = next(
            iter(references[catalog]), "objoid" if catalog in ("pg_description", "pg_seclabel") else ""
        )
        if catalog not in _NOT_OF_THE_SCHEMA and (has_oid or first):
            yield catalog, has_oid, first
