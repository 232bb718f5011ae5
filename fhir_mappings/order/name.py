"""The study that an order's name says: modality, region(s) and contrast phase by explicit words, never by likeness.

What is not said stays unsaid: contrast → unspecified, modality or region → no study. The words stand in
`tables/order_words.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from fhir_mappings.order.contrast import ContrastStatement, contrast_statements, possible_phases
from fhir_mappings.order.name_words import Phrase, cut, vocabulary
from imaging_rules.study import Phase, catalogue

_RADIOGRAPHY, _FILMS, _DYNAMIC = "radiography", "films", "dynamic"
_VIEWS = frozenset({_FILMS, _DYNAMIC, "other views", "flexion", "extension"})
_WITH_MRI = frozenset({"mri", "flexion", "extension"})
_OF_THE_SPINE = frozenset({"myelography", "mri", "discography"})
"""A thoracic study of these is of the spine; a thoracic CT may be of the chest."""
_OF_IMAGING = frozenset({"some imaging", "beside imaging", "region"})
_INJURIES = frozenset({"trauma", "injury"})
_THORACIC, _ELSEWHERE, _JOIN = "thoracic", "elsewhere", "join"
_SLASH = "/"

LONGEST_NAME = 300
"""Longer text is a letter, not the name of an order; it is not read."""


@dataclass(frozen=True, slots=True)
class NameReading:
    """What a name says. `modalities` are those it can mean, `phases` those it leaves possible; empty: it says nothing.

    `outside` is true where it names imaging that the catalogue lacks, `elsewhere` where it names only parts of the body
    that the catalogue lacks. `other_regions` are those that its words serve for as well: an X-ray of the neck.
    `unspecified` is true where it says imaging without saying how: 'special imaging request'.
    """

    modalities: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()
    phases: frozenset[Phase] = frozenset()
    outside: bool = False
    elsewhere: bool = False
    other_regions: frozenset[tuple[str, ...]] = frozenset()
    unspecified: bool = False

    @property
    def names_imaging(self) -> bool:
        """Whether any word names imaging or a way of it, known to the catalogue or not."""
        return bool(self.modalities) or self.outside or self.unspecified


def phase_of(modality: str, phases: frozenset[Phase]) -> Phase:
    """The phase of a study of this modality where only `phases` are possible: unspecified unless exactly one is."""
    if catalogue().modalities[modality].phases != "stated":
        return Phase.NONE
    if phases == {Phase.WITH, Phase.WITHOUT_AND_WITH}:
        return Phase.SOME_CONTRAST
    return next(iter(phases)) if len(phases) == 1 else Phase.UNSPECIFIED


def read_name(text: object) -> NameReading:
    """What a name says of modality, regions and contrast. Takes any JSON value; what is no short text says nothing."""
    if not isinstance(text, str) or len(text) > LONGEST_NAME:
        return NameReading()
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
def _read(text: str) -> NameReading:
    phrases = cut(text)
    name = _before_indication(phrases)
    parts = _parts(name)
    modalities = vocabulary().studies.get(parts, frozenset())
    named = _named_regions(name, parts)
    if not parts & vocabulary().naming and (not named or any(phrase.kind == "no imaging" for phrase in name)):
        modalities = frozenset()  # '2 views' of nothing, 'flexion and extension exercises'
    named = _without_second_names(text, name, named, modalities)
    choice = _offers_regions(name) or _asks_for_more(name)
    return NameReading(
        modalities=modalities,
        regions=() if choice else _regions(named),
        phases=possible_phases(phrases),
        outside=not modalities and bool(parts & vocabulary().naming),
        elsewhere=named == {"elsewhere"},
        other_regions=frozenset() if choice else _other_regions(name, named, modalities),
        unspecified=_says_imaging(name),
    )


def _says_imaging(name: Sequence[Phrase]) -> bool:
    """Whether a name says imaging in general and nothing else: an unknown word beside it may name a referral, a record, a
    medicine or a test that has to do with it."""
    kinds = {phrase.kind for phrase in name if len(phrase.value) > 1}
    return "some imaging" in kinds and kinds <= _OF_IMAGING


def _parts(name: Sequence[Phrase]) -> frozenset[str]:
    """The parts of the modality's name; views say nothing more of another way of imaging than radiography."""
    parts = frozenset(phrase.value for phrase in name if phrase.kind == "modality")
    if parts & vocabulary().naming - {_RADIOGRAPHY}:
        return parts - _VIEWS if parts != _WITH_MRI else parts
    return parts - {_FILMS} if parts - {_FILMS, _DYNAMIC} else parts


def _before_indication(phrases: Sequence[Phrase]) -> Sequence[Phrase]:
    place = next((at for at, phrase in enumerate(phrases) if phrase.kind == "indication"), len(phrases))
    return phrases[:place]


