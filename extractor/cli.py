"""The commands; the only file that prints or exits.

Imports that cost time stand inside the commands, so that --help and --version answer at once. It prints with `print`:
click.echo takes a console that says it is ASCII for a mistake, and writes UTF-8 to it.
"""

from __future__ import annotations

import codecs
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor import __version__
from extractor.errors import ExtractorError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from extractor.drafts import Checked
    from extractor.models import Decision, Finding, Run
    from extractor.pipeline import Progress, Settings

# Plain help: it reads the same on every console, and costs no import.
app = typer.Typer(
    name="lga-metrics",
    help="Find the figures that publications state, and the ones that disagree.",
    epilog="To start: lga-metrics run FOLDER, then open output/report.html.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

_OCR_SECONDS = 3600.0  # for one file that somebody waits for
WENT_WELL, FOUND, WRONG, STOPPED = 0, 1, 2, 130
"""Exit codes: it ran; a finding at or above --fail-on, or a failed example; a wrong command or input; Ctrl-C."""


class FailOn(StrEnum):
    """What --fail-on takes."""

    WARNING = "warning"
    ERROR = "error"


class Format(StrEnum):
    """How `check` prints what it found."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    SARIF = "sarif"
    GITHUB = "github"


class Judgement(StrEnum):
    """What --verdict takes."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    ACCEPTED = "accepted"
    UNSURE = "unsure"


PatternsFolder = Annotated[
    Path | None,
    typer.Option("--patterns", metavar="DIR", help="Folder of patterns to use instead of the built-in one."),
]
WithOcr = Annotated[
    bool, typer.Option("--ocr", help="Read scanned pages with tesseract, where it is installed (about 3 s a page).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Configuration; by default lga-metrics.yaml in this folder, if any."),
]
Store = Annotated[
    Path | None,
    typer.Option(
        "--decisions",
        metavar="FILE",
        help="Decisions of reviewers; by default OUTPUT.decisions.sqlite beside the output.",
    ),
]
FailOnOption = Annotated[
    FailOn | None, typer.Option(help="Exit with 1 where an open finding is at least this bad (for scripts).")
]
Jobs = Annotated[int | None, typer.Option(min=1, metavar="N", help="Processes at work; by default one for each core.")]
Password = Annotated[
    str, typer.Option(metavar="TEXT", envvar="LGA_METRICS_PASSWORD", help="Password of encrypted PDFs.")
]


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"lga-metrics {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[  # noqa: ARG001  the callback acts on it
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    codecs.register_error("plain", _write_plainly)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="plain")


_PLAIN = {"£": "GBP ", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "•": "*", "\u00a0": " "}


