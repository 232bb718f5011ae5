"""The page on setting up a site names every key of the clients file, its example can be read, and its settings are there."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import yaml

from cards.assessed_draft import Dialect
from cds_service.clients import Client, SmartApp, read_clients
from cds_service.settings import Settings

PAGE = (Path(__file__).parent.parent / "docs" / "a-site.md").read_text()


def rows(heading: str) -> set[str]:
    """The keys of the table with a heading."""
    table = PAGE.split(f"| {heading} | what it says |\n|---|---|\n")[1].split("\n\n")[0]
    return {key for row in table.splitlines() for key in re.findall(r"`(\w+)`", row.split("|")[1])}


def test_every_key_of_the_clients_file_is_told() -> None:
    assert rows("key") == Client.model_fields.keys()
    assert rows("key of `smart`") == SmartApp.model_fields.keys()
    assert rows("key of `dialect`") == {field.name for field in fields(Dialect)}


def test_the_example_can_be_read(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    (tmp_path / "clients.yaml").write_text(example)
    (tmp_path / "clinic-keys.json").write_text(json.dumps({"keys": []}))
    (client,) = read_clients(tmp_path / "clients.yaml")
    assert client.id == yaml.safe_load(example)[0]["id"]
    assert client.key_set() == {"keys": []}


def test_the_settings_it_names_are_there() -> None:
    assert {name.lower() for name in re.findall(r"IMAGING_CDS_(\w+)", PAGE)} <= Settings.model_fields.keys()
