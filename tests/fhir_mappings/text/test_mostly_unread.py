"""Texts in another language are told from English ones by how many of their words no table knows."""

from __future__ import annotations

import pytest

from fhir_mappings.order.texts import is_understood
from fhir_mappings.text.mostly_unread import is_mostly_unread


@pytest.mark.parametrize(
    "text",
    [
        "Douleur du dos depuis hier, impossible d'uriner",
        "Starke Kreuzschmerzen, Verdacht auf Wirbelfraktur",
        "Dor nas costas há três dias, febre alta",
        "Ból krzyża od tygodnia, gorączka",
        "腰の痛み、発熱あり",
        "Low back pain for a week. Paciente con cáncer metastásico conocido. Nothing tried yet, walks well.",
    ],
)
def test_another_language_is_mostly_unread(text: str) -> None:
    assert is_mostly_unread(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "LBP",
        "Back stiff since helping the neighbours move their piano, otherwise well",
        "Sjögren syndrome, Behçet excluded, low back pain for 2 weeks",
        "Thx",
        "Pain after surfing in Cornwall, no numbness, bowels fine, wants to know when she can go back to work",
        "β-blocker, 38 °C, low back pain",
    ],
)
def test_ordinary_english_is_not(text: str) -> None:
    assert not is_mostly_unread(text)


def test_what_the_patient_is_told_may_be_in_any_language() -> None:
    assert is_understood({"patientInstruction": "Traiga sus radiografías, no coma nada desde la medianoche"})
    assert not is_understood({"note": [{"text": "Traiga sus radiografías, no coma nada desde la medianoche"}]})
