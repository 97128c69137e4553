"""A program ``neonpy`` for scripts: what a shell starts is forked from where everything is imported already, as ``run_neonpy`` has it.

The program hands its words, environment, folder and streams over a socket and ends with the same code. NEONPY_TESTS_COLD=1 makes it the
installed command. Never here: what a script is expected to do.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import sys
import tempfile
import threading
from functools import cache
from pathlib import Path

from warm_command import COMMAND, _nursery

_LENGTH = 8
_SECONDS = 240
_CLIENT = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as asked:
    asked.connect({place!r})
    order = {{"words": [{command!r}, *sys.argv[1:]], "env": dict(os.environ), "cwd": os.getcwd()}}
    message = json.dumps(order).encode()
    socket.send_fds(asked, [len(message).to_bytes({length}, "big")], [0, 1, 2])
    asked.sendall(message)
    told = asked.recv({length})
code = int(told) if told else 70
sys.exit(code if code >= 0 else 128 - code)
"""


@cache
def warm_folder() -> Path:
    """For the PATH: it holds ``neonpy`` and nothing else, as long as the tests run."""
    folder = Path(tempfile.mkdtemp(prefix="neonpy-warm-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    program = folder / "neonpy"
    if os.environ.get("NEONPY_TESTS_COLD"):
        program.symlink_to(COMMAND)
        return folder
    place = str(folder / "socket")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(place)
    listening.listen(16)
    threading.Thread(target=_serve, args=(listening,), daemon=True).start()
    text = _CLIENT.format(python=sys.executable, place=place, command=str(COMMAND), length=_LENGTH)
    program.write_text(text, encoding="utf-8")
    program.chmod(0o755)
    return folder


def _serve(listening: socket.socket) -> None:
    while True:
        asked, _ = listening.accept()
        threading.Thread(target=_run, args=(asked,), daemon=True).start()


def _run(asked: socket.socket) -> None:
    with asked:
        length, handles, _, _ = socket.recv_fds(asked, _LENGTH, 3)
        given, out, err = (open(handle, "rb", buffering=0) for handle in handles)  # noqa: PTH123, SIM115  descriptors
        with given, out, err, asked.makefile("rb") as reader:
            order = json.loads(reader.read(int.from_bytes(length)))
            code = _nursery().born(order["words"], order["env"], order["cwd"], (given, out, err), _SECONDS)
        asked.sendall(b"%8d" % code)
