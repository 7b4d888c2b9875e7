"""Joins the stages: files -> readings, one document in one supervised process -> keys, findings, feeds and report."""

from __future__ import annotations

import logging
import os
import platform
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from importlib import metadata
from pathlib import Path

from extractor import __version__, batch, copies, decisions, feeds, identity, ledger, report, tuning, workers
from extractor.batch import Progress, Reader, make_failure
from extractor.cache import Cache, KeptRun, find_code_version, hash_key
from extractor.checks import CHECKS
from extractor.config import PLAIN, Config, export_config, read_config
from extractor.errors import IngestError
from extractor.furniture import set_furniture_aside
from extractor.ingest import FileMet, FilesMet, Limits, find_files, read_document
from extractor.models import Claim, Decision, Document, Failure, Reading, Run, Severity, Status
from extractor.patterns import Patterns, load_patterns
from extractor.reading import read_sentence, read_text
from extractor.reconcile import find_discrepancies, pause_collector

# Room for a large designed report many times over; a judgement, as is the time, which --timeout changes.
LIMITS = workers.Limits(seconds=300.0, memory=4 * 2**30)
_log = logging.getLogger(__name__)
_SHARE_FOR_OCR = 0.7  # of a document's time: its words still have to be understood


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a worker needs to know to read a document."""

    patterns_folder: Path | None = None
    password: str = ""
    config: Config = PLAIN
    ocr: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run gives: everything found, the files written by name, and the seconds that each stage took.

    `unchanged` is true where nothing had changed since the run that wrote the output, and so nothing was done. `idle`
    is the number of decisions that bear on none of the findings.
    """

    run: Run
    files: dict[str, Path]
    seconds: dict[str, float] = field(default_factory=dict)
    since: decisions.Since | None = None  # None where there was no run and no decision before
    unchanged: bool = False
    idle: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a run is asked for, and what bears on it beside the documents: all looked at before any of them is read."""

    found: FilesMet
    places: tuple[str, ...]
    out: Path
    settings: Settings
    patterns: Patterns
    limits: workers.Limits
    decided: Mapping[str, Decision]
    formats: tuple[feeds.Format, ...]


# Settings


def load_language(settings: Settings) -> Patterns:
    """The patterns that a run reads with: those of the folder, with the names that the configuration adds."""
    return tuning.extend_patterns(load_patterns(settings.patterns_folder), settings.config)


def load_config(path: Path | None, *, patterns_folder: Path | None = None) -> Config:
    """The configuration in a file, checked against the checks and programmes there are; none without a file."""
    if path is None:
        return PLAIN
    programmes = [entry.id for entry in load_patterns(patterns_folder).programmes]
    return read_config(path, checks={check.name: check.severity for check in CHECKS}, programmes=programmes)


# One document


def read_one(file: FileMet, *, settings: Settings) -> Reading | Failure:
    """Read one document and find its linked claims; a document that cannot be read is a Failure.

    Any other exception is a bug; the worker that ran into it records it (see workers.run_tasks).
    """
    seconds: dict[str, float] = {}
    try:
        with measure(seconds, "read"):
            document = read_document(
                file.path,
                document=file.document,
                relative=file.relative,
                password=settings.password,
                limits=settings.limits,
            )
    except IngestError as error:
        return make_failure(file, Status(error.status), _say(error))
    reading = read_text(document, load_language(settings))
    return replace(reading, seconds=(*seconds.items(), *reading.seconds))


def prepare_worker(settings: Settings) -> None:
    """Load what every document needs, so that its cost is outside a document's deadline."""
    # What libraries say about odd fonts would run through the progress bar.
    logging.getLogger().addHandler(logging.NullHandler())
    read_sentence("Over 20 councils took part.", load_language(settings))


# A run


