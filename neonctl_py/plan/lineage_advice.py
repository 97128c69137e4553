"""What Postgres keeps of a table and its parents as it once came to be: told, because no statement changes it. Never here: what is planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.model.table import Heir
from neonctl_py.plan.lineage import Family
from neonctl_py.plan.world import index_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object


def lineage_advice(desired: Desired, observed: Mapping[Address, Object]) -> Iterator[Diagnostic]:
    """Of both states as they were stated and read, in the order of addresses."""
    heirs = sorted(
        place
        for place, value in desired.objects.items()
        if isinstance(value, Heir) and value.inherits and getattr(observed.get(place), "inherits", ())
    )
    if not heirs:
        return
    wanted, there = (Family(state, index_parts(state)) for state in (desired.objects, observed))
    for place in heirs:
        for why in (*_order(wanted, there, place), *_both(wanted, there, place)):
            yield Diagnostic(
                Severity.ADVICE,
                "NP305",
                "Postgres keeps this as it came to be",
                why,
                "Nothing is changed. A table that is made anew would be as the stack says.",
                str(place),
                desired.spans.get(place),
            )


def _order(wanted: Family, there: Family, table: Address) -> Iterator[str]:
    before, after = there.parents(table), wanted.parents(table)
    kept = [parent for parent in before if parent in after]
    if kept != [parent for parent in after if parent in before]:
        names = ", ".join(".".join(parent.name) for parent in kept)
        yield f"{table.segment} has its parents in another order, which decides only the order of new columns: {names}."


def _both(wanted: Family, there: Family, table: Address) -> Iterator[str]:
    """Columns that only one side has as the table's own, too."""
    if set(wanted.parents(table)) != set(there.parents(table)):
        return
    shared = wanted.inherited(table).keys() & there.inherited(table).keys()
    own, listed = (
        {name for kind, name in family.own(table) if kind == "column" and (kind, name) in shared}
        for family in (there, wanted)
    )
    for name in sorted(own ^ listed):
        fact = "is its own as well as its parent's" if name in own else "comes from its parent alone"
        yield f"Of {table.segment}, the column {name} {fact}: that decides only whether it stays when the parent's goes."
