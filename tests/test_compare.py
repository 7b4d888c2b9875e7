"""Two outputs told apart: what is the same figure, what changed of it, and that nothing is cut in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest
from factories import claim, document

from extractor.compare import (
    Changes,
    compare_claims,
    compare_findings,
    compare_runs,
    describe_difference,
    export_difference,
)
from extractor.identity import assign_keys
from extractor.models import Claim, Finding, Qualifier, Role, Run, Severity
from extractor.shelf import evidence_of

_MARKED = re.compile(r"\[(.+?)\]")


def read(text: str, *, at: int = 0, **slots: object) -> list[Claim]:
    """The claims of a text, whose figures stand in brackets; the text itself stands at `at` of its document."""
    plain = text.replace("[", "").replace("]", "")
    claims = []
    for number, found in enumerate(_MARKED.finditer(text)):
        start = at + found.start() - 2 * number
        claims.append(
            replace(
                claim(found[1]), document="report", start=start, end=start + len(found[1]), text=found[1],
                sentence=plain, sentence_start=at, sentence_end=at + len(plain), numeral=start,
                **{"head": "clerks", "measure": "clerks trained"} | slots,
            )
        )  # fmt: skip
    return list(assign_keys(claims, {"report": "the report"}))


def tell(changes: Changes[Claim]) -> str:
    """What became of the claims, in a few words: "-55", "+over 140", "55: head clerks -> papers"."""
    told = [f"-{each.text}" for each in changes.lost] + [f"+{each.text}" for each in changes.gained]
    for pair in changes.changed:
        told.append(f"{pair.new.text}: " + ", ".join(f"{name} {old} -> {new}" for name, old, new in pair.fields))
    return "; ".join([*told, f"{changes.same} same"])


CLERKS = "We trained [55] clerks."

CLAIMS = [
    pytest.param(read(CLERKS), read(CLERKS), "1 same", id="nothing changed"),
    pytest.param([], read(CLERKS), "+55; 0 same", id="gained"),
    pytest.param(read(CLERKS), [], "-55; 0 same", id="lost"),
    pytest.param(read(CLERKS), read(CLERKS, head="papers"), "55: head clerks -> papers; 0 same", id="another noun"),
    pytest.param(
        read(CLERKS),
        read(CLERKS, role=Role.TARGET, programme="school"),
        "55: role level -> target, programme harbour -> school; 0 same",
        id="two fields",
    ),
    pytest.param(
        read("We trained over [140] clerks."),
        read("We trained [over 140] clerks."),
        "over 140: text 140 -> over 140, qualifier exact -> over; 0 same",
        id="a wider span",
    ),
    pytest.param(read(CLERKS), read(CLERKS, at=70), "1 same", id="moved"),
    pytest.param(
        read(CLERKS), read(CLERKS, at=70, head="papers"), "55: head clerks -> papers; 0 same", id="moved and changed"
    ),
    pytest.param(
        read(CLERKS),
        read("We trained [61] clerks.", at=70),
        "61: text 55 -> 61, value 55 -> 61; 0 same",
        id="a figure that was corrected",
    ),
    pytest.param(
        read(CLERKS),
        read("We trained [61] clerks."),
        "61: text 55 -> 61, value 55 -> 61; 0 same",
        id="another figure at the same place",
    ),
    pytest.param(
        read("It rose from 60 to [90]."), read("It rose from [60] to [90].", at=7), "+60; 1 same",
        id="a figure found before another, in text that moved",
    ),
    pytest.param(
        read("Of [12] clerks, [12] came."), read("Of [12] clerks, [12] came.", at=30), "2 same",
        id="the same figure twice in one sentence",
    ),
    pytest.param(
        read(CLERKS), read("They have 155 rooms and [55] cars.", at=3, head="cars", measure="cars"), "-55; +55; 0 same",
        id="the same figure of something else",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), CLAIMS)
def test_claims_gained_lost_and_changed(old: list[Claim], new: list[Claim], expected: str) -> None:
    assert tell(compare_claims(old, new)) == expected


def test_values_are_the_same_however_they_are_written() -> None:
    (old,) = read(CLERKS)
    new = replace(old, quantity=replace(old.quantity, value=Decimal("55.00")))
    assert not compare_claims([old], [new]).any


def test_a_claim_of_another_document_is_another_claim() -> None:
    (old,) = read(CLERKS)
    assert tell(compare_claims([old], [replace(old, document="other", key="k")])) == "-55; +55; 0 same"


def finding(*claims: Claim, **fields: object) -> tuple[Finding, ...]:
    made = {"check": "same-figure-differs", "severity": Severity.ERROR, "message": "55 here, 61 there.", "key": "k"}
    evidence = tuple(evidence_of(each, "one figure") for each in claims)
    return (Finding(evidence=evidence, **made | fields),)  # type: ignore[arg-type]


BOTH = (*read(CLERKS), *read("They trained [61] clerks.", at=80))
MOVED = (*read(CLERKS, at=40), *read("They trained [61] clerks.", at=120))

FINDINGS = [
    pytest.param(finding(*BOTH), finding(*BOTH), (0, 0, []), id="the same"),
    pytest.param((), finding(*BOTH), (1, 0, []), id="gained"),
    pytest.param(finding(*BOTH), (), (0, 1, []), id="lost"),
    pytest.param(finding(*BOTH), finding(*MOVED), (0, 0, []), id="moved"),
    pytest.param(finding(*BOTH), finding(*MOVED, key="other"), (0, 0, []), id="moved, with another key"),
    pytest.param(
        finding(*BOTH), finding(*BOTH, severity=Severity.NOTE, key="other"), (0, 0, ["severity"]), id="another severity"
    ),
    pytest.param(finding(*BOTH), finding(*BOTH[:1], key="other"), (1, 1, []), id="other evidence"),
    pytest.param(finding(*BOTH), finding(*BOTH, check="bound-edge", key="other"), (1, 1, []), id="another check"),
]


@pytest.mark.parametrize(("old", "new", "expected"), FINDINGS)
def test_findings_gained_lost_and_changed(
    old: tuple[Finding, ...], new: tuple[Finding, ...], expected: tuple[int, int, list[str]]
) -> None:
    changes = compare_findings(old, new)
    names = [name for pair in changes.changed for name, _, _ in pair.fields]
    assert (len(changes.gained), len(changes.lost), names) == expected


def run(claims: Iterable[Claim], findings: Iterable[Finding] = (), *, documents: str = "report") -> Run:
    made = tuple(document(name) for name in documents.split())
    return Run(documents=made, claims=tuple(claims), findings=tuple(findings))


MANY = [each for place in range(5) for each in read(f"Round {place} trained [{place}5] clerks.", at=50 * place)]


@pytest.mark.parametrize(
    ("limit", "shown", "more"), [(None, 5, ""), (2, 2, "... and 3 more"), (0, 0, "... and 5 more"), (5, 5, "")]
)
def test_a_group_says_how_many_it_does_not_show(limit: int | None, shown: int, more: str) -> None:
    told = describe_difference(compare_runs(run([]), run(MANY)), limit=limit)
    assert "claims: 5 gained, 0 lost, 0 changed, 0 the same" in told
    assert "  claims gained: 5" in told
    assert told.count("clerks.") == shown
    assert ("more" in told) is bool(more)
    assert more in told


def test_changes_are_told_by_document_with_sentence_and_fields() -> None:
    new = [replace(each, quantity=replace(each.quantity, qualifier=Qualifier.ABOUT)) for each in BOTH]
    told = describe_difference(compare_runs(run(BOTH), run(new, finding(*new), documents="report other")))
    for words in (
        "claims: 0 gained, 0 lost, 2 changed (qualifier 2), 0 the same",
        "findings: 1 gained, 0 lost, 0 changed, 0 the same",
        "documents gained: other",
        "\n\nreport\n  claims changed: 2\n    We trained [55] clerks.\n      qualifier: exact -> about\n",
        "  findings gained: 1\n    ERROR same-figure-differs: 55 here, 61 there.",
        'report: "They trained 61 clerks."',
    ):
        assert words in told


def test_as_data_it_holds_everything() -> None:
    data = export_difference(compare_runs(run(BOTH), run([replace(BOTH[0], head="papers"), *MANY], finding(*BOTH))))
    assert data["claims"]["counts"] == {"gained": 5, "lost": 1, "changed": 1, "same": 0}
    assert data["claims"]["changed"][0]["changes"] == {"head": {"old": "clerks", "new": "papers"}}
    assert data["claims"]["lost"][0]["sentence"] == "They trained 61 clerks."
    assert [side["text"] for side in data["findings"]["gained"][0]["evidence"]] == ["55", "61"]
    assert data["documents"] == {"gained": [], "lost": []}


def test_two_outputs_of_the_same_do_not_differ() -> None:
    assert not compare_runs(run(BOTH, finding(*BOTH)), run(BOTH, finding(*BOTH))).any
