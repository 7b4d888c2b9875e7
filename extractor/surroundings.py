"""What stands around each figure of a shelf: up to the figures beside it, and to the breaks of its sentence.

Sentences are kept as the codes of their pieces, what stands between two spaces (vocabulary.py), and of each figure is
known which pieces it is. So the words near all figures are read at once, and a check finds the few sentences that may
hold what it looks for without looking at the text of any.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import numpy as np
import regex
from numpy.typing import NDArray

from extractor.cleaning import clean, find_figure
from extractor.columns import Columns, Integers, Lists, Mask
from extractor.vocabulary import Vocabulary

WINDOW = 7  # how many words on each side are near

_BREAKS = r"[;:()\[\]]| [-–—] |[.!?] "
_MARKS = frozenset(";:()[]-–—.!?")  # without one of these there is no break
_BREAK = regex.compile(_BREAKS)
_LAST_BREAK = regex.compile(_BREAKS, regex.REVERSE)
_JOINERS = ("and", "or", "with", "against")  # at least one of these ends what _COORDINATION matches
_COORDINATION = regex.compile(r"(?:\s[\p{L}'’-]+){0,6}\s?,?\s(?:and|or|compared with|against)\s")

_Places = NDArray[np.int32]


class Around(NamedTuple):
    """The text on both sides of a figure, up to its neighbours and breaks."""

    before: str
    after: str

    @property
    def near(self) -> str:
        """A few words on each side."""
        return " ".join((*self.before.split()[-WINDOW:], *self.after.split()[:WINDOW]))


class Surroundings:
    """Where in its sentence each figure stands, and what is around it."""

    def __init__(self, columns: Columns, vocabulary: Vocabulary) -> None:
        self._columns = columns
        self._vocabulary = vocabulary
        self.sentences = vocabulary.split(columns.sentence.values)
        """For each distinct sentence its pieces."""
        self._texts = self._space_evenly()
        figures = columns.text.map(lambda text: clean(text).text.strip())
        self.sizes: _Places = figures.measure(len).astype(np.int32)
        """For each row how long its figure is."""
        self.starts, self._first, self._apart = self._find_figures(figures)
        """For each row the place of its figure in its sentence; -1 where it is not found after the figure before."""
        self._past: _Places = self._first + figures.measure(lambda figure: figure.count(" ") + 1).astype(np.int32)
        self._found = np.flatnonzero(self.starts >= 0)
        lengths = np.fromiter(map(len, self._texts), np.int32, len(self._texts))[columns.sentence.codes]
        self._low, self._high = self._find_gaps(self.starts, self.starts + self.sizes, lengths)
        self._pieces_before = cache(self._list_pieces_before)

    def _space_evenly(self) -> list[str]:
        """The distinct sentences with one space between two pieces, as nearly all of them are."""
        texts = list(self._columns.sentence.values)
        lengths = np.fromiter(map(len, self._vocabulary.pieces), np.int64, len(self._vocabulary.pieces))
        expected = self.sentences.sum(lengths) + self.sentences.sizes - 1
        for place in np.flatnonzero(expected != np.fromiter(map(len, texts), np.int64, len(texts))).tolist():
            texts[place] = " ".join(texts[place].split())
        return texts

    def _find_figures(self, figures: Iterable[str]) -> tuple[_Places, _Places, Mask]:
        """Where each figure starts in its sentence, at which piece, and whether a space stands on both sides of it."""
        columns, texts = self._columns, self._texts
        opens = (np.diff(columns.sentence_of, prepend=-1) != 0).tolist()
        written = (columns.start - columns.sentence_start).tolist()
        starts, pieces, apart, free = array("i"), array("i"), bytearray(), 0
        for is_first, code, figure, near in zip(opens, columns.sentence.codes.tolist(), figures, written, strict=True):
            sentence = texts[code]
            free = 0 if is_first else free
            start = find_figure(sentence, figure, near)
            end = start + len(figure)
            found = start >= free
            starts.append(start if found else -1)
            pieces.append(sentence.count(" ", 0, start) if found else 0)
            apart.append(found and sentence[start - 1 : start] in " " and sentence[end : end + 1] in " ")
            free = end if found else free
        return np.frombuffer(starts, np.int32), np.frombuffer(pieces, np.int32), np.frombuffer(apart, np.bool_)

    def _find_gaps(self, starts: _Places, ends: _Places, closes: _Places) -> tuple[_Places, _Places]:
        """For each figure where the one before it ends and the next one starts, or else its sentence does."""
        low, high = np.zeros_like(closes), closes.copy()
        one, other = self._neighbours
        low[other], high[one] = ends[one], starts[other]
        return low, high

    @property
    def _neighbours(self) -> tuple[Integers, Integers]:
        """The rows of figures that follow one another in a sentence: the one before, and the one after."""
        sentences = self._columns.sentence_of[self._found]
        beside = sentences[1:] == sentences[:-1]
        return self._found[:-1][beside], self._found[1:][beside]

    def look(self, row: int) -> Around:
        """What stands around the figure of a row; of one that is not found, the sentence is all after it."""
        sentence, start = self._texts[int(self._columns.sentence.codes[row])], int(self.starts[row])
        if start < 0:
            return Around("", sentence)
        end, low, high = start + int(self.sizes[row]), int(self._low[row]), int(self._high[row])
        last, first = _LAST_BREAK.search(sentence, low, start), _BREAK.search(sentence, end, high)
        return Around(
            before=sentence[last.end() if last else low : start],
            after=sentence[end : first.start() if first else high],
        )

    def read_on(self, row: int) -> str:
        """What a sentence goes on to say after a figure; what is said after a second one may be meant of both.

        "97 per cent of clerks and 94 per cent of pilots said ..."
        """
        sentence, start = self._texts[int(self._columns.sentence.codes[row])], int(self.starts[row])
        if start < 0:
            return sentence
        end = start + int(self.sizes[row])
        gap = sentence[end : int(self._high[row])]
        goes_on = gap.rstrip().endswith(_JOINERS) and _COORDINATION.fullmatch(gap)
        return (sentence[end:] if goes_on else gap).split("; ", 1)[0]

    def find(self, cues: Iterable[str]) -> Mask:
        """The rows in whose sentence one of the cues (in lower case) may stand; in no other does one."""
        found: Mask = self._vocabulary.find(self.sentences, cues)[self._columns.sentence.codes]
        return found

    def follow(self, cues: Iterable[str]) -> Mask:
        """The rows right before whose figure one of the cues (in lower case) may stand; before no other does one.

        A cue that ends in no space is written to the figure, like the bracket of "(46".
        """
        found: Mask = self.starts < 0
        for cue in cues:
            parts = self._vocabulary.find_pieces(cue)
            last = int(cue[-1].isspace())  # where it is not, the last part stands in the piece of the figure itself
            backs = range(len(parts) - 1 + last, last - 1, -1)
            stand = zip(map(self._pieces_before, backs), parts, strict=True)
            found |= np.logical_and.reduce([np.append(part, False)[pieces] for pieces, part in stand])
        return found

    def _list_pieces_before(self, back: int) -> _Places:
        """For each row the piece so many before the one in which its figure starts; -1 where there is none."""
        rows = np.flatnonzero(self._first >= back)
        pieces = np.full(len(self._first), -1, np.int32)
        pieces[rows] = self.sentences.at(self._columns.sentence.codes[rows], self._first[rows] - back)
        return pieces

    def precede(self, words: Iterable[str], *, within: int) -> Mask:
        """The rows of which a word that begins like one of these (in lower case) is so near after the figure."""
        begins = np.logical_or.reduce([self._vocabulary.find_pieces(f" {word}")[0] for word in words])
        sentences = self._columns.sentence.codes
        _, first = self.sentences.nearest(begins, sentences, before=self._past, after=self._past)
        near: Mask = first < np.minimum(self._past + within, self.sentences.sizes[sentences])
        return near | (self.starts < 0)

    def read_near(self, rows: Integers) -> tuple[Integers, Lists]:
        """Rows, and the words near the figure of each."""
        apart = self._stand_apart[rows]
        texts = (self.look(row).near for row in rows[~apart].tolist())
        read = self._vocabulary.understand(self._cut_near(rows[apart])), self._vocabulary.read(texts)
        return np.concatenate([rows[apart], rows[~apart]]), Lists.join(read)

    @property
    def _stand_apart(self) -> Mask:
        """The figures that have spaces on both sides, as have their neighbours: what is near them is whole pieces."""
        one, other = self._neighbours
        apart = self._apart.copy()
        apart[one] &= self._apart[other]
        apart[other] &= self._apart[one]
        return apart

    def _cut_near(self, rows: Integers) -> Lists:
        """The pieces near figures that stand apart; of one that holds a break, what is on the figure's side of it."""
        codes = self._columns.sentence.codes
        low, high = (places[rows] for places in self._find_gaps(self._first, self._past, self.sentences.sizes[codes]))
        first, past, sentences = self._first[rows], self._past[rows], codes[rows]
        heads, tails, breaks = self._cut_pieces()
        last, following = self.sentences.nearest(breaks, sentences, before=first, after=past)
        low = np.maximum(np.maximum(low, first - WINDOW), last)
        high = np.minimum(np.minimum(high, past + WINDOW), following + 1)
        before, after = self.sentences.windows(sentences, low, first), self.sentences.windows(sentences, past, high)
        return before.change(tails).pair(after.change(heads))

    def _cut_pieces(self) -> tuple[Integers, Integers, Mask]:
        """For each piece what it holds before its first break and after its last one, and whether it holds any."""
        codes = self._vocabulary.pieces
        heads, tails = np.arange(len(codes)), np.arange(len(codes))
        breaks = np.zeros(len(codes), bool)
        for code, piece in enumerate(list(codes)):
            found = () if _MARKS.isdisjoint(piece) else tuple(_BREAK.finditer(f" {piece} "))
            if found:
                breaks[code] = True
                heads[code] = codes[piece[: max(found[0].start() - 1, 0)]]
                tails[code] = codes[piece[found[-1].end() - 1 :]]
        return heads, tails, breaks
