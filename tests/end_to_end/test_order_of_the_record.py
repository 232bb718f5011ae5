"""The record is a set: the order of its parts and entries, and entries that come twice, change nothing."""

from __future__ import annotations

import copy
import random

import pytest
from ehr import Ehr, Json, adding, saved, saved_names, without_uuids
from test_one_tap import COMPLICATIONS


def complicated(name: str) -> Json:
    """A saved request with every complication on top, so that much is said."""
    body = saved(name)
    for key, resource in COMPLICATIONS.values():
        body = adding(body, key, resource)
    return body


def rearranged(body: Json, chance: random.Random) -> Json:
    """The same record: keys and entries in another order, some entries twice."""
    changed = copy.deepcopy(body)
    keys = list(changed["prefetch"])
    chance.shuffle(keys)
    changed["prefetch"] = {key: changed["prefetch"][key] for key in keys}
    for part in changed["prefetch"].values():
        if entries := part.get("entry"):
            entries += copy.deepcopy(chance.sample(entries, chance.randint(1, len(entries))))
            chance.shuffle(entries)
            part["total"] = len(entries)
    return changed


@pytest.mark.parametrize("make", [saved, complicated])
@pytest.mark.parametrize("name", saved_names())
def test_the_answer_is_the_same(ehr: Ehr, name: str, make: object) -> None:
    assert callable(make)
    body = make(name)
    plain = without_uuids(ehr.ask(body))
    for seed in range(4):
        assert without_uuids(ehr.ask(rearranged(body, random.Random(seed)))) == plain, seed
