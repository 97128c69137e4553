"""What a database holds beside its schemas, in the order in which it is built. Each kind has a file of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.stack.documents.cast import CASTS, add_cast
from neonctl_py.stack.documents.foreign_data_wrapper import FOREIGN_DATA_WRAPPERS, add_foreign_data_wrapper
from neonctl_py.stack.documents.foreign_server import FOREIGN_SERVERS, add_foreign_server
from neonctl_py.stack.documents.publication import PUBLICATIONS, add_publication
from neonctl_py.stack.documents.subscription import SUBSCRIPTIONS, add_subscription

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Doc, Key, Word

DATABASE_OBJECTS: Final[dict[str, Key]] = {
    "casts": CASTS,
    "foreign_data_wrappers": FOREIGN_DATA_WRAPPERS,
    "foreign_servers": FOREIGN_SERVERS,
    "publications": PUBLICATIONS,
    "subscriptions": SUBSCRIPTIONS,
}
_ADD: Final[dict[str, Callable[[Word, Doc, DatabaseScope], None]]] = {
    "casts": add_cast,
    "foreign_data_wrappers": add_foreign_data_wrapper,
    "foreign_servers": add_foreign_server,
    "publications": add_publication,
    "subscriptions": add_subscription,
}


def add_database_objects(doc: Doc, scope: DatabaseScope) -> None:
    """Put all of them, once the schemas and their tables are known."""
    for key, add in _ADD.items():
        for name, inner in doc.get(key, {}).items():
            add(name, inner, scope)
