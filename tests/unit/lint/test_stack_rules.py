"""Each rule for stacks finds what its page calls bad, leaves what it calls good, and is silent where somebody said why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rule_pages import Page, of_language
from stack_examples import desired_of, linted

from neonctl_py.diagnostics import Severity
from neonctl_py.errors import InputError
from neonctl_py.lint.sql.catalogue import SQL_RULES
from neonctl_py.lint.stack.catalogue import LIVE_ONLY, SHARED, STACK_RULES
from neonctl_py.lint.stack.lint import CHECKS
from neonctl_py.lint.stack.rules.conventions import PLURALS
from neonctl_py.stack.documents.lint import KINDS, RULES

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = {
    "varchar-with-limit": ("varchar(20)", "text"),
    "char-column": ("char(2)", "text"),
    "timestamp-without-zone": ("timestamp", "timestamptz"),
}
PAGES = [
    *(page for page in of_language("yaml") if page.name in STACK_RULES),
    *(
        Page(
            name,
            "",
            "yaml",
            *(f"tables: {{t: {{columns: {{id: bigint primary key, a: {kind}}}}}}}" for kind in kinds),
        )
        for name, kinds in COLUMNS.items()
    ),
]


def found(text: str, folder: Path, *, is_live: bool = True) -> list[str]:
    return [finding.rule for finding in linted(desired_of(text, folder), is_live=is_live).findings]


def test_every_rule_has_a_page_a_function_and_a_word_in_the_language() -> None:
    assert set(STACK_RULES) == {page.name for page in PAGES} == set(CHECKS) == set(RULES)
    assert set(COLUMNS) == set(SHARED)
    texts = {page.name: page.text for page in of_language("yaml")}
    for rule in STACK_RULES.values():
        if rule.name not in SHARED:
            assert f"\n\n{rule.code}, {rule.severity.value}" in texts[rule.name]
            assert ("off until" in texts[rule.name]) == rule.is_opt_in
    assert {*PLURALS, "projects", "branches", "databases"} == set(KINDS)


def test_codes_and_names_are_unique_over_files_and_stacks() -> None:
    rules = {**SQL_RULES, **STACK_RULES}
    assert len({rule.code for rule in rules.values()}) == len(rules)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_the_page_calls_bad_is_found_and_what_it_calls_good_is_not(page: Page, tmp_path: Path) -> None:
    assert page.name in found(page.bad, tmp_path)
    assert page.name not in found(page.good, tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_an_entry_of_ignore_excuses_it_and_only_it(page: Page, tmp_path: Path) -> None:
    before = linted(desired_of(page.bad, tmp_path), is_live=True)
    finding = next(item for item in before.findings if item.rule == page.name)
    entry = {"rule": page.name, "on": finding.address.replace("/branch.main", ""), "reason": "we know"}
    after = linted(desired_of(page.bad, tmp_path, {"ignore": [entry]}), is_live=True)
    assert [(item.rule, reason) for item, reason in after.excused if item.address == finding.address] == [
        (page.name, "we know")
    ]
    assert finding not in after.findings


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_rule_can_be_switched_off(page: Page, tmp_path: Path) -> None:
    desired = desired_of(page.bad, tmp_path, {"rules": {page.name: "off"}})
    assert page.name not in [finding.rule for finding in linted(desired, is_live=True).findings]


def test_what_validate_tells_of_a_stack_is_not_told_twice(tmp_path: Path) -> None:
    for page in PAGES:
        if page.name in LIVE_ONLY:
            assert page.name not in found(page.bad, tmp_path, is_live=False)


def test_findings_have_the_place_where_the_thing_is_written(tmp_path: Path) -> None:
    text = "tables: {t: {columns: {id: bigint primary key, a: json}}}"
    finding = next(item for item in linted(desired_of(text, tmp_path)).findings if item.rule == "json-column")
    assert finding.span is not None
    line = (tmp_path / "stack.yaml").read_text().splitlines()[finding.span.line - 1]
    assert line.strip().startswith('"a": "json"')


NOTES = "tables: {notes: {columns: {id: bigint primary key, a: json}}, logs: {columns: {a: json}}}"


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ({"except": ["public.log*"]}, ["notes"]),
        ({"only": ["public.log*"]}, ["logs"]),
        ({"only": ["project.p/*"], "except": ["*/table.public.notes"]}, ["logs"]),
    ],
)
def test_a_rule_is_held_against_what_its_patterns_leave(
    setting: dict[str, list[str]], expected: list[str], tmp_path: Path
) -> None:
    verdict = linted(desired_of(NOTES, tmp_path, {"rules": {"json-column": setting}}))
    places = [item.address for item in verdict.findings if item.rule == "json-column"]
    assert [next(name for name in ("notes", "logs") if name in place) for place in places] == expected


def test_severities_are_the_stacks_own(tmp_path: Path) -> None:
    desired = desired_of(NOTES, tmp_path, {"rules": {"json-column": "error"}})
    severities = {item.severity for item in linted(desired).findings if item.rule == "json-column"}
    assert severities == {Severity.ERROR}


def test_an_entry_that_excuses_nothing_is_told_with_its_place(tmp_path: Path) -> None:
    entry = {"rule": "money-type", "on": "project.p/database.d/table.public.notes", "reason": "old"}
    told = [
        item
        for item in linted(desired_of(NOTES, tmp_path, {"ignore": [entry]})).findings
        if item.rule == "unused-suppression"
    ]
    assert len(told) == 1
    assert told[0].span is not None


MISTAKES = {
    "a rule that there is not": ({"rules": {"no-primary-keys": "off"}}, "no-primary-key"),
    "a pattern that is none": ({"rules": {"naming": {"tables": "[a-"}}}, "regular expression"),
    "options that a rule doesn't have": ({"rules": {"naming": {"table": "a"}}}, "tables"),
    "options that it needs": ({"rules": {"key-type": "error"}}, "This must be `off`"),
    "a reason that is missing": (
        {"ignore": [{"rule": "no-primary-key", "on": "project.p/database.d"}]},
        "reason",
    ),
    "an address that is none": (
        {"ignore": [{"rule": "no-primary-key", "on": "orders", "reason": "r"}]},
        "address",
    ),
}


@pytest.mark.parametrize(("lint", "told"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_in_the_section_are_told(lint: dict[str, object], told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=told):
        desired_of(NOTES, tmp_path, lint)


CALM = {
    "a partition has its parent's key and columns": (
        (
            "tables:\n  e: {columns: {at: timestamptz primary key, a: json}, partition_by: range (at), "
            "partitions: {e1: from ('2026-01-01') to ('2027-01-01')}}"
        ),
        ["json-column"],
    ),
    "a longer key is an index for a foreign key": (
        (
            "tables:\n  a: {columns: {id: bigint primary key}}\n"
            "  b: {columns: {a: bigint references a(id), n: bigint}, primary_key: [a, n]}"
        ),
        [],
    ),
    "beside a tenant's id the other column is enough": (
        (
            "tables:\n  a: {columns: {t: bigint, id: bigint}, primary_key: [t, id]}\n"
            "  b: {columns: {t: bigint, id: bigint, a: bigint}, primary_key: [t, id], "
            "foreign_keys: [{columns: [t, a], references: 'a(t, id)'}, {columns: [t, id], references: 'a(t, id)'}], "
            "indexes: {i: [a]}}"
        ),
        [],
    ),
    "new values may be any where old ones may not": (
        (
            "tables:\n  a:\n    columns: {id: bigint primary key}\n    row_level_security: forced\n"
            "    policies: {p: {for: update, using: id > 0, with_check: 'true'}}"
        ),
        [],
    ),
    "true for a named role is meant": (
        (
            "roles: {admin: {}}\ntables:\n  a:\n    columns: {id: bigint primary key}\n"
            "    row_level_security: forced\n    policies: {p: {to: [admin], using: 'true'}}"
        ),
        [],
    ),
    "what is true for all is narrowed by a restrictive policy": (
        (
            "tables:\n  a:\n    columns: {id: bigint primary key}\n    row_level_security: forced\n"
            "    policies: {p: {using: 'true'}, q: {as: restrictive, using: id > 0}}"
        ),
        [],
    ),
    "a partial index is none": (
        (
            "tables:\n  a: {columns: {id: bigint primary key}}\n"
            "  b: {columns: {id: bigint primary key, a: bigint references a(id)}, "
            "indexes: {i: {on: [a], where: id > 0}}}"
        ),
        ["foreign-key-without-index"],
    ),
    "indexes that differ in a predicate, an operator class or an order are two": (
        (
            "tables:\n  a:\n    columns: {id: bigint primary key, t: text}\n    indexes:\n"
            "      i1: {on: [t], where: id > 0}\n      i2: [t text_pattern_ops]\n      i3: [t desc]\n      i4: [t]"
        ),
        [],
    ),
    "a sequence that stops early": (
        "tables: {t: {columns: {id: bigint primary key}}}\nsequences: {s: {type: integer}}",
        ["integer-key"],
    ),
    "a publication of what a subscriber can find": (
        (
            "tables:\n  a: {columns: {id: bigint primary key, gone: boolean}, replica_identity: full}\n"
            "  b: {columns: {id: bigint primary key, note: text}}\n"
            "publications: {p: {tables: {a: {where: not gone}, b: {where: id > 9, columns: [id, note]}}}}"
        ),
        [],
    ),
    "a publication of inserts only": (
        (
            "tables: {a: {columns: {id: bigint primary key, gone: boolean}}}\n"
            "publications: {p: {tables: {a: {where: not gone}}, publish: [insert]}}"
        ),
        [],
    ),
    "a publication without the key": (
        (
            "tables: {a: {columns: {id: bigint primary key, note: text}}}\n"
            "publications: {p: {tables: {a: {columns: [note]}}}}"
        ),
        ["publication-stops-writes"],
    ),
    "a role that inherits nothing strange": (
        "roles: {app: {login: true}}\ntables: {t: {columns: {id: bigint primary key}, grants: {app: [select]}}}",
        [],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CALM.values(), ids=CALM)
def test_what_looks_alike_and_is_not(text: str, expected: list[str], tmp_path: Path) -> None:
    assert found(text, tmp_path, is_live=False) == expected
