"""For use from Python: the stages one by one, with the program's own patterns, and their results as tables.

    >>> from extractor import find_claims, find_discrepancies, link_claims, read_document, to_frame
    >>> documents = [read_document(path) for path in ["annual.txt", "letter.txt"]]
    >>> extractions = [find_claims(document) for document in documents]
    >>> claims = [claim for pair in zip(documents, extractions) for claim in link_claims(*pair)]
    >>> findings = find_discrepancies(documents, claims, extractions=extractions)
    >>> to_frame(claims)[["document", "text", "head", "period"]]
      document        text    head   period
    0   annual  over 1,200  clerks  2023/24
    1   letter  over 1,900  clerks  2023/24
    >>> [finding.check for finding in findings]
    ['same-figure-differs']

All that `run` does beside this is to read in several processes, to know copies and decisions, and to write the feeds.
Everything is imported from `extractor` itself, which imports nothing before it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from extractor import feeds, ingest, pipeline
from extractor.copies import unite_works
from extractor.identity import assign_keys
from extractor.models import Claim, Document, Extraction, Failure, Finding, Run, Unclaimed
from extractor.patterns import Patterns, load_patterns

if TYPE_CHECKING:
    import pandas


def read_document(path: str | Path, *, password: str = "", ocr_seconds: float = 0.0) -> Document:
    """The document in a file, with its title, publisher, date and period; its name is the file's without suffix.

    `ocr_seconds` is how long pages without text may be read off their image. IngestError, which says what to do, where
    it cannot be read.

    >>> document = read_document("annual.txt")
    >>> document.document, document.period.label, document.format
    ('annual', '2023/24', 'txt')
    """
    from extractor.facts import add_facts

    path = Path(path)
    limits = ingest.Limits(ocr_seconds=ocr_seconds)
    read = ingest.read_document(path, document=path.stem, relative=path.name, password=password, limits=limits)
    return add_facts(read)


def find_claims(document: Document, *, patterns: Patterns | None = None) -> Extraction:
    """All that is found in one document: claims not yet linked, other numbers with their reasons, announced lists.

    >>> [claim.text for claim in find_claims(read_document("annual.txt")).claims]
    ['over 1,200']
    """
    from extractor import extract

    return extract.find_claims(document, patterns or load_patterns())


def link_claims(document: Document, extraction: Extraction, *, patterns: Patterns | None = None) -> tuple[Claim, ...]:
    """The claims of one document with their programme and period, each with where that was read.

    >>> document = read_document("annual.txt")
    >>> (claim,) = link_claims(document, find_claims(document))
    >>> claim.period.label, claim.period_source.value
    ('2023/24', 'sentence')
    """
    from extractor import link
    from extractor.reading import mark_ocr

    claims = mark_ocr(link.link_claims(document, extraction, patterns or load_patterns()), document)
    return assign_keys(claims, {document.document: document.work})


def find_discrepancies(
    documents: Sequence[Document],
    claims: Iterable[Claim],
    *,
    extractions: Iterable[Extraction] = (),
    patterns: Patterns | None = None,
) -> tuple[Finding, ...]:
    """What disagrees within and between documents, worst first.

    `extractions` hold the announced lists, without which list-count finds nothing.

    >>> document = read_document("annual.txt")
    >>> find_discrepancies([document], link_claims(document, find_claims(document)))
    ()
    """
    from extractor import reconcile
    from extractor.events import find_events

    patterns = patterns or load_patterns()
    claims = tuple(claims)
    united = unite_works(documents, claims)
    keyed = assign_keys(claims, {document.document: document.work for document in united})
    findings, _ = reconcile.find_discrepancies(
        united,
        keyed,
        [each for extraction in extractions for each in extraction.lists],
        patterns,
        events=[event for document in documents for event in find_events(document, patterns)],
    )
    return findings


def run(
    paths: Iterable[str | Path],
    *,
    out: str | Path,
    jobs: int | None = None,
    formats: Iterable[str] = (),
    settings: pipeline.Settings | None = None,
) -> pipeline.Outcome:
    """What `lga-metrics run` does: read all files at and below `paths`, compare, and write feeds and report into `out`.

    `jobs` is the number of processes, by default one for each core; `formats` are parquet, jsonl and sqlite. In a
    script, call it under `if __name__ == "__main__":`, since the processes import the script too.

    >>> outcome = run(["annual.txt", "letter.txt"], out="output", jobs=1)
    >>> len(outcome.run.claims), len(outcome.run.findings), "claims.csv" in outcome.files
    (2, 1, True)
    """
    return pipeline.run(
        [Path(path) for path in paths],
        out=Path(out),
        jobs=jobs,
        formats=[feeds.Format(each) for each in formats],
        settings=settings,
    )


_FEEDS = {Document: "documents", Failure: "documents", Claim: "claims", Finding: "findings", Unclaimed: "unclaimed"}


def to_frame(things: Iterable[Document | Failure | Claim | Finding | Unclaimed], *, feed: str = "") -> pandas.DataFrame:
    """Documents, claims, findings or other numbers as a table with the columns and types of their feed.

    `feed` names it where there may be nothing to tell it by, or another is wanted: evidence of findings, series of
    claims. Numbers are floats in a table; `claim.quantity` has them exactly.

    >>> claims = link_claims(document := read_document("annual.txt"), find_claims(document))
    >>> to_frame(claims)[["value", "low", "high", "qualifier"]]
        value     low    high qualifier
    0  1200.0  1200.0  1300.0      over
    >>> to_frame([], feed="findings").columns[:3].tolist()
    ['finding_id', 'check', 'severity']
    """
    things = tuple(things)
    known = [_FEEDS[type(each)] for each in things[:1]]
    found = Run(
        documents=tuple(each for each in things if isinstance(each, Document)),
        failures=tuple(each for each in things if isinstance(each, Failure)),
        claims=tuple(each for each in things if isinstance(each, Claim)),
        findings=tuple(each for each in things if isinstance(each, Finding)),
        unclaimed=tuple(each for each in things if isinstance(each, Unclaimed)),
        programmes=tuple((each.id, each.name) for each in load_patterns().programmes),
    )
    return feeds.make_frame(feed or "".join(known) or "claims", found)
