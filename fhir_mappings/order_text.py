"""The study that an order's name says: modality, region(s) and contrast phase by explicit words, never by likeness.

What is not said stays unsaid: contrast → unspecified, modality or region → no study. The words stand in
`tables/order_words.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from fhir_mappings.order_contrast import ContrastStatement, contrast_statements, possible_phases
from fhir_mappings.order_words import Phrase, cut, vocabulary
from imaging_rules.study import Phase, catalogue

LONGEST_NAME = 300
"""Longer text is a letter, not the name of an order; it is not read."""


@dataclass(frozen=True, slots=True)
class TextReading:
    """What a name says. `modalities` are those it can mean, `phases` those it leaves possible; empty: it says nothing.

    `outside` is true where it names imaging that the catalogue lacks, `elsewhere` where it names only parts of the body
    that the catalogue lacks.
    """

    modalities: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()
    phases: frozenset[Phase] = frozenset()
    outside: bool = False
    elsewhere: bool = False

    @property
    def names_imaging(self) -> bool:
        """Whether any word names a way of imaging, known to the catalogue or not."""
        return bool(self.modalities) or self.outside


def phase_of(modality: str, phases: frozenset[Phase]) -> Phase:
    """The phase of a study of this modality where only `phases` are possible: unspecified unless exactly one is."""
    if catalogue().modalities[modality].phases != "stated":
        return Phase.NONE
    if phases == {Phase.WITH, Phase.WITHOUT_AND_WITH}:
        return Phase.SOME_CONTRAST
    return next(iter(phases)) if len(phases) == 1 else Phase.UNSPECIFIED


def read_text(text: object) -> TextReading:
    """What a name says of modality, regions and contrast. Takes any JSON value; what is no short text says nothing."""
    if not isinstance(text, str) or len(text) > LONGEST_NAME:
        return TextReading()
    return _read(text)


def contrast_places(text: object) -> list[ContrastStatement]:
    """The statements on contrast in a text with their places, in order."""
    if not isinstance(text, str) or len(text) > LONGEST_NAME:
        return []
    return contrast_statements(cut(text))


def indication_in(text: str) -> str:
    """The part of an order's name that says why: what follows 'for', 'r/o', 'history of' and the like, with these words."""
    place = next((phrase.start for phrase in cut(text[:LONGEST_NAME]) if phrase.kind == "indication"), None)
    return "" if place is None else text[place:].strip()


@lru_cache(maxsize=2048)
def _read(text: str) -> TextReading:
    phrases = cut(text)
    name = _before_indication(phrases)
    parts = frozenset(phrase.value for phrase in name if phrase.kind == "modality")
    modalities = vocabulary().studies.get(parts, frozenset())
    named = _named_regions(name, parts)
    choice = _offers_regions(name)
    return TextReading(
        modalities=modalities,
        regions=() if choice else _regions(named),
        phases=possible_phases(phrases),
        outside=not modalities and bool(parts & vocabulary().naming),
        elsewhere=named == {"elsewhere"},
    )


def _before_indication(phrases: Sequence[Phrase]) -> Sequence[Phrase]:
    place = next((at for at, phrase in enumerate(phrases) if phrase.kind == "indication"), len(phrases))
    return phrases[:place]


def _named_regions(name: Sequence[Phrase], parts: frozenset[str]) -> set[str]:
    """Region words of a name, without those of a complaint ('neck pain')."""
    named = {
        phrase.value
        for at, phrase in enumerate(name)
        if phrase.kind == "region" and not (at + 1 < len(name) and name[at + 1].kind == "complaint")
    }
    if "thoracic" in named:
        named.remove("thoracic")
        beside_spine = any(_is_spine(word) for word in named) or "myelography" in parts
        named.add("thoracic spine" if beside_spine else "elsewhere")
    return named


def _offers_regions(name: Sequence[Phrase]) -> bool:
    """Whether a name leaves open which region it means: 'orbit, face, and/or neck', but not 'head or brain'."""
    words = [phrase for phrase in name if (phrase.kind, phrase.value) != ("contrast", "join")]
    return any(
        words[at].kind == "region"
        and (words[at + 1].kind, words[at + 1].value) == ("contrast", "either")
        and _region_at(words, at + 2) != _region_at(words, at)
        for at in range(len(words) - 1)
    )


def _region_at(words: Sequence[Phrase], at: int) -> str | None:
    return words[at].value if at < len(words) and words[at].kind == "region" else None


def _is_spine(word: str) -> bool:
    return word != "elsewhere" and any(catalogue().regions[region].spine for region in catalogue().region(word))


def _regions(named: set[str]) -> tuple[str, ...]:
    """The catalogue's regions; `spine` gives way where a level of it is named too."""
    regions = {region for word in named - {"elsewhere"} for region in catalogue().region(word)}
    levels = {region for region in regions if catalogue().regions[region].level}
    return catalogue().in_order(regions - {"spine"} if levels else regions)
