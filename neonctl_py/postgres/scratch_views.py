"""What has to be made so that the server spells a query: a temporary view of it, over the relations that are there. Pure.

The query of a materialized view is asked about as a view's, because only views can be temporary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.model.rule import Rule
from neonctl_py.model.view import View
from neonctl_py.postgres.trial import Attempt, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

VIEWS_PER_ROUND = 200


def view_rounds(
    objects: Mapping[Address, Object], candidates: Collection[Address]
) -> Iterator[dict[str, tuple[Address, Attempt]]]:
    """Per round: temporary name -> (the address that it stands for, how it is made)."""
    wanted = {address for address in candidates if isinstance(objects[address], View | MaterializedView)}
    wanted |= {
        address.parent
        for address in candidates
        if isinstance(objects[address], Rule) and address.parent is not None and address.parent.kind == "view"
    }
    ordered = sorted(wanted)
    for start in range(0, len(ordered), VIEWS_PER_ROUND):
        some = ordered[start : start + VIEWS_PER_ROUND]
        yield {
            f"neonpy_view_{number}": (
                address,
                Attempt(address.name[0], _statement(f"neonpy_view_{number}", value)),
            )
            for number, address in enumerate(some)
            if isinstance(value := objects.get(address), View | MaterializedView)
        }


def _statement(name: str, view: View | MaterializedView) -> str:
    # names without types are those that the user wrote; with types they came from the query itself
    written = [quoted(column.name) for column in view.columns if not column.type]
    columns = f" ({', '.join(written)})" if written else ""
    return f"CREATE TEMPORARY VIEW {name}{columns} AS\n{view.query}"


def rule_statement(name: str, relation: str, rule: Rule) -> str:
    """The rule on the temporary relation that stands for its own."""
    return f"CREATE RULE {name} AS ON {rule.event.upper()} TO {relation} {rule.definition}"
