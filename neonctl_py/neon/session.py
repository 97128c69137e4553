"""One pool of connections to one API host: sends a request, again where that is safe, and reads the answer.

Never here: what resources there are (client), and what a status means (answers).
"""

from __future__ import annotations

import ipaddress
import threading
import uuid
from typing import TYPE_CHECKING, Any

import httpx

from neonctl_py.errors import NeonAuthError
from neonctl_py.neon.answers import Asked, read_answer, unreachable
from neonctl_py.neon.busy import is_busy
from neonctl_py.neon.retry import GATEWAY, REPEATABLE, Backoff, Clock, RetryPolicy
from neonctl_py.version import __version__

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from neonctl_py.model.values import Secret

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class _Bearer(httpx.Auth):
    """Puts the key into the header at the last moment, so that it is in no default headers and in no repr."""

    def __init__(self, api_key: Secret) -> None:
        self._api_key = api_key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._api_key.reveal()}"
        yield request


class Session:
    """Thread-safe. ``reads`` counts GET requests as sent, repetitions included."""

    def __init__(
        self,
        api_key: Secret,
        host: str,
        *,
        key_source: str,
        transport: httpx.BaseTransport | None,
        timeout: float,
        retry: RetryPolicy,
        clock: Clock,
    ) -> None:
        _check_key(api_key, key_source)
        self._retry, self._clock, self._key_source = retry, clock, key_source
        url = httpx.URL(host.rstrip("/"))
        self._host = url.host if url.port is None else f"{url.host}:{url.port}"
        self._http = httpx.Client(
            base_url=url,
            auth=_Bearer(api_key),
            transport=transport,
            timeout=httpx.Timeout(timeout, connect=min(timeout, 10.0)),
            limits=httpx.Limits(max_connections=10, max_keepalive_connections=10),
            headers={"User-Agent": f"neonpy/{__version__}", "Accept": "application/json"},
            trust_env=not is_loopback(url.host),  # a proxy of the environment can't reach our own machine
        )
        self._lock = threading.Lock()
        self.reads = 0

    def close(self) -> None:
        self._http.close()

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The answer's JSON object ({} for none). Raises the tree under NeonApiError; ``code`` LOST_ANSWER when the
        platform may have done what was asked though no answer came.
        """
        backoff = Backoff(self._retry, self._clock)
        while True:
            asked = Asked(method, path, self._host, self._key_source, str(uuid.uuid4()), body)
            try:
                response = self._send(asked, params)
            except httpx.RequestError as error:
                was_sent = not isinstance(error, _NEVER_SENT)
                pause = backoff.after_failure() if method in REPEATABLE or not was_sent else None
                if pause is None:
                    raise unreachable(asked, error, was_sent=was_sent) from error
            else:
                pause = _pause(method, response, backoff)
                if pause is None:
                    return read_answer(response, asked)
            self._clock.sleep(pause)

    def _send(self, asked: Asked, params: Mapping[str, str] | None) -> httpx.Response:
        if asked.method == "GET":
            with self._lock:
                self.reads += 1
        return self._http.request(
            asked.method,
            asked.path,
            params=params,
            json=asked.body,
            headers={"X-Request-ID": asked.request_id},
        )


def _is_busy(response: httpx.Response) -> bool:
    return is_busy(response.status_code, response.text if response.status_code == 409 else "")


def _pause(method: str, response: httpx.Response, backoff: Backoff) -> float | None:
    """Seconds until the request is sent again; None when this answer is the one to take."""
    if _is_busy(response):
        return backoff.after_busy(response.headers.get("retry-after"))
    if response.status_code in GATEWAY and method in REPEATABLE:
        return backoff.after_failure()
    return None


def is_loopback(host: str) -> bool:
    """Is it this machine by a name that can't be anything else?"""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_key(api_key: Secret, source: str) -> None:
    """Httpx puts an illegal header's value into its message, so such a key must not get that far."""
    key = api_key.reveal()
    if not key:
        raise NeonAuthError(
            "There is no API key",
            hint="Type: export NEON_API_KEY=… (Neon console, account settings, API keys)",
        )
    if not (key.isascii() and key.isprintable() and " " not in key):
        raise NeonAuthError(
            f"The API key from {source} holds characters that no key has",
            hint="Copy it again, without spaces, quotes and line ends.",
        )
