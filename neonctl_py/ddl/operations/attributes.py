"""What several kinds have alike: comments, owners, names. ``on`` is the object in Postgres' words: ``TABLE app.users``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.names import last_name, object_clause
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.quoting import identifier, literal
from neonctl_py.model.values import UNSET, Unset

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.model.address import Address
    from neonctl_py.plan.steps import SqlStep


@dataclass
class CommentOn(CatalogOperation):
    """``comment`` None removes it."""

    verb: ClassVar[str] = "comment_on"

    on: str
    comment: str | None

    def statement(self) -> str:
        text = "NULL" if self.comment is None else literal(self.comment)
        return f"COMMENT ON {self.on} IS {text}"


@dataclass
class Nothing(CatalogOperation):
    """The reverse of what needs none: a new object's owner goes with the object, a validated constraint may stay so."""

    verb: ClassVar[str] = "nothing_to_do"

    def statements(self) -> tuple[str, ...]:
        return ()


@dataclass
class SetOwner(CatalogOperation):
    verb: ClassVar[str] = "set_owner"

    on: str
    owner: str

    def statement(self) -> str:
        return f"ALTER {self.on} OWNER TO {identifier(self.owner)}"


@dataclass
class Rename(CatalogOperation):
    """``on`` says what is renamed: ``TYPE app.mood``, ``TABLE app.users``; ``part`` what inside it: ``CONSTRAINT``, ``COLUMN``."""

    verb: ClassVar[str] = "rename_object"

    on: str
    old: str
    new: str
    part: str = ""

    def statement(self) -> str:
        what = f"{self.part} {identifier(self.old)} " if self.part else ""
        return f"ALTER {self.on} RENAME {what}TO {identifier(self.new)}"


@dataclass
class SetSchema(CatalogOperation):
    verb: ClassVar[str] = "set_schema"

    on: str
    schema: str

    def statement(self) -> str:
        return f"ALTER {self.on} SET SCHEMA {identifier(self.schema)}"


def comment(
    address: Address, text: str | Unset | None, before: str | Unset | None = None, *, on: str = ""
) -> list[MigrateOperation]:
    """For a new or altered object: nothing where the stack writes nothing, or the text is there already. ``on``: what it is called where
    its address doesn't say enough.
    """
    if isinstance(text, Unset) or text == before:
        return []
    on = on or object_clause(address)
    return [CommentOn(on, text).undone_by(CommentOn(on, None if isinstance(before, Unset) else before))]


def owner(address: Address, name: object, before: object = UNSET, *, on: str = "") -> list[MigrateOperation]:
    """For a new or altered object: nothing where the stack writes none."""
    if not isinstance(name, str) or name == before:
        return []
    on = on or object_clause(address)
    return [SetOwner(on, name).undone_by(SetOwner(on, before) if isinstance(before, str) else Nothing())]


def altered(step: SqlStep, *, on: str = "") -> list[MigrateOperation]:
    """The owner and comment of an ``alter`` step, where they are in ``changed``."""
    lowered: list[MigrateOperation] = []
    if "owner" in step.changed:
        lowered += owner(
            step.address, getattr(step.after, "owner", UNSET), getattr(step.before, "owner", UNSET), on=on
        )
    if "comment" in step.changed:
        after = getattr(step.after, "comment", UNSET)
        lowered += comment(step.address, after, getattr(step.before, "comment", None), on=on)
    return lowered


def renamed(step: SqlStep) -> list[MigrateOperation]:
    """For objects that are named in full: a new schema first, then a new name."""
    old, new = step.moved_from, step.address
    if old is None or old.name == new.name:
        return []
    lowered: list[MigrateOperation] = []
    on = object_clause(old)
    if len(old.name) == 2 and old.name[0] != new.name[0]:
        moved = type(old)(old.kind, new.name[0], old.name[1], parent=old.parent)
        back = SetSchema(object_clause(moved), old.name[0])
        lowered.append(SetSchema(on, new.name[0]).undone_by(back))
        on = object_clause(moved)
    before, after = last_name(old), last_name(new)
    if before != after:
        back_again = Rename(object_clause(new), after, before)
        lowered.append(Rename(on, before, after).undone_by(back_again))
    return lowered
