"""The consultations of this site, as a command reads them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from cds_service.consultations.store import ConsultationStore, StoreUnreadable
from cds_service.settings import SettingsProblem, read_settings


@contextmanager
def site_store(wanted: str) -> Iterator[ConsultationStore]:
    """The store that the settings name, closed at the end. `wanted` says what a command looks for in it, such as `the
    consultations`. Raises ClickException where the settings or the database cannot be read."""
    try:
        store = ConsultationStore(read_settings().storage)
        try:
            yield store
        finally:
            store.close()
    except (SettingsProblem, StoreUnreadable) as problem:
        raise click.ClickException(f"{wanted} cannot be read: {problem}") from None
