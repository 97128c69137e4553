"""Explain a name that neonpy has used: a hazard, a code, a rule, or a subject. The pages are files of the package.

Never here: the pages' words (``pages/<topic>/<name>.md``), how they are printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from neonctl_py.diagnostics import Severity
from neonctl_py.errors import NeonpyError
from neonctl_py.lint.sql.catalogue import SQL_RULES
from neonctl_py.lint.stack.catalogue import STACK_RULES
from neonctl_py.plan.codes import CODES as PLAN_CODES
from neonctl_py.plan.hazards import Hazard
from neonctl_py.stack.codes import CODES as STACK_CODES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

TOPICS: Final = ("hazards", "codes", "rules", "guides")
CODES: Final = {"NP010": (Severity.ERROR, "A setting is wrong"), **STACK_CODES, **PLAN_CODES}
"""Every code that users meet."""

_MEANING: Final = {
    "NP0": "It is about the settings of neonpy itself: its environment variables and its configuration file.",
    "NP1": "It is about the text of a stack: nothing was connected to, nothing was changed. The message names file, line and column.",
    "NP2": "It is about a plan: it was made and is shown, and apply does not do it as long as this stands.",
    "NP3": "It is about how a plan was made: what could not be looked at, or tried beforehand.",
}
_STOPS: Final = {
    Severity.ERROR: "An error stops the command.",
    Severity.WARNING: "A warning is told, and stops nothing.",
    Severity.ADVICE: "Advice is told, and stops nothing.",
}
_WIDTH: Final = 96


@dataclass(frozen=True, slots=True)
class Page:
    """``summary`` is one line, ``text`` Markdown, for the most part of it as it stands in the package."""

    topic: str
    name: str
    summary: str
    text: str


def every_page() -> tuple[Page, ...]:
    """All that can be explained, topic by topic, in the order of names."""
    written = {(page.topic, page.name): page for page in _written()}
    generated = {("codes", code): _code(code) for code in CODES}
    found = {**generated, **written}
    return tuple(found[key] for key in sorted(found, key=lambda key: (TOPICS.index(key[0]), key[1])))


def explain(name: str) -> Page:
    """The page of that name, upper and lower case alike. Raises NeonpyError with the nearest names when there is none."""
    pages = {page.name.lower(): page for page in every_page()}
    wanted = name.strip().lower().removesuffix(".md")
    wanted = _rule_names().get(wanted.upper(), wanted)
    if wanted in pages:
        return pages[wanted]
    near = [pages[match].name for match in get_close_matches(wanted, pages, n=3, cutoff=0.5)]
    near += [page.name for key, page in pages.items() if wanted and wanted in key and page.name not in near]
    hint = f"Did you mean {', '.join(near[:4])}? " if near else ""
    raise NeonpyError(
        "there is no page of that name",
        detail=f"neonpy explain {name}",
        hint=f"{hint}neonpy explain lists all.",
    )


def _rule_names() -> dict[str, str]:
    """Lint rules are found by their codes, too."""
    return {rule.code: rule.name for rule in (*SQL_RULES.values(), *STACK_RULES.values())}


def _written() -> Iterator[Page]:
    for topic in TOPICS:
        folder = files("neonctl_py") / "pages" / topic
        if folder.is_dir():
            yield from (_page(topic, file) for file in folder.iterdir() if file.name.endswith(".md"))


def _page(topic: str, file: Traversable) -> Page:
    name, text = file.name.removesuffix(".md"), file.read_text(encoding="utf-8")
    return Page(topic, name, _summary(topic, name, text), text)


def _summary(topic: str, name: str, text: str) -> str:
    """What is known of it without the page, else the first sentence below its title."""
    if topic == "hazards" and name in set(Hazard):
        return Hazard(name).sentence
    if name in CODES:
        return f"{CODES[name][1]}."
    body = next((part for part in text.split("\n\n") if part.strip() and not part.startswith("#")), "")
    return re.split(r"(?<=[.!?:])\s", " ".join(body.split()), maxsplit=1)[0]


def _code(code: str) -> Page:
    severity, summary = CODES[code]
    title = (
        f"# {code}: {summary[0].lower()}{summary[1:]}"
        if not summary[:2].isupper()
        else f"# {code}: {summary}"
    )
    meaning = _MEANING.get(code[:3], "")
    stops = "" if code.startswith("NP2") and severity is Severity.ERROR else _STOPS[severity]
    told = f"{stops} What is wrong with yours, and what to write instead, is told beside it.".strip()
    text = "\n\n".join(part for part in (title, _filled(f"{meaning} {told}".strip())) if part)
    return Page("codes", code, f"{summary}.", f"{text}\n")


def _filled(text: str) -> str:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > _WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])
