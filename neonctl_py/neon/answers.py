"""An HTTP answer as data, or as the exception that it stands for: the one place where statuses get their meaning.

Never here: sending (session) and repeating (retry). No secret leaves: messages are scrubbed, bodies are never quoted
beyond their first 80 characters, and only when they are not JSON.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from neonctl_py.errors import (
    NeonApiError,
    NeonAuthError,
    NeonConflictError,
    NeonLimitError,
    NeonNotFoundError,
    NeonUnreachableError,
)
from neonctl_py.neon.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import httpx

LOST_ANSWER = "lost-answer"
"""The ``code`` of a NeonUnreachableError after which nobody knows whether the platform did what was asked."""

_SECRETS = (
    (re.compile(r"(postgres(?:ql)?://[^\s:/@]*):[^\s@]*@"), r"\1:***@"),
    (re.compile(r"(?i)\b(bearer\s+)[^\s\"']+"), r"\1***"),
    (re.compile(r"\b(?:npg|napi|neon_api_key)_\w+"), "***"),
    (re.compile(r"(?i)(\"?(?:password|client_secret)\"?\s*[:=]\s*)\"?[^\s\",}]+"), r"\1***"),
)
_SECRET_FIELD = re.compile(r"(?i)secret|passw")
_LIMIT = re.compile(
    r"(?i)\b(limit(s|ed)?|exceed(s|ed|ing)?|quota|upgrade|(your|current|free|launch|scale|paid|higher)[\w\s'-]{0,12} plans?)\b"
)
_M = TypeVar("_M", bound=Wire)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the answer is to: for messages, which never repeat a secret of ``body``."""

    method: str
    path: str
    host: str
    key_source: str
    request_id: str
    body: Mapping[str, Any] | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def scrub(text: str) -> str:
    """The text without what looks like a password, a token or the secret part of a connection URI."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


def read_answer(response: httpx.Response, asked: Asked) -> dict[str, Any]:
    """The JSON object that was answered; empty for an answer without content. Raises what any other answer stands for."""
    if response.is_success and not response.content:
        return {}
    data = _json_object(response)
    if response.is_success and data is not None:
        return data
    if data is None and (response.content or response.is_redirect or response.is_success):
        raise _not_the_api(response, asked)
    raise _refusal(response, data or {}, asked)


def parsed(model: type[_M], data: Mapping[str, Any], asked: str) -> _M:
    """The answer as a wire model. Raises NeonUnreachableError when it lacks what every Neon API gives."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        missing = ", ".join(
            ".".join(map(str, item["loc"])) + f" ({item['type']})" for item in error.errors()[:5]
        )
        raise NeonUnreachableError(
            "The answer is not what the Neon API gives",
            detail=f"{asked}: {missing}",
            hint="Check the API host (NEON_API_HOST): does it end in /api/v2 and belong to Neon?",
        ) from error


def unreachable(asked: Asked, error: httpx.RequestError, *, was_sent: bool) -> NeonUnreachableError:
    """No answer came. ``was_sent``: the request may have been carried out nevertheless."""
    kind = type(error).__name__
    return NeonUnreachableError(
        f"No answer from {asked.host}",
        detail=f"{asked}: {kind}: {scrub(str(error)) or 'no reason given'}",
        hint="Check the network, a proxy (HTTPS_PROXY) and the API host (NEON_API_HOST).",
        code=LOST_ANSWER if was_sent else "",
        request_id=asked.request_id,
    )


def _json_object(response: httpx.Response) -> dict[str, Any] | None:
    try:
        data = response.json()
    except ValueError:  # JSONDecodeError and UnicodeDecodeError are both
        return None
    return data if isinstance(data, dict) else None


def _not_the_api(response: httpx.Response, asked: Asked) -> NeonUnreachableError:
    content_type = response.headers.get("content-type", "no content type")
    start = scrub(" ".join(response.text.split()))[:80]
    target = f" Location: {scrub(response.headers['location'])}." if "location" in response.headers else ""
    return NeonUnreachableError(
        f"{asked.host} answered something that is not the Neon API's JSON",
        detail=f"{asked}: status {response.status_code}, {content_type}: {start!r}.{target}",
        hint="Check the API host (NEON_API_HOST, --api-host) and whether a proxy or a login page sits in between.",
        status=response.status_code,
        code=LOST_ANSWER if response.is_success or response.status_code >= 500 else "",
        request_id=_request_id(response, {}, asked),
    )


