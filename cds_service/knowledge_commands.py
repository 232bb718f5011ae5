"""`imaging-cds library` and `imaging-cds codes`: what the library and the code tables hold."""

from __future__ import annotations

import click


@click.group()
def library() -> None:
    """What the library holds, and whether it can stand."""


@click.command()
def codes() -> None:
    """x"""
