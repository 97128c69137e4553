"""What a schema holds beside types and tables. Each kind has a file of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.stack.documents.foreign_table import FOREIGN_TABLES, add_foreign_table
from neonctl_py.stack.documents.materialized_view import MATERIALIZED_VIEWS, add_materialized_view
from neonctl_py.stack.documents.operator import OPERATORS, add_operator
from neonctl_py.stack.documents.operator_class import OPERATOR_CLASSES, add_operator_class
from neonctl_py.stack.documents.operator_family import OPERATOR_FAMILIES, add_operator_family
from neonctl_py.stack.documents.text_search_configuration import (
    TEXT_SEARCH_CONFIGURATIONS,
    add_text_search_configuration,
)
from neonctl_py.stack.documents.text_search_dictionary import (
    TEXT_SEARCH_DICTIONARIES,
    add_text_search_dictionary,
)
from neonctl_py.stack.documents.view import VIEWS, add_view
from neonctl_py.stack.shapes import Key

if TYPE_CHECKING:
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Doc

SCHEMA_OBJECTS: Final[dict[str, Key]] = {
    "views": Key(VIEWS, "Its views, by name: a query, or a mapping with more about it."),
    "materialized_views": Key(MATERIALIZED_VIEWS, "Its materialized views, by name."),
    "foreign_tables": FOREIGN_TABLES,
    "operators": OPERATORS,
    "operator_families": OPERATOR_FAMILIES,
    "operator_classes": OPERATOR_CLASSES,
    "text_search_dictionaries": TEXT_SEARCH_DICTIONARIES,
    "text_search_configurations": TEXT_SEARCH_CONFIGURATIONS,
}
_ADD: Final[dict[str, Any]] = {
    "views": add_view,
    "materialized_views": add_materialized_view,
    "foreign_tables": add_foreign_table,
    "operators": add_operator,
    "operator_families": add_operator_family,
    "operator_classes": add_operator_class,
    "text_search_dictionaries": add_text_search_dictionary,
    "text_search_configurations": add_text_search_configuration,
}


def add_schema_objects(doc: Doc, schema: str, owner: str | Unset, scope: DatabaseScope) -> None:
    """Put all of them. ``owner``: of those that say nothing themselves."""
    for key, add in _ADD.items():
        for name, inner in doc.get(key, {}).items():
            add(name, inner, schema=schema, owner=owner, scope=scope)
