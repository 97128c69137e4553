"""``fmt``: canonical, idempotent, with every comment, and never another meaning."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neonctl_py.errors import InputError
from neonctl_py.stack.format import format_text
from neonctl_py.stack.load import load_stack

if TYPE_CHECKING:
    from collections.abc import Callable


SHOP = Path(__file__).with_name("shop.yaml")

CASES = {
    "key order": ("stack: a\nversion: 1\n", "version: 1\nstack: a\n"),
    "names keep their order": ("projects:\n  b: {}\n  a: {}\n", "projects:\n  b: {}\n  a: {}\n"),
    "indentation": (
        "projects:\n    a:\n        branches:\n            m:\n                snapshots:\n                - every: day\n                  at: '02:00'\n",
        "projects:\n  a:\n    branches:\n      m:\n        snapshots:\n          - {every: day, at: '02:00'}\n",
    ),
    "tiny mappings and lists": (
        "projects:\n  a:\n    compute:\n      max_cu: 2\n      min_cu: 1\n    roles:\n      r:\n        member_of:\n          - x\n          - y\n",
        "projects:\n  a:\n    compute: {min_cu: 1, max_cu: 2}\n    roles:\n      r:\n        member_of: [x, y]\n",
    ),
    "long flow becomes a block": (
        "projects: {a: {databases: {d: {comment: 'a long text that goes on and on', owner: someone_with_a_long_name, settings: {timezone: UTC}}}}}\n",
        "projects:\n  a:\n    databases:\n      d:\n        comment: 'a long text that goes on and on'\n        owner: someone_with_a_long_name\n        settings: {timezone: UTC}\n",
    ),
    "comments travel with their keys": (
        "# head\n\n# about b\nstack: b # beside b\n# about version\nversion: 1 # beside version\n# foot\n",
        "# head\n\n# about b\n# about version\nversion: 1  # beside version\nstack: b  # beside b\n# foot\n",
    ),
    "comments inside": (
        "projects:\n  a: # the first\n    # roles below\n    roles:\n      r: {login: true} # may log in\n      # s:\n      #   login: true\n    # databases below\n    databases: {}\n",
        "projects:\n  a:  # the first\n    # roles below\n    roles:\n      r: {login: true}  # may log in\n      # s:\n      #   login: true\n    # databases below\n    databases: {}\n",
    ),
    "comments in a flow mapping": (
        "projects:\n  a: {\n    # why\n    region: aws-x-1, # there\n    pg_version: 17\n  }\n",
        "projects:\n  a:\n    # why\n    region: aws-x-1  # there\n    pg_version: 17\n",
    ),
    "blank lines": ("version: 1\n\n\n\nstack: a\n\n\n", "version: 1\n\nstack: a\n"),
    "quotes stay": ('stack: "a"\nversion: 1\n', 'version: 1\nstack: "a"\n'),
    "a literal block": (
        "projects:\n    a:\n        checks:\n            c:\n                expect: 1\n                sql: |-  # count\n                    select 1\n                      # no comment\n\n                    from t\n",
        "projects:\n  a:\n    checks:\n      c:\n        sql: |-  # count\n          select 1\n            # no comment\n\n          from t\n        expect: 1\n",
    ),
    "a folded block": (
        "projects:\n  a:\n    checks:\n       c:\n          sql: >\n            select 1\n            from t\n",
        "projects:\n  a:\n    checks:\n      c:\n        sql: >\n          select 1\n          from t\n",
    ),
    "text over two lines": ("stack: a\n  b\nversion: 1\n", "version: 1\nstack: a b\n"),
    "a hash in text": ("stack: 'a # b'\nversion: 1 # c # d\n", "version: 1  # c # d\nstack: 'a # b'\n"),
    "anchors keep the order": (
        "stack: &s a\nversion: 1\nprojects: {p: {id: *s}}\n",
        "stack: &s a\nversion: 1\nprojects: {p: {id: *s}}\n",
    ),
    "an item with a comment": (
        "removed:\n# gone\n- project.a # old\n- project.b\n",
        "removed:\n  # gone\n  - project.a  # old\n  - project.b\n",
    ),
    "comments to the right of everything": (
        "version:\n  a:\n    b: {p: [a]}\n        # deep\nstack: {q: 1}\n  # below\n",
        "version:\n  a:\n    b: {p: [a]}\n    # deep\nstack: {q: 1}\n# below\n",
    ),
    "line ends of another system": ("\ufeffstack: a # b\r\nversion: 1\r\n", "version: 1\nstack: a  # b\n"),
    "umlauts": ("stack: übung # größer\nversion: 1\n", "version: 1\nstack: übung  # größer\n"),
    "nothing": ("", ""),
    "only a comment": ("# nothing\n", "# nothing\n"),
    "an unknown key": ("zzz: 1\nversion: 1\n", "version: 1\nzzz: 1\n"),
}


@pytest.mark.parametrize(("text", "canonical"), CASES.values(), ids=CASES)
def test_a_text_has_one_form(text: str, canonical: str) -> None:
    """This one, and it is its own."""
    assert canonical == format_text(text, file="stack.yaml")
    assert canonical == format_text(canonical, file="stack.yaml")


def test_the_whole_language_keeps_its_meaning(tmp_path: Path) -> None:
    """The stack that says everything loads to the same after fmt, with all of its comments."""
    environment = {"REPORTING_DATABASE_URL": "postgresql://h/d"}
    text = SHOP.read_text()
    written = format_text(text, file="shop.yaml")
    path = tmp_path / "shop.yaml"
    path.write_text(written)

    before = load_stack(SHOP, variables={}, environment=environment)
    after = load_stack(path, variables={}, environment=environment)
    assert before.desired.objects == after.desired.objects
    assert before.fingerprint == after.fingerprint
    assert written == format_text(written, file="shop.yaml")
    assert text.count("#") == written.count("#")


@pytest.mark.parametrize("text", ["a: [", "a: 1\na: 2\n", "a: !!str b\n"])
def test_a_text_that_is_none_is_refused(text: str) -> None:
    """With the same mistakes as loading."""
    with pytest.raises(InputError):
        format_text(text, file="stack.yaml")


_WORDS = st.sampled_from(
    ["a", "yes", "'it''s'", '"x: y"', "1", "null", "a b", "numeric(1,2)", "${env:X}", "a  # beside"]
)
_KEYS = st.sampled_from(["version", "projects", "stack", "roles", "columns", "x"])


@st.composite
def _texts(draw: Callable[..., int], depth: int = 0) -> list[str]:
    lines: list[str] = []
    for key in draw(st.lists(_KEYS, unique=True, min_size=1, max_size=4)):
        lines += draw(st.sampled_from([[], ["# above"], [""], ["", "# above", "# more"]]))
        form = draw(st.integers(0, 4 if depth < 3 else 2))
        if form == 0:
            lines.append(f"{key}: {draw(_WORDS)}")
        elif form == 1:
            lines += [f"{key}: {{p: [a, 'b, c'], q: {{}}}}", *draw(st.sampled_from([[], ["  # below"]]))]
        elif form == 2:
            lines += [f"{key}:", *(f"  - {word}" for word in draw(st.lists(_WORDS, min_size=1, max_size=3)))]
        else:
            lines += [f"{key}:", *(f"  {line}" if line else "" for line in draw(_texts(depth + 1)))]
    return lines


@settings(max_examples=100)
@given(_texts())
def test_any_text_is_written_once_and_for_all(lines: list[str]) -> None:
    """Two runs give what one gives, no comment is lost, and the meaning is checked by fmt itself."""
    text = "\n".join(lines) + "\n"
    once = format_text(text, file="stack.yaml")

    assert once == format_text(once, file="stack.yaml")
    assert text.count("#") == once.count("#")
