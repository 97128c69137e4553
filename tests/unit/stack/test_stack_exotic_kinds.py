"""Replication, foreign objects, operators, casts and text search as a stack writes them, and what it is told about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from neonctl_py.model.address import Address
from neonctl_py.model.cast import Cast
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
from neonctl_py.model.values import UNSET, Secret

if TYPE_CHECKING:
    from collections.abc import Callable

STACK = """
version: 1
projects:
  shop:
    databases:
      main:
        schemas:
          app:
            types:
              mood: {enum: [sad, ok]}
            tables:
              users: {columns: {id: bigint primary key, email: text}}
              log: {columns: {at: date}, partition_by: range (at), partitions: {log_now: default}}
            foreign_tables:
              remote:
                server: far
                options: {path: /x}
                columns: {id: {type: int, options: {n: 1}}}
                checks: [id > 0]
              log_2025:
                server: far
                partition_of: log
                bounds: from ('2025-01-01') to ('2026-01-01')
                overrides: {at: {options: {n: 2}, default: now()}}
                trigger_states: {noted: disabled}
              guests: {server: far, inherits: [users], columns: {more: int}}
            operators:
              "===(text, varchar(10))": {function: app.same, commutator: app.===, restrict: eqsel}
              "!!(none, int)": {function: pg_catalog.int4um}
            operator_classes:
              rev using btree: {type: int, members: ["operator 1 >", "function 1 btint4cmp(int, int4)"]}
            operator_families:
              mixed using btree: {members: ["operator 1 < (int, bigint)", "function 1 (int, int8) f(int, bigint)"]}
            text_search_dictionaries:
              plain: {template: simple, options: {accept: false}}
            text_search_configurations:
              conf: {mappings: {word: [app.plain, english_stem]}}
        casts:
          int as app.mood: {function: app.to_mood, context: assignment}
        foreign_servers:
          far:
            wrapper: postgres_fdw
            user_mappings:
              public: {options: {user: me, password: "${env:REMOTE}"}}
        publications:
          feed: {tables: {app.users: {columns: [id], where: id > 5}}, publish: [update, insert]}
        subscriptions:
          inbox: {connection: "${env:REMOTE}", publications: [b, a], enabled: false, slot_name: null}
"""
DATABASE = "project.shop/branch.main/database.main"


def test_each_kind_becomes_what_postgres_would_tell(load: Callable[..., Any]) -> None:
    desired = load(STACK, environment={"REMOTE": "hush"}).desired

    def at(text: str) -> Any:
        return desired.objects[Address.parse(f"{DATABASE}/{text}")]

    assert at("publication.feed") == Publication(
        tables=(PublishedTable("app", "users", ("id",), "id > 5"),),
        publish=("insert", "update"),
        comment=None,
    )
    assert at("subscription.inbox") == Subscription(
        connection=Secret("hush"), publications=("a", "b"), enabled=False, slot_name=None
    )
    assert at("foreign_server.far/user_mapping.public") == UserMapping(
        options=(("password", Secret("hush")), ("user", Secret("me")))
    )
    assert at("foreign_table.app.remote") == ForeignTable(server="far", options=(("path", "/x"),))
    assert at("foreign_table.app.remote/column.id").options == (("n", "1"),)
    assert at("foreign_table.app.remote/constraint.remote_id_check").expression == "id > 0"
    assert at("foreign_table.app.log_2025") == ForeignTable(
        server="far",
        partition_of="app.log",
        bounds="FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
        overrides=(Override("at", default="now()", options=(("n", "2"),)),),
        trigger_states=(("noted", "disabled"),),
    )
    assert at("foreign_table.app.guests") == ForeignTable(server="far", inherits=("app.users",))
    assert at('operator.app."===(text, character varying)"') == Operator(
        function="app.same", commutator="app.===", restrict="eqsel"
    )
    assert at('operator.app."!!(NONE, integer)"') == Operator(function="int4um")
    assert at('operator_class.app."rev using btree"') == OperatorClass(
        type="integer",
        family="app.rev",
        items=("FUNCTION 1 (integer, integer) btint4cmp(integer,integer)", "OPERATOR 1 >(integer,integer)"),
    )
    assert at('operator_family.app."rev using btree"') == OperatorFamily(comment=UNSET)
    assert at('operator_family.app."mixed using btree"').items == (
        "FUNCTION 1 (integer, bigint) f(integer,bigint)",
        "OPERATOR 1 <(integer,bigint)",
    )
    assert at('cast."integer as app.mood"') == Cast(function="app.to_mood(integer)", context="assignment")
    assert at("text_search_dictionary.app.plain") == TextSearchDictionary(
        template="simple", options=(("accept", "false"),)
    )
    assert at("text_search_configuration.app.conf") == TextSearchConfiguration(
        mappings=(("word", ("app.plain", "english_stem")),)
    )


WRONG = {
    "a password in a user mapping": (
        'foreign_servers: {far: {wrapper: w, user_mappings: {public: {options: {password: «NP150»"x"}}}}}',
        "as a reference",
    ),
    "a password in a connection": (
        'subscriptions: {inbox: {connection: «NP150»"host=x password=y", publications: [a]}}',
        "as a reference",
    ),
    "an enabled subscription without a slot": (
        "subscriptions: {inbox: {connection: host=x, publications: [a], «NP116»slot_name: null}}",
        "enabled: false",
    ),
    "a table that nobody declared": (
        "publications: {feed: {tables: {«NP132»nowhere: {}}}}",
        "no table `nowhere`",
    ),
    "all tables, and some": (
        "publications: {feed: {«NP116»all_tables: true, schemas: [public]}}",
        "Keep one",
    ),
    "a schema that nobody declared": ("publications: {feed: {schemas: [«NP135»gone]}}", "no schema `gone`"),
    "a cast of one type": ("casts: {«NP123»int: {}}", "integer as app.mood"),
    "an operator of one type": (
        "schemas: {public: {operators: {«NP123»'==(int)': {function: f}}}}",
        "needs two types",
    ),
    "an operator class without a method": (
        "schemas: {public: {operator_classes: {«NP123»rev: {type: int}}}}",
        "name using btree",
    ),
    "a member of no sort": (
        "schemas: {public: {operator_families: {f using btree: {members: [«NP123»nonsense]}}}}",
        "operator 1 <",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_told_where_it_is(name: str, mistakes: Callable[..., Any]) -> None:
    text, words = WRONG[name]
    if "schemas: {public: {op" not in text:
        text = f"schemas: {{public: {{}}}}\n        {text}"
    head = "version: 1\nprojects:\n  shop:\n    databases:\n      main:\n        "
    expected, found, messages = mistakes(f"{head}{text}\n")
    assert expected == found, messages
    assert words in messages
    assert "password=y" not in messages
