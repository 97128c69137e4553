"""Posts messages: again after 1, 2, 4 and 8 seconds where that may help. An address never gets into what is told of a failure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import httpx

from neonctl_py.monitor.messages import address_of, payload
from neonctl_py.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.model.monitor import Channel
    from neonctl_py.monitor.messages import Alert

PAUSES: Final = (1.0, 2.0, 4.0, 8.0)
_TIMEOUT: Final = 10.0
_LONGEST: Final = 16.0


class Sender:
    """``transport`` is the seam of tests."""

    def __init__(self, sleep: Callable[[float], None], transport: httpx.BaseTransport | None = None) -> None:
        self._sleep = sleep
        self._http = httpx.Client(
            timeout=_TIMEOUT, transport=transport, headers={"User-Agent": f"neonpy/{__version__}"}
        )

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def send(self, channel: Channel, alert: Alert) -> str:
        """Empty when it was taken, else why not."""
        problem = ""
        for pause in (*PAUSES, None):
            problem, asked = self._post(channel, alert)
            if not problem or asked is None or pause is None:
                break
            self._sleep(min(_LONGEST, max(pause, asked)))
        return problem

    def _post(self, channel: Channel, alert: Alert) -> tuple[str, float | None]:
        """What is wrong, and after how many seconds at the least to try again; None: that doesn't help."""
        try:
            response = self._http.post(address_of(channel), json=payload(channel, alert))
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            return "its address is no URL", None
        except httpx.RequestError as error:
            return f"no answer ({type(error).__name__})", 0.0
        if response.is_success:
            return "", None
        problem = f"HTTP {response.status_code}"
        if response.status_code == 429 or response.status_code >= 500:
            return problem, _seconds(response.headers.get("retry-after", ""))
        return problem, None


def _seconds(text: str) -> float:
    return float(text) if text.isdecimal() else 0.0
