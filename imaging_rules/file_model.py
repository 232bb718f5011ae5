"""What every model of a hand-written file rests on."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class FileModel(BaseModel):
    """A part of a file that people write: an unknown key is a mistake and is refused, and what was read never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)
