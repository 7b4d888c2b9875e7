"""Claims against labels: the same figures as the labellers' own scorer, and errors that say what was wanted."""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.errors import ExtractorError
from extractor.evaluate import (
    compare_claims,
    count_figures,
    describe_error_counts,
    describe_errors,
    describe_figures,
    export_figures,
    read_labels,
)
from extractor.feeds import read_claims
from extractor.models import Claim, Kind, Period, Qualifier, Quantity, Role

YEAR = Period(start=date(2023, 4, 1), end=date(2024, 3, 31))


def claim(value: str, *, start: int = 10, width: int = 4, **slots: object) -> Claim:
    quantity = {name: slots.pop(name) for name in ("kind", "qualifier", "value_high", "unit") if name in slots}
    filled = {"kind": Kind.COUNT, "value": Decimal(value)} | quantity
    end = start + width
    return Claim(
        document="000_report", start=start, end=end, text=value, sentence=f"In all {value} clerks came.",
        sentence_start=0, sentence_end=end, numeral=start, quantity=Quantity(**filled), block=0,
        **{"head": "clerks", "measure": "clerks who came", "period": YEAR, "role": Role.LEVEL} | slots,
    )  # fmt: skip


def label(value: float, *, start: int = 10, width: int = 4, **slots: object) -> dict[str, object]:
    return {
        "doc": "000", "line": 3, "surface": str(value), "start": start, "end": start + width, "value": value,
        "kind": "count", "qualifier": "exact", "head": ["clerks"], "measure": "clerks who came",
        "programme": ["none"], "period": ["FY2023/24"], "role": "level", "optional": False,
    } | slots  # fmt: skip


def compare(tmp_path: Path, claims: list[Claim], labels: list[dict[str, object]]) -> dict[str, object]:
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in labels), encoding="utf-8")
    return export_figures(compare_claims(claims, read_labels([path])))["all"]


@pytest.mark.parametrize(
    ("claims", "labels", "expected"),
    [
        pytest.param([claim("55")], [label(55)], {"P": 1, "R": 1, "all-right": 1}, id="found"),
        pytest.param([], [label(55)], {"gold": 1, "found": 0, "R": 0, "F1": 0}, id="missed"),
        pytest.param([claim("55")], [label(55, start=90)], {"P": 0, "R": 0}, id="elsewhere"),
        pytest.param([claim("56")], [label(55)], {"value": 0, "R": 0}, id="wrong value"),
        pytest.param([claim("55", width=45)], [label(55)], {"R": 0, "value": 0}, id="span far too wide"),
        pytest.param([claim("7")], [label(7, optional=True)], {"gold": 0, "found": 0}, id="optional, right"),
        pytest.param([claim("8")], [label(7, optional=True)], {"gold": 0, "found": 0}, id="optional, wrong value"),
        pytest.param([claim("66.7")], [label(66.67)], {"R": 1}, id="two thirds, rounded"),
        pytest.param([claim("50.1")], [label(50)], {"R": 0}, id="a half is exact"),
        pytest.param([claim("55", head="of clerks")], [label(55)], {"head": 1}, id="head among other words"),
        pytest.param([claim("55", head="", unit="clerk")], [label(55)], {"head": 1}, id="head in the unit, singular"),
        pytest.param([claim("55", head="councils")], [label(55)], {"head": 0, "all-right": 0}, id="another head"),
        pytest.param(
            [claim("55", measure="clerks")], [label(55)], {"measure": 1}, id="measure shares half of the words"
        ),
        pytest.param(
            [claim("55", measure="budget"), claim("6", start=50)],
            [label(55), label(6, start=51)],
            {"measure": 0.5, "span": 0.5, "all-right": 1},
            id="measure and span do not count for all-right",
        ),
        pytest.param([claim("55", role=Role.SHARE)], [label(55, role_also=["share"])], {"role": 1}, id="another role"),
        pytest.param(
            [claim("5", qualifier=Qualifier.RANGE, value_high=Decimal(7))],
            [label(5, qualifier="range", value_high=8)],
            {"qualifier": 0, "qualifier*": 0},
            id="range with another end",
        ),
        pytest.param([claim("55", period=Period())], [label(55, period=["none"])], {"period": 1}, id="no period"),
        pytest.param([claim("55", period=Period())], [label(55)], {"period": 0}, id="period not seen"),
        pytest.param(
            [claim("55", period=Period(end=date(2023, 7, 31)))],
            [label(55, period=["as_at:2023-07"])],
            {"period": 1},
            id="as at the end of a month",
        ),
        pytest.param(
            [claim("55", period=Period(start=date(2013, 1, 1)))],
            [label(55, period=["since:2013"])],
            {"period": 1},
            id="since a year",
        ),
        pytest.param(
            [claim("55", period=Period(start=date(2024, 1, 1), end=date(2024, 2, 29)))],
            [label(55, period=["2024-01/2024-02"])],
            {"period": 1},
            id="months of a leap year",
        ),
    ],
)
def test_figures(
    tmp_path: Path, claims: list[Claim], labels: list[dict[str, object]], expected: dict[str, float]
) -> None:
    figures = compare(tmp_path, claims, labels)
    assert {name: figures[name] for name in expected} == expected


