"""The road backwards for replication, foreign objects, operators, casts and text search."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from neonctl_py.model.address import Address
from neonctl_py.model.cast import Cast
from neonctl_py.model.database import Database
from neonctl_py.model.foreign_data_wrapper import ForeignDataWrapper
from neonctl_py.model.foreign_server import ForeignServer
from neonctl_py.model.operator import Operator
from neonctl_py.model.operator_class import OperatorClass
from neonctl_py.model.operator_family import OperatorFamily
from neonctl_py.model.project import Project
from neonctl_py.model.publication import Publication, PublishedTable
from neonctl_py.model.schema import Schema
from neonctl_py.model.subscription import Subscription
from neonctl_py.model.table import Table
from neonctl_py.model.text_search_configuration import TextSearchConfiguration
from neonctl_py.model.text_search_dictionary import TextSearchDictionary
from neonctl_py.model.user_mapping import UserMapping
from neonctl_py.model.values import Secret
from neonctl_py.stack.load import load_stack
from neonctl_py.stack.write import write_state
from neonctl_py.stack.write_files import Layout

if TYPE_CHECKING:
    from neonctl_py.model.state import Object

PROJECT = Address.parse("project.shop")
DATABASE = PROJECT.child("database", "shop")
WRITTEN: dict[str, Object] = {
    "schema.app": Schema(comment=None),
    "table.app.users": Table(),
    "publication.feed": Publication(
        tables=(PublishedTable("app", "users", None, "(id > 5)"),), publish=("insert",), comment="c"
    ),
    "publication.all": Publication(all_tables=True, via_partition_root=True),
    "foreign_data_wrapper.plain": ForeignDataWrapper(validator="app.valid", options=(("a", "1"),)),
    "foreign_server.far": ForeignServer(wrapper="plain", type="t", version="1", options=(("Host", "x"),)),
    'operator.app."===(text, text)"': Operator(function="texteq", negator="app.!==", hashes=True),
    'operator_family.app."rev using btree"': OperatorFamily(items=("OPERATOR 1 <(integer,bigint)",)),
    'operator_class.app."rev using btree"': OperatorClass(
        type="integer",
        default=True,
        family="app.rev",
        items=("FUNCTION 1 (integer, integer) btint4cmp(integer,integer)", "STORAGE bigint"),
    ),
    'cast."bigint as timestamp with time zone"': Cast(method="binary", context="implicit"),
    'cast."integer as text"': Cast(function="app.f(integer)"),
    "text_search_dictionary.app.plain": TextSearchDictionary(
        template="simple", options=(("accept", "false"),)
    ),
    "text_search_configuration.app.conf": TextSearchConfiguration(
        mappings=(("word", ("app.plain", "simple")),)
    ),
}


def _state(**more: Object) -> dict[Address, Object]:
    objects: dict[Address, Object] = {PROJECT: Project(provider="postgres"), DATABASE: Database()}
    return objects | {Address.parse(f"{DATABASE}/{text}"): value for text, value in (WRITTEN | more).items()}


def test_what_is_written_reads_back_as_the_same_state() -> None:
    beside = {PROJECT: {"url": "postgresql://db.example.org/shop"}}
    written = write_state(_state(), Layout(name="shop"), beside=beside)
    assert written.left_out == ()
    with tempfile.TemporaryDirectory() as folder:
        for path, text in written.files.items():
            place = Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        assert load_stack(Path(folder), variables={}, environment={}).desired.objects == _state()


def test_what_is_secret_is_told_and_never_written() -> None:
    secrets: dict[str, Object] = {
        "subscription.inbox": Subscription(connection=Secret("n33dle"), publications=("feed",)),
        "foreign_server.far/user_mapping.public": UserMapping(options=(("password", Secret("n33dle")),)),
    }
    written = write_state(_state(**secrets), Layout(name="shop"))
    assert {left.address.kind for left in written.left_out} == {"subscription", "user_mapping"}
    assert "n33dle" not in f"{written}"
