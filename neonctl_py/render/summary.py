"""The short form of objects that fit on one line: ``uuid not null default gen_random_uuid()``.

Never here: kinds that need several lines; the outline lists their fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.default_privileges import DefaultPrivileges
from neonctl_py.model.enum import Enum
from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.index import Index
from neonctl_py.model.policy import Policy
from neonctl_py.model.values import UNSET
from neonctl_py.render.characters import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.model.state import Object


def summary(value: Object | None) -> str | None:
    """The object on one line, or None for kinds that have no short form."""
    match value:
        case Column():
            text = _column(value)
        case PrimaryKey():
            text = f"primary key ({', '.join(value.columns)})"
        case Unique():
            text = f"unique ({', '.join(value.columns)})"
        case Check():
            text = f"check {in_parentheses(value.expression)}"
        case ForeignKey():
            text = _foreign_key(value)
        case Exclusion():
            text = value.definition
        case Index():
            text = _index(value)
        case Policy():
            text = _policy(value)
        case Grant() | DefaultPrivileges():
            text = privileges_text(value.privileges)
        case Enum():
            text = f"enum ({', '.join(value.labels)})"
        case _:
            return None
    comment = getattr(value, "comment", None)
    noted = f"{text}  comment {comment}" if isinstance(comment, str) else text
    return one_line(noted)


def privileges_text(privileges: Iterable[Privilege]) -> str:
    """``select (id, tier), update, usage with grant option``; ``nothing`` when there are none."""
    grouped: dict[tuple[str, bool], list[str]] = {}
    for privilege in privileges:
        grouped.setdefault((privilege.name, privilege.grantable), []).append(privilege.column)
    parts = []
    for (name, grantable), columns in grouped.items():
        named = [column for column in columns if column]
        text = name if "" in columns else f"{name} ({', '.join(named)})"
        parts.append(f"{text} with grant option" if grantable else text)
    return ", ".join(parts) or "nothing"


def in_parentheses(expression: str) -> str:
    """The expression with parentheses around it, unless one pair holds all of it already."""
    depth = 0
    for position, character in enumerate(expression):
        depth += (character == "(") - (character == ")")
        if depth == 0 and position < len(expression) - 1:
            return f"({expression})"
    return expression if expression.startswith("(") and depth == 0 else f"({expression})"


def _column(column: Column) -> str:
    parts = [column.type]
    if column.collation:
        parts.append(f"collate {column.collation}")
    if not column.nullable:
        parts.append("not null")
    if column.default is not None:
        parts.append(f"default {column.default}")
    if column.identity is not None:
        parts.append(f"generated {'always' if column.identity.always else 'by default'} as identity")
    if column.generated is not None:
        parts.append(
            f"generated always as {in_parentheses(column.generated)} {'stored' if column.stored else 'virtual'}"
        )
    if column.backfill is not UNSET:
        parts.append(f"filled with {column.backfill}")
    return " ".join(parts)


def _foreign_key(key: ForeignKey) -> str:
    referenced = f"({', '.join(key.referenced_columns)})" if key.referenced_columns else ""
    text = f"foreign key ({', '.join(key.columns)}) references {key.references}{referenced}"
    for event, action in (("delete", key.on_delete), ("update", key.on_update)):
        if action != "no action":
            text += f" on {event} {action}"
    return text


def _index(index: Index) -> str:
    keys = ", ".join(f"{key.expression} desc" if key.descending else key.expression for key in index.keys)
    parts = ["unique"] if index.unique else []
    parts.append(f"{index.method} ({keys})")
    if index.include:
        parts.append(f"include ({', '.join(index.include)})")
    if index.where is not None:
        parts.append(f"where {index.where}")
    return " ".join(parts)


def _policy(policy: Policy) -> str:
    parts = [] if policy.permissive else ["restrictive"]
    parts.append(f"for {policy.command} to {', '.join(policy.roles)}")
    if policy.using is not None:
        parts.append(f"using {in_parentheses(policy.using)}")
    if policy.with_check is not None:
        parts.append(f"with check {in_parentheses(policy.with_check)}")
    return " ".join(parts)