def run(  # noqa: PLR0913  the settings of the command line, all by name
    paths: Iterable[Path],
    *,
    out: Path,
    settings: Settings | None = None,
    jobs: int | None = None,
    limits: workers.Limits = LIMITS,
    store: Path | None = None,
    cache: Cache | None = None,
    on_progress: Callable[[Progress], object] | None = None,
    formats: Sequence[feeds.Format] = (),
) -> Outcome:
    """Read all files at and below `paths`, find claims and discrepancies, and write feeds and report into `out`.

    `jobs` is the number of processes, by default one for each core; the result does not depend on it. `store` holds
    the decisions of reviewers, by default the one beside `out`; it need not be there. `formats` are written beside the
    CSV. With a `cache`, files that were read before are not read again; where nothing at all has changed since the run
    that wrote `out`, and its files are as it wrote them, they stay, and the result is what they hold (feeds.read_run:
    no texts). Raises PatternError, FeedError, ReviewError or ExtractorError before any document is read where patterns,
    output, store or a path are wrong, or tesseract or DuckDB are wanted and missing.
    """
    paths = tuple(paths)
    jobs = jobs or count_cores()
    order = prepare_run(
        lambda: find_files(paths, exclude=out),
        places=[str(path.resolve()) for path in paths],
        out=out,
        settings=settings or Settings(),
        limits=limits,
        store=store,
        formats=formats,
    )
    hashes = batch.hash_files(order.found.files) if cache else ()
    inputs = _hash_inputs(order, hashes) if cache else ""
    if cache and (kept := _find_unchanged(out, inputs, cache)):
        return _keep_output(order, kept)
    seconds: dict[str, float] = {}
    with measure(seconds, "reading"):
        results = read_files(
            order.found.files,
            order.settings,
            jobs=jobs,
            limits=limits,
            cache=cache,
            hashes=hashes,
            on_progress=on_progress,
        )
    outcome = complete_run(order, results, seconds=seconds, jobs=jobs)
    if cache and _is_settled(outcome.run, order.settings):
        written = {name: batch.hash_file(path) for name, path in outcome.files.items()}
        cache.remember_run(out, KeptRun(inputs=inputs, files=written, absent=outcome.idle))
    return outcome


def prepare_run(  # noqa: PLR0913  the settings of the command line, all by name
    find: Callable[[], FilesMet],
    *,
    places: Iterable[str],
    out: Path,
    settings: Settings,
    limits: workers.Limits,
    store: Path | None,
    formats: Sequence[feeds.Format],
) -> Order:
    """Look at all that a run needs before any document is read; `find` finds them. Raises as `run` does."""
    patterns = load_language(settings)
    found = find()
    feeds.check_writable(out, formats)
    return Order(
        found=found,
        places=tuple(sorted(set(places))),
        out=out,
        settings=allow_ocr(settings, seconds=limits.seconds),
        patterns=patterns,
        limits=limits,
        decided=decisions.find_standing(decisions.read_history(store or decisions.find_store(out))),
        formats=tuple(formats),
    )


@pause_collector()
def complete_run(
    order: Order, results: Sequence[Reading | Failure], *, seconds: dict[str, float], jobs: int
) -> Outcome:
    """Compare what was read and write the feeds; `seconds` is what was taken so far, by stage, and is added to."""
    readings = set_furniture_aside([result for result in results if isinstance(result, Reading)])
    failures = tuple(result for result in results if isinstance(result, Failure))
    before = feeds.read_finding_keys(order.out)
    documents, keyed = identify(readings)
    whole = Run(
        documents=documents,
        claims=keyed,
        unlinked=ledger.count_unlinked(keyed),
        failures=failures,
        unclaimed=tuple(number for reading in readings for number in reading.unclaimed),
        passed_over=order.found.passed_over,
        programmes=_name(order.patterns),
        places=order.places,
        lists=tuple(one for reading in readings for one in reading.lists),
        events=tuple(event for reading in readings for event in reading.events),
    )
    with measure(seconds, "reconcile"):
        whole = reconcile(whole, order.patterns, order.settings.config)
        applied = decisions.apply_decisions(whole.findings, keyed, order.decided)
        whole = replace(whole, findings=applied.findings)
    with measure(seconds, "report"):
        page = report.render_report(whole)
    facts = _list_facts(whole, order)
    for reading in readings:
        for stage, spent in reading.seconds:
            seconds[f"reading: {stage}"] = seconds.get(f"reading: {stage}", 0) + spent
    facts["measured"] = {"seconds": {stage: round(spent, 3) for stage, spent in seconds.items()}, "jobs": jobs}
    with measure(seconds, "feeds"):
        files = feeds.write_feeds(order.out, whole, report=page, facts=facts, formats=order.formats)
    known = before is not None or order.decided
    since = decisions.count_since(whole.findings, before=before or (), idle=applied.idle) if known else None
    return Outcome(run=whole, files=files, seconds=seconds, since=since, idle=len(applied.idle))


