"""What a preview is called, by the template and by what the CI job knows."""

from __future__ import annotations

import pytest

from neonctl_py.errors import NeonpyError
from neonctl_py.model.previews import Previews
from neonctl_py.workflows.preview_names import WantedPreview, preview_name, slug_of, wanted_preview

TEMPLATE = "preview/pr-${pr}-${slug}"
GITHUB = {"GITHUB_REF": "refs/pull/42/merge", "GITHUB_HEAD_REF": "Feat/Søme Thing--else"}
GITLAB = {"CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "x"}

JOBS = {
    "a GitHub job": (WantedPreview(), GITHUB, "", "preview/pr-42-feat-s-me-thing-else"),
    "a GitLab job": (WantedPreview(), GITLAB, "", "preview/pr-7-x"),
    "said on the command line": (WantedPreview("9", "Mine!"), GITHUB, "", "preview/pr-9-mine"),
    "without a slug": (WantedPreview("9"), {}, "", "preview/pr-9"),
    "a git branch": (WantedPreview("9"), {}, "topic", "preview/pr-9-topic"),
    "by its whole name": (WantedPreview(name="mine"), GITHUB, "", "mine"),
}


@pytest.mark.parametrize(("said", "environment", "checked_out", "name"), JOBS.values(), ids=JOBS)
def test_a_name_comes_from_what_is_said_and_what_the_job_knows(
    said: WantedPreview, environment: dict[str, str], checked_out: str, name: str
) -> None:
    assert preview_name(TEMPLATE, wanted_preview(said, environment, checked_out)) == name


def test_nobody_says_which() -> None:
    with pytest.raises(NeonpyError, match="which preview"):
        wanted_preview(WantedPreview(), {"GITHUB_REF": "refs/heads/main"})
    with pytest.raises(NeonpyError, match="needs the pull request's number"):
        preview_name(TEMPLATE, wanted_preview(WantedPreview(), {}, "topic"))
    with pytest.raises(NeonpyError, match="can't be read"):
        wanted_preview(WantedPreview("42; rm"), {})


def test_a_slug_is_harmless_and_short() -> None:
    assert slug_of("Feat/$(rm -rf /)\n::set-output") == "feat-rm-rf-set-output"
    assert slug_of("a" * 39 + "-b") == "a" * 39


NAMES = {
    "preview/pr-42": True,
    "preview/pr-42-fix-it": True,
    "preview/pr-42-fix-it.making-0a1b2c": True,
    "preview/pr-42-fix.it": False,
    "preview": False,
    "main": False,
}


@pytest.mark.parametrize(("branch", "is_one"), NAMES.items())
def test_a_preview_is_told_by_its_name(branch: str, is_one: bool) -> None:
    assert Previews().may_be(branch) is is_one
