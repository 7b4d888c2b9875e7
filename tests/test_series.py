"""A measure through the years, as a table and drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from factories import LAST_YEAR, YEAR, claim
from typer.testing import CliRunner

from extractor import feeds
from extractor.cli import app
from extractor.errors import ExtractorError
from extractor.identity import assign_keys
from extractor.models import Claim, Document, Period, Role, Run
from extractor.series import draw_series, find_series

SINCE = Period(start=date(2015, 4, 1), label="since 2015")
NAMES = (("clerk_school", "Clerk School"), ("farm_visits", "Farm Visits"))


def told(figure: str, document: str, **slots: object) -> Claim:
    made = claim(figure, document=document, programme="clerk_school", period=YEAR)
    return replace(made, **slots)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    claims = [
        told("410 clerks", "review-2023", period=LAST_YEAR, measure="clerks trained"),
        told("over 470 clerks", "review-2024", measure="clerks on the courses", page=3),
        told("12 tutors", "review-2024"),
        told("2,200 clerks", "review-2023", period=SINCE, role=Role.CUMULATIVE),
        told("97 per cent", "review-2024", head="clerks"),
        told("500 clerks", "review-2024", role=Role.TARGET),
        told("33 farms", "review-2024", programme="farm_visits"),
    ]
    documents = [
        Document(
            document=name,
            path=f"{name}.pdf",
            sha256="",
            format="pdf",
            text=f"{name} of the school",
            work=name,
            period=YEAR,
        )
        for name in ("review-2023", "review-2024")
    ]
    out = tmp_path_factory.mktemp("out")
    keyed = assign_keys(claims, {document.document: document.work for document in documents})
    run = Run(documents=tuple(documents), claims=keyed, programmes=NAMES)
    feeds.write_feeds(out, run, report="", facts={})
    return out


def ask(output: Path, *words: str) -> str:
    done = CliRunner().invoke(app, ["series", *words, "--output", str(output)])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_measure_is_told_through_the_years_oldest_first(output: Path) -> None:
    assert ask(output, "clerk_school").splitlines() == [
        "clerks: 2 figures, 2 periods",
        "  2022/23  410                     review-2023",
        "      clerks trained",
        "  2023/24  over 470  470 to 493.5  review-2024, page 3",
        "      clerks on the courses",
        "",
        "3 more with figures of one period only; --measure TEXT shows them",
    ]


@pytest.mark.parametrize("name", ["clerk_school", "Clerk School", "CLERK school"])
def test_a_programme_goes_by_its_id_and_by_its_name(output: Path, name: str) -> None:
    assert ask(output, name).startswith("clerks: 2 figures")


@pytest.mark.parametrize(
    ("measure", "heads"),
    [
        pytest.param("tutors", ["tutors"], id="by the noun"),
        pytest.param("Clerks TRAINED", ["clerks"], id="by words of the measure"),
        pytest.param("farms", [], id="of another programme"),
    ],
)
def test_a_measure_is_chosen_by_its_words(output: Path, measure: str, heads: list[str]) -> None:
    assert [series.head for series in find_series(output, "clerk_school", measure=measure)] == heads


def test_a_share_and_a_count_are_not_one_series(output: Path) -> None:
    found = {each.name: len(each.points) for each in find_series(output, "clerk_school", measure="clerks")}
    assert found == {"clerks": 2, "clerks (percent)": 1, "clerks since a start": 1}


def test_a_total_since_a_start_stands_apart_and_where_its_document_ends(output: Path) -> None:
    (total,) = [each for each in find_series(output, "clerk_school") if each.cumulative]
    assert total.name == "clerks since a start"
    assert [(point.day, point.period.label) for point in total.points] == [(YEAR.end, "since 2015")]


def test_a_copy_of_a_publication_is_no_second_figure(tmp_path: Path, output: Path) -> None:
    for name in ("claims.csv", "series.csv"):
        (tmp_path / name).write_bytes((output / name).read_bytes())
    rows = (output / "documents.csv").read_text(encoding="utf-8").splitlines()
    rows[2] += "review-2023"
    (tmp_path / "documents.csv").write_text("\n".join(rows) + "\n", encoding="utf-8", newline="")
    found = find_series(tmp_path, "clerk_school", measure="trained")
    assert [point.document for series in found for point in series.points] == ["review-2023"]
    assert not find_series(tmp_path, "clerk_school", measure="tutors")


def test_an_unknown_programme_is_answered_with_those_there_are(output: Path) -> None:
    done = CliRunner().invoke(app, ["series", "clerks", "--output", str(output)])
    assert done.exit_code == 2
    assert done.stderr.splitlines() == [
        "clerks: is no programme with a dated figure in this output (name one of: clerk_school, farm_visits)"
    ]


def test_the_drawing_shows_each_figure_as_written(output: Path, tmp_path: Path) -> None:
    svg, png = tmp_path / "clerks.svg", tmp_path / "clerks.png"
    ask(output, "clerk_school", "--measure", "clerks", "--svg", str(svg), "--png", str(png))
    drawn = svg.read_text(encoding="utf-8")
    assert ">410<" in drawn
    assert ">over 470<" in drawn
    assert png.read_bytes().startswith(b"\x89PNG")
    again = tmp_path / "again.svg"
    ask(output, "clerk_school", "--measure", "clerks", "--svg", str(again))
    assert again.read_bytes() == svg.read_bytes()


@pytest.mark.parametrize(
    ("name", "copies", "says"),
    [
        pytest.param("clerks.png", 0, "there are 0 series", id="nothing to draw"),
        pytest.param("clerks.png", 9, "there are 9 series", id="too much to read"),
        pytest.param("clerks.nope", 1, "ends in .png or .svg", id="no such format"),
        pytest.param("nowhere/clerks.png", 1, "cannot be drawn", id="no such folder"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_one_line(
    output: Path, tmp_path: Path, name: str, copies: int, says: str
) -> None:
    series = find_series(output, "clerk_school")[:1] * copies
    with pytest.raises(ExtractorError, match=says) as caught:
        draw_series(series, [tmp_path / name], title="clerks")
    assert "\n" not in str(caught.value)
