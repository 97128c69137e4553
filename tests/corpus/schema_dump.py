"""``pg_dump --schema-only`` as values that can be compared: the judge of every case. Never here: a database's content."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from difflib import unified_diff
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.emulator.binaries import Binaries
    from neonctl_py.model.values import Secret

_ENTRY = re.compile(
    r"^-- Name: (?P<name>.*); Type: (?P<type>[A-Z ]+); Schema: (?P<schema>.*); Owner: .*$", re.MULTILINE
)
_COLUMNS = re.compile(
    r"^CREATE (?:UNLOGGED |FOREIGN )?TABLE [^\n]*\(\n(?P<lines>(?:    .*\n)+)\)", re.MULTILINE
)
_SWITCHES = re.compile(r"^CREATE VIEW .*\bWITH \(([\w.]+='?[^()]*)\)")
_OF_STATISTICS = re.compile(r"^CREATE STATISTICS .* ON (.*) FROM ")
_UNORDERED = ("ACL ", "DEFAULT ACL ", "DATABASE PROPERTIES ")
"""Entries whose statements stand in the order in which somebody granted or set."""


@dataclass(frozen=True)
class SchemaDump:
    """``entries``: by heading, the statements without comments. ``tables``: heading -> the lines of its column list."""

    entries: Mapping[str, str]
    tables: Mapping[str, tuple[str, ...]]

    def difference(self, wanted: SchemaDump) -> str:
        """What this one lacks and what it has too much, compared with ``wanted``; empty when they mean the same. The order
        of a table's columns is not part of it: Postgres can only append.
        """
        lines = [f"- {line}" for line in _lacking(wanted, self)] + [
            f"+ {line}" for line in _lacking(self, wanted)
        ]
        return "\n".join(lines)

    def exact_difference(self, wanted: SchemaDump) -> str:
        """The same with the order of columns. That of one object's grants and of one view's switches stays free: no
        statement of Postgres' own asks for it.
        """
        changed = _settled(self.entries).items() ^ _settled(wanted.entries).items()
        lines: list[str] = []
        for heading in sorted({heading for heading, _ in changed}):
            mine = self.entries.get(heading, "").splitlines()
            theirs = wanted.entries.get(heading, "").splitlines()
            told = unified_diff(theirs, mine, n=0, lineterm="")
            lines += [
                heading,
                *(f"  {line}" for line in told if line[:3] not in ("---", "+++") and line[0] in "-+"),
            ]
        return "\n".join(lines)


def schema_dump(binaries: Binaries, url: Secret, *options: str) -> SchemaDump:
    """Of the database at ``url``, without the schema that neonpy keeps its own history in. ``options``: more for pg_dump."""
    return parsed(dump_text(binaries, url, *options))


def dump_text(binaries: Binaries, url: Secret, *options: str) -> str:
    """As pg_dump writes it."""
    result = subprocess.run(
        [binaries.tool("pg_dump"), "--schema-only", "--exclude-schema=neonpy", *options, url.reveal()],
        capture_output=True,
        text=True,
        check=False,
        env=binaries.environment(),
    )
    if result.returncode:
        raise AssertionError(f"pg_dump failed: {result.stderr}")
    return result.stdout


def parsed(text: str) -> SchemaDump:
    """Of the text that pg_dump wrote."""
    entries = dict(_entries(text))
    tables = {
        heading: tuple(match["lines"].splitlines())
        for heading, body in entries.items()
        if (match := _COLUMNS.search(body))
    }
    return SchemaDump(entries, tables)


def _entries(text: str) -> Iterator[tuple[str, str]]:
    found = list(_ENTRY.finditer(text))
    seen: Counter[str] = Counter()
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        body = text[match.end() : end]
        heading = f"{match['type']} {match['schema']}.{match['name']}"
        seen[heading] += 1
        if seen[heading] > 1:
            heading = f"{heading} #{seen[heading]}"
        yield heading, _statements(body)


def _statements(body: str) -> str:
    """Without the settings that depend on what stands before, and without comment lines between entries."""
    kept = [
        line
        for line in body.splitlines()
        if line not in ("--", "")
        and not line.startswith(("\\", "-- PostgreSQL", "SET default_table"))
        and not line.startswith(("-- Completed on", "SET default_tablespace", "SET default_with_oids"))
    ]
    return "\n".join(kept)


def _settled(entries: Mapping[str, str]) -> dict[str, str]:
    return {
        heading: "\n".join(sorted(lines) if heading.startswith(_UNORDERED) else lines)
        for heading, body in entries.items()
        for lines in ([_with_sorted_switches(line) for line in body.splitlines()],)
    }


def _lacking(one: SchemaDump, other: SchemaDump) -> Iterator[str]:
    """What ``one`` has and ``other`` has not."""
    for heading, body in one.entries.items():
        there = other.entries.get(heading)
        if there == body:
            continue
        if there is None:
            yield f"{heading}: {body}"
            continue
        mine, theirs = _without_column_order(one, heading), _without_column_order(other, heading)
        if mine != theirs:
            lines = (Counter(mine) - Counter(theirs)) or Counter(mine)
            yield f"{heading}: " + "\n  ".join(lines)


def _without_column_order(dump: SchemaDump, heading: str) -> list[str]:
    lines = [_with_sorted_switches(line.removesuffix(",")) for line in dump.entries[heading].splitlines()]
    if heading.startswith(_UNORDERED):
        return sorted(lines)
    if heading.startswith("STATISTICS "):  # their columns stand in the order that the table has them in
        return [_in_order(line) for line in lines]
    if heading not in dump.tables:
        return lines
    columns = [_with_sorted_switches(line.removesuffix(",")) for line in dump.tables[heading]]
    begin = lines.index(columns[0])
    return [*lines[:begin], *sorted(columns), *lines[begin + len(columns) :]]


def _in_order(line: str) -> str:
    found = _OF_STATISTICS.search(line)
    return line if found is None else line.replace(found[1], ", ".join(sorted(found[1].split(", "))))


def _with_sorted_switches(line: str) -> str:
    """A view's mean the same in any order, and Postgres keeps them in the order in which they were set."""
    switches = _SWITCHES.search(line)
    return line if switches is None else line.replace(switches[1], ", ".join(sorted(switches[1].split(", "))))