def _write_plainly(error: UnicodeError) -> tuple[str, int]:
    """Spell what a console cannot show: a pound sign must not end a run."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_PLAIN.get(mark, "?") for mark in error.object[error.start : error.end]), error.end


@contextmanager
def _speak_plainly() -> Iterator[None]:
    """One line for a mistake that a person can mend, and never a traceback."""
    try:
        yield
    except ExtractorError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(WRONG) from error
    except KeyboardInterrupt as error:
        print("Stopped; the feeds of the last run are as they were.", file=sys.stderr)
        raise typer.Exit(STOPPED) from error


@app.command()
def run(  # noqa: PLR0913, PLR0917  each is an option of the command
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Files and folders to read.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the feeds and the report.")] = Path("output"),
    patterns: PatternsFolder = None,
    config: ConfigFile = None,
    store: Store = None,
    jobs: Jobs = None,
    fail_on: FailOnOption = None,
    timeout: Annotated[
        float | None, typer.Option(min=1, metavar="S", help="Seconds that one document may take; 300 by default.")
    ] = None,
    password: Password = "",
    ocr: WithOcr = False,
) -> None:
    """Read publications, find claims and discrepancies, write feeds.

    \b
    Examples:
      lga-metrics run corpus
      lga-metrics run ~/drafts annual-report.pdf --out ~/checked
      lga-metrics run drafts --fail-on error
      lga-metrics run scans --ocr --timeout 1800
      lga-metrics run reports --config strict.yaml --decisions shared.decisions.sqlite

    Findings that reviewers decided on stay in every feed, marked, and --fail-on passes them over; see decide.
    Exit code: 0 it ran; 1 with --fail-on and such a finding; 2 nothing could be read or the command is wrong.
    """
    with _speak_plainly():
        from dataclasses import replace

        from extractor import pipeline, report
        from extractor.models import Severity

        settings = replace(_make_settings(patterns, config, password), ocr=ocr)
        limits = replace(pipeline.LIMITS, seconds=timeout) if timeout else pipeline.LIMITS
        with _show_progress() as on_progress:
            outcome = pipeline.run(
                paths,
                out=out,
                settings=settings,
                store=store,
                jobs=jobs,
                limits=limits,
                on_progress=on_progress,
            )
        print(report.describe_run(outcome.run, width=_find_width()))
        if outcome.since:
            print(f"\n{report.describe_since(outcome.since)}")
        _tell_config(settings)
        print(f"\nIn {out}: report.html to read, claims.xlsx for Excel, and {_list_feeds(outcome.files)}")
        if not outcome.run.documents:
            names = ", ".join(str(path) for path in paths)
            hint = "documents.csv says why of each file" if outcome.run.failures else "there is no file in it to read"
            raise ExtractorError(names, "nothing could be read", hint=hint)
        if fail_on and pipeline.is_at_least(outcome.run, Severity(fail_on)):
            raise typer.Exit(FOUND)


def _make_settings(patterns: Path | None, config: Path | None, password: str) -> Settings:
    from extractor import pipeline
    from extractor.config import find_config

    read = pipeline.load_config(config or find_config(Path()), patterns_folder=patterns)
    return pipeline.Settings(patterns_folder=patterns, password=password, config=read)


def _tell_config(settings: Settings) -> None:
    """A configuration changes what is found, so nobody should have to wonder whether one was used."""
    if settings.config.file:
        off = [name for name, severity in settings.config.checks if severity is None]
        print(f"Configured by {settings.config.file}" + (f"; off: {', '.join(off)}" if off else ""), file=sys.stderr)


def _list_feeds(files: dict[str, Path]) -> str:
    return ", ".join(name for name in files if name.endswith(".csv"))


def _find_width() -> int:
    return min(100, shutil.get_terminal_size((100, 24)).columns)


@contextmanager
def _show_progress() -> Iterator[Callable[[Progress], object] | None]:
    """A bar on stderr while a run works, where that is a terminal; it leaves nothing behind."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[claims]:,} claims, {task.fields[failures]} not read"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=None, claims=0, failures=0)

        def advance(progress: Progress) -> None:
            bar.update(
                task,
                description="Reading" if progress.done < progress.total else "Comparing",
                completed=progress.done,
                total=progress.total,
                claims=progress.claims,
                failures=progress.failures,
            )

        yield advance


@app.command()
def check(  # noqa: PLR0913, PLR0917  each is an option of the command
    drafts: Annotated[list[Path], typer.Argument(metavar="DRAFT", help="Drafts, or folders of drafts.")],
    against: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER|OUTPUT", help="A folder of publications, or what a run wrote of them (faster)."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print what is found.")] = Format.TEXT,
    patterns: PatternsFolder = None,
    config: ConfigFile = None,
    store: Store = None,
    jobs: Jobs = None,
    fail_on: FailOnOption = None,
    password: Password = "",
) -> None:
    """Check drafts before they are published: within, between them, and against publications.

    \b
    Examples:
      lga-metrics check annual-report-draft.docx
      lga-metrics check press-release.docx --against output
      lga-metrics check drafts --against reports --fail-on error
      lga-metrics check report.md --against output --format github

    Only findings that touch a draft are told. A publication that is the draft itself, by title and period, is left out.
    Exit code: 0 it ran; 1 with --fail-on and such a finding; 2 a draft could not be read or the command is wrong.
    """
    with _speak_plainly():
        from extractor import pipeline
        from extractor.models import Severity

        settings = _make_settings(patterns, config, password)
        checked = _check(drafts, against, settings=settings, store=store, jobs=jobs)
        _print_checked(checked, form, against)
        _tell_config(settings)
        for line in (*checked.notes, *(f"{each.path}: {each.reason}" for each in checked.run.failures)):
            print(line, file=sys.stderr)
        if checked.run.failures:
            raise typer.Exit(WRONG)
        if fail_on and pipeline.is_at_least(checked.run, Severity(fail_on)):
            raise typer.Exit(FOUND)


