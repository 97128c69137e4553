"""Collations: created, renamed, dropped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.names import relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.quoting import literal
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.collation import Collation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


@dataclass
class CreateCollation(CatalogOperation):
    """``options``: ``{"PROVIDER": "icu", "LOCALE": "'de-DE'"}``."""

    verb: ClassVar[str] = "create_collation"

    name: str
    options: Mapping[str, str] = field(default_factory=dict)

    def statement(self) -> str:
        options = ", ".join(f"{word} = {said}" for word, said in self.options.items())
        return f"CREATE COLLATION {self.name} ({options})"

    def reverse(self) -> MigrateOperation:
        return DropCollation(self.name).undone_by(self)


@dataclass
class DropCollation(CatalogOperation):
    verb: ClassVar[str] = "drop_collation"

    name: str

    def statement(self) -> str:
        return f"DROP COLLATION {self.name}"


OPERATIONS = (CreateCollation, DropCollation)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter(owner, comment) | drop | rename."""
    name = relation(step.address)
    match step.operation:
        case "create":
            held = value(step.after, Collation)
            lowered: list[MigrateOperation] = [CreateCollation(name, _options(held))]
            lowered += attributes.comment(step.address, held.comment)
            return lowered + attributes.owner(step.address, held.owner)
        case "alter":
            return attributes.altered(step)
        case "drop":
            undo = (
                CreateCollation(name, _options(step.before)) if isinstance(step.before, Collation) else None
            )
            return [DropCollation(name).undone_by(undo)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _options(held: Collation) -> dict[str, str]:
    options: dict[str, str] = {"PROVIDER": held.provider}
    for word, said in (
        ("LOCALE", held.locale),
        ("LC_COLLATE", held.lc_collate),
        ("LC_CTYPE", held.lc_ctype),
        ("RULES", held.rules),
    ):
        if said is not None:
            options[word] = literal(said)
    return options if held.deterministic else {**options, "DETERMINISTIC": "false"}
