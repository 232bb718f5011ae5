"""The house keeps its floors: no import runs upwards, and each way to the outside has one door."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("imaging_rules", "fhir_mappings", "cards", "cds_service")

ALLOWED = {
    "imaging_rules": {"pydantic", "yaml"},
    "fhir_mappings": {"imaging_rules", "fhir", "pydantic", "yaml"},
    "cards": {"imaging_rules", "fhir_mappings.order.replacement", "fhir_mappings.questions.answer_notes", "pydantic", "yaml"},
    "cds_service": None,
}
"""What a package may import beside the standard library and itself; None is anything."""

DOORS = {
    "requests": {"cds_service/fhir_access.py", "cds_service/cut_off.py"},
    "sqlalchemy": {
        "cds_service/database.py",
        "cds_service/consultations/store.py",
        "cds_service/consultations/rows.py",
        "cds_service/consultations/tables.py",
        "cds_service/short_lived_store.py",
        "cds_service/scenario_switches.py",
        "cds_service/silent_orders.py",
        "cds_service/unmatched_codes.py",
    },
    "joserfc": {"cds_service/signed_tokens.py", "cds_service/sealed_tokens.py"},
}


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def modules() -> list[Path]:
    return [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]


def allowed(package: str, module: str) -> bool:
    top = module.split(".")[0]
    rules = ALLOWED[package]
    if rules is None or top == package or top in sys.stdlib_module_names:
        return True
    return any(module == name or module.startswith(f"{name}.") for name in rules)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_import_runs_upwards(package: str) -> None:
    wrong = [
        f"{file.relative_to(ROOT)}: {module}"
        for file in sorted((ROOT / package).rglob("*.py"))
        for module in imports(file)
        if not allowed(package, module)
    ]
    assert wrong == []


@pytest.mark.parametrize("library", DOORS)
def test_each_way_to_the_outside_has_one_door(library: str) -> None:
    users = {str(file.relative_to(ROOT)) for file in modules() if any(m.split(".")[0] == library for m in imports(file))}
    assert users <= DOORS[library]


def test_fhir_models_are_those_of_r4() -> None:
    wrong = [m for file in modules() for m in imports(file) if m.startswith("fhir.resources") and ".R4B" not in m]
    assert wrong == []


def test_no_knowledge_file_is_read_but_through_the_strict_reader() -> None:
    users = {str(file.relative_to(ROOT)) for file in modules() if "yaml" in {m.split(".")[0] for m in imports(file)}}
    assert users <= {"imaging_rules/yaml_files.py", "imaging_rules/file_problems.py"}
