"""Rewrite rules of tables and views: replaced in place, switched, renamed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.names import parent_of, relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.rule import Rule

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep

_SWITCH = {
    "origin": "ENABLE RULE",
    "disabled": "DISABLE RULE",
    "replica": "ENABLE REPLICA RULE",
    "always": "ENABLE ALWAYS RULE",
}


@dataclass
class CreateRule(CatalogOperation):
    """``definition``: ``WHERE (…) DO INSTEAD …``."""

    verb: ClassVar[str] = "create_rule"

    name: str
    relation: str
    event: str
    definition: str
    or_replace: bool = False

    def statement(self) -> str:
        head = "CREATE OR REPLACE RULE" if self.or_replace else "CREATE RULE"
        return (
            f"{head} {identifier(self.name)} AS ON {self.event.upper()} TO {self.relation} {self.definition}"
        )

    def reverse(self) -> MigrateOperation:
        return self._undo or DropRule(self.name, self.relation).undone_by(self)


@dataclass
class SwitchRule(CatalogOperation):
    """``enabled``: ``origin`` (as ever), ``disabled``, ``replica``, ``always``."""

    verb: ClassVar[str] = "switch_rule"

    name: str
    table: str
    enabled: str

    def statement(self) -> str:
        return f"ALTER TABLE {self.table} {_SWITCH[self.enabled]} {identifier(self.name)}"


@dataclass
class DropRule(CatalogOperation):
    verb: ClassVar[str] = "drop_rule"

    name: str
    relation: str

    def statement(self) -> str:
        return f"DROP RULE {identifier(self.name)} ON {self.relation}"


OPERATIONS = (CreateRule, SwitchRule, DropRule)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter(event, definition, enabled, comment) | drop | rename."""
    name, on = step.address.name[0], relation(parent_of(step.address))
    match step.operation:
        case "create":
            rule = value(step.after, Rule)
            lowered: list[MigrateOperation] = [_create(name, on, rule)]
            if rule.enabled != "origin":
                lowered.append(SwitchRule(name, on, rule.enabled).undone_by(SwitchRule(name, on, "origin")))
            return lowered + attributes.comment(step.address, rule.comment)
        case "alter":
            return _altered(step, name, on)
        case "drop":
            undo = _create(name, on, step.before) if isinstance(step.before, Rule) else None
            return [DropRule(name, on).undone_by(undo)]
        case "rename" if step.moved_from:
            old = step.moved_from.name[0]
            back = attributes.Rename(f"RULE {identifier(name)} ON {on}", name, old)
            return [attributes.Rename(f"RULE {identifier(old)} ON {on}", old, name).undone_by(back)]
        case _:
            raise unknown(step)


def _altered(step: SqlStep, name: str, on: str) -> list[MigrateOperation]:
    before, after = value(step.before, Rule), value(step.after, Rule)
    lowered: list[MigrateOperation] = []
    if {"event", "definition"} & set(step.changed):
        undo = _create(name, on, before, or_replace=True)
        lowered.append(_create(name, on, after, or_replace=True).undone_by(undo))
    if "enabled" in step.changed:
        undo_switch = SwitchRule(name, on, before.enabled)
        lowered.append(SwitchRule(name, on, after.enabled).undone_by(undo_switch))
    return lowered + attributes.altered(step)


def _create(name: str, on: str, rule: Rule, *, or_replace: bool = False) -> CreateRule:
    return CreateRule(name, on, rule.event, rule.definition, or_replace)
