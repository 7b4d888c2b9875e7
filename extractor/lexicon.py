"""The lemmas of English words by word class, from the table that travels with lemminflect.

Only the table is read: lemminflect's own code loads spaCy when it is imported, which takes half a second, and makes
objects of all its seventy thousand words. Here a word's lines are read when the word is met.
"""

from __future__ import annotations

import gzip
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_CLASSES = {"modal": "AUX"}  # all others are written in the table as here, but in small letters


def find_lemmas(word: str) -> Mapping[str, tuple[str, ...]]:
    """The lemmas of a word by word class (NOUN, VERB, ADJ, ADV, AUX, ...), all in small letters, as the word must be.

    An unknown word has none.

    >>> find_lemmas("councils")
    {'NOUN': ('council',)}
    """
    found = {}
    words, lines = _words(), _lines()
    for at in range(bisect_left(words, word), len(words)):
        if words[at] != word:
            break
        _, kind, lemmas = lines[at].split(",")
        found[_CLASSES.get(kind, kind.upper())] = tuple(lemmas.lower().split("/"))
    return {**found, **_corrections().get(word, {})}


@cache
def _words() -> list[str]:
    return [line.partition(",")[0] for line in _lines()]


@cache
def _lines() -> list[str]:
    """Lines of word, class and lemmas, in the order of the words."""
    return gzip.decompress(_find("lemma_lu.csv.gz").read_bytes()).decode().splitlines()


@cache
def _corrections() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """What lemminflect corrects in its table."""
    corrected: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in _find("lemma_overrides.csv").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            word, kind, lemma = line.strip().split(",")
            corrected.setdefault(word, {})[kind] = (lemma,)
    return corrected


def _find(name: str) -> Path:
    package = find_spec("lemminflect")  # finds it without importing it
    if package is None or package.origin is None:
        raise ModuleNotFoundError("No module named 'lemminflect'", name="lemminflect")
    return Path(package.origin).parent / "resources" / name