def test_one_claim_answers_one_label(tmp_path: Path) -> None:
    assert compare(tmp_path, [claim("55")], [label(55), label(55)])["R"] == 0.5


def test_claims_of_documents_without_labels_are_left_out(tmp_path: Path) -> None:
    other = [claim("55")]
    assert compare(tmp_path, other, [label(9, doc="111")])["found"] == 0


def test_every_share_says_of_how_many(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps(label(55)) + "\n" + json.dumps(label(6, start=90)), encoding="utf-8")
    comparison = compare_claims([claim("55")], read_labels([path]))
    assert count_figures(comparison, Kind.COUNT)["R"].of == 2
    table = describe_figures(comparison)
    assert "50.0% of 2" in table
    assert "0.0%" not in table.replace("50.0%", "").replace("100.0%", "")


def test_errors_show_the_sentence_and_what_was_wanted_and_how_many_more(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    labels = [label(55, start=start) for start in (10, 110, 210)]
    path.write_text("".join(json.dumps(each) + "\n" for each in labels), encoding="utf-8")
    claims = [claim("55", start=start, head="papers") for start in (10, 110, 210)]
    comparison = compare_claims(claims, read_labels([path]))
    lines = describe_errors(comparison, limit=2)
    assert lines[0] == "head: 3"
    assert "wanted clerks, got papers: In all [55] clerks came." in lines[1]
    assert lines[3:] == ["  ... and 1 more"]
    assert describe_error_counts(comparison) == "errors: head 3"
    assert len(describe_errors(comparison)) == 4


def test_a_missed_figure_is_shown_in_its_sentence_where_the_text_is_at_hand(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    text = "Nobody else came. In all 55 clerks\ncame. Then they left."
    path.write_text(json.dumps(label(55, start=text.index("55"), width=2)), encoding="utf-8")
    comparison = compare_claims([], read_labels([path]))
    assert describe_errors(comparison, texts={"000_report": text})[1].endswith("got nothing: In all [55] clerks came.")
    for texts in ({}, {"000_report": "Another text, in which nothing stands there."}):
        assert describe_errors(comparison, texts=texts)[1].endswith("wanted count 55, got nothing")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        pytest.param("{", "is no label", id="not JSON"),
        pytest.param("[]", "is no label", id="not an object"),
        pytest.param('{"doc": "000"}', "has no 'start'", id="not placed"),
    ],
)
def test_a_wrong_label_is_named_by_file_and_line(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text("\n" + line, encoding="utf-8")
    with pytest.raises(ExtractorError, match=rf"labels\.jsonl:2.*{problem}"):
        read_labels([path])


# Against the labellers' own scorer, where it is at hand


def _gold() -> Path:
    folder = os.environ.get("LGA_GOLD", "")
    if not folder or not (Path(folder).parent / "tools" / "score_claims.py").is_file():
        pytest.skip("LGA_GOLD does not name the folder of labels")
    return Path(folder)


def _spoil(item: dict[str, object], dice: random.Random) -> dict[str, object]:
    """A row of claims.csv made from a label, with some of it wrong."""
    periods = {
        "FY2023/24": ("2023-04-01", "2024-03-31"), "none": ("", ""), "2019": ("2019-01-01", "2019-12-31"),
    }  # fmt: skip
    start, end = periods.get(str(item["period"][0]), ("", "2023-07-31"))  # type: ignore[index]
    row = {
        "document": f"{item['doc']}_x", "start": item["start"], "end": item["end"], "text": item["surface"],
        "sentence": item["surface"], "kind": item["kind"], "value": item["value"],
        "value_high": item.get("value_high", ""), "qualifier": item["qualifier"], "unit": "",
        "measure": item["measure"], "head": item["head"][0], "role": item["role"],  # type: ignore[index]
        "programme": item["programme"][0], "period_start": start, "period_end": end,  # type: ignore[index]
    }  # fmt: skip
    wrong = {
        "start": int(item["start"]) + dice.choice((-2, 1)),  # type: ignore[call-overload]
        "value": float(item["value"]) + 1,  # type: ignore[arg-type]
        "value_high": 999, "kind": "money", "qualifier": "about", "head": "widgets", "measure": "of the clerks",
        "role": "target", "programme": "none", "period_start": "2001-01-01",
    }  # fmt: skip
    for name in dice.sample(sorted(wrong), k=dice.choice((0, 0, 1, 3))):
        row[name] = wrong[name]
    return row


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_those_of_the_labellers_scorer(tmp_path: Path, seed: int) -> None:
    gold = _gold()
    files = sorted(gold.glob("*.jsonl"))
    dice = random.Random(seed)
    items = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]
    rows = [_spoil(item, dice) for item in items if dice.random() > 0.1]
    rows += [_spoil(item, dice) | {"start": 10**6, "end": 10**6 + 3} for item in items[:5]]
    path = tmp_path / "claims.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    scorer = gold.parent / "tools" / "score_claims.py"
    printed = subprocess.run(
        [sys.executable, str(scorer), str(path), *map(str, files), "--json"], capture_output=True, check=True
    )
    ours = export_figures(compare_claims(read_claims(path), read_labels(files)))
    for kind, theirs in json.loads(printed.stdout).items():
        assert {name: ours[kind][name] for name in theirs} == pytest.approx(theirs), kind
