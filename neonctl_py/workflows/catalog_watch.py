"""What the catalogs were when a plan was made from them, for whoever is about to change them.

Never here: what is done when one has moved.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from neonctl_py.postgres.catalog_digest import own_digest

if TYPE_CHECKING:
    from neonctl_py.apply.turn import Check
    from neonctl_py.model.address import Address
    from neonctl_py.postgres.catalog_digest import Digest
    from neonctl_py.postgres.connect import Connection


@dataclass(slots=True)
class CatalogWatch:
    """Of one plan at a time."""

    begun: datetime = field(default_factory=lambda: datetime.now(UTC))
    _digests: dict[Address, Digest | None] = field(default_factory=dict)

    def note(self, connection: Connection, database: Address) -> None:
        """Called in a session, before its database is read."""
        self._digests[database] = own_digest(connection)

    def begin_anew(self) -> None:
        """Another plan is made now."""
        self._digests.clear()
        self.begun = datetime.now(UTC)

    def check_of(self, database: Address) -> Check:
        """Raises StalePlanError unless the database is as it was noted; one that was not there must be nobody else's work."""
        from neonctl_py.apply.unmoved import (  # noqa: PLC0415  plans are made without SQLAlchemy
            require_unmoved,
            require_untouched,
        )

        if database in self._digests:
            return partial(require_unmoved, database=database, planned=self._digests[database])
        return partial(require_untouched, database=database, since=self.begun)
