"""A library as one file that can be kept: what an answer rested on can then be read again, years later.

The same content always gives the same bytes.
"""

from __future__ import annotations

import io
import json
import zipfile
from importlib.resources.abc import Traversable

from imaging_rules.library import OVERLAYS, Library, content_files

_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip file can hold: the archive tells nothing of when it was made."""


def packed(library: Library) -> bytes:
    """A library as a zip file of all that decides an answer, a site's overlays included."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, file in content_files(library.root).items():
            archive.writestr(zipfile.ZipInfo(place, _NO_TIME), file.read_bytes(), zipfile.ZIP_DEFLATED)
        if library.overlays:
            told = json.dumps([overlay.to_json() for overlay in library.overlays])
            archive.writestr(zipfile.ZipInfo(OVERLAYS, _NO_TIME), told, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def opened(content: bytes) -> Traversable:
    """The folder that `Library.load` reads, of the bytes of `packed`. Raises zipfile.BadZipFile."""
    return zipfile.Path(zipfile.ZipFile(io.BytesIO(content)))
