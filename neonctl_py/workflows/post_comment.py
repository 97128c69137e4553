"""One comment of a pull request or issue on GitHub: written the first time, replaced from then on. Found by a mark that nobody sees.

Never here: what it says.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from neonctl_py.model.values import Secret

LIMIT: Final = 65_536
"""What GitHub takes, in characters."""

_JOB_TOKEN: Final = "ghs_"  # noqa: S105  how such tokens begin
_SECONDS: Final = 30
_PAGE: Final = 100


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
    """Where it is, and what was done: ``Wrote``, ``Updated``, or ``Unchanged``: nothing was sent."""

    url: str
    outcome: Literal["Wrote", "Updated", "Unchanged"]


def room_for(name: str) -> int:
    """How many characters a comment of that name may have."""
    return LIMIT - len(_mark(name)) - 1


def post_comment(forge: Forge, number: int, name: str, text: str) -> Comment:
    """Write it, or replace the one of that name; nothing is sent where it says that already. ``text`` has at most ``room_for(name)``
    characters. Raises NeonpyError with what GitHub says.
    """
    mark = _mark(name)
    body = f"{mark}\n{text}"
    before = _find(forge, number, mark)
    if before is None:
        return _written("Wrote", _ask(forge, "POST", f"issues/{number}/comments", {"body": body}))
    if _same(before.get("body"), body):
        return _written("Unchanged", before)
    return _written("Updated", _ask(forge, "PATCH", f"issues/comments/{before['id']}", {"body": body}))


def _written(outcome: Literal["Wrote", "Updated", "Unchanged"], comment: dict[str, Any]) -> Comment:
    return Comment(str(comment.get("html_url", "")), outcome)


def _same(before: object, body: str) -> bool:
    """GitHub gives back other line ends than it got, and none at the end."""
    return str(before or "").replace("\r\n", "\n").rstrip() == body.replace("\r\n", "\n").rstrip()


def _mark(name: str) -> str:
    return f"<!-- neonpy:{re.sub(r'[^A-Za-z0-9_./-]', '-', name)} -->"


def _find(forge: Forge, number: int, mark: str) -> dict[str, Any] | None:
    page = 1
    while True:
        found = _ask(forge, "GET", f"issues/{number}/comments?per_page={_PAGE}&page={page}")
        for comment in found:
            if str(comment.get("body") or "").startswith(mark) and _is_ours(forge, comment):
                return dict(comment)
        if len(found) < _PAGE:
            return None
        page += 1


def _is_ours(forge: Forge, comment: dict[str, Any]) -> bool:
    """A job's own token writes as a bot. A person may copy the mark, and could later rewrite what a job said in that comment."""
    is_job = forge.token.reveal().startswith(_JOB_TOKEN)
    return not is_job or (comment.get("user") or {}).get("type") == "Bot"


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
