"""The statements of a transaction on their way: many in one message, and the next ones are written while the server works.

Never here: which statements, and what a failure means.
"""

from __future__ import annotations

from select import select
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import pq
from psycopg.errors import error_from_result

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIRST: Final = 16
"""Statements that a server with nothing to do is not kept waiting for more of."""
_LARGEST: Final = 200_000
"""Characters of a message: the server takes it apart as a whole, which needs memory."""
_FAILED: Final = (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.BAD_RESPONSE)
_COPY: Final = (pq.ExecStatus.COPY_IN, pq.ExecStatus.COPY_OUT, pq.ExecStatus.COPY_BOTH)
_PATIENCE: Final = 1.0
"""Seconds, with a server that was told to stop."""
_TRIES: Final = 5


def send_all(driver: Any, texts: Iterable[str], *, told: str = "") -> list[str]:
    """Send statements byte for byte in their order; what is written while the server is at work goes in one message, so that neither
    waits for the other. Inside a transaction only: nothing that follows a failure is done. Gives back the values of the
    columns that are called ``told``.

    Raises the driver's error of the first failure when the server has come to rest. ``texts`` is then read no further.
    """
    stream = _Stream(driver, told.encode())
    try:
        for text in texts:
            stream.put(text)
        stream.end()
    except (
        BaseException
    ):  # Ctrl-C, or whoever is told of a step has gone: the session must be fit for its rollback
        stream.cancel()
        raise
    return stream.told


class _Stream:
    def __init__(self, driver: Any, name: bytes) -> None:
        self._driver = driver
        self._pq = driver.pgconn
        self._encoding: str = driver.info.encoding
        self._name = name
        self._waiting: list[str] = []
        self._length = 0
        self._is_busy = False
        self.told: list[str] = []

    def put(self, text: str) -> None:
        self._waiting.append(text)
        self._length += len(text)
        if self._length > _LARGEST:
            self._rest()
        if len(self._waiting) >= _FIRST and self._is_free():
            self._send()

    def end(self) -> None:
        self._rest()
        if self._waiting:
            self._send()
            self._rest()

    def cancel(self) -> None:
        """What runs ends now. A session that does not come to rest even so is given up."""
        for _ in range(_TRIES):
            if not self._is_busy:
                return
            self._driver.cancel_safe(timeout=_PATIENCE)  # one that comes before its statement is of no effect
            while self._is_busy:
                if not self._pq.is_busy():
                    self._is_busy = self._pq.get_result() is not None
                elif select([self._pq.socket], [], [], _PATIENCE)[0]:
                    self._pq.consume_input()
                else:
                    break
        if self._is_busy:
            self._driver.close()

    def _send(self) -> None:
        # a line of its own, or a comment at the end of one statement would swallow the next
        message = "\n;\n".join(self._waiting).encode(self._encoding)
        self._waiting, self._length = [], 0
        self._pq.send_query(message)
        self._is_busy = True
        while self._pq.flush():
            readable, _, _ = select([self._pq.socket], [self._pq.socket], [])
            if readable:
                self._pq.consume_input()

    def _is_free(self) -> bool:
        """Has the server answered what it was sent?"""
        if self._is_busy:
            self._pq.consume_input()
            if not self._pq.is_busy():
                self._take()
        return not self._is_busy

    def _rest(self) -> None:
        """Wait until it has."""
        while self._is_busy:
            self._pq.consume_input()
            if self._pq.is_busy():
                select([self._pq.socket], [], [])
            else:
                self._take()

    def _take(self) -> None:
        """The answers that are there. The last one of a message is None."""
        while not self._pq.is_busy():
            result = self._pq.get_result()
            if result is None:
                self._is_busy = False
                return
            if result.status in _COPY:  # it would wait for rows that nobody has
                self._driver.close()
                raise psycopg.NotSupportedError("COPY can't be a step")
            if result.status in _FAILED:
                self._drain()
                raise error_from_result(result, self._encoding)
            if self._name and result.nfields and result.fname(0) == self._name:
                self.told.append(result.get_value(0, 0).decode())

    def _drain(self) -> None:
        """What came after a failure: the server has skipped the rest of the message."""
        while self._pq.get_result() is not None:
            pass
        self._is_busy = False
