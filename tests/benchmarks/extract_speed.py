"""Print how fast claims are found: characters a second as a multiple of quantulum3's in the same run, and linearity.

    python tests/benchmarks/extract_speed.py [FOLDER OR FILE...] [--megabytes 5]

Text in hand, one core. quantulum3 reads line by line, which is its best (it is ten times slower on whole documents). By
default the text documents of corpus/ are read; name others to measure with them. Ratios can be compared between
machines, bare speeds cannot.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from measuring import take_times

from extractor.extract import find_claims
from extractor.ingest import read_document
from extractor.models import Block, BlockKind, Document
from extractor.patterns import load_patterns

ROOT = Path(__file__).resolve().parents[2]
PATTERNS = load_patterns()


def find_texts(places: list[str]) -> list[Path]:
    """The text files of the folders and files given, README files left out."""
    found: list[Path] = []
    for place in map(Path, places):
        inside = sorted(place.iterdir()) if place.is_dir() else [place]
        found.extend(path for path in inside if path.suffix in (".txt", ".md") and path.stem != "README")
    return found


def compare(documents: list[Document]) -> None:
    """Print our speed, quantulum3's, and the ratio."""
    characters = sum(len(document.text) for document in documents)
    lines = [line for document in documents for line in document.text.splitlines() if line.strip()]
    print(f"{len(documents)} documents, {characters:,} characters")

    def find() -> None:
        for document in documents:
            find_claims(document, PATTERNS)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from quantulum3 import parser
    except ImportError:
        (ours,) = take_times(find)
        print(f"lga-metrics  {characters / ours:>12,.0f} characters/s")
        print("quantulum3 is not installed, so there is no ratio; pip install quantulum3 and run again")
        return

    def parse() -> None:
        for line in lines:
            with suppress(Exception):  # it raises on some lines; they count as read
                parser.parse(line)

    ours, theirs = take_times(find, parse)
    print(f"lga-metrics  {characters / ours:>12,.0f} characters/s")
    print(f"quantulum3   {characters / theirs:>12,.0f} characters/s, line by line")
    print(f"ratio        {theirs / ours:>12.1f}")


def repeat(documents: list[Document], characters: int) -> Document:
    """One document of about so many characters, made of the blocks of others over and over."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for document, block in _cycle(documents):
        text = document.text[block.start : block.end]
        kind = block.kind if block.kind is not BlockKind.TABLE_CELL else BlockKind.PARAGRAPH
        blocks.append(Block(kind=kind, start=at, end=at + len(text), level=block.level))
        parts.append(text)
        at += len(text) + 2
        if at >= characters:
            break
    return Document(
        document="long", path="long.txt", sha256="", format="txt", text="\n\n".join(parts), blocks=tuple(blocks)
    )


def _cycle(documents: list[Document]) -> Iterator[tuple[Document, Block]]:
    while True:
        for document in documents:
            yield from ((document, block) for block in document.blocks)


def grow(documents: list[Document], megabytes: float) -> None:
    """Print the time for texts of twice the length each, and how it grows."""
    print(f"\n{'characters':>12} {'seconds':>9} {'growth':>7}")
    before = 0.0
    size = megabytes * 1_000_000 / 16
    while size <= megabytes * 1_000_000:
        document = repeat(documents, int(size))
        started = time.perf_counter()
        find_claims(document, PATTERNS)
        spent = time.perf_counter() - started
        growth = f"{spent / before:.2f}" if before else ""
        print(f"{len(document.text):>12,} {spent:>9.2f} {growth:>7}", flush=True)
        before = spent
        size *= 2


def main() -> None:
    """Read the arguments and print both tables."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("places", nargs="*", default=[str(ROOT / "corpus")], help="folders or files of text")
    arguments.add_argument("--megabytes", type=float, default=5, help="the longest text for the growth of time")
    given = arguments.parse_args()
    paths = find_texts(given.places)
    if not paths:
        sys.exit("no .txt or .md file there")
    documents = [read_document(path, document=path.stem, relative=path.name) for path in paths]
    compare(documents)
    grow(documents, given.megabytes)


if __name__ == "__main__":
    main()
