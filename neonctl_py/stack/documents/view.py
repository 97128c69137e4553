"""Views of a schema: a query, or a mapping with more about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.view import SWITCHES, View, is_on, option_words
from neonctl_py.stack.documents.grant import GRANTS_KEY, add_grants
from neonctl_py.stack.documents.lifecycle import COMMENT, EXTERNAL, LIFECYCLE, OWNER, RENAMED_FROM
from neonctl_py.stack.documents.query import (
    COLUMN_COMMENTS,
    COLUMN_NAMES,
    QUERY,
    QUERY_KEY,
    by_column,
    columns_of,
    query_of,
)
from neonctl_py.stack.documents.rule import RULES_KEY, add_rule
from neonctl_py.stack.documents.trigger import TRIGGERS_KEY, add_trigger
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Choice, Sql, Switch
from neonctl_py.stack.shapes import Doc, Either, Key, MapOf, Record

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word

VIEW: Final = Record(
    "view",
    {
        "comment": COMMENT,
        "owner": OWNER,
        "query": Key(QUERY_KEY, "What it shows, an SQL query, or `{file: path}`."),
        "columns": COLUMN_NAMES,
        "security_invoker": Key(
            Switch(),
            "Who asks needs the rights on what it reads, and their policies hold (PostgreSQL 15 on).",
        ),
        "security_barrier": Key(Switch(), "No function of who asks sees rows that it hides."),
        "check_option": Key(
            Choice(("local", "cascaded")), "What is written through it must be visible in it."
        ),
        "column_defaults": Key(
            MapOf(Sql(), "columns", rule=identifier), "Defaults for what is inserted through it, by column."
        ),
        "column_comments": COLUMN_COMMENTS,
        "rules": RULES_KEY,
        "triggers": TRIGGERS_KEY,
        "grants": GRANTS_KEY,
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
        "external": EXTERNAL,
    },
    "a view",
    {
        "sql": "Write `query: select …`.",
        "definition": "Write `query: select …`.",
        "as": "Write `query: select …`.",
        "with_check_option": "Write `check_option: cascaded`.",
        "materialized": "Write it under `materialized_views:`.",
    },
)


def _place(schema: Address | None, name: str) -> Address | None:
    return schema.parent.child("view", schema.name[-1], name) if schema and schema.parent else None


VIEWS: Final = MapOf(Either(scalar=QUERY, mapping=VIEW), "views", _place, identifier)


def add_view(name: Word, written: Any, schema: str, owner: str | Unset, scope: DatabaseScope) -> None:
    """Put one view with its rules and grants."""
    build, address = scope.build, scope.address.child("view", schema, str(name))
    if not isinstance(written, Doc):
        build.put(address, View(query=str(written), owner=owner), name.span)
        return
    if build.is_external(address, written):
        return
    if not has_query(written, address, scope):
        return
    written_owner = scope.server.role(written.get("owner"), address) if written.has("owner") else owner
    build.put(address, _view(written, query_of(written, address, scope), written_owner), name.span)
    build.protect(address, written)
    build.renamed_from(written, address)
    for rule, rule_doc in written.get("rules", {}).items():
        add_rule(rule, rule_doc, address, scope)
    columns = tuple(map(str, written.get("columns", ()))) or None
    for trigger, trigger_doc in written.get("triggers", {}).items():
        add_trigger(trigger, trigger_doc, address, columns, scope)
    add_grants(written.get("grants", {}), address, written_owner, scope.server, scope)


def has_query(doc: Doc, address: Address, scope: DatabaseScope) -> bool:
    """Only what is external has none."""
    if not doc.has("query") and not (doc.node and "query" in doc.node.entries):
        detail = "It has no `query`, so it shows nothing."
        scope.build.mistakes.add("NP111", doc.span, detail, "Write `query: select …`.", address=address)
    return doc.has("query")


def _view(doc: Doc, query: str, owner: str | Unset) -> View:
    comment, check_option = doc.get("comment", None), doc.get("check_option", None)
    return View(
        query=query,
        columns=columns_of(doc),
        security_invoker=is_on(doc.get("security_invoker", "off")),
        security_barrier=is_on(doc.get("security_barrier", "off")),
        option_words=option_words({name: doc.get(name, "true") for name in SWITCHES}),
        check_option=str(check_option) if check_option else None,  # type: ignore[arg-type]  # one of the two words
        column_defaults=by_column(doc.get("column_defaults", {})),
        owner=owner,
        comment=str(comment) if comment else None,
        column_comments=by_column(doc.get("column_comments", {})),
    )