# A run on what was run before


def _hash_inputs(order: Order, hashes: Sequence[str]) -> str:
    """One key for all that the feeds of a run depend on; `hashes` are those of the files."""
    return hash_key(
        _hash_settings(order.settings),
        _list_versions(load_patterns(order.settings.patterns_folder)),
        _list_settings(order.settings, order.limits),
        order.places,
        sorted(order.formats),
        order.found.passed_over,
        [(file.document, file.relative, sha256) for file, sha256 in zip(order.found.files, hashes, strict=True)],
        [str(decision) for _, decision in sorted(order.decided.items())],
    )


def _find_unchanged(out: Path, inputs: str, cache: Cache) -> KeptRun | None:
    """The run that wrote `out`, where this one would write the very same and every file is as it was written."""
    kept = cache.find_run(out)
    if kept is None or kept.inputs != inputs:
        return None
    return kept if all(batch.hash_file(out / name) == sha256 for name, sha256 in kept.files.items()) else None


def _keep_output(order: Order, kept: KeptRun) -> Outcome:
    whole = replace(
        feeds.read_run(order.out),
        passed_over=order.found.passed_over,
        places=order.places,
        programmes=_name(order.patterns),
    )
    keys = {finding.key for finding in whole.findings}
    since = replace(decisions.count_since(whole.findings, before=keys, idle=()), absent=kept.absent)
    return Outcome(run=whole, files={name: order.out / name for name in kept.files}, since=since, unchanged=True)


def _is_settled(run: Run, settings: Settings) -> bool:
    """Whether the same run would give the same again: not where a file failed in a way that might pass."""
    passing = {Status.TIMEOUT, Status.CRASHED, Status.TOO_LARGE} | ({Status.ENCRYPTED} if settings.password else set())
    failed = any(failure.status in passing or not failure.sha256 for failure in run.failures)
    return not failed and not (settings.ocr and any(each.status is Status.PARTIAL for each in run.documents))


def _name(patterns: Patterns) -> tuple[tuple[str, str], ...]:
    return tuple((programme.id, programme.name) for programme in patterns.programmes)


# Parts of a run


def read_files(  # noqa: PLR0913  all but two by name
    files: Sequence[FileMet],
    settings: Settings,
    *,
    jobs: int,
    limits: workers.Limits,
    cache: Cache | None = None,
    hashes: Sequence[str] = (),
    on_progress: Callable[[Progress], object] | None = None,
) -> list[Reading | Failure]:
    """Read files as batch.read_files does, each in a supervised process, with these settings."""
    reader = make_reader(settings)
    return batch.read_files(
        files, reader, jobs=jobs, limits=limits, cache=cache, hashes=hashes, on_progress=on_progress
    )


def make_reader(settings: Settings) -> Reader:
    """How documents are read with these settings; its version is another wherever code or patterns are others."""
    return Reader(
        read=partial(read_one, settings=settings),
        prepare=partial(prepare_worker, settings),
        version=_hash_settings(settings),
        lasting=partial(_is_lasting, settings=settings),
    )


def _hash_settings(settings: Settings) -> str:
    """All that a reading depends on beside the file; another password finds nothing of what one has opened."""
    from extractor.ingestors import scans

    return hash_key(
        find_code_version(),
        load_patterns(settings.patterns_folder).version,
        settings.config.programmes,
        settings.config.measures,
        settings.ocr and f"with {scans.find_version()}",
        asdict(settings.limits),
        settings.password,
    )


def _is_lasting(reading: Reading, *, settings: Settings) -> bool:
    """Whether reading the file again would give the same: where the time for OCR was too short it might not."""
    return not (settings.ocr and reading.document.status is Status.PARTIAL)


