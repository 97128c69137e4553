"""What the control plane knows: documents in one SQLite file, written in transactions.

A document is the wire object of the API plus private fields whose names begin with ``_``.
Never here: the meaning of a document.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Document = dict[str, Any]

_SCHEMA = """
create table if not exists document (
  sequence integer primary key autoincrement,
  kind text not null,
  key text not null,
  project text not null,
  branch text not null,
  body text not null,
  unique (kind, key)
);
create index if not exists document_by_project on document (kind, project);
create index if not exists document_by_branch on document (kind, branch);
"""


def public(document: Document) -> Document:
    """The part of a document that the API shows."""
    return {name: value for name, value in document.items() if not name.startswith("_")}


class Store:
    """One connection behind one lock: requests are short, and Postgres is never waited for inside."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._after_commit: list[Callable[[], None]] = []
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # it holds passwords
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = normal")
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; transactions inside join the outermost."""
        with self._lock:
            if self._depth == 0:
                self._connection.execute("begin immediate")
            self._depth += 1
            finished = False
            try:
                yield
                finished = True
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self._end(finished)

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run ``action`` once the current transaction is durable; at once outside of one."""
        with self._lock:
            if self._depth:
                self._after_commit.append(action)
                return
        action()

    def put(self, kind: str, key: str, document: Document) -> None:
        with self.transaction():
            self._connection.execute(
                "insert into document (kind, key, project, branch, body) values (?, ?, ?, ?, ?) "
                "on conflict (kind, key) do update set "
                "project = excluded.project, branch = excluded.branch, body = excluded.body",
                (
                    kind,
                    key,
                    document.get("project_id", ""),
                    document.get("branch_id", ""),
                    json.dumps(document),
                ),
            )

    def get(self, kind: str, key: str) -> Document | None:
        rows = self._select("kind = ? and key = ?", (kind, key))
        return rows[0] if rows else None

    def find(self, kind: str, *, project: str | None = None, branch: str | None = None) -> list[Document]:
        """Documents of a kind in the order they were made."""
        condition, values = "kind = ?", [kind]
        if project is not None:
            condition, values = f"{condition} and project = ?", [*values, project]
        if branch is not None:
            condition, values = f"{condition} and branch = ?", [*values, branch]
        return self._select(condition, tuple(values))

    def delete(self, kind: str, key: str) -> None:
        with self.transaction():
            self._connection.execute("delete from document where kind = ? and key = ?", (kind, key))

    def count(self, kind: str) -> int:
        with self._lock:
            row = self._connection.execute("select count(*) from document where kind = ?", (kind,)).fetchone()
        return int(row[0])

    def _select(self, condition: str, values: tuple[str, ...]) -> list[Document]:
        with self._lock:
            rows = self._connection.execute(
                f"select body from document where {condition} order by sequence", values
            ).fetchall()
        return [json.loads(row[0]) for row in rows]

    def _end(self, finished: bool) -> None:
        actions, self._after_commit = self._after_commit, []
        self._connection.execute("commit" if finished else "rollback")
        if finished:
            for action in actions:
                action()
