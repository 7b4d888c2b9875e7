"""The words of claims as integers: pairs that may be alike are chosen in bulk as they would be one by one."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest

from extractor.columns import Lists
from extractor.sketch import Sketch

ROWS, WORDS = 40, 90  # more words than there are bits in an integer
LEAST = 0.54


def _lists(rows: list[set[int]]) -> Lists:
    return Lists(np.array([len(row) for row in rows]), np.array([word for row in rows for word in sorted(row)], int))


@pytest.mark.parametrize("seed", range(4))
def test_the_pairs_chosen_are_those_that_may_be_alike(seed: int) -> None:
    rng = random.Random(seed)
    words = [set(rng.sample(range(WORDS), rng.randrange(5))) for _ in range(ROWS - 1)] + [set[int]()]
    heard = [row | set(rng.sample(range(WORDS), 9)) if row else row for row in words]
    weights = [rng.uniform(0.05, 1) for _ in range(WORDS)]
    sketch = Sketch(
        words=_lists(words),
        sentences=_lists(heard),
        sentence_of=np.arange(ROWS),
        heads=_lists([set()] * ROWS),
        heads_of=np.arange(ROWS),
        names=_lists([{0, 1}]),
        names_of=np.zeros(ROWS, int),
        weights=np.array(weights),
        least=LEAST,
    )

    def may_be_alike(one: int, other: int) -> bool:
        both = heard[one] & heard[other]
        shared = sum(weights[word] * (1 if word in words[one] | words[other] else 0.5) for word in both)
        alone = sum(weights[word] for row in (one, other) for word in words[row] - both - {0, 1})
        named = sum(weights[word] for row in (one, other) for word in words[row] & both & {0, 1})
        return alone - named <= 2 * (1 - LEAST) / LEAST * shared

    pairs = list(combinations(range(ROWS), 2))
    lefts, rights = np.array(pairs).T
    chosen = list(sketch.choose(lefts, rights))
    assert chosen == [pair for pair in pairs if may_be_alike(*pair)]
    assert 0 < len(chosen) < len(pairs)