def _named_regions(name: Sequence[Phrase], parts: frozenset[str]) -> set[str]:
    """Region words of a name, without those of a complaint ('neck pain'); those of the spine count where there are no others
    ('CT c-spine trauma')."""
    places = [at for at, phrase in enumerate(name) if phrase.kind == "region"]
    complained = {at for at in places if _complains(name, at + 1) and not _is_hurt(name, at)}
    named = {name[at].value for at in places if at not in complained}
    named = named or {name[at].value for at in complained if _is_spine(name[at].value)}
    if _THORACIC in named:
        named.remove(_THORACIC)
        beside_spine = any(_is_spine(word) for word in named) or not parts.isdisjoint(_OF_THE_SPINE)
        named.add("thoracic spine" if beside_spine else _ELSEWHERE)
    return named


def _without_second_names(text: str, name: Sequence[Phrase], named: set[str], modalities: frozenset[str]) -> set[str]:
    """Region words without one that only says another in other words: 'MRI neck / C spine', but not 'CT neck and C spine'."""
    words = {phrase.value for phrase in name}
    if len(named) == 1 or not modalities or any(_are_two(text, name, at) for at in range(1, len(name) - 1)):
        return named
    rows = vocabulary().also_meant.items()
    return named - {
        word
        for word, row in rows
        if word in named and named - {word} <= {*row.regions} and modalities <= row.modalities and not words & row.not_beside
    }


def _are_two(text: str, name: Sequence[Phrase], at: int) -> bool:
    """Whether a word joins two regions as two, as `and` does, and no slash."""
    between = name[at - 1].kind == name[at + 1].kind == "region"
    return between and name[at].value == _JOIN and text[name[at].start] != _SLASH


def _other_regions(name: Sequence[Phrase], named: set[str], modalities: frozenset[str]) -> frozenset[tuple[str, ...]]:
    """What the one region that a name says may be meant for as well."""
    words = {phrase.value for phrase in name}
    row = vocabulary().also_meant.get(_THORACIC if _THORACIC in words else next(iter(named), ""))
    if len(named) != 1 or row is None or not modalities or not modalities <= row.modalities or words & row.not_beside:
        return frozenset()
    return frozenset(catalogue().region(region) for region in row.regions)


def _asks_for_more(name: Sequence[Phrase]) -> bool:
    """Whether a name joins to a part of the body one that the catalogue lacks, or that may belong to a complaint: 'shoulder
    and c-spine', 'head/neck trauma'."""
    parts = [
        phrase
        for at, phrase in enumerate(name)
        if phrase.kind in ("region", "complaint") or (phrase.value == _JOIN and not _joins_contrast(name, at))
    ]
    return any(
        parts[at].kind == parts[at + 2].kind == "region"
        and parts[at + 1].value == _JOIN
        and ((parts[at].value == _ELSEWHERE) != (parts[at + 2].value == _ELSEWHERE) or _complains_of(parts, at + 2))
        for at in range(len(parts) - 2)
    )


def _joins_contrast(name: Sequence[Phrase], at: int) -> bool:
    """Whether a word of a name joins what it says of contrast, and no parts: 'arm without and with contrast, plexus'."""
    return 0 < at < len(name) - 1 and all(
        beside.kind == "contrast" and beside.value not in (_JOIN, "comma", "either") for beside in (name[at - 1], name[at + 1])
    )


def _complains_of(parts: Sequence[Phrase], at: int) -> bool:
    return _complains(parts, at + 1) and not _is_hurt(parts, at)


def _complains(parts: Sequence[Phrase], at: int) -> bool:
    return at < len(parts) and parts[at].kind == "complaint"


def _is_hurt(name: Sequence[Phrase], at: int) -> bool:
    """Whether a part of the spine joined to another part is named with its injury: 'head and c-spine trauma'."""
    joined = at > 1 and name[at - 1].value == _JOIN and name[at - 2].kind == "region"
    return joined and _is_spine(name[at].value) and name[at + 1].value in _INJURIES


def _offers_regions(name: Sequence[Phrase]) -> bool:
    """Whether a name leaves open which region it means: 'orbit, face, and/or neck', but not 'head or brain'."""
    words = [phrase for phrase in name if phrase.kind != "contrast" or phrase.value not in (_JOIN, "comma")]
    return any(
        words[at].kind == "region"
        and (words[at + 1].kind, words[at + 1].value) == ("contrast", "either")
        and _region_at(words, at + 2) != _region_at(words, at)
        for at in range(len(words) - 1)
    )


def _region_at(words: Sequence[Phrase], at: int) -> str | None:
    return words[at].value if at < len(words) and words[at].kind == "region" else None


def _is_spine(word: str) -> bool:
    return word not in (_ELSEWHERE, _THORACIC) and any(catalogue().regions[region].spine for region in catalogue().region(word))


def _regions(named: set[str]) -> tuple[str, ...]:
    """The catalogue's regions; `spine` gives way where a level of it is named too."""
    regions = {region for word in named - {_ELSEWHERE} for region in catalogue().region(word)}
    levels = {region for region in regions if catalogue().regions[region].level}
    return catalogue().in_order(regions - {"spine"} if levels else regions)
