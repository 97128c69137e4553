"""Materialized views. Their indexes and grants have files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.values import UNSET
from neonctl_py.stack.writers.compute import settings
from neonctl_py.stack.writers.view import begin_query
from neonctl_py.stack.yaml_text import Flow

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.materialized_view import MaterializedView
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: MaterializedView, writing: Writing) -> None:
    """Under ``materialized_views`` of its schema. One that was never filled is left to who fills it."""
    container = writing.schema(address)
    if container is None:
        return
    document = writing.begin(address, container, "materialized_views")
    begin_query(address, value, document, writing)
    if value.with_data is not True:
        document["with_data"] = False
    if value.column_comments:
        document["column_comments"] = dict(value.column_comments)
    if value.column_settings:
        document["column_settings"] = {name: Flow(_typed(said)) for name, said in value.column_settings}
    if value.clustered_on is not None:
        document["clustered_on"] = value.clustered_on
    if value.storage_parameters:
        document["storage_parameters"] = settings(value.storage_parameters)
    if value.access_method is not UNSET:
        document["access_method"] = value.access_method


def _typed(said: tuple[tuple[str, str], ...]) -> dict[str, str | int]:
    return {word: int(text) if word == "statistics" else text for word, text in said}
