"""A plan in a pull request comment: what others named can neither leave its place nor make it too long."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.model.address import Address
from neonctl_py.model.column import Column
from neonctl_py.model.state import Unsupported
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.plan import Plan
from neonctl_py.plan.steps import Effect, Grade, Loss, SqlStep
from neonctl_py.render.markdown import plan_markdown
from neonctl_py.render.markdown_cut import cut_to
from neonctl_py.render.markdown_text import code, plain, row, table_head
from neonctl_py.render.rehearsal import rehearsal_markdown
from neonctl_py.report.rehearsal_report import RehearsalReport, Rehearsed, StepMeasured


def test_the_count_comes_first(plan: Plan) -> None:
    lines = plan_markdown(plan).splitlines()
    assert lines[0] == "### neonpy plan: `shop`"
    assert lines[2] == "**Plan: 10 to add, 1 to change, 2 to destroy, 1 to rename, 1 to adopt, 1 to forget.**"


@pytest.mark.parametrize(
    "expected",
    [
        "| hazard | on | what | consent |\n| --- | --- | --- | --- |\n",
        "| :warning: **deletes-data** | `project.shop/branch.main/database.neondb/table.public.orders/column.note` |",
        "orders/column.note` | drop; about 1,200 rows, 3.1 MB | `--allow deletes-data` |",
        "| **costs-money** | `project.shop` | Neon API: create | none needed |",
        "\n- **deletes-data**: Rows or whole objects",
        "`neonpy apply --allow breaks-running-code --allow deletes-data`",
        "\n```diff\n",
        "\n- column.note  # about 1,200 rows, 3.1 MB\n",
        "\n! column.new  # renamed from column.old\n",
        "`project.shop/branch.main/database.neondb/table.public.legacy`",
    ],
)
def test_a_comment_says(plan: Plan, expected: str) -> None:
    text = re.sub(r"(?m)^([-+!] ) +(?=column)", r"\1", plan_markdown(plan))
    assert expected in text


def test_no_changes_need_no_fence(empty_plan: Plan) -> None:
    text = plan_markdown(empty_plan)
    assert "No changes. Your infrastructure matches the stack." in text
    assert "```" not in text


class _Page(HTMLParser):
    """What GitHub's own reader makes of Markdown: which tags, the rows of its tables as text, and the text outside of code."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.rows: list[list[str]] = []
        self.loose = ""
        self._open: list[str] = []
        self.feed(cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Part of HTMLParser."""
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """Part of HTMLParser."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Part of HTMLParser."""
        if {"td", "th"} & set(self._open):
            self.rows[-1][-1] += data
        if "code" not in self._open:
            self.loose += data


EVIL = [
    "```\n# owned",
    "`` ` ``",
    "</details><script>alert(1)</script>",
    "@everyone [x](http://evil)",
    "](http://evil) ![x](y.png)",
    "a\r\n\r\n## b",
    "~~~\n\n<!--",
    "a|b\\|c | d |",
    '<img src=x onerror="alert(1)">',
    "https://evil.example www.evil.example #12 a@evil.example",
    "**b** _i_ ~~s~~ &lt; :warning:",
]


@pytest.mark.parametrize("evil", EVIL)
def test_a_name_stays_in_its_fence_its_code_span_and_its_cell(evil: str) -> None:
    place = Address("project", evil)
    hazards = (Hazard.DELETES_DATA, Hazard.LONG_SCAN)
    step = SqlStep(
        action=Action.CREATE,
        operation=evil,
        address=place,
        database=place,
        hazards=hazards,
        effect=Effect(5, 10),
        loss=Loss(Grade.GONE, why=evil),
    )
    plan = Plan(
        stack=evil,
        changes=(Change(Action.CREATE, place, after=Column(type=evil)),),
        steps=(step,),
        unmanaged=(place,),
        unsupported=(Unsupported(place, evil, (evil,)),),
        diagnostics=(Diagnostic(Severity.WARNING, evil, evil, evil),),
    )
    measured = StepMeasured(address=place, operation=evil, seconds=1, lock="SHARE", locked=evil)
    report = RehearsalReport(
        places=(Rehearsed(place=place, on=evil, data="full", seconds=1, steps=(measured,)),),
        left_out=((place, evil),),
    )
    page = _Page(plan_markdown(plan) + rehearsal_markdown(report))

    assert page.tags.keys() <= {
        *[
            "h3",
            "h4",
            "p",
            "strong",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "code",
            "ul",
            "li",
            "details",
            "summary",
            "pre",
        ]
    }
    assert {len(told) for told in page.rows} == {4, 6}
    named = _bare(evil.replace("\r", "\\x0d").replace("\n", "\\n"))
    for told in page.rows[1:3]:
        assert named in _bare(told[1])
        assert named in _bare(told[2])
    assert named in _bare(page.rows[-1][-1])
    assert re.findall(r"[@#][A-Za-z0-9]", page.loose) == []


def _bare(text: str) -> str:
    """Without the quotes of addresses, the spaces of operations, and what keeps a name from being found."""
    return text.replace("\u200b", "").replace('"', "").replace("_", " ")


def test_a_huge_plan_fits_into_a_comment() -> None:
    """Whichever part of it is huge, and what is left out is counted."""
    places = [
        Address.parse(f"project.p/branch.b/database.d/table.s.{'t' * 50}{number}") for number in range(2000)
    ]
    changes = tuple(Change(Action.CREATE, place, after=Column(type="x" * 200)) for place in places)
    steps = tuple(
        SqlStep(
            action=Action.CREATE,
            operation="x" * 2000,
            address=place,
            database=place,
            hazards=tuple(Hazard),
            loss=Loss(Grade.GONE, why="y" * 500),
        )
        for place in places
    )
    found = tuple(Diagnostic(Severity.WARNING, "NP301", "z" * 1000, "z" * 1000) for _ in places)
    left = tuple(Unsupported(place, "view", ("v" * 60,) * 20) for place in places)
    plan = Plan(
        stack="s" * 1000,
        changes=changes,
        steps=steps,
        unmanaged=tuple(places),
        unsupported=left,
        diagnostics=found,
    )
    text = plan_markdown(plan)
    page = _Page(text)

    assert 50_000 < len(text) <= 60_000
    assert len(re.findall(r"[\d,]+ more (?:lines|diagnostics|kinds)", text)) == 4
    assert text.count("`neonpy plan` shows all") == 3
    assert "2000 to add" in text
    assert {len(told) for told in page.rows} == {4}
    assert (page.tags["pre"], page.tags["details"]) == (1, 2)


def test_one_line_of_backticks_leaves_room_for_its_fence() -> None:
    change = Change(Action.CREATE, Address.parse("project.p"), after=Column(type="`" * 20_000))
    assert len(plan_markdown(Plan(stack="s", changes=(change,), steps=()))) <= 60_000


@pytest.mark.parametrize(
    ("text", "expected"), [("a", "`a`"), ("a`b", "`` a`b ``"), ("``", "``` `` ```"), ("a\nb", "`a\\nb`")]
)
def test_a_code_span_is_longer_than_any_run_inside(text: str, expected: str) -> None:
    assert code(text) == expected


@pytest.mark.parametrize("evil", EVIL)
def test_a_cell_holds_its_text_and_nothing_else(evil: str) -> None:
    page = _Page("\n".join([*table_head(("a", "b"), (True,)), row((plain(evil), code(evil)))]))
    shown = evil.replace("\r", "\\x0d").replace("\n", "\\n")
    assert [told.replace("\u200b", "") for told in page.rows[1]] == [shown, shown]


PARTS = {
    "a fence in a fold": "<details><summary>s</summary>\n\n```diff\n+ a\n+ b\n```\n\n</details>\n",
    "a longer fence": "`````text\n```\n+ a\n```\n`````\n",
    "tildes": "~~~~text\n```\n~~~\n<details>\n~~~~\n",
    "folds in folds": "<details>\n<details>\n\ntext\n\n</details>\n</details>\n",
    "a table": "| a | b |\n| --- | --- |\n| c | d |\n| e | f |\n",
}


@pytest.mark.parametrize("name", PARTS)
def test_wherever_it_is_cut_it_stays_markdown(name: str) -> None:
    """The reader of tags would stumble over one that is not closed; and the note stands outside of everything."""
    text = f"### head\n\n{PARTS[name]}\ntail\n"
    cuts = {cut_to(f"{text}{'x' * 90}\n", room, "see *there*.") for room in range(70, len(text) + 90)}
    assert len(cuts) > 3
    for cut in cuts:
        page = _Page(cut)
        assert page.tags["em"] == 1
        assert "did not fit" in page.loose
        assert page.loose.rstrip().endswith("see there.")
    assert cut_to(text, len(text)) == text


@pytest.mark.parametrize("room", [80, 100, 1000, 5000])
def test_a_cut_is_never_longer_than_there_is_room(room: int) -> None:
    assert len(cut_to("```\n" + "line\n" * 3000 + "```\n", room)) <= room
