"""Which documents are one publication: copies of it, that say nothing new, and versions, whose figures were changed.

A report that lies there as PDF, as Word and as "final v2" is one statement, neither a confirmation nor a conflict. A
draft and the final report are one publication as well, but a figure that was changed between them must not be lost.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractor.identity import fingerprint
from extractor.models import Claim, Document

# Judgements, to be changed here.
SAME_SENTENCES = 0.8  # of the shorter document's, and somewhat fewer of the longer one's: the same publication
SAME_SENTENCES_OF_LONGER = 0.6
FEWEST_SENTENCES = 8  # of a document with figures: fewer may all be what its publisher always says of itself
COMMON_SENTENCE = 20  # documents: a sentence in more of them than this is no mark of one publication
NEW_FIGURES = 0.05  # of a copy's figures: two readers of one page do not see every table alike
SAME_TEXT = 1 / 3  # of the sentences, figures aside: the same text, worked over
FEWEST_LETTERS = 15  # of a sentence that can be known again


@dataclass(frozen=True, slots=True)
class Kin:
    """The documents that are not the first of their publication: name -> the first that it is a copy or version of."""

    copies: dict[str, str]
    versions: dict[str, str]

    def root(self, document: str) -> str:
        """The first version of a document's publication; the document itself where there is no other."""
        document = self.copies.get(document, document)
        return self.versions.get(document, document)


def unite_works(documents: Sequence[Document], claims: Iterable[Claim]) -> tuple[Document, ...]:
    """Give documents that share most of their sentences, word for word, the work of the first of them by name.

    The work that a document has of its own (facts.py) rests on title, period and publisher, which a file may have lost.
    """
    works = {document.document: document.work for document in sorted(documents, key=lambda each: each.document)}
    sentences: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        sentences[claim.document].add(claim.sentence)
    holders: dict[str, list[str]] = defaultdict(list)
    for name in works:
        for sentence in sentences[name]:
            holders[sentence].append(name)
    shared: Counter[tuple[str, str]] = Counter()
    for names in holders.values():
        if 1 < len(names) <= COMMON_SENTENCE:
            shared.update((one, two) for place, one in enumerate(names) for two in names[place + 1 :])
    for (one, two), count in sorted(shared.items()):
        shorter, longer = sorted((len(sentences[one]), len(sentences[two])))
        alike = count >= SAME_SENTENCES * shorter and count >= SAME_SENTENCES_OF_LONGER * longer
        if alike and shorter >= FEWEST_SENTENCES and works[one]:
            works[two] = works[one]
    return tuple(
        document if document.work == works[document.document] else replace(document, work=works[document.document])
        for document in documents
    )


def find_kin(documents: Iterable[Document], claims: Iterable[Claim]) -> Kin:
    """Return which documents of one work are copies of an earlier one (by name), and which are versions of it.

    A copy has no figure that the other has not, but for the few that two readers of one page see differently; in no
    sentence that both have does it say another one.
    """
    families = _find_families(documents)
    told = {name: _Told({}, set()) for names in families for name in names}
    for claim in claims:
        if claim.document in told:
            told[claim.document].add(claim)
    kin = Kin({}, {})
    for names in families:
        originals: list[str] = []
        for name in names:
            copied = next((one for one in originals if told[name].says_nothing_new(told[one])), None)
            if copied is not None:
                kin.copies[name] = copied
                continue
            if originals and told[name].is_of_one_text(told[originals[0]]):
                kin.versions[name] = originals[0]
            originals.append(name)
    return kin


def find_related(documents: Iterable[Document]) -> frozenset[str]:
    """Return the documents that are not alone in their work: those whose claims `find_kin` needs."""
    return frozenset(name for names in _find_families(documents) for name in names)


def _find_families(documents: Iterable[Document]) -> list[list[str]]:
    """The documents of each work that has several, by name."""
    families: dict[str, list[str]] = defaultdict(list)
    for document in sorted(documents, key=lambda each: each.document):
        if document.work:
            families[document.work].append(document.document)
    return [names for names in families.values() if len(names) > 1]


_Figure = tuple[str, object, object]


@dataclass(frozen=True, slots=True)
class _Told:
    """What a document tells: its figures by the sentence and measure that they stand in, and the digits of them all."""

    by_sentence: dict[tuple[str, str], set[_Figure]]
    digits: set[tuple[int, ...]]

    def add(self, claim: Claim) -> None:
        figure = (claim.quantity.kind.value, claim.quantity.value, claim.quantity.value_high)
        sentence = fingerprint(claim.sentence)
        self.by_sentence.setdefault((sentence, fingerprint(claim.measure)), set()).add(figure)
        # One reader sees a table's "£000", the other only its digits.
        self.digits.add(claim.quantity.value.normalize().as_tuple().digits)

    def says_nothing_new(self, other: _Told) -> bool:
        new = len(self.digits - other.digits)
        if new > NEW_FIGURES * len(self.digits):
            return False
        return not any(
            figures - other.by_sentence[place] and other.by_sentence[place] - figures
            for place, figures in self.by_sentence.items()
            if place in other.by_sentence and len("".join(place)) >= FEWEST_LETTERS
        )

    def is_of_one_text(self, other: _Told) -> bool:
        mine, theirs = ({sentence for sentence, _ in told.by_sentence} for told in (self, other))
        return len(mine & theirs) >= SAME_TEXT * min(len(mine), len(theirs))
