"""The queue, the desk and what decisions say of reviewers: plain data, without a server."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import yaml
from PIL import Image

from extractor import decisions, feeds, pipeline
from extractor.errors import ExtractorError, ReviewError
from extractor.models import Decision, Dismissal, Standing, Verdict
from extractor.review.agreement import measure_agreement, measure_precision
from extractor.review.card import VERBS, Side, make_card, write_example
from extractor.review.desk import Desk
from extractor.review.pictures import FRAME, draw_picture
from extractor.review.private import Private, name_upload
from extractor.review.queue import (
    ANY,
    MINE,
    NOT_MINE,
    SPLIT,
    View,
    choose_items,
    count_facets,
    find_beside,
    find_next,
    group_items,
    read_view,
)
from extractor.shelf import evidence_of
from tests.review_shelf import SCRIPT, write_output

ROOT = Path(__file__).resolve().parent.parent
FINDINGS = 60


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_output(tmp_path_factory.mktemp("review"), findings=FINDINGS)


@pytest.fixture
def desk(output: Path, tmp_path: Path) -> Desk:
    return Desk(output, store=tmp_path / "decisions.sqlite")


def choose(desk: Desk, *, me: str = "Kim", **view: str) -> list[str]:
    return [item.id for item in choose_items(desk.items, desk.read_board().opinions, View(**view), me=me)]


def test_the_worst_come_first_and_those_of_one_cause_together(desk: Desk) -> None:
    groups = group_items(desk.items)
    ranks = [max(item.finding.severity.rank for item in group) for group in groups]
    assert ranks == sorted(ranks, reverse=True)
    assert sorted(map(len, groups))[-2:] == [1, FINDINGS // 10]


@pytest.mark.parametrize(
    ("view", "left"),
    [
        pytest.param({}, 60, id="all are open"),
        pytest.param({"severity": "error"}, 20, id="severity"),
        pytest.param({"check": "list-count"}, 15, id="check"),
        pytest.param({"programme": "Harbour school"}, 30, id="programme, by name"),
        pytest.param({"period": "2022/23"}, 20, id="period"),
        pytest.param({"document": "annual"}, 40, id="document, on either side"),
        pytest.param({"severity": "error", "check": "list-count"}, 5, id="two at once"),
        pytest.param({"q": "KEEPERS 147"}, 1, id="search, in any capitals"),
        pytest.param({"q": "147 offer pier"}, 1, id="search, words apart"),
        pytest.param({"status": "confirmed"}, 0, id="nothing is decided"),
        pytest.param({"check": "no-such"}, 0, id="unknown"),
    ],
)
def test_a_view_narrows_the_queue_and_is_a_link(desk: Desk, view: dict[str, str], left: int) -> None:
    assert len(choose(desk, **view)) == left
    assert read_view(dict(parse_qsl(View(**view).query))) == View(**view)


def test_every_choice_of_a_facet_leaves_as_many_as_it_says(desk: Desk) -> None:
    desk.decide(desk.items[0], Verdict.CONFIRMED, reviewer="Kim")
    desk.decide(desk.items[0], Verdict.UNSURE, reviewer="Sam")
    board, view = desk.read_board(), View(severity="error")
    facets = count_facets(desk.items, board.opinions, view, me="Kim")
    assert set(facets) >= {"check", "severity", "document", "programme", "period", "status", "reviewer", "opinion"}
    for choices in facets.values():
        for choice in choices:
            if not choice.chosen:
                left = choose_items(desk.items, board.opinions, choice.view, me="Kim")
                assert len(left) == choice.count, choice


def test_reviewers_find_where_they_disagree_and_what_only_others_decided(desk: Desk) -> None:
    one, two, three, *_ = desk.items
    for item, verdict, reviewer in (
        (one, Verdict.CONFIRMED, "Kim"),
        (one, Verdict.ACCEPTED, "Sam"),
        (two, Verdict.CONFIRMED, "Kim"),
        (two, Verdict.CONFIRMED, "Sam"),
        (three, Verdict.CONFIRMED, "Sam"),
    ):
        desk.decide(item, verdict, reviewer=reviewer)
    assert choose(desk, status=ANY, opinion=SPLIT) == [one.id]
    assert choose(desk, status=ANY, opinion=NOT_MINE) == [three.id]
    assert choose(desk, status=ANY, opinion=MINE) == [one.id, two.id]
    assert choose(desk, status=ANY, reviewer="Sam") == [one.id, two.id, three.id]


def test_walking_keeps_to_the_view_and_a_decision_leads_to_what_is_left(desk: Desk) -> None:
    chosen = choose_items(desk.items, {}, View(severity="note"))
    assert find_beside(chosen, chosen[1]) == (chosen[0].id, chosen[2].id)
    assert find_beside(chosen, desk.items[0]) == ("", chosen[0].id)
    assert find_next(chosen, chosen[-1]) == chosen[0].id
    assert find_next(chosen[:1], chosen[0]) == ""


# Deciding


def test_a_decision_is_seen_by_another_process_and_taken_back_step_by_step(output: Path, desk: Desk) -> None:
    other = Desk(output, store=desk.store)
    for item, verb in zip(desk.items, VERBS, strict=False):
        desk.decide(item, verb.verdict, reviewer="Kim", reason=verb.reason)
    keys = [item.finding.key for item in desk.items[: len(VERBS)]]
    seen = other.read_board().findings
    assert [seen[key].review.standing for key in keys] == [Standing(verb.verdict) for verb in VERBS]
    assert [desk.undo("Kim").key for _ in VERBS] == keys[::-1]
    assert {finding.review.standing for finding in other.read_board().findings.values()} == {Standing.OPEN}
    with pytest.raises(ReviewError, match="no decision to take back"):
        desk.undo("Kim")
    assert len(desk.list_history()) == 2 * len(VERBS)


def test_undo_leaves_what_the_other_reviewer_said(desk: Desk) -> None:
    item = desk.items[0]
    desk.decide(item, Verdict.CONFIRMED, reviewer="Kim")
    desk.decide(item, Verdict.ACCEPTED, reviewer="Sam")
    desk.undo("Kim")
    opinions = desk.read_board().opinions[item.finding.key]
    assert {name: said.verdict for name, said in opinions.said.items()} == {"Sam": Verdict.ACCEPTED}


def test_a_decision_on_other_figures_reopens_here_too(desk: Desk) -> None:
    item = desk.items[0]
    made = desk.decide(item, Verdict.CONFIRMED, reviewer="Kim")
    old = tuple(replace(side, value="1", text="1") for side in made.sides)
    decisions.record_decisions(desk.store, [replace(made, sides=old, decided_at=datetime.now(UTC))])
    finding = desk.read_board().findings[item.finding.key]
    assert finding.review.standing is Standing.REOPENED
    assert item.id in choose(desk)


def test_the_next_run_knows_what_was_decided(desk: Desk) -> None:
    item = desk.items[0]
    desk.decide(item, Verdict.DISMISSED, reviewer="Kim", reason=Dismissal.ROUNDING, comment="two\nlines")
    run = feeds.read_run(desk.out)
    applied = decisions.apply_decisions(
        run.findings, run.claims, decisions.find_standing(decisions.read_history(desk.store))
    )
    review = next(finding.review for finding in applied.findings if finding.key == item.finding.key)
    assert (review.standing, review.reason, review.comment) == (Standing.DISMISSED, "rounding", "two\nlines")


def test_keys_1_to_9_are_the_reasons_in_their_order() -> None:
    reasons = {verb.key: verb.reason for verb in VERBS if verb.key.isdecimal()}
    assert list(reasons.items()) == [(str(number), reason) for number, reason in enumerate(Dismissal, start=1)]


# The card


def find_marked(side: Side) -> list[str]:
    return [piece.text for sentence in side.sentences for piece in sentence if piece.marked]


def test_a_card_marks_each_figure_in_its_sentence_and_in_the_text_around(desk: Desk) -> None:
    item = next(item for item in desk.items if "pier 7:" in item.finding.message)
    card = make_card(desk, item, item.finding)
    assert [find_marked(side) for side in card.sides] == [["147"], ["997"]]
    for side in card.sides:
        assert side.near
        assert side.far
        assert [piece.text for piece in side.near.quote if piece.marked] == [side.evidence[0].text]
        assert len(side.far.quote[0].text) > len(side.near.quote[0].text)


def test_a_card_without_its_file_still_shows_the_sentence(tmp_path: Path) -> None:
    desk = Desk(write_output(tmp_path, findings=3), store=tmp_path / "d.sqlite")
    for file in (tmp_path / "shelf").iterdir():
        file.write_text("another text altogether", encoding="utf-8")
    for side in make_card(desk, desk.items[0], desk.items[0].finding).sides:
        assert side.near is None
        assert find_marked(side) == [side.evidence[0].text]


def test_more_than_two_sentences_are_all_shown_and_close_ones_as_one_side(desk: Desk) -> None:
    """Three sentences that follow each other in one document, and one in another: two sides, all figures marked."""
    claims = sorted(desk.claims.values(), key=lambda claim: (claim.document, claim.start))
    sides = [evidence_of(claim, "item") for claim in (*claims[:3], claims[-1])]
    item = desk.items[0]
    card = make_card(desk, item, replace(item.finding, evidence=tuple(sides)))
    assert [find_marked(side) for side in card.sides] == [[claim.text for claim in claims[:3]], [claims[-1].text]]
    assert card.sides[0].parts == ("3 times item",)


def test_what_was_misread_is_a_ready_example(desk: Desk) -> None:
    item = next(item for item in desk.items if SCRIPT in item.haystack or "pier 0:" in item.finding.message)
    written = write_example(desk, item.finding)
    examples = yaml.safe_load(written)
    assert [example["text"] for example in examples] == [each.sentence for each in item.finding.evidence]
    assert {example["qualifier"] for example in examples} == {"exact"}
    assert "count.plain" in written


# Agreement and precision


def say(key: str, verdict: Verdict, reviewer: str, *, check: str = "list-count") -> Decision:
    reason = Dismissal.TARGET if verdict is Verdict.DISMISSED else None
    at = datetime(2024, 5, 4, tzinfo=UTC)
    return Decision(key=key, check=check, verdict=verdict, reviewer=reviewer, decided_at=at, reason=reason)


def test_kappa_is_that_of_the_textbook() -> None:
    # Both yes 20, both no 15, one yes and other no 5 and 10: kappa .4, as worked out by hand.
    table = [("confirmed", "confirmed", 20), ("confirmed", "dismissed", 5)]
    table += [("dismissed", "confirmed", 10), ("dismissed", "dismissed", 15)]
    opinions = [
        {"Kim": say("k", Verdict(left), "Kim"), "Sam": say("k", Verdict(right), "Sam")}
        for left, right, count in table
        for _ in range(count)
    ]
    (agreed,) = measure_agreement([*opinions, {"Kim": say("k", Verdict.UNSURE, "Kim")}])
    assert (agreed.both, agreed.same) == (50, 35)
    assert agreed.kappa == Decimal("0.4")


def test_kappa_of_one_verdict_throughout_is_not_told() -> None:
    same = {name: say("k", Verdict.CONFIRMED, name) for name in ("Kim", "Sam")}
    (agreed,) = measure_agreement([same, same])
    assert (agreed.both, agreed.kappa) == (2, None)


def test_precision_counts_accepted_as_right_and_unsure_not_at_all() -> None:
    verdicts = (Verdict.CONFIRMED, Verdict.ACCEPTED, Verdict.DISMISSED, Verdict.UNSURE)
    (told,) = measure_precision(say("k", verdict, "Kim") for verdict in verdicts)
    assert (told.judged, told.right, told.reasons) == (3, 2, (("target", 1),))


# Pictures and the private folder


def test_a_figure_is_boxed_on_the_image_of_its_page(tmp_path: Path) -> None:
    """The box is where the figure is: inside it stands print, and its frame has the frame's colour all round."""
    done = pipeline.run([ROOT / "corpus" / "stronger-together-2023-24.pdf"], out=tmp_path / "out", jobs=1)
    desk = Desk(tmp_path / "out", store=tmp_path / "d.sqlite")
    item = next(item for item in desk.items if '"32 per cent"' in item.finding.message)
    side = make_card(desk, item, item.finding).sides[0]
    assert side.picture
    source = desk.find_source(side.document)
    assert source
    whole = replace(side.picture, band=False)
    image = Image.open(io.BytesIO(draw_picture(source, whole, cache=tmp_path / "cache"))).convert("RGB")
    line = next(each.box for each in side.evidence if each.text == "32 per cent")
    assert line
    red = [
        (x, y)
        for y in range(int(2 * line[1]), int(2 * line[3]))
        for x in range(int(2 * line[0]), int(2 * line[2]))
        if _is_like(image.getpixel((x, y)), FRAME)
    ]
    across = [x for x, _ in red]
    words = next(page for page in done.run.documents).text
    assert "districts, 32 per cent" in " ".join(words.split())
    # The box is narrower than the line, and it does not begin where the line does: it is around the figure.
    assert 80 < max(across) - min(across) < (line[2] - line[0])
    assert min(across) > 2 * line[0] + 60
    assert list((tmp_path / "cache").glob("*.png")) == [tmp_path / "cache" / whole.name]
    with pytest.raises(ExtractorError, match="has no page 99"):
        draw_picture(source, replace(whole, page=99), cache=tmp_path / "cache")


def _is_like(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\kim\\draft.docx", "draft.docx"),
        (".hidden.pdf", "hidden.pdf"),
        ("a\x00b\u202epdf.txt", "abpdf.txt"),
        ("CON.txt", "_CON.txt"),
        ("", "draft"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_an_upload_cannot_choose_its_place(given: str, made: str) -> None:
    assert name_upload(given, []) == made


def test_the_private_folder_is_its_owners_alone_and_can_be_wiped(tmp_path: Path) -> None:
    private = Private(tmp_path / "private")
    place = private.make_place()
    (place.drafts / "draft.txt").write_text("secret", encoding="utf-8")
    private.store.write_bytes(b"")
    assert os.name == "nt" or private.folder.stat().st_mode & 0o077 == 0
    assert private.find_place(place.id) == place
    assert private.find_place("../private") is None
    private.wipe()
    assert list(private.folder.iterdir()) == []