def _request_id(response: httpx.Response, body: Mapping[str, Any], asked: Asked) -> str:
    named = body.get("request_id") or response.headers.get("x-neon-ret-request-id")
    return str(named or asked.request_id)


def _refusal(response: httpx.Response, data: Mapping[str, Any], asked: Asked) -> NeonApiError:
    nested = data.get("error")
    body: Mapping[str, Any] = {**data, **nested} if isinstance(nested, dict) else data
    status = response.status_code
    message = scrub(str(body.get("message") or nested or response.reason_phrase or "no message"))
    for secret in _sent_secrets(asked.body or {}):
        message = message.replace(secret, "***")
    code = str(body.get("code") or "")
    kind, summary, hint = _meaning(status, message, code, asked)
    request_id = _request_id(response, body, asked)
    named = f", code {code}" if code else ""
    return kind(
        summary,
        detail=f"{asked}: {message} (status {status}{named}, request {request_id})",
        hint=hint,
        status=status,
        code=LOST_ANSWER if kind is NeonUnreachableError else code,
        request_id=request_id,
    )


def _meaning(status: int, message: str, code: str, asked: Asked) -> tuple[type[NeonApiError], str, str]:
    if status == 401:
        return NeonAuthError, f"Neon does not accept the API key from {asked.key_source}", _NEW_KEY
    if status in {400, 402, 403, 422} and (_LIMIT.search(message) or _LIMIT.search(code.replace("_", " "))):
        return (
            NeonLimitError,
            f"A limit of Neon stands against {_named_value(message, asked)}",
            _LIMIT_HINT,
        )
    if status == 403:
        return NeonAuthError, f"The API key from {asked.key_source} may not do this", _SCOPE
    if "org_id is required" in message:
        return NeonApiError, "Neon wants to know the organization", _ORG
    if status == 404:
        hint = "Check NEON_API_HOST: it should end in /api/v2." if "route does not exist" in message else ""
        return NeonNotFoundError, "Neon does not have this", hint
    if status == 409:
        return NeonConflictError, "Neon has this already, or something that stands against it", ""
    if status == 423:
        return (
            NeonApiError,
            "The project is still busy with earlier work",
            "Try again when its operations are finished.",
        )
    if status == 429:
        return (
            NeonApiError,
            "Neon takes no more requests for now",
            "Try again in a minute; is another tool using the same key?",
        )
    if status in {502, 504}:
        return (
            NeonUnreachableError,
            "Neon's gateway got no answer from behind it",
            "Run the same command again.",
        )
    if status >= 500:
        return (
            NeonApiError,
            "Neon failed to answer",
            "Run the same command again: it continues from what is there.",
        )
    return NeonApiError, "Neon refused the request", ""


_NEW_KEY = "Make a key in the Neon console (account settings, API keys) and type: export NEON_API_KEY=…"
_SCOPE = "Use a key of an account or organization that may, or ask an admin of the project."
_ORG = "Write org_id: under the project, or type: export NEON_ORG_ID=org-…"
_LIMIT_HINT = (
    "Write a smaller value, remove it from the stack, or ask for a higher limit (often the account's plan)."
)


def _named_value(message: str, asked: Asked) -> str:
    """``history_retention_seconds = 2592000``: the sent value that the message is about, or everything that was sent."""
    leaves = list(_leaves(asked.body or {}))
    words = re.sub(r"[\W_]+", " ", message.lower())
    meant = [leaf for leaf in leaves if _is_named(leaf[0], words)] or [
        leaf for leaf in leaves if str(leaf[1]) in message.split()
    ]
    shown = [f"{name} = {value}" for name, value in (meant or leaves)[:6]]
    return ", ".join(shown) or "this"


def _is_named(field: str, words: str) -> bool:
    """Does the message speak of the field, in full or by its first two words (``history_retention``)?"""
    parts = field.lower().split("_")
    return " ".join(parts) in words or (len(parts) > 2 and " ".join(parts[:2]) in words)


def _sent_secrets(body: Mapping[str, Any]) -> Iterator[str]:
    """What an answer must not repeat to anybody's eyes."""
    for name, value in body.items():
        if isinstance(value, dict):
            yield from _sent_secrets(value)
        elif isinstance(value, str) and value and _SECRET_FIELD.search(name):
            yield value


def _leaves(body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in body.items():
        if isinstance(value, dict):
            yield from _leaves(value)
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            for item in value:
                yield from _leaves(item)
        elif not _SECRET_FIELD.search(str(name)):
            yield str(name), value
