"""Patterns of phrases, unfolded where a text comes by, say what all their phrases say one by one."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations, product, takewhile
from sys import getswitchinterval, setswitchinterval

from hypothesis import given
from hypothesis import strategies as st

from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.phrases.phrase_patterns import Path, Pattern, patterns_of, words_of
from fhir_mappings.text.phrases.phrase_trie import Meaning, Row, Trie, row_of, the_one_that_counts
from fhir_mappings.text.phrases.phrase_walk import PhraseWalk
from imaging_rules.facts import State

WORDS = ("numb", "arm", "leg", "the", "left")
PASSED = frozenset({"the", "left"})
NUMB, WEAK, BOTH = Meaning("sensory_loss"), Meaning("weakness"), Meaning("both_legs_weak")

paths = st.lists(st.sampled_from(WORDS), max_size=2).map(tuple)
choices = st.lists(paths, min_size=1, max_size=3, unique=True).map(tuple).filter(any)
patterns = st.lists(choices, min_size=1, max_size=4).map(tuple).filter(lambda pattern: not any(map(_may_be_of_passed, pattern)))
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6)


def _may_be_of_passed(choice: tuple[Path, ...]) -> bool:
    """Whether a choice that has to be made holds a word that may stand inside any phrase: there it counts."""
    return len(choice) > 1 and () not in choice and any(not PASSED.isdisjoint(path) for path in choice)


def _walk(said: Sequence[tuple[Pattern, Row]]) -> PhraseWalk:
    return PhraseWalk(Trie(said, {}, PASSED), words_of(pattern for pattern, _ in said))


def _ends(pattern: Pattern, text: Sequence[str], at: int) -> set[int]:
    """The last words of a pattern's phrases that begin at a word, tried one by one."""
    phrases = {tuple(word for path in chosen for word in path) for chosen in product(*pattern)} - {()}
    return {end for phrase in phrases for end in _ends_of_phrase(_without_passed(phrase), text, at)}


def _without_passed(phrase: Path) -> Path:
    last = len(phrase) - 1
    return tuple(word for at, word in enumerate(phrase) if at in (0, last) or word not in PASSED)


def _ends_of_phrase(phrase: Path, text: Sequence[str], at: int) -> set[int]:
    if at >= len(text) or text[at] != phrase[0]:
        return set()
    if len(phrase) == 1:
        return {at}
    skips = list(takewhile(lambda skipped: PASSED.issuperset(text[at + 1 : at + 1 + skipped]), range(4)))
    return {end for skipped in skips for end in _ends_of_phrase(phrase[1:], text, at + 1 + skipped)}


@given(st.lists(patterns, min_size=1, max_size=3), texts)
def test_a_pattern_says_what_its_phrases_say_one_by_one(written: list[Pattern], text: list[str]) -> None:
    rows = [row_of((Meaning(f"finding {number}"),), number + 1, False) for number in range(len(written))]
    walk = _walk([*zip(written, rows, strict=True)])
    for at in range(len(text)):
        ends = [(end, -row.rank, row) for pattern, row in zip(written, rows, strict=True) for end in _ends(pattern, text, at)]
        last, _, row = max(ends, default=(None, None, None))
        assert walk.longest(text, at, True) == (None if last is None else (last, row))


def test_a_pattern_of_few_phrases_is_cut_phrase_by_phrase_and_one_of_many_by_its_choices() -> None:
    assert [*patterns_of("numb [arm|leg]")] == [((("numb", "arm"),),), ((("numb", "leg"),),)]
    many = "|".join(f"word{number}" for number in "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz")
    ((first, second),) = patterns_of(f"numb [{many}|]")
    assert first == (("numb",),)
    assert () in second


def test_a_little_word_of_a_choice_that_tells_something_counts() -> None:
    walk = _walk([(((("asia",),), (("the",), ("b",), ("c",))), row_of((NUMB,), 1, False))])
    assert walk.longest(["asia", "the"], 0, True) is not None
    assert walk.longest(["asia"], 0, True) is None


def test_of_two_families_the_first_counts_but_for_one_that_knows_more_and_one_that_silences() -> None:
    phrase = ((("numb", "leg"),),)

    def said(*meanings: tuple[Meaning, ...]) -> set[str]:
        walk = _walk([(phrase, row_of(each, rank if each else 1, False)) for rank, each in enumerate(meanings, start=2)])
        found = walk.longest(["numb", "leg"], 0, True)
        return set(found[1].findings) if found else {"nothing is there"}

    assert said((NUMB,), (WEAK,)) == {"sensory_loss"}
    assert said((NUMB,), (NUMB, BOTH)) == {"sensory_loss", "both_legs_weak"}
    assert said((NUMB,), (NUMB, Meaning("weakness", State.SUSPECTED))) == {"sensory_loss"}
    assert said((NUMB, BOTH), ()) == set()
    assert said((NUMB,), (WEAK,), (NUMB, BOTH)) == {"sensory_loss", "both_legs_weak"}
    assert said((WEAK,), (NUMB,), (NUMB, BOTH)) == {"weakness"}


def test_which_row_counts_does_not_hang_on_their_order() -> None:
    rows = [row_of((NUMB,), 2, False), row_of((WEAK,), 3, False), row_of((NUMB, BOTH), 4, False)]
    assert {the_one_that_counts(order) for order in permutations(rows)} == {rows[2]}


def test_threads_that_come_by_at_once_find_the_same() -> None:
    many, text, interval = "|".join("abcdefghijklmnopqrstuvwxyz"), ["a", "b", "c", "d", "e"], getswitchinterval()

    def found(group: PhraseGroup) -> tuple[int, ...]:
        return tuple(group.ends(text, 0, len(text)))

    setswitchinterval(1e-6)
    try:
        for _ in range(30):
            group = PhraseGroup([f"[{many}] [{many}|] [{many}|] [{many}] [{many}|]"])
            with ThreadPoolExecutor(8) as pool:
                assert set(pool.map(found, [group] * 32)) == {(2, 3, 4, 5)}
    finally:
        setswitchinterval(interval)
