"""What a preview is called, and which one is meant. Never here: the platform."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST: Final = 40
_GIT_SECONDS: Final = 5
_REFS: Final = ("GITHUB_HEAD_REF", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_REF_NAME")
_PR_VARIABLES: Final = ("CI_MERGE_REQUEST_IID",)
_PR_REF: Final = re.compile(r"refs/pull/(\d+)/")


@dataclass(frozen=True, slots=True)
class WantedPreview:
    """The user's words: a pull request's number, a slug, or the whole name. ``project``: only in this one."""

    pr: str = ""
    slug: str = ""
    name: str = ""
    project: str | None = None

    def __str__(self) -> str:
        return self.name or (f"pull request {self.pr}" if self.pr else self.slug)


def wanted_preview(
    wanted: WantedPreview, environment: Mapping[str, str], git_branch: str = ""
) -> WantedPreview:
    """With what the CI job knows, where nothing was said. Raises NeonpyError when nobody says which."""
    pr = wanted.pr or ("" if wanted.name else pull_request(environment))
    ref = next((environment[key] for key in _REFS if environment.get(key)), "") or git_branch
    slug = wanted.slug or slug_of(ref)
    if pr and not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", pr):
        raise NeonpyError("a pull request's number can't be read", detail=f"--pr {pr!r}", hint="--pr 42")
    if not (wanted.name or pr or slug):
        raise NeonpyError(
            "which preview?",
            detail="Neither the command nor the job says which pull request it is about.",
            hint="neonpy preview … --pr 42, or --name preview/mine",
        )
    return WantedPreview(pr, slug, wanted.name, wanted.project)


def pull_request(environment: Mapping[str, str]) -> str:
    """The number of the one that a CI job is about; "" where it is about none."""
    found = _PR_REF.match(environment.get("GITHUB_REF", ""))
    said = (environment[key] for key in _PR_VARIABLES if environment.get(key))
    return found[1] if found else next(said, "")


def slug_of(text: str) -> str:
    """Small letters, digits and single dashes: what every tool takes as a part of a name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_LONGEST].strip("-")


def preview_name(template: str, wanted: WantedPreview) -> str:
    """From the stack's template. Raises NeonpyError for a template that asks for what was not said."""
    if wanted.name:
        return wanted.name
    if "${pr}" in template and not wanted.pr:
        raise NeonpyError(
            "a preview's name needs the pull request's number",
            detail=f"The stack calls them {template}.",
            hint="neonpy preview … --pr 42",
        )
    name = template.replace("${pr}", slug_of(wanted.pr)).replace("${slug}", slug_of(wanted.slug))
    return re.sub(r"-{2,}", "-", name).strip("-/")


def checked_out_branch() -> str:
    """The git branch of the working directory; "" where there is none."""
    try:
        done = subprocess.run(
            ["git", "symbolic-ref", "--quiet", "--short", "HEAD"],
            capture_output=True,
            text=True,
            timeout=_GIT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):  # no git here, or one that waits for somebody
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