def _check(
    paths: list[Path], against: Path | None, *, settings: Settings, store: Path | None, jobs: int | None = None
) -> Checked:
    from extractor.drafts import check_drafts

    with _show_progress() as on_progress:
        return check_drafts(paths, against=against, settings=settings, store=store, jobs=jobs, on_progress=on_progress)


def _print_checked(checked: Checked, form: Format, against: Path | None) -> None:
    from extractor import feeds, formats, report

    run = checked.run
    files = {name: checked.files[name] for name in checked.drafts}
    match form:
        case Format.TEXT:
            print(
                report.describe_check(
                    run,
                    checked.drafts,
                    against=str(against or ""),
                    compared=checked.compared,
                    describe_place=formats.describe_place,
                    width=_find_width(),
                )
            )
        case Format.JSON:
            told = {
                "drafts": list(checked.drafts),
                "compared": checked.compared,
                "notes": list(checked.notes),
                "not read": [
                    {"path": each.path, "status": each.status, "reason": each.reason} for each in run.failures
                ],
                "findings": feeds.export_findings(run),
            }
            print(json.dumps(told, indent=2))
        case Format.CSV:
            _print_bytes(feeds.write_findings(run))
        case Format.SARIF:
            print(formats.write_sarif(run, files))
        case Format.GITHUB:
            _print_bytes("".join(f"{line}\n" for line in formats.list_annotations(run, files)))


def _print_bytes(text: str) -> None:
    """Print for another program: UTF-8 and LF, whatever the console."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", errors="replace"))


@app.command()
def decide(  # noqa: PLR0913, PLR0917  each is an option of the command
    findings: Annotated[
        list[str], typer.Argument(metavar="FINDING", help="Ids of findings, or how one begins: f-abcdefghijkl, f-abcd.")
    ],
    verdict: Annotated[Judgement | None, typer.Option(help="What you say of them.")] = None,
    reason: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help="Why they are no errors, needed to dismiss: other period, other population, a part of it, target,"
            " other stage, rounding, misread by the tool, quotation or other.",
        ),
    ] = "",
    comment: Annotated[str, typer.Option(metavar="TEXT", help="Anything else for those who come after.")] = "",
    reviewer: Annotated[
        str, typer.Option(metavar="NAME", envvar="LGA_METRICS_REVIEWER", help="Who decides; by default your login.")
    ] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take back the last decision instead.")] = False,
    output: Annotated[Path, typer.Option(metavar="DIR", help="The output that holds the findings.")] = Path("output"),
    draft: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A draft whose check against --output gave the finding; may be repeated."),
    ] = None,
    config: ConfigFile = None,
    store: Store = None,
) -> None:
    """Say of findings that they are errors, or none, so that nobody has to look at them again.

    \b
    Examples:
      lga-metrics decide f-abcdefghijkl --verdict confirmed
      lga-metrics decide f-abcd f-efgh --verdict dismissed --reason "other period" --comment "calendar year"
      lga-metrics decide f-abcd --undo
      lga-metrics decide f-abcd --verdict accepted --draft press-release.docx --output output

    confirmed: it is an error. dismissed: it is none. accepted: the figures differ, and that is to stay. unsure: someone
    else should look. A decision holds until one of its figures changes; then the finding is reopened. Nothing is ever
    deleted: taking a decision back is one more row.
    """
    with _speak_plainly():
        from extractor import decisions, feeds
        from extractor.models import Verdict

        if (verdict is None) is not undo:
            raise ExtractorError("decide", "needs either --verdict or --undo", hint="see lga-metrics decide --help")
        if draft:
            against = output if output.exists() else None
            run = _check(draft, against, settings=_make_settings(None, config, ""), store=store).run
        else:
            run = feeds.read_run(output)
        store = store or decisions.find_store(output)
        chosen = [_find_finding(name, run, output) for name in findings]
        standing = decisions.find_standing(decisions.read_history(store))
        applied = decisions.apply_decisions(run.findings, run.claims, standing)
        reviewer = reviewer or _find_login()
        why = decisions.find_reason(reason) if reason else None
        made = []
        for finding in dict.fromkeys(chosen):
            if verdict:
                made.append(
                    decisions.make_decision(
                        finding, Verdict(verdict), run.claims, reviewer=reviewer, reason=why, comment=comment
                    )
                )
            elif finding.key in applied.decisions:
                made.append(decisions.take_back(applied.decisions[finding.key], reviewer=reviewer))
            else:
                raise ExtractorError(_name(finding), "there is no decision to take back", hint=f"looked in {store}")
        decisions.record_decisions(store, made)
        for finding, decision in zip(dict.fromkeys(chosen), made, strict=True):
            said = f"{decision.verdict} ({decision.reason})" if decision.reason else str(decision.verdict)
            print(f"{_name(finding)} {said} by {decision.reviewer}: {finding.message}")
        print(f"Kept in {store}; the next run or check shows it.")


def _name(finding: Finding) -> str:
    from extractor.identity import finding_id

    return finding_id(finding.key)


def _find_finding(name: str, run: Run, output: Path) -> Finding:
    """The one finding whose id is, or begins with, a name."""
    wanted = name if name.startswith("f-") else f"f-{name}"
    fitting = {_name(finding): finding for finding in run.findings if _name(finding).startswith(wanted)}
    if wanted in fitting or len(fitting) == 1:
        return fitting.get(wanted) or next(iter(fitting.values()))
    if fitting:
        raise ExtractorError(name, f"may be any of {', '.join(sorted(fitting))}", hint="give more letters")
    hint = "findings.csv lists them; for one of a draft, name the draft with --draft"
    raise ExtractorError(name, f"no such finding in {output}", hint=hint)


def _find_login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


kept = typer.Typer(
    help="List, export and import the decisions of reviewers.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(kept, name="decisions")

OfOutput = Annotated[Path, typer.Option("--output", metavar="DIR", help="The output whose decisions are meant.")]
_OUTPUT = Path("output")


@kept.command("list")
def list_decisions(
    output: OfOutput = _OUTPUT,
    store: Store = None,
    history: Annotated[bool, typer.Option("--history", help="All of them, not only those that stand.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the decisions that stand, or all that were ever made.

    \b
    Examples:
      lga-metrics decisions list
      lga-metrics decisions list --history --output old-output
    """
    with _speak_plainly():
        from extractor import decisions

        made: Sequence[Decision] = decisions.read_history(store or decisions.find_store(output))
        if not history:
            made = tuple(decisions.find_standing(made).values())
        if as_json:
            print(json.dumps([decisions.export_decision(decision) for decision in made], indent=2))
            return
        for decision in made:
            print(decisions.describe_decision(decision))
        if not made:
            print(f"No decision in {store or decisions.find_store(output)}.")


