"""One comment of a pull request or issue on GitHub: written the first time, replaced from then on. Found by a mark that nobody sees.

Never here: what it says.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from neonctl_py.model.values import Secret

LIMIT: Final = 65_536
"""What GitHub takes, in characters."""

_SECONDS: Final = 30
_PAGE: Final = 100
_CUT: Final = "\n\n… the rest did not fit into a comment: see the job's output.\n"


@dataclass(frozen=True, slots=True)
class Forge:
    """``url`` of the API, ``repository`` as ``owner/name``. Raises NeonpyError for what can be none of that."""

    url: str
    repository: str
    token: Secret

    def __post_init__(self) -> None:
        if not re.fullmatch(r"https?://[^\s]+", self.url):
            raise NeonpyError("GitHub's API has no such address", detail=f"GITHUB_API_URL={self.url}")
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", self.repository):
            raise NeonpyError(
                "which repository?",
                detail=f"GITHUB_REPOSITORY={self.repository}",
                hint="--repository owner/name",
            )


@dataclass(frozen=True, slots=True)
class Comment:
    """``is_new``: it was not there before."""

    url: str
    is_new: bool


def post_comment(forge: Forge, number: int, name: str, text: str) -> Comment:
    """Write it, or replace the one of that name. Raises NeonpyError with what GitHub says."""
    mark = f"<!-- neonpy:{re.sub(r'[^A-Za-z0-9_./-]', '-', name)} -->"
    body = f"{mark}\n{text}"
    if len(body) > LIMIT:
        body = body[: LIMIT - len(_CUT)] + _CUT
    before = _find(forge, number, mark)
    if before is None:
        answer = _ask(forge, "POST", f"issues/{number}/comments", {"body": body})
    elif before.get("body") == body:
        answer = before
    else:
        answer = _ask(forge, "PATCH", f"issues/comments/{before['id']}", {"body": body})
    return Comment(str(answer.get("html_url", "")), before is None)


def _find(forge: Forge, number: int, mark: str) -> dict[str, Any] | None:
    page = 1
    while True:
        found = _ask(forge, "GET", f"issues/{number}/comments?per_page={_PAGE}&page={page}")
        for comment in found:
            if str(comment.get("body") or "").startswith(mark):
                return dict(comment)
        if len(found) < _PAGE:
            return None
        page += 1


def _ask(forge: Forge, method: str, path: str, body: dict[str, str] | None = None) -> Any:
    request = urllib.request.Request(  # noqa: S310  only http and https get this far (Forge)
        f"{forge.url.rstrip('/')}/repos/{forge.repository}/{path}",
        data=None if body is None else json.dumps(body).encode(),
        method=method,
        headers={
            "Authorization": f"Bearer {forge.token.reveal()}",
            "Accept": "application/vnd.github+json",
            "Content-Type": "application/json",
            "User-Agent": "neonpy",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310  the same
            return json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            raise _refused(method, path, error) from error
    except (OSError, ValueError) as error:
        raise NeonpyError("GitHub can't be reached", detail=f"{method} {path}: {error}") from error


def _refused(method: str, path: str, error: urllib.error.HTTPError) -> NeonpyError:
    try:
        said = json.load(error).get("message", "")
    except (OSError, ValueError, AttributeError):
        said = error.reason
    hint = (
        "The job needs `permissions: {pull-requests: write}`, and its token in GITHUB_TOKEN."
        if error.code in (401, 403, 404)
        else ""
    )
    return NeonpyError(
        "GitHub refused the comment", detail=f"{method} {path}: {error.code} {said}", hint=hint
    )
