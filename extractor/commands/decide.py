"""Say of findings that they are errors, or none."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.commands.check import check_files
from extractor.console import ConfigFile, Store, find_login, make_settings, speak_plainly
from extractor.errors import ExtractorError

if TYPE_CHECKING:
    from extractor.models import Finding, Run


class Judgement(StrEnum):
    """What --verdict takes."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    ACCEPTED = "accepted"
    UNSURE = "unsure"


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
    undo: Annotated[bool, typer.Option("--undo", help="Take back your last decision, else the last one.")] = False,
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
    with speak_plainly():
        from extractor import decisions, feeds
        from extractor.models import Verdict

        if (verdict is None) is not undo:
            raise ExtractorError("decide", "needs either --verdict or --undo", hint="see lga-metrics decide --help")
        if draft:
            against = output if output.exists() else None
            run = check_files(draft, against, settings=make_settings(None, config, ""), store=store).run
        else:
            run = feeds.read_run(output)
        store = store or decisions.find_store(output)
        chosen = [_find_finding(name, run, output) for name in findings]
        standing = decisions.find_standing(decisions.read_history(store))
        applied = decisions.apply_decisions(run.findings, run.claims, standing)
        reviewer = reviewer or find_login()
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