@kept.command("export")
def export_decisions(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .jsonl to write.")],
    output: OfOutput = _OUTPUT,
    store: Store = None,
) -> None:
    """Write all decisions ever made as CSV or JSON lines, in a fixed order, to keep under version control.

    \b
    Examples:
      lga-metrics decisions export decisions.csv
      lga-metrics decisions export decisions.jsonl --output output
    """
    with _speak_plainly():
        from extractor import decisions

        place = store or decisions.find_store(output)
        if not place.exists():
            raise ExtractorError(str(place), "there is no such file", hint="nothing was decided, or name --decisions")
        count = decisions.write_decisions(file, decisions.read_history(place))
        print(f"{count:,} decisions of {place} written to {file}")


@kept.command("import")
def import_decisions(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .jsonl that was exported.")],
    output: OfOutput = _OUTPUT,
    store: Store = None,
) -> None:
    """Add the decisions of an exported file; those that are there already stay as they are.

    \b
    Examples:
      lga-metrics decisions import decisions.csv
      lga-metrics decisions import colleague.jsonl --output output
    """
    with _speak_plainly():
        from extractor import decisions

        place = store or decisions.find_store(output)
        read = decisions.read_decisions(file)
        added = decisions.record_decisions(place, read)
        print(f"{added:,} decisions added to {place}, {len(read) - added:,} were there")


