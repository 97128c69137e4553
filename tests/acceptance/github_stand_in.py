"""As much of the world as our workflows speak to: GitHub's comments over HTTP, somewhere to post alerts to, and a ``gh`` that answers from
a file. Never here: what is expected.
"""

from __future__ import annotations

import json
import re
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = "ghs_the_jobs_own_token"


class Comments:
    """By the number of their issue; ``asked`` is every request. ``hooks``: what was posted below ``/hook``, with where."""

    def __init__(self, url: str = "") -> None:
        self.url = url
        self.by_issue: dict[int, list[dict[str, Any]]] = {}
        self.asked: list[str] = []
        self.hooks: list[tuple[str, dict[str, Any]]] = []


@contextmanager
def github() -> Iterator[Comments]:
    """Its API, for as long as the block."""
    comments = Comments()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def _answer(self, status: int, document: Any) -> None:
            text = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def _handle(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else {}
            if self.path.startswith("/hook"):
                comments.hooks.append((self.path, body))
                self._answer(202, {})
                return
            comments.asked.append(self.command)
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                self._answer(403, {"message": "Resource not accessible by integration"})
                return
            path, _, query = self.path.partition("?")
            if found := re.fullmatch(r"/repos/octo/shop/issues/(\d+)/comments", path):
                listed = comments.by_issue.setdefault(int(found[1]), [])
                if self.command == "POST":
                    number = sum(map(len, comments.by_issue.values())) + 1
                    about = {
                        "id": number,
                        "html_url": f"https://github.example/c/{number}",
                        "user": {"type": "Bot"},
                    }
                    listed.append({**about, **body})
                    self._answer(201, listed[-1])
                else:
                    page = int((re.search(r"[?&]page=(\d+)", f"?{query}") or [0, "1"])[1])
                    self._answer(200, listed[(page - 1) * 100 : page * 100])
            elif found := re.fullmatch(r"/repos/octo/shop/issues/comments/(\d+)", path):
                every = [item for listed in comments.by_issue.values() for item in listed]
                (one,) = (item for item in every if item["id"] == int(found[1]))
                one.update(body)
                self._answer(200, one)
            else:
                self._answer(404, {"message": "Not Found"})

        do_GET = do_POST = do_PATCH = _handle  # noqa: N815  the server's names

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    comments.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield comments
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def gh(answers: dict[str, str], told: Path) -> str:
    """A ``gh`` as a script: the first key that is a part of its arguments names its answer (``@FILE`` a file's content); nothing fits:
    it fails. ``told`` gets every call.
    """
    return f"""#!{sys.executable}
import json, sys
from pathlib import Path
said = " ".join(sys.argv[1:])
with Path({str(told)!r}).open("a") as file:
    file.write(json.dumps(sys.argv[1:]) + "\\n")
for part, answer in json.loads({json.dumps(json.dumps(answers))}).items():
    if part in said:
        sys.stdout.buffer.write(Path(answer[1:]).read_bytes() if answer.startswith("@") else answer.encode())
        sys.exit(0)
sys.exit("gh: no answer for " + said)
"""
