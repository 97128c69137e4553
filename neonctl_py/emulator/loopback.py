"""Listening on 127.0.0.1.

Never here: what is served.
"""

from __future__ import annotations

import socket

from neonctl_py.emulator.errors import EmulatorError

_BACKLOG = 128


def bound(preferred: int = 0, *, insist: bool = False) -> socket.socket:
    """A listening socket on ``preferred``, or on any free port when that is taken and we do not ``insist``."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", preferred))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        if insist or not preferred:
            raise EmulatorError(f"port {preferred} can't be used: {error.strerror}") from error
        return bound()
    return listener
