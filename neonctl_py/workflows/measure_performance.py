"""Read how long the queries of running databases take. Changes nothing.

Never here: comparing, files.
"""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonpyError
from neonctl_py.model.address import Address
from neonctl_py.model.consent import without_branch
from neonctl_py.postgres.connect import connect
from neonctl_py.postgres.measure import counting_since, statements
from neonctl_py.report.performance import Baseline, DatabaseStatistics, merged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.workflows.database_places import DatabasePlace


def measure_performance(places: Sequence[DatabasePlace]) -> Baseline:
    """Everything that pg_stat_statements holds. Raises PostgresError where it isn't installed."""
    found = {}
    for place in places:
        with closing(connect(place.url)) as session:
            found[_name(place)] = DatabaseStatistics(
                since=counting_since(session), rows=merged(statements(session))
            )
    if not found:
        raise NeonpyError("there is no database to measure", hint="neonpy show prints what is there.")
    return Baseline(at=datetime.now(UTC).isoformat(timespec="seconds"), databases=found)


def _name(place: DatabasePlace) -> str:
    """The same on every branch."""
    if not place.name.startswith("project."):
        return place.name
    return str(without_branch(Address.parse(place.name)))