@app.command("try")
def try_sentence(
    sentence: Annotated[str, typer.Argument(metavar="SENTENCE", help="A sentence, in quotes.")],
    patterns: PatternsFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show what is seen in a sentence, and which pattern saw it.

    \b
    Examples:
      lga-metrics try "In 2023/24 over 140 clerks were trained, 97 per cent of them online."
      lga-metrics try "Saving up to GBP 1.5m by 2025" --json
    """
    with _speak_plainly():
        from extractor.patterns import load_patterns
        from extractor.reading import find_mentions, read_sentence

        language = load_patterns(patterns)
        reading = read_sentence(sentence, language)
        mentions = find_mentions(reading.document, language)
        if as_json:
            from extractor import feeds

            print(json.dumps(feeds.export_sentence(reading, mentions), ensure_ascii=False, indent=2))
        else:
            from extractor import report

            print(report.describe_sentence(reading, mentions))


@app.command("text")
def show_text(  # noqa: PLR0913, PLR0917  each is an option of the command
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A publication.")],
    page: Annotated[int | None, typer.Option(min=1, metavar="N", help="Only this page, counted from 1.")] = None,
    png: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Draw the blocks of --page on its image, and write it here.")
    ] = None,
    password: Annotated[
        str, typer.Option(metavar="TEXT", envvar="LGA_METRICS_PASSWORD", help="Password of an encrypted file.")
    ] = "",
    ocr: WithOcr = False,
    as_json: AsJson = False,
) -> None:
    """Show a publication's text as it is read: its blocks in reading order, each with its kind.

    \b
    Examples:
      lga-metrics text annual-report.pdf
      lga-metrics text annual-report.pdf --page 3 --png page-3.png
      lga-metrics text board-paper.docx --json
    """
    with _speak_plainly():
        from extractor import ingest, show

        limits = ingest.Limits(ocr_seconds=_OCR_SECONDS if ocr else 0.0)
        if png and page is None:
            raise ExtractorError("--png", "needs a page", hint="add --page N")
        if file.is_dir():
            raise ExtractorError(str(file), "is a folder", hint="name one file in it")
        (met,) = ingest.find_files([file]).files
        document = ingest.read_document(
            met.path, document=met.document, relative=met.relative, password=password, limits=limits
        )
        if png and page:
            show.draw_page(document, met.path, page=page, out=png, password=password)
        if as_json:
            print(json.dumps(show.export_text(document, page=page), ensure_ascii=False, indent=2))
        else:
            print(show.describe_text(document, page=page, width=_find_width()))


@app.command("patterns")
def run_patterns(patterns: PatternsFolder = None) -> None:
    """Run the examples in patterns/ and say which fail.

    Exit code: 0 all pass; 1 some fail; 2 a file of patterns is wrong.
    """
    with _speak_plainly():
        from extractor.examples import run_examples
        from extractor.patterns import load_patterns

        results = run_examples(load_patterns(patterns))
        failed = [each for each in results if bool(each.problem) is not each.gap]
        for file in dict.fromkeys(each.file for each in results):
            ours = [each for each in results if each.file == file]
            gaps = sum(each.gap for each in ours)
            passed = len(ours) - gaps - sum(not each.gap for each in failed if each.file == file)
            known = f", {gaps} known to be missed" if gaps else ""
            print(f"{file + '.yaml':<18} {passed:>4} of {len(ours) - gaps:>4} examples pass{known}")
        for each in failed:
            problem = each.problem or "passes now: move it from gaps to matches"
            print(f"\n{each.file}.yaml, {each.entry}: {each.text}\n  {problem}")
        if failed:
            raise typer.Exit(FOUND)


@app.command("checks")
def show_checks(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A check, to read all about it.")] = None,
    stats: Annotated[
        Path | None,
        typer.Option(metavar="OUTPUT", help="What each check examined in this run, what it passed over and why."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the checks, print what one looks for, or what they looked at in a run.

    \b
    Examples:
      lga-metrics checks
      lga-metrics checks same-figure-differs
      lga-metrics checks --stats output
    """
    with _speak_plainly():
        if stats:
            _print_stats(stats, name, as_json=as_json)
            return
        from extractor.checks import CHECKS

        if name is None:
            for check in CHECKS:
                print(f"{check.name:<26} {check.severity:<8} {check.summary}")
            return
        found = next((check for check in CHECKS if check.name == name), None)
        if found is None:
            raise _no_check(name)
        print(f"{found.name} ({found.severity})\n\n{found.about}")


def _no_check(name: str) -> ExtractorError:
    return ExtractorError(name, "no such check", hint="lga-metrics checks lists them")


def _print_stats(output: Path, name: str | None, *, as_json: bool) -> None:
    from extractor import feeds, ledger, report

    tallies = [tally for tally in feeds.read_tallies(output) if name in (None, tally.check)]
    if name and not tallies:
        raise _no_check(name)
    if as_json:
        print(json.dumps(ledger.export_tallies(tallies), ensure_ascii=False, indent=2))
    else:
        print(f"{'check':<26} {'looked at':>9}  passed over, and why")
        print(report.describe_tallies(tallies, width=_find_width()))


OutputFolder = Annotated[Path, typer.Argument(metavar="OUTPUT", help="A folder that a run wrote.")]


@app.command()
def coverage(output: OutputFolder, as_json: AsJson = False) -> None:
    """Say what became of every number: claims, rejections by reason, links, checks.

    \b
    Examples:
      lga-metrics coverage output
      lga-metrics coverage output --json

    For each document and in all: how many numbers were met, which are no claim and why, how many claims have a
    programme and a period and where each was read, and why the others have none. Then what each check examined.
    """
    with _speak_plainly():
        from extractor import feeds

        found = feeds.read_run(output)
        if as_json:
            from extractor.ledger import export_ledger

            print(json.dumps(export_ledger(found), ensure_ascii=False, indent=2))
        else:
            from extractor import report

            print(report.describe_coverage(found, width=_find_width()))


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The output folder of an earlier run.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The output folder of a later run.")],
    limit: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="Show the first N of each group, and how many more there are."),
    ] = None,
    fail_on_change: Annotated[
        bool, typer.Option("--fail-on-change", help="Exit with 1 where anything differs.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the claims and findings gained, lost and changed between two runs.

    \b
    Examples:
      lga-metrics run corpus --out before
      lga-metrics run corpus --out after --patterns changed
      lga-metrics diff before after --limit 5

    JSON holds everything, whatever the limit. Exit code: 0; 1 with --fail-on-change and a change; 2 a folder is wrong.
    """
    with _speak_plainly():
        from extractor import compare, feeds

        difference = compare.compare_runs(feeds.read_run(old), feeds.read_run(new))
        if as_json:
            print(json.dumps(compare.export_difference(difference), ensure_ascii=False, indent=2))
        else:
            print(compare.describe_difference(difference, limit=limit))
        if fail_on_change and difference.any:
            raise typer.Exit(FOUND)


@app.command()
def evaluate(  # noqa: PLR0913, PLR0917  each is an option of the command
    claims: Annotated[Path, typer.Argument(metavar="CLAIMS", help="A claims.csv, or the folder that holds one.")],
    gold: Annotated[list[Path], typer.Option(metavar="FILE", help="Labels, JSON lines; may be given several times.")],
    more: Annotated[list[Path] | None, typer.Argument(metavar="[FILE...]", help="More labels.")] = None,
    errors: Annotated[
        bool, typer.Option("--errors", help="Show each error by sort, with its sentence and what was wanted.")
    ] = False,
    limit: Annotated[int | None, typer.Option(min=0, metavar="N", help="At most N errors of each sort.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare claims with hand labels, slot by slot.

    \b
    Examples:
      lga-metrics evaluate output/claims.csv --gold labels.jsonl
      lga-metrics evaluate output --gold labels/*.jsonl --errors --limit 10

    A star is the same share where the plain answer would be wrong: a qualifier that is not exact, a period that is not
    the document's usual one, a role that is neither level nor share.
    """
    with _speak_plainly():
        from extractor import evaluate as scoring
        from extractor import feeds

        path = claims / feeds.FEED["claims"].file if claims.is_dir() else claims
        labels = scoring.read_labels([*gold, *(more or ())])
        comparison = scoring.compare_claims(feeds.read_claims(path), labels)
        if as_json:
            print(json.dumps(scoring.export_figures(comparison), ensure_ascii=False))
            return
        print(scoring.describe_figures(comparison))
        if counted := scoring.describe_error_counts(comparison):
            print(counted)
        if errors:
            for line in scoring.describe_errors(comparison, texts=feeds.read_texts(path.parent), limit=limit):
                print(line)


if __name__ == "__main__":
    app()
