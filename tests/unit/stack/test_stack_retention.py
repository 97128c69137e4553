"""``retention:``: what is read of it, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from neonctl_py.model.address import Address
from neonctl_py.model.retention import RecordKeys, Retention

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.stack.load import LoadedStack

WHOLE = """
projects: {a: {databases: {d: {schemas: {public: {tables: {t: {columns: {id: bigint primary key, name: text, done: boolean}}}}}}}, retention: {%s}}}
"""


def test_each_action_has_its_words(load: Callable[..., LoadedStack]) -> None:
    text = WHOLE % (
        "gone: {table: public.t, where: id < 5, hold: done, cascades: true},"
        "moved: {table: t, where: id < 5, action: archive, to: file:///b, format: csv},"
        "shredded: {table: public.t, where: id < 5, action: shred, erase: [name], mark: {done: true},"
        " keys: {table: k.k, record: r, key: k, project: b}}"
    )
    found = load(text).desired.declarations
    assert found[Address.parse("project.a/retention.gone")] == Retention(
        table="public.t", where="id < 5", hold="done", cascades=True, database="d"
    )
    assert found[Address.parse("project.a/retention.moved")] == Retention(
        table="t", where="id < 5", action="archive", to="file:///b", format="csv", database="d"
    )
    assert found[Address.parse("project.a/retention.shredded")] == Retention(
        table="public.t",
        where="id < 5",
        action="shred",
        erase=("name",),
        mark=(("done", "true"),),
        keys=RecordKeys(table="k.k", record="r", key="k", of="id", project="b"),
        database="d",
    )


MISTAKES = {
    "a table that isn't there": ("r: {table: «NP132»public.x, where: id < 5}", "no table"),
    "a column that isn't there": (
        "r: {table: public.t, where: id < 5, action: shred, erase: [«NP133»nam], mark: {done: true}}",
        "Did you mean `name`?",
    ),
    "an archive to nowhere": (
        "r: «NP111»{table: public.t, where: id < 5, action: archive}",
        "where the rows go",
    ),
    "an archive to two places": (
        "r: «NP111»{table: public.t, where: id < 5, action: archive, into: public.t, to: /b}",
        "one place",
    ),
    "an archive to a bucket": (
        "r: {table: public.t, where: id < 5, action: archive, to: «NP115»'s3://b'}",
        "mount",
    ),
    "a place for what is deleted": ("r: {table: public.t, where: id < 5, «NP116»to: /b}", "action: archive"),
    "cascades of what is moved": (
        "r: {table: public.t, where: id < 5, action: archive, to: /b, «NP116»cascades: true}",
        "action: delete",
    ),
    "nothing to shred": (
        "r: «NP111»{table: public.t, where: id < 5, action: shred, mark: {done: true}}",
        "unreadable",
    ),
    "shredded for ever": (
        "r: «NP111»{table: public.t, where: id < 5, action: shred, erase: [name]}",
        "for ever",
    ),
    "shredded anew each time": (
        "r: {table: public.t, where: id < 5, action: shred, erase: [name], «NP111»mark: {done: now()}}",
        "stays the same",
    ),
    "except": ("r: {table: public.t, where: id < 5, «NP110»except: done}", "Write `hold`"),
    "another action": ("r: {table: public.t, where: id < 5, action: «NP113»remove}", "delete"),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_is_told_where_it_is(mistakes: Callable[..., Any], what: str) -> None:
    text, words = MISTAKES[what]
    expected, found, messages = mistakes(WHOLE % text)
    assert (found, words in messages) == (expected, True), messages
