"""The short form of objects that fit on one line: ``uuid not null default gen_random_uuid()``.

Never here: kinds that need several lines; the outline lists their fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.column import Column, Identity
from neonctl_py.model.constraint import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.default_privileges import DefaultPrivileges
from neonctl_py.model.enum import Enum
from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.index import Index, IndexKey
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
            text = f"primary key {_columns(value.columns, value.include)}{_overlaps(value)}{_deferral(value)}"
        case Unique():
            columns = _columns(value.columns, value.include)
            text = f"unique{_nulls(value)} {columns}{_overlaps(value)}{_deferral(value)}"
        case Check():
            text = f"check {in_parentheses(value.expression)}"
            text += (" no inherit" if value.no_inherit else "") + _validity(value)
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


_PHYSICAL = ("storage", "compression", "statistics", "n_distinct", "n_distinct_inherited")


def _column(column: Column) -> str:
    parts = [column.type]
    if column.collation:
        parts.append(f"collate {column.collation}")
    if not column.nullable:
        parts.append("not null" + (" no inherit" if column.not_null_no_inherit else ""))
        parts += [] if column.not_null_validated else ["not valid"]
    if column.default is not None:
        parts.append(f"default {column.default}")
    if column.identity is not None:
        parts.append(_identity(column.identity))
    if column.generated is not None:
        parts.append(
            f"generated always as {in_parentheses(column.generated)} {'stored' if column.stored else 'virtual'}"
        )
    settings = ((name, getattr(column, name)) for name in _PHYSICAL)
    parts += [f"{name} {value}" for name, value in settings if value is not None]
    if column.backfill is not UNSET:
        parts.append(f"filled with {column.backfill}")
    return " ".join(parts)


def _identity(identity: Identity) -> str:
    named = {
        "start with": identity.start,
        "increment by": identity.increment,
        "minvalue": identity.minimum,
        "maxvalue": identity.maximum,
        "cache": identity.cache,
    }
    options = [f"{name} {value}" for name, value in named.items() if value is not None]
    options += ["cycle"] if identity.cycle else []
    text = f"generated {'always' if identity.always else 'by default'} as identity"
    return f"{text} ({' '.join(options)})" if options else text


def _foreign_key(key: ForeignKey) -> str:
    referenced = f"({', '.join(key.referenced_columns)})" if key.referenced_columns else ""
    text = f"foreign key ({', '.join(key.columns)}) references {key.references}{referenced}"
    text += " by period" if key.period else ""
    if key.match != "simple":
        text += f" match {key.match}"
    for event, action in (("delete", key.on_delete), ("update", key.on_update)):
        if action != "no action":
            text += f" on {event} {action}"
            text += f" ({', '.join(key.set_columns)})" if event == "delete" and key.set_columns else ""
    return text + _deferral(key) + _validity(key)


def _columns(columns: Iterable[str], include: Iterable[str]) -> str:
    carried = ", ".join(include)
    return f"({', '.join(columns)})" + (f" include ({carried})" if carried else "")


def _overlaps(key: PrimaryKey | Unique) -> str:
    return " without overlaps" if key.without_overlaps else ""


def _nulls(value: Unique | Index) -> str:
    return " nulls not distinct" if value.nulls_not_distinct else ""


def _deferral(key: PrimaryKey | Unique | ForeignKey) -> str:
    if key.initially_deferred:
        return " deferrable initially deferred"
    return " deferrable" if key.deferrable else ""


def _validity(value: Check | ForeignKey) -> str:
    if not value.enforced:
        return " not enforced"
    return "" if value.validated else " not valid"


def _index(index: Index) -> str:
    parts = ["unique"] if index.unique else []
    parts.append(f"{index.method} {_columns(map(_key, index.keys), index.include)}{_nulls(index)}")
    if index.storage_parameters:
        parts.append(f"with ({', '.join(f'{name}={value}' for name, value in index.storage_parameters)})")
    if index.where is not None:
        parts.append(f"where {index.where}")
    return " ".join(parts) + ("" if index.valid else " invalid")


def _key(key: IndexKey) -> str:
    parts = [key.expression]
    if key.collation:
        parts.append(f"collate {key.collation}")
    if key.opclass:
        parameters = ", ".join(f"{name}={value}" for name, value in key.opclass_parameters)
        parts.append(f"{key.opclass} ({parameters})" if parameters else key.opclass)
    if key.descending:
        parts.append("desc")
    if key.nulls_first is not None:
        parts.append(f"nulls {'first' if key.nulls_first else 'last'}")
    return " ".join(parts)


def _policy(policy: Policy) -> str:
    parts = [] if policy.permissive else ["restrictive"]
    parts.append(f"for {policy.command} to {', '.join(policy.roles)}")
    if policy.using is not None:
        parts.append(f"using {in_parentheses(policy.using)}")
    if policy.with_check is not None:
        parts.append(f"with check {in_parentheses(policy.with_check)}")
    return " ".join(parts)
