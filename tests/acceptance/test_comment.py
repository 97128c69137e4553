"""The installed ``neonpy comment`` against as much of GitHub as it speaks to: one comment, replaced only when it says something else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from github_stand_in import TOKEN, Comments, github
from warm_command import run_neonpy

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 65_536


@pytest.fixture
def forge() -> Iterator[Comments]:
    with github() as running:
        yield running


def _comment(forge: Comments, text: str, **environment: str) -> str:
    about = {
        "GITHUB_TOKEN": TOKEN,
        "GITHUB_API_URL": forge.url,
        "GITHUB_REPOSITORY": "octo/shop",
        "GITHUB_SERVER_URL": "https://github.example",
        "GITHUB_RUN_ID": "7",
    }
    words = ("comment", "-", "--pr", "42", "--name", "plan/stacks/shop")
    done = run_neonpy(*words, env={**os.environ, **about, **environment}, stdin=text)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_same_again_sends_nothing(forge: Comments) -> None:
    """Also where GitHub has given it other line ends."""
    said = [_comment(forge, "one\n"), _comment(forge, "two\n")]
    forge.by_issue[42][0]["body"] = forge.by_issue[42][0]["body"].replace("\n", "\r\n").rstrip()
    said.append(_comment(forge, "two\n"))

    assert [line.split()[0] for line in said] == ["Wrote", "Updated", "Unchanged"]
    assert forge.asked == ["GET", "POST", "GET", "PATCH", "GET"]
    assert len(forge.by_issue[42]) == 1


def test_a_comment_that_somebody_else_marked_is_left_alone(forge: Comments) -> None:
    """Else a person could have the job write into their comment, and rewrite it afterwards."""
    copied = {"id": 1, "user": {"type": "User"}, "body": "<!-- neonpy:plan/stacks/shop -->\nAll is well."}
    forge.by_issue[42] = [copied]
    said = _comment(forge, "one")

    assert said.startswith("Wrote")
    assert [item["body"].splitlines()[1] for item in forge.by_issue[42]] == ["All is well.", "one"]


def test_what_is_too_long_is_cut_where_it_stays_markdown(forge: Comments) -> None:
    """The fence and the fold end, and the last line says how much is missing and where all of it is."""
    lines = "\n".join(f"+ line {number} {'x' * 80}" for number in range(2000))
    _comment(
        forge,
        f"### plan\n\n<details open><summary>Changes</summary>\n\n```diff\n{lines}\n```\n\n</details>\n",
    )
    body = forge.by_issue[42][0]["body"]
    page = cmarkgfm.github_flavored_markdown_to_html(body, Options.CMARK_OPT_UNSAFE)
    shown = body.count("\n+ line ")

    assert LIMIT - 500 < len(body) <= LIMIT
    assert page.count("<details open>") == page.count("</details>") == page.count("</code></pre>") == 1
    last = f'<p>… {2003 - shown:,} more lines did not fit into a comment: all of it is in <a href="https://github.example/octo/shop/actions/runs/7">'
    assert page.rstrip().rpartition("\n")[2].startswith(last)
    assert page.index("</details>") < page.index("… ")
