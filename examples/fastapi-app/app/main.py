"""Notes that only their author sees: the database holds that, not this file."""

import os
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, Header
from pydantic import BaseModel
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from app.models import Note

engine = create_engine(os.environ["DATABASE_URL"], pool_pre_ping=True)
app = FastAPI()


def session(author: Annotated[str, Header()]) -> Iterator[Session]:
    """One transaction for each request, in which row-level security knows who asks."""
    with Session(engine) as opened, opened.begin():
        opened.execute(select(func.set_config("app.author", author, True)))
        yield opened


class NewNote(BaseModel):
    text: str


@app.get("/notes")
def notes(db: Annotated[Session, Depends(session)]) -> list[str]:
    return list(db.scalars(select(Note.text).order_by(Note.id)))


@app.post("/notes", status_code=201)
def write(note: NewNote, author: Annotated[str, Header()], db: Annotated[Session, Depends(session)]) -> int:
    row = Note(author=author, text=note.text)
    db.add(row)
    db.flush()
    return row.id