def identify(readings: Sequence[Reading]) -> tuple[tuple[Document, ...], tuple[Claim, ...]]:
    """The documents, copies of one publication under one work, and their claims with keys (FEEDS.md, Identity)."""
    claims = [claim for reading in readings for claim in reading.claims]
    documents = copies.unite_works([reading.document for reading in readings], claims)
    return documents, identity.assign_keys(claims, {document.document: document.work for document in documents})


def allow_ocr(settings: Settings, *, seconds: float) -> Settings:
    """The settings with time for OCR, where it is wanted; `seconds` is what a document may take in all.

    What is read by then goes into the feeds, while a missed deadline would lose the document. Raises ExtractorError
    where tesseract is missing.
    """
    if not settings.ocr:
        return settings
    from extractor.ingestors.scans import find_tesseract

    find_tesseract()
    return replace(settings, limits=Limits(ocr_seconds=_SHARE_FOR_OCR * seconds))


def reconcile(run: Run, patterns: Patterns, config: Config, *, touching: Collection[str] | None = None) -> Run:
    """The run with its findings and what each check looked at, as the configuration wants it.

    `touching` names the documents that alone matter (see find_discrepancies); all do without it.
    """
    spans = tuning.find_ignored(run.documents, config)
    findings, tallies = find_discrepancies(
        run.documents,
        tuning.leave_out(run.claims, spans, place=lambda claim: (claim.document, claim.start)),
        tuning.leave_out(run.lists, spans, place=lambda one: (one.document, one.claim_start)),
        patterns,
        events=tuning.leave_out(run.events, spans, place=lambda event: (event.document, event.start)),
        checks=tuning.choose_checks(config),
        touching=touching,
    )
    return replace(run, findings=findings, tallies=tallies)


def count_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def is_at_least(run: Run, severity: Severity) -> bool:
    """Whether the run has an open or reopened finding at or above a severity: what --fail-on asks."""
    return any(
        finding.severity.rank >= severity.rank and not finding.review.standing.decided for finding in run.findings
    )


def _say(error: IngestError) -> str:
    """The error without its place, which has a column of its own."""
    return f"{error.problem}; {error.hint}" if error.hint else error.problem


def _list_facts(run: Run, order: Order) -> dict[str, object]:
    """What run.json says; only `measured` in it differs between two runs of the same files."""
    severities = {severity.value: 0 for severity in reversed(Severity)}
    for finding in run.findings:
        severities[finding.severity.value] += 1
    statuses: dict[str, int] = {}
    for status in (*(d.status for d in run.documents), *(f.status for f in run.failures)):
        statuses[status.value] = statuses.get(status.value, 0) + 1
    return {
        "versions": _list_versions(order.patterns),
        "settings": _list_settings(order.settings, order.limits),
        "places": list(run.places),
        "counts": {
            "files": len(run.documents) + len(run.failures),
            "statuses": dict(sorted(statuses.items())),
            "passed over": dict(run.passed_over),
            "claims": len(run.claims),
            "unclaimed": len(run.unclaimed),
            "findings": severities,
        },
        # A traceback says nothing to a reader of documents.csv, and all to whoever mends the bug.
        "crashes": {failure.path: failure.detail for failure in run.failures if failure.detail},
        "checks": ledger.export_tallies(run.tallies),
        "unlinked": [asdict(gap) for gap in run.unlinked],
    }


def _list_versions(patterns: Patterns) -> dict[str, str]:
    libraries = ("spacy", "lemminflect", "pdfplumber", "pypdfium2", "matplotlib")
    return {
        "lga-metrics": __version__,
        "patterns": patterns.version,
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in libraries},
    }


def _list_settings(settings: Settings, limits: workers.Limits) -> dict[str, object]:
    return {
        "patterns": str(settings.patterns_folder) if settings.patterns_folder else "",
        "password": bool(settings.password),
        "ocr": settings.limits.ocr_seconds > 0,
        "seconds for one document": limits.seconds,
        "bytes of memory for one document": limits.memory,
        "configuration": export_config(settings.config),
    }


@contextmanager
def measure(seconds: dict[str, float], stage: str) -> Iterator[None]:
    """Add to `seconds` what the stage inside takes, and log it."""
    start = time.perf_counter()
    yield
    spent = time.perf_counter() - start
    seconds[stage] = seconds.get(stage, 0.0) + spent
    _log.info("%s: %.2f s", stage, spent)
