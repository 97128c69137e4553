"""Secrets in statements: a mark stands for each until the moment of sending. What is printed, journalled, told or written into a
revision is the statement with its marks.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING

from neonctl_py.ddl.quoting import literal
from neonctl_py.model.values import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.plan.steps import SqlStep


_MARK = "(sensitive value: "
_LETS_IN = re.compile("pass|pwd|secret|token|key|cred|://", re.IGNORECASE)


def mark(name: str) -> str:
    """The literal that stands for the secret of that name."""
    return literal(f"{_MARK}{name})")


def has_mark(statement: str) -> bool:
    """Does a mark stand for a secret in it?"""
    return _MARK in statement


def revealed(statement: str, step: SqlStep) -> str:
    """The statement as it is sent: the marks replaced by what the step's new value holds."""
    if not has_mark(statement):
        return statement
    for name, secret in _secrets(step):
        statement = statement.replace(mark(name), literal(secret.reveal()))
    return statement


def harmless_revealed(statement: str, step: SqlStep) -> str:
    """For a script that somebody asked for: what only says where and as whom is written out, what lets somebody in is not."""
    for name, secret in _secrets(step):
        if not _LETS_IN.search(name) and not _LETS_IN.search(secret.reveal()):
            statement = statement.replace(mark(name), literal(secret.reveal()))
    return statement


def masked(text: str, step: SqlStep) -> str:
    """What a server said, without the secrets that it may have quoted."""
    for _, secret in _secrets(step):
        if secret.reveal():
            text = text.replace(secret.reveal(), str(secret))
    return text


def _secrets(step: SqlStep) -> Iterator[tuple[str, Secret]]:
    if step.after is None:
        return
    for field in fields(step.after):
        held = getattr(step.after, field.name)
        if isinstance(held, Secret):
            yield field.name, held
        elif isinstance(held, tuple):
            yield from (
                item
                for item in held
                if isinstance(item, tuple) and len(item) == 2 and isinstance(item[1], Secret)
            )
