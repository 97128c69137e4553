"""The one way in which a request is refused.

Never here: what is right or wrong about a request.
"""

from __future__ import annotations


class Problem(Exception):  # noqa: N818  it is an answer, not a failure of ours
    """Becomes the API's GeneralError with this HTTP status. ``code`` is empty for most, as at Neon."""

    def __init__(self, status: int, message: str, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code


def invalid_field(path: str, reason: str) -> Problem:
    return Problem(400, f"invalid request: {path}: {reason}")


def not_found(what: str) -> Problem:
    return Problem(404, f"{what} not found")
