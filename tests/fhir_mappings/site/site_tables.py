"""Tables of a client's own codes for the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fhir_mappings.site.catalogue import CodesFile, Compiled, Role, compile_codes
from fhir_mappings.site.codes import SiteCodes

RIS, LISTS = "urn:oid:2.25.7001", "https://ehr.example.org/problems"
"""The systems of a clinic's order codes and of its problem list."""

ORDERS = f"""\
system,code,display,target_system,target,note
{RIS},MRCSGA,MR C-SPINE WO GA,cpt,72141,under anaesthesia
{RIS},MRCS,MR C-SPINE WO,study,MRI cervical spine without IV contrast,
{RIS},MRCSB,MR C-SPINE W/WO,cpt,72156,
{RIS},CTCS,CT C-SPINE WO,cpt,72125,
{RIS},MRLS,MR L-SPINE WO,loinc,30679-5,
"""
PROBLEMS = f"""\
system,code,display,target_system,target,state,value
{LISTS},N1,Neck trouble,icd-10-cm,M54.2,,
{LISTS},P7,Old breast ca,finding,history_of_malignancy,history,
{LISTS},MS,MS clinic,snomed,24700007,,
{LISTS},KID4,Kidneys stage 4,finding,ckd_stage,,4
{LISTS},NOPM,No implant,finding,pacemaker,refuted,
"""


def compiled(folder: Path, content: str | dict[str, Any], role: Role = "orders", system: str | None = None) -> Compiled:
    """A table compiled: CSV from text, a ConceptMap from an object."""
    file = folder / ("codes.csv" if isinstance(content, str) else "map.json")
    file.write_text(content if isinstance(content, str) else json.dumps(content, indent=1))
    return compile_codes([CodesFile(file, role, system)])


def clinic(folder: Path, orders: str = ORDERS, problems: str = PROBLEMS, system: str | None = None) -> SiteCodes:
    """The codes of a clinic, whose tables have to be in order."""
    files = []
    for role, content in (("orders", orders), ("problems", problems)):
        file = folder / f"{role}.csv"
        file.write_text(content)
        files.append(CodesFile(file, "orders" if role == "orders" else "problems", system))
    made = compile_codes(files)
    assert made.problems == []
    return made.codes
