"""A live look at one database: one screen of lines, exactly as wide and high as the terminal.

Never here: keys, asking the database, drawing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from neonctl_py.render.characters import one_line
from neonctl_py.render.quantities import bytes_words, long_duration_words
from neonctl_py.render.terminal.console import hanging
from neonctl_py.render.terminal.inspection import server_words
from neonctl_py.render.terminal.table import table_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from neonctl_py.report.pulse import Gone, Pulse, Rows

TABS: Final = ("overview", "connections", "queries", "locks", "replication", "tables")
_BARS: Final = "▁▂▃▄▅▆▇█"
_KEPT: Final = 240
_HEADER: Final = 3
_FOOTER: Final = 1
_LABEL: Final = 14
_WIDE: Final = 110
_LESS_WANTED: Final = frozenset(
    {
        "application",
        "transaction_seconds",
        "of_role",
        "rows",
        "total_seconds",
        "mode",
        "kind",
        "plugin",
        "role_limit",
    }
)
_RATES: Final = (
    ("transactions", "transactions", "/s"),
    ("rows_read", "rows read", "/s"),
    ("rows_written", "rows written", "/s"),
    ("blocks_read", "blocks read", "/s"),
    ("wal_bytes", "WAL", "/s"),
    ("hit_percent", "from cache", " %"),
)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """``history``: values by the names of rates, oldest first. ``offset``: how many rows of a table are above the screen."""

    name: str
    every: float
    tab: int = 0
    offset: int = 0
    is_paused: bool = False
    pulse: Pulse | None = None
    gone: Gone | None = None
    history: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def with_pulse(self, pulse: Pulse) -> Dashboard:
        """What was seen last."""
        values: dict[str, float | None] = {
            **pulse.rates,
            "connections": float(sum(pulse.states.values())),
            "waiting": float(_waiting(pulse)),
        }
        history = dict(self.history)
        for name, value in values.items():
            history[name] = (*history.get(name, ()), value if value is not None else 0.0)[-_KEPT:]
        return replace(self, pulse=pulse, gone=None, history=history)

    def at_tab(self, number: int) -> Dashboard:
        """Another tab, from its top; after the last one comes the first."""
        return replace(self, tab=number % len(TABS), offset=0)

    def scrolled(self, rows: int) -> Dashboard:
        """Never above the first row."""
        return replace(self, offset=max(0, self.offset + rows))


def screen_lines(board: Dashboard, *, width: int, height: int, now: datetime) -> list[Text]:
    """Exactly ``height`` lines, none wider than ``width``."""
    room = max(0, height - _HEADER - _FOOTER)
    body = list(_body(board, width, room)) if board.pulse is not None else [Text("  Looking …", style="dim")]
    body = body[:room] + [Text()] * (room - len(body))
    if board.gone is not None:
        for line in body:
            line.stylize("dim")
    lines = [_title(board, width, now), _tabs(board, width), _state(board, width, now), *body, _keys(width)]
    return [_cut(line, width) for line in lines[:height]]


def _body(board: Dashboard, width: int, room: int) -> Iterator[Text]:
    pulse = board.pulse
    if pulse is None:
        return
    span = f"in the last {pulse.seconds:.0f}s" if pulse.seconds else "since the next look"
    match TABS[board.tab]:
        case "overview":
            yield from _overview(board, pulse, width, room)
        case "connections":
            yield from _sections(
                [("Sessions by role, database, state", pulse.connections)], board, width, room
            )
        case "queries":
            yield from _sections(
                [(f"By time, {span}", pulse.statements), ("Running now", pulse.running)], board, width, room
            )
        case "locks":
            yield from _sections(
                [("Who waits for whom", pulse.blocked), ("Locks on tables", pulse.locks)], board, width, room
            )
        case "replication":
            yield from _sections(
                [("Receivers", pulse.replication), ("Slots", pulse.slots)], board, width, room
            )
        case _:
            yield from _sections(
                [(f"Tables, {span}; grown since the start", pulse.tables)], board, width, room
            )


def _overview(board: Dashboard, pulse: Pulse, width: int, room: int) -> Iterator[Text]:
    for name, label, unit in _RATES:
        value = pulse.rates.get(name)
        yield _rate(label, _rate_words(name, value, unit), board.history.get(name, ()), width)
    sessions = sum(pulse.states.values())
    limit = pulse.server.get("connection_limit")
    yield _rate("connections", f"{sessions} of {limit}", board.history.get("connections", ()), width)
    waiting = _waiting(pulse)
    style = "bold red" if waiting else ""
    yield _rate("waiting", str(waiting), board.history.get("waiting", ()), width, style)
    states = ", ".join(f"{count} {state}" for state, count in pulse.states.items()) or "nobody else"
    yield Text(f"  {'sessions':<{_LABEL}}{states}")
    yield Text()
    left = room - len(_RATES) - 4
    blocked = len(pulse.blocked.rows)
    for_locks = min(blocked + 2, max(4, left // 2)) if blocked else 0
    if blocked:
        yield from _table("Who waits for whom", pulse.blocked, width, for_locks)
    yield from _table("Statements by time", pulse.statements, width, left - for_locks)


def _sections(
    sections: Sequence[tuple[str, Rows]], board: Dashboard, width: int, room: int
) -> Iterator[Text]:
    """All of them below each other, from the row on that the person has gone to."""
    lines: list[Text] = []
    for number, (title, rows) in enumerate(sections):
        lines += [Text()] if number else []
        lines += list(_table(title, rows, width, len(rows.rows) + 2))
    offset = min(board.offset, max(0, len(lines) - room))
    yield from lines[offset:]


def _table(title: str, rows: Rows, width: int, room: int) -> Iterator[Text]:
    if room < 2:
        return
    yield Text(f"  {title}", style="bold")
    if not rows.rows:
        yield from hanging(rows.nothing, width=width, first="    ", style="dim")
        return
    shown = _narrowed(rows) if width < _WIDE else rows
    yield from table_lines(shown.columns, shown.rows[: max(0, room - 2)], shown.hurting, width=width)


def _narrowed(rows: Rows) -> Rows:
    """Without what a small screen has no room for."""
    kept = [number for number, name in enumerate(rows.columns) if name not in _LESS_WANTED]
    return replace(
        rows,
        columns=tuple(rows.columns[number] for number in kept),
        rows=tuple(tuple(row[number] for number in kept) for row in rows.rows),
    )


def _rate(label: str, words: str, history: Sequence[float], width: int, style: str = "") -> Text:
    line = Text(f"  {label:<{_LABEL}}")
    line.append(f"{words:>14}", style=style or "bold")
    room = width - _LABEL - 14 - 6
    if room > 0:
        line.append(f"  {_spark(history[-room:])}", style="cyan")
    return line


def _rate_words(name: str, value: float | None, unit: str) -> str:
    if value is None:
        return "…" if name != "hit_percent" else "nothing read"
    if name.endswith("_bytes"):
        return f"{bytes_words(value)}{unit}"
    return f"{value:,.1f}{unit}" if value < 100 or name == "hit_percent" else f"{value:,.0f}{unit}"


def _spark(values: Sequence[float]) -> str:
    """From nothing to the largest of these."""
    top = max(values, default=0.0)
    if top <= 0:
        return _BARS[0] * len(values)
    return "".join(_BARS[min(len(_BARS) - 1, int(value / top * (len(_BARS) - 1) + 0.5))] for value in values)


def _waiting(pulse: Pulse) -> int:
    depth = pulse.blocked.columns.index("depth") if "depth" in pulse.blocked.columns else None
    return 0 if depth is None else sum(row[depth] > 0 for row in pulse.blocked.rows)


def _title(board: Dashboard, width: int, now: datetime) -> Text:
    right = f"{now:%H:%M:%S} UTC  every {board.every:g}s "
    if board.is_paused:
        right = f"PAUSED  {right}"
    name = one_line(board.name)
    room = max(0, width - cell_len(right) - 3)
    if cell_len(name) > room:
        name = "…" + name[-max(0, room - 1) :]
    left = f" {name}"
    text = left + " " * max(1, width - cell_len(left) - cell_len(right)) + right
    return Text(text, style="reverse")


def _tabs(board: Dashboard, width: int) -> Text:
    line = Text()
    is_narrow = sum(len(tab) + 5 for tab in TABS) > width
    for number, tab in enumerate(TABS):
        shown = tab[:4] if is_narrow else tab
        line.append(f" {number + 1} {shown} ", style="bold reverse" if number == board.tab else "")
        line.append(" ")
    return line


def _state(board: Dashboard, width: int, now: datetime) -> Text:
    if board.gone is not None:
        seconds = (now - board.gone.since).total_seconds()
        words = f" Gone for {long_duration_words(max(seconds, 1))}: {one_line(' '.join(board.gone.reason.split()))}"
        return Text(words[: width - 20] + "  trying again …", style="bold red")
    if board.pulse is None:
        return Text()
    return Text(f" {server_words(board.pulse.server, is_short=True)}", style="dim")


def _keys(width: int) -> Text:
    words = " q quit   space pause   1-6, ← → tabs   ↑ ↓ rows"
    return Text(words + " " * max(0, width - cell_len(words)), style="reverse")


def _cut(line: Text, width: int) -> Text:
    if cell_len(line.plain) <= width:
        return line
    kept = line.copy()
    kept.truncate(width, overflow="crop")
    if cell_len(kept.plain) > width:
        return Text(set_cell_size(kept.plain, width))
    return kept
