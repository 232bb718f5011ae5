"""A row of a flowsheet or a form taken apart: who writes, what is asked, and of the answer the verdict and what it adds.

The words are in `tables/row_words.csv`. What is not made of them alone is not taken apart.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from fhir_mappings.remembered import remembered
from fhir_mappings.rows.looks_like_a_day import NAMES_A_YEAR, a_day
from fhir_mappings.rows.neck_rule_items import without_name_of_the_rule
from fhir_mappings.rows.test_answers import yes_or_no
from fhir_mappings.tables_csv import words_by_role

_WORD = re.compile(r"[a-z0-9+/][a-z0-9+/'’-]*")
_BRACKET = re.compile(r"\s*\([^()]*\)")
_CLOCK_TIME = re.compile(r"\b\d{1,2}:\d\d\b")
_MORE = re.compile(r"\s*([a-z]+)\s*(?:[-–—,;:(]|\.\s)\s*(.+?)\)?\s*", re.IGNORECASE | re.DOTALL)
_AMOUNT = re.compile(r"[<>~]?\s*\d+(?:[./-]\d+)?\+?(?:\s*(?:of|out of)\s*\d+)?|\+{1,4}")
_THAT_STUDY = re.compile(r"\b(?:that|this) (mri|ct|x-ray|scan|film)\b", re.IGNORECASE)
_STUDY_DONE = re.compile(
    r"(?:have you (?:already )?had (?:an? )?(.+?)|(.+?) (?:already )?(?:done|performed|taken)(?: so far| already)?)\s*\?",
    re.IGNORECASE,
)
_STUDY_DATE = re.compile(r"(.+?)[,:]?\s+(?:date|when|done on|day)\s*\??", re.IGNORECASE)
_LEVEL = re.compile(r"\b[CTL]\d{1,2}\b")
_LEVELS_OF_THE_NECK = re.compile(r"\bc[1-7](?:\s*[-–/]\s*c?[1-7])?\b", re.IGNORECASE)
"""Those of the back may say that another part is meant: `midline tenderness: yes, L3`."""
_SOMEBODY_THINKS = re.compile(r"what (?:does|do|did) (.+) (?:think|suspect|fear)(?: (?:this|it) (?:is|may be|could be))?")
_LONGEST = 200


def words(role: str) -> frozenset[str]:
    """The words of one role of the table."""
    return _by_role().get(role, frozenset())


@cache
def any_word_of(role: str) -> re.Pattern[str]:
    """The words of one role as they stand in a text, the longest first."""
    listed = sorted(words(role), key=lambda each: (-len(each), each))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, listed))})\b", re.IGNORECASE)


@remembered
def without_writer(label: str) -> str:
    """`Nurse: impression` as `impression`, `NEXUS - intoxication` as `intoxication`."""
    before, colon, behind = label.partition(":")
    return without_name_of_the_rule(behind.strip() if colon and behind.strip() and is_writer(before) else label)


def is_writer(heading: str) -> bool:
    """Whether a heading only says who writes, or where rows of any kind stand."""
    return plain_row(heading) in words("writer") | words("plain heading")


@remembered
def plain_row(text: str) -> str:
    """In small letters, without brackets, days and the marks at the end."""
    return " ".join(_undated(_BRACKET.sub(" ", text[:_LONGEST])).lower().replace("’", "").replace("'", "").split()).strip(
        " :?.-"
    )


def words_in(text: str) -> list[str]:
    """Its words in small letters."""
    return _WORD.findall(text[:_LONGEST].lower())


def verdict_and_rest(answer: str) -> tuple[bool | None, str]:
    """`Yes - suspected`: yes, and what is added; None where it does not begin with a verdict."""
    if (whole := yes_or_no(answer)) is not None:
        return whole, ""
    if answer.strip().lower().rstrip(".") in words("none"):
        return False, ""
    found = _MORE.fullmatch(answer[:_LONGEST])
    first = yes_or_no(found[1]) if found else None
    if found and first is not None:
        return first, found[2]
    first_word, _, behind = answer.strip().partition(" ")
    led = yes_or_no(first_word.rstrip(",;:-"))
    return (led, behind) if led and only_where_or_how_much(behind) else (None, answer)


def only_where_or_how_much(text: str) -> bool:
    """Whether words say nothing but where, how much, and since when."""
    if NAMES_A_YEAR.search(text) and "since" not in words_in(text):
        return False  # of a time gone by
    left = words_in(_AMOUNT.sub(" ", _LEVELS_OF_THE_NECK.sub(" ", _undated(text))))
    return bool(text.strip()) and "?" not in text and words("where").union(words("how much")).issuperset(left)


def says_where(text: str) -> bool:
    """Whether words name a place or a side, and nothing else but how much."""
    return only_where_or_how_much(text) and bool(_sides().intersection(words_in(text)))


@remembered
def suspected_thing(label: str) -> str:
    """What a label asks the suspicion of: `Suspected myelopathy`, `Spinal fracture suspected`; "" for any other."""
    plain = plain_row(label)
    for row in sorted(words("suspicion before"), key=len, reverse=True):
        if plain.startswith(f"{row} "):
            return _without_end(plain[len(row) + 1 :])
    for row in sorted(words("suspicion behind"), key=len, reverse=True):
        if plain.endswith(f" {row}"):
            return plain[: -len(row) - 1].rstrip(" -,:").removesuffix(" is")
    return ""


@remembered
def asks_for_a_suspicion(label: str) -> bool:
    """Whether a label asks what a clinician takes for possible: `Working diagnosis`, `What do you suspect?`, `Surgeon's worry`,
    `What does the treating doctor think this is?`."""
    plain = plain_row(label)
    if plain in words("suspects") | words("asks what is suspected"):
        return True
    found = _SOMEBODY_THINKS.fullmatch(plain)
    who, what = (found[1] or "", "thinks") if found else _split_at_thought(plain)
    used = words_in(who)
    return what in words("thinks") and bool(used) and words("clinician").issuperset(used) and used != ["the"]


def _split_at_thought(plain: str) -> tuple[str, str]:
    """`md concern` as `md` and `concern`."""
    for row in sorted(words("thinks"), key=len, reverse=True):
        if plain.endswith(f" {row}"):
            return plain[: -len(row) - 1], row
    return "", ""


@remembered
def kind_asked_of(label: str) -> str:
    """What a label asks the kind, the course, the onset of: `type of scoliosis`, `Gait pattern`; "" for any other."""
    plain = plain_row(label)
    if plain in words("kind itself"):
        return plain
    kinds = "|".join(re.escape(each) for each in sorted(words("kind of")))
    found = re.fullmatch(rf"(?:(?:{kinds})(?: and (?:{kinds}))? of (?:the |your |this )?(.+)|(.+?) (?:{kinds}))", plain)
    return (found[1] or found[2]) if found else ""


@remembered
def of_a_study(label: str) -> str:
    """The name of the study whose result a label asks for; "" where it names none."""
    plain = f" {' '.join(label[:_LONGEST].replace('(', ' ').replace(')', ' ').split()).strip(' :?.-')} "
    if not words("study").intersection(words_in(plain.replace("X ray", "x-ray").replace("x ray", "x-ray"))) or "?" in label:
        return ""
    for row in sorted(words("of a study"), key=len, reverse=True):
        plain = re.sub(rf" {re.escape(row)}(?= )", "", plain, flags=re.IGNORECASE)
    return plain.strip(" -/:")


def tells_of_a_picture(label: str, answer: str) -> bool:
    """Whether a row tells what a film or a CT of the spine showed, by naming a level: what is not understood of it is open."""
    told = not is_not_done(answer) and _LEVEL.search(answer) is not None
    return told and bool(of_a_study(label)) and not words("picture").isdisjoint(words_in(label))


def study_asked_for(question: str, answer: str = "") -> str:
    """The study of `MRI cervical spine done?`, for the question about its result that follows, or of `Neck MRI, date` and
    `Scans already done: CT abdomen 17 Nov`; "" for any other."""
    if plain_row(question) in words("studies done"):
        return answer if words("study").intersection(words_in(answer)) and not is_not_done(answer) else ""
    if found := _STUDY_DATE.fullmatch(question.strip()[:_LONGEST]):
        return f"{named} {answer}" if (named := of_a_study(found[1])) and is_a_day(answer) else ""
    found = _STUDY_DONE.fullmatch(question.strip()[:_LONGEST])
    return of_a_study(found[1] or found[2]) if found else ""


def with_study(question: str, study: str) -> str:
    """`Result of that MRI` with the study that was asked for before it, where that is of the same kind; `What did it show?`
    with whatever study it was."""
    if study and plain_row(question) in words("result of it"):
        return f"{study} result"
    found = _THAT_STUDY.search(question)
    named = found is not None and found[1].lower() in study.lower()
    return f"{question[: found.start()]}{study}{question[found.end() :]}" if found and named else question


def is_nerve_examination(label: str) -> bool:
    """Whether a label names the examination of the nerves and nothing else."""
    used = set(words_in(plain_row(label)))
    return bool(used & words("nerves")) and used <= words("of an examination")


def is_of_some_limbs(label: str) -> bool:
    """Whether it is of the arms or the legs alone."""
    used = set(words_in(plain_row(label)))
    return used.isdisjoint({"upper", "arm", "arms"}) != used.isdisjoint({"lower", "leg", "legs"})


@remembered
def denied_thing(label: str) -> str:
    """What a no to a label denies, without the words that narrow nothing: `History of trauma`, `Trauma preceding symptoms`."""
    plain = plain_row(label)
    before, behind = sorted(words("negative before"), key=len, reverse=True), words("negative behind")
    taken = next((plain[len(row) + 1 :] for row in before if plain.startswith(f"{row} ")), plain)
    for row in sorted(behind, key=len, reverse=True):
        if taken.endswith(f" {row}"):
            return taken[: -len(row) - 1].rstrip(" ,")
    return taken


def leaves_it_suspected(text: str) -> bool:
    """Whether an answer, or what is added to a yes, says nothing but that there is a suspicion."""
    low = " ".join(text.lower().strip(" .!)").split())
    pieces = [each.strip() for each in re.split(r"[,;]| - ", low)]
    return all(each in words("suspects as well") or only_where_or_how_much(each) for each in pieces)


@remembered
def treatment_whose_outcome_is_asked(label: str) -> str:
    """`Physical therapy` of `Physical therapy discharge summary - outcome`, or by itself; "" for any other label."""
    plain = plain_row(label)
    for row in sorted(words("treatment"), key=len, reverse=True):
        rest = words_in(re.sub(rf"\b{re.escape(row)}\b", " ", plain, count=1))
        if len(rest) < len(words_in(plain)) and words("of its outcome").issuperset(rest):
            return row
    return ""


def counted_weeks(label: str) -> str:
    """What a label asks the number of weeks of: `Weeks of supervised physical therapy completed`; "" for any other."""
    found = re.fullmatch(r"(?:number of |total )?weeks of (.+)", plain_row(label))
    return found[1] if found and any(row in found[1] for row in words("treatment")) else ""


def is_of_another_year(text: str, as_of: date) -> bool:
    """Whether a row names a year before the last one: of last year it may still tell of the same illness."""
    return any(int(year) < as_of.year - 1 for year in NAMES_A_YEAR.findall(text))


def is_a_day(text: str) -> bool:
    """Whether an answer is nothing but a day."""
    return a_day().fullmatch(text.strip(" .")) is not None


def is_a_number(more: str) -> bool:
    """Whether what is added to a verdict is nothing but a measured number: `No, 36.8`."""
    return re.fullmatch(r"\s*\d{1,3}(?:[.,]\d)?\s*(?:°?\s*[CF])?\s*", more) is not None


def takes_nothing_back(more: str) -> bool:
    """Whether what is added to a yes leaves it a yes of today."""
    used = set(words_in(more))
    return "?" not in more and not NAMES_A_YEAR.search(more) and used.isdisjoint(words("takes back"))


def is_not_done(answer: str) -> bool:
    """Whether what a row asks for has not taken place."""
    low = f" {' '.join(words_in(answer))} "
    return any(map(low.__contains__, _says_not_done()))


@cache
def _says_not_done() -> tuple[str, ...]:
    return tuple(f" {row} " for row in words("not done"))


def _undated(text: str) -> str:
    """A text without days and times of day."""
    return _CLOCK_TIME.sub(" ", a_day().sub(" ", text))


def _without_end(thing: str) -> str:
    return thing.removesuffix(" suspected").removesuffix(" present").strip()


def _sides() -> frozenset[str]:
    return words("where") - {"on", "in", "at", "the", "and", "to", "only", "all", "four", "of"}


@cache
def _by_role() -> dict[str, frozenset[str]]:
    return words_by_role("row_words")
