"""What squawk flags we flag: its own list of rules is covered by ours, and so is what it finds in the examples."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from rule_pages import Page, of_language

from neonctl_py.lint.sql.catalogue import SQL_RULES
from neonctl_py.lint.sql.lint import lint_sql
from neonctl_py.lint.squawk import SQUAWK
from neonctl_py.lint.verdict import Choice

COMMAND = Path(sys.executable).parent / "squawk"
NOT_SELECTED = {"unused-ignore", "syntax-error"}
"""Names that findings have, but that its command line doesn't take."""
LIMITS = "set lock_timeout = '2s';\nset statement_timeout = '30s';\n"
QUIETER = {
    "suppression-without-reason": {"ban-drop-column"},  # the good example is suppressed by our own comment
    "unknown-suppression": {"ban-drop-column"},
    "unused-suppression": {"ban-drop-column"},
    "drops-table": {"ban-drop-table"},  # of a table that the same file makes
    "drops-generation": {"prefer-robust-stmts"},  # IF EXISTS makes it repeatable
}
"""Page -> what squawk says about its examples and we don't."""


@cache
def rules_of_squawk() -> set[str]:
    """The names that stand in its binary one behind the other. Those of 16 letters stand apart, among other words, and
    only squawk itself can tell which are names.
    """
    binary = COMMAND.read_bytes()
    listed = re.search(rb"require-concurrent-index-creation(?:[a-z]+-[a-z-]+)+", binary)
    assert listed is not None
    text = listed[0].decode()
    for name in sorted(SQUAWK, key=len, reverse=True):
        text = text.replace(name, " ")
    short = re.findall(
        rb"(?=((?:ban|require|prefer|adding|renaming|changing|disallow)-[a-z-]{8,13}))", binary
    )
    candidates = {match.decode()[:16] for match in short}
    known = {name for name in SQUAWK if name in NOT_SELECTED or accepts(name)}
    return {*text.split(), *known, *(name for name in candidates - known if accepts(name))}


def accepts(name: str) -> bool:
    ran = subprocess.run(
        [COMMAND, f"--exclude={name}"], input="", capture_output=True, text=True, check=False
    )
    return "invalid rule name" not in ran.stderr


def squawk_finds(sql: str) -> set[str]:
    names = ",".join(sorted(set(SQUAWK) - NOT_SELECTED))
    ran = subprocess.run(
        [COMMAND, "--reporter=json", f"--include={names}", "--pg-version=17"],
        input=sql,
        capture_output=True,
        text=True,
        check=False,
    )
    return {finding["rule_name"] for finding in json.loads(ran.stdout)}


def we_find(sql: str) -> set[str]:
    verdict = lint_sql(sql, file="m.sql", choice=Choice(on=frozenset(SQL_RULES)))
    return {finding.rule for finding in verdict.findings}


def test_every_rule_of_the_installed_squawk_is_covered() -> None:
    assert rules_of_squawk() == set(SQUAWK)


def test_what_covers_them_are_rules_of_ours() -> None:
    assert {name for names in SQUAWK.values() for name in names} <= set(SQL_RULES)


def test_the_reader_of_its_list_sees_a_name_that_we_do_not_have() -> None:
    assert not accepts("ban-everything")
    assert accepts("ban-drop-table")


@pytest.mark.parametrize("page", of_language("sql"), ids=lambda page: page.name)
def test_what_squawk_flags_we_flag(page: Page) -> None:
    is_about_limits = page.name.endswith("-timeout-missing")
    for sql in (page.bad, page.good):
        whole = sql if is_about_limits else LIMITS + sql
        theirs, ours = squawk_finds(whole), we_find(whole)
        missing = {name for name in theirs if not ours.intersection(SQUAWK[name])}
        assert missing - QUIETER.get(page.name, set()) == set()
