"""What reading free text costs in CPU time: `python -m benchmarks.text`.

Indications as they are written, a dictated report of 100 kB, and 100 kB of repetitions meant to be slow. Each text is read on
another day every time, so that no reading is one that is remembered. Where words lead among the phrases is worked out when they
are met first: a process reads wordings that are new to it more slowly, which is measured on texts read once.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle, islice

import click

from benchmarks.matching.charts import charts
from fhir_mappings.text.reader import read_text

DAY = date(2026, 11, 20)
SIZE = 100_000
INDICATION = (
    "62 y/o woman h/o breast cancer, new neck pain 3 wks with arm tingling, denies fever, chills or weight loss; failed PT x 6 "
    "weeks. Hoffmann negative. 62 y/o woman h/o breast cancer, new neck pain 3 wks with arm tingling, denies fever, chills or "
    "weight loss; failed PT x 6 weeks. Hoffmann negative."
)
TALK = (
    "Thank you for seeing this retired teacher who lives alone near the old harbour and came with his daughter today",
    "He takes ramipril, bisoprolol and atorvastatin in the morning and does not smoke, and drinks a glass of wine on Sundays",
    "The chest was clear, the heart sounds were regular without a murmur, and the abdomen was soft on every side",
    "We talked about his garden, his grandchildren and the holiday that they have planned together in the spring",
    "I would be grateful for your opinion and will meet him again once the outcome of the blood tests has come back",
)
CLINICAL = (
    "He has had neck pain for 3 months with tingling in the right hand",
    "There is no fever, no weight loss and no history of cancer",
    "Reflexes were brisk and the Hoffmann sign was positive on the left",
    "Six weeks of physiotherapy have not helped with the low back pain",
    "I wondered about cervical myelopathy",
)
HOSTILE = (
    "no ", "pain ", "new ", "? ", "1/", "C5-", "3 wks ", "no fever, ", "mild ", "failed PT ", "numb hand and ", "RA x 20 yrs ",
    "new flat, ", "vegan 3 wks ", "no fx on CT, ", "film, CT, fracture, ",
    "weakness? not known. ", "neither PT nor NSAIDs helped. ", "PT x 6 wks: no ", "BCC only cancer. ",
)  # fmt: skip


def indication() -> str:
    """300 characters in the words of a busy clinic."""
    return INDICATION[:300]


def long_indications() -> list[str]:
    """The indications of the match rate that have about 300 characters, as their authors wrote them."""
    reasons = [reason for chart in charts("text") for reason in chart.line["order"].get("reasonCode", ())]
    written = [reason.get("text", "") for reason in reasons if isinstance(reason, dict)]
    return [text for text in written if 240 <= len(text) <= 360]


def report(size: int) -> str:
    """A dictated report, in which every third sentence tells of the complaint."""
    return _repeated(_sentences(), size)


def _sentences() -> Iterator[str]:
    talk, clinical = cycle(TALK), cycle(CLINICAL)
    while True:
        yield f"{next(talk)}. "
        yield f"{next(talk)}. "
        yield f"{next(clinical)}. "


def _repeated(parts: Iterator[str], size: int) -> str:
    written = ""
    while len(written) < size:
        written += "".join(islice(parts, 100))
    return written[:size]


def milliseconds(texts: Sequence[str], rounds: int, calls: int) -> float:
    """The CPU time of one reading, the texts read in turn; the least over the rounds."""
    for text in texts:
        read_text(text, DAY + timedelta(days=1))
    days = (DAY - timedelta(days=at) for at in range(rounds * calls))
    least = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        for day in islice(days, calls):
            for text in texts:
                read_text(text, day)
        least = min(least, (time.process_time() - began) / (calls * len(texts)))
    return least * 1000


def at_first(texts: Sequence[str]) -> float:
    """The CPU time of a reading of texts that the process has not met."""
    began = time.process_time()
    for text in texts:
        read_text(text, DAY)
    return (time.process_time() - began) / len(texts) * 1000


@click.command()
@click.option("--rounds", type=click.IntRange(1, 1000), default=7, show_default=True)
def main(rounds: int) -> None:
    """Measure the CPU time of reading a text."""
    began = time.process_time()
    read_text("neck pain", DAY)
    click.echo(f"{'reading the tables, once':<44}{(time.process_time() - began) * 1000:>10.0f} ms")
    gc.collect()
    gc.freeze()  # as `imaging-cds serve` does once they are read
    written = long_indications()
    third = len(written) // 3
    at_first(written[third:])
    click.echo(f"{f'{third} written ones met first, behind {len(written) - third}':<44}{at_first(written[:third]):>10.3f} ms")
    click.echo(f"{'indication of 300 characters':<44}{milliseconds([indication()], rounds, 50):>10.3f} ms")
    name = f"{len(written)} written ones of 240-360 characters, mean"
    click.echo(f"{name:<44}{milliseconds(written, rounds, 10):>10.3f} ms")
    for size in (SIZE // 4, SIZE):
        name = f"dictated report of {size // 1000} kB"
        click.echo(f"{name:<44}{milliseconds([report(size)], rounds, 1):>10.1f} ms")
    for unit in HOSTILE:
        name = f"{SIZE // 1000} kB of {unit!r}"
        click.echo(f"{name:<44}{milliseconds([_repeated(cycle([unit]), SIZE)], rounds, 1):>10.1f} ms")


if __name__ == "__main__":
    main()
