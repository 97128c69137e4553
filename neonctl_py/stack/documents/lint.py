"""``lint:``: how bad each rule is, its options, and what is excused with a reason. Never here: what a rule finds (lint)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.diagnostics import Severity
from neonctl_py.model.lint_settings import LintIgnore, LintSettings, RuleSetting
from neonctl_py.stack.scalars import Choice, Text
from neonctl_py.stack.shapes import Doc, Either, Key, ListOf, MapOf, Record
from neonctl_py.stack.sql_tokens import SqlTextError
from neonctl_py.stack.type_names import TypeTextError, read_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.stack.addresses import AddressReader
    from neonctl_py.stack.shapes import Shape

OFF: Final = "off"
_SEVERITY: Final = Choice((OFF, *(severity.value for severity in Severity)))


def _pattern_trouble(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        return str(error)
    return ""


_PATTERN: Final = Text("a regular expression", _pattern_trouble)
_NAMES: Final = ListOf(Text("a pattern of names, as `public.log_*`, or of addresses"), "patterns of names")
_TYPE: Final = Text("a type")
KINDS: Final = (
    "projects",
    "branches",
    "roles",
    "databases",
    "schemas",
    "tables",
    "columns",
    "constraints",
    "indexes",
    "policies",
    "triggers",
    "views",
    "functions",
    "types",
    "sequences",
)
"""What ``naming`` has patterns for; a test holds this to the rule."""

_OPTIONS: Final[dict[str, dict[str, Key]]] = {
    "naming": {kind: Key(_PATTERN, f"What the names of {kind} have to match, whole.") for kind in KINDS},
    "required-columns": {
        "columns": Key(
            Either(
                sequence=ListOf(Text("a column's name"), "names of columns"),
                mapping=MapOf(_TYPE, "names of columns"),
            ),
            "The columns, as a list of names, or with their types.",
            required=True,
        )
    },
    "key-type": {
        "type": Key(_TYPE, "The type of every primary key of one column.", required=True),
        "default": Key(_PATTERN, "What the key's default has to match, whole."),
    },
    "row-security-required": {
        "column": Key(Text("a column's name"), "Only tables with this column; without it all tables.")
    },
    "schema-owner": {
        "owner": Key(_PATTERN, "What the owner's name has to match, whole.", required=True),
    },
    "comment-missing": {
        "of": Key(ListOf(Choice(KINDS[2:]), "kinds, as `tables`"), "The kinds that need one; else tables.")
    },
    "untouched-updated-at": {"column": Key(Text("a column's name"), "Its name, when not updated_at.")},
}
_COMMON: Final = {
    "severity": Key(_SEVERITY, "How bad it is: `off`, `advice`, `warning`, `error`."),
    "only": Key(_NAMES, "It is held against these only."),
    "except": Key(_NAMES, "It isn't held against these."),
}
RULES: Final = (
    "naming",
    "required-columns",
    "key-type",
    "row-security-required",
    "schema-owner",
    "comment-missing",
    "role-without-limit",
    "role-without-timeout",
    "no-primary-key",
    "foreign-key-without-index",
    "integer-key",
    "foreign-key-type-differs",
    "set-null-on-required",
    "reference-without-foreign-key",
    "publication-stops-writes",
    "duplicate-index",
    "redundant-index",
    "varchar-with-limit",
    "char-column",
    "timestamp-without-zone",
    "json-column",
    "money-type",
    "money-as-float",
    "time-with-zone",
    "reserved-word",
    "quoted-name",
    "numbered-columns",
    "security-definer-search-path",
    "function-search-path",
    "view-without-security-invoker",
    "materialized-view-of-protected-rows",
    "grant-to-public",
    "security-definer-for-all",
    "policy-always-true",
    "policy-called-per-row",
    "several-permissive-policies",
    "policies-not-enforced",
    "row-security-without-policy",
    "extension-in-public",
    "cross-project-reference",
    "row-security-not-forced",
    "unlogged-table",
    "untouched-updated-at",
)
"""Every rule of stacks. A test holds this to lint/stack/catalogue, which this room may not read."""


def _rule(name: str) -> Shape:
    options = _OPTIONS.get(name, {})
    whole = Record(f"lint_{name.replace('-', '_')}", {**options, **_COMMON}, f"the rule {name}")
    if any(key.required for key in options.values()):
        return Either(scalar=Choice((OFF,)), mapping=whole)
    return Either(scalar=_SEVERITY, mapping=whole)


_IGNORE: Final = Record(
    "lint_ignore",
    {
        "rule": Key(Choice(RULES), "The rule, by its name.", required=True),
        "on": Key(
            Text("an address, as `project.shop/database.shop/table.public.orders`"),
            "What it covers, with all that is beneath it; without its branch it means every branch.",
            required=True,
        ),
        "reason": Key(Text("the reason"), "Why it is right there.", required=True),
    },
    "what is excused",
    {"address": "Write `on: address`.", "name": "Write `rule: no-primary-key`."},
)
LINT: Final = Record(
    "lint",
    {
        "rules": Key(
            Record(
                "lint_rules",
                {name: Key(_rule(name), f"`neonpy explain {name}`.") for name in RULES},
                "the rules of lint",
            ),
            "A severity, or `off`, or a mapping with options; writing a rule that is off by itself switches it on.",
        ),
        "ignore": Key(ListOf(_IGNORE, "what is excused"), "Findings that are right, each with its reason."),
    },
    "lint",
)


def lint_settings(doc: Any, reader: AddressReader) -> LintSettings:
    """As it was written. Addresses that lead nowhere are told."""
    if not isinstance(doc, Doc):
        return LintSettings()
    rules = doc.get("rules", None)
    written: Mapping[str, Any] = rules.values if isinstance(rules, Doc) else {}
    ignores = []
    for entry in doc.get("ignore", []):
        rule, place, reason = (entry.get(key, None) for key in ("rule", "on", "reason"))
        address = reader.read(place) if place is not None else None
        if rule is None or reason is None or address is None:
            continue  # told while reading
        ignores.append(LintIgnore(str(rule), address, str(reason), entry.span))
    return LintSettings({name: _setting(said) for name, said in written.items()}, tuple(ignores))


def _setting(said: Any) -> RuleSetting:
    if not isinstance(said, Doc):
        return _of_severity(str(said))
    bare = _of_severity(str(said.get("severity", "")))
    options = {name: _plain(name, value) for name, value in said.values.items() if name not in _COMMON}
    return RuleSetting(
        is_off=bare.is_off,
        severity=bare.severity,
        only=tuple(map(str, said.get("only", []))),
        spare=tuple(map(str, said.get("except", []))),
        options=options,
    )


def _of_severity(word: str) -> RuleSetting:
    return RuleSetting(is_off=word == OFF, severity=Severity(word) if word not in {"", OFF} else None)


def _plain(name: str, value: Any) -> Any:
    """Names and types as the state has them."""
    if isinstance(value, dict):
        return {str(column): _spelled(str(kind)) for column, kind in value.items()}
    if isinstance(value, list):
        return dict.fromkeys(map(str, value)) if name == "columns" else [str(item) for item in value]
    return _spelled(str(value)) if name == "type" else str(value)


def _spelled(text: str) -> str:
    """A type as ``format_type`` prints it; one that isn't built in with the schema that is written."""
    try:
        kind = read_type(text)
    except (TypeTextError, SqlTextError):
        return text
    return kind.spelled(kind.schema or "public")
