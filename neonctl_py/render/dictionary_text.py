"""A data dictionary's blocks as Markdown, and as an HTML page that stands on its own. Comments come from the world: they are escaped.

Never here: what is in it.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from neonctl_py.render.characters import one_line
from neonctl_py.render.dictionary import Grid, Heading, Words
from neonctl_py.render.markdown_text import code, row, table_head

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.render.dictionary import Block

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|~@]|^(?:[#+-]|\d+(?=[.)])))")
_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title><style>
:root{{color-scheme:light dark;--ink:#0f172a;--soft:#64748b;--paper:#fff;--line:#cbd5e1;--head:#f1f5f9}}
@media(prefers-color-scheme:dark){{:root{{--ink:#e2e8f0;--soft:#94a3b8;--paper:#0b1120;--line:#334155;--head:#1e293b}}}}
body{{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:0 auto;max-width:75rem;padding:1.5rem}}
table{{border-collapse:collapse;margin:.5rem 0 1rem;display:block;overflow-x:auto}}th,td{{border:1px solid var(--line);padding:.3rem .6rem;text-align:left;vertical-align:top}}
th{{background:var(--head)}}code{{font:13px ui-monospace,monospace}}nav{{columns:3;font-size:14px}}h3{{margin-top:2rem}}
svg{{max-width:100%;height:auto}}@media print{{nav{{display:none}}h3{{break-after:avoid}}tr{{break-inside:avoid}}}}
</style></head><body>
{body}
</body></html>
"""


def dictionary_markdown(blocks: Iterable[Block]) -> str:
    """Ends in a newline."""
    parts: list[str] = []
    for block in blocks:
        match block:
            case Heading(level, text):
                parts.append(f"{'#' * level} {_plain(text)}")
            case Words(text):
                parts.append(_plain(text))
            case Grid():
                parts.append("\n".join(_rows(block)))
    return "\n\n".join(parts) + "\n"


def _rows(grid: Grid) -> Iterable[str]:
    shown = _filled(grid)
    names = [grid.columns[number] for number in shown]
    yield from table_head(names)
    for told in grid.rows:
        yield row(_cell(told[number], is_code=grid.columns[number] in grid.code) for number in shown)


def _filled(grid: Grid) -> list[int]:
    """Columns in which anything stands: an empty one tells nobody anything."""
    return [number for number in range(len(grid.columns)) if any(row[number] for row in grid.rows)]


def _cell(text: str, *, is_code: bool) -> str:
    if not text:
        return ""
    return code(text) if is_code else _plain(text)


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", one_line(text))


def dictionary_html(blocks: Iterable[Block], *, title: str, picture: str = "") -> str:
    """``picture`` is SVG of ours, shown first."""
    parts: list[str] = []
    links: list[str] = []
    for number, block in enumerate(blocks):
        match block:
            case Heading(level, text):
                shown = escape(one_line(text))
                parts.append(f'<h{level} id="s{number}">{shown}</h{level}>')
                links.append(f'<a href="#s{number}">{shown}</a><br>')
            case Words(text):
                parts.append(f"<p>{escape(one_line(text))}</p>")
            case Grid():
                parts.append(_grid(block))
    body = f"<nav>{''.join(links)}</nav>\n{picture}\n" + "\n".join(parts)
    return _PAGE.format(title=escape(one_line(title)), body=body)


def _grid(grid: Grid) -> str:
    shown = _filled(grid)
    head = "".join(f"<th>{escape(grid.columns[number])}</th>" for number in shown)
    rows = "".join(
        "<tr>"
        + "".join(_html_cell(row[number], is_code=grid.columns[number] in grid.code) for number in shown)
        + "</tr>"
        for row in grid.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _html_cell(text: str, *, is_code: bool) -> str:
    shown = escape(one_line(text))
    return f"<td><code>{shown}</code></td>" if is_code and shown else f"<td>{shown}</td>"
