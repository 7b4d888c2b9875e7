"""The gate: pairing stays near-linear, and what is left out is counted."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import pytest
from factories import LAST_YEAR, PROGRAMMES, YEAR, claim, document, patterns, told

from extractor.blocks import MOST_PAIRS
from extractor.columns import Columns
from extractor.gate import Gate, State
from extractor.models import Claim, Period, Role, Source

PATTERNS = patterns(programmes=PROGRAMMES)


def gate(*claims: Claim, **publishers: str) -> Gate:
    names = {c.document for c in claims}
    return Gate(Columns(claims), {n: document(n, publisher=publishers.get(n, "")) for n in names}, PATTERNS)


def state(slot: str, left: Claim, right: Claim, **publishers: str) -> State:
    some = gate(left, right, **publishers)
    slots = some.compare(some.side(left), some.side(right)).slots
    return next(s.state for s in slots if s.name == slot)


A = claim("140 clerks", "The scheme trained 140 clerks.", document="a")
B = replace(A, document="b")

SLOTS = {
    "programme none on both sides": ("programme", {"programme": "none"}, {"programme": "none"}, State.OPEN),
    "programme none on one": ("programme", {}, {"programme": "none"}, State.OPEN),
    "a programme and its parent": ("programme", {}, {"programme": "harbour_lights"}, State.OPEN),
    "a part that is named": (
        "programme",
        {},
        {"programme": "harbour_lights", "programme_source": Source.SENTENCE},
        State.DIFFER,
    ),
    "two programmes": ("programme", {}, {"programme": "beacon"}, State.DIFFER),
    "neither page says when": ("period", {"period": Period()}, {"period": Period()}, State.OPEN),
    "a stage on one side": ("stage", {}, {"stage": "applied"}, State.OPEN),
    "two stages": ("stage", {"stage": "applied"}, {"stage": "appointed"}, State.DIFFER),
    "level and share": ("role", {}, {"role": Role.SHARE}, State.AGREE),
    "level and rate": ("role", {}, {"role": Role.RATE}, State.DIFFER),
    "no population": ("population", {}, {}, State.AGREE),
    "a population on one side": ("population", {}, {"population": "clerks in ports"}, State.OPEN),
    "two populations": ("population", {"population": "pilots"}, {"population": "masters"}, State.DIFFER),
    "we and our team": ("subject", {"subject": "We"}, {"subject": "Our team"}, State.AGREE),
    "two named subjects": ("subject", {"subject": "Leeds"}, {"subject": "Camden"}, State.DIFFER),
}


def alike(*claims: Claim) -> list[tuple[Claim, Claim]]:
    some = gate(*claims)
    in_order = sorted(claims, key=lambda claim: (claim.document, claim.start))
    return [(in_order[left], in_order[right]) for left, right in some.find_alike(*some.pairs()[0])]


@pytest.mark.parametrize(("slot", "left", "right", "expected"), SLOTS.values(), ids=SLOTS)
def test_a_slot_agrees_is_open_or_differs(
    slot: str, left: dict[str, object], right: dict[str, object], expected: State
) -> None:
    assert state(slot, replace(A, **left), replace(B, **right)) is expected  # type: ignore[arg-type]


def test_different_publishers_leave_the_comparison_open() -> None:
    assert state("publisher", A, B, a="LGA", b="ADASS") is State.OPEN
    assert state("publisher", A, B, a="LGA", b="") is State.AGREE


def test_nouns_are_matched_by_lemma_and_synonym() -> None:
    one, other = claim("40 employees", document="a"), claim("40 members of staff", document="b")
    both = gate(one, other)
    assert both.head_words(one) == both.head_words(other)
    assert both.head_words(claim("40 councils")) != both.head_words(claim("40 councillors"))


def test_a_word_that_few_claims_have_weighs_more() -> None:
    claims = [told(f"We trained {{{n} clerks}} as pilots.", at=n * 100)[0] for n in range(2, 40)]
    odd = told("We trained {77 clerks} as divers.", at=9000)[0]
    some = gate(*claims, odd)
    (diver,), (pilot,) = some.words_of("divers"), some.words_of("pilots")
    assert some.weight(diver) > some.weight(pilot)


def test_pairs_are_capped_where_too_many_share_a_word_and_the_tally_says_so() -> None:
    many = 300
    crowd = [claim(f"{n + 2} councils", f"We saw {n + 2} councils.", at=n * 100) for n in range(many)]
    (lefts, _), left_out = gate(*crowd).pairs()
    assert len(lefts) <= MOST_PAIRS
    assert any(reason.startswith("too many share the word") for reason in left_out)


def test_a_programme_that_only_an_older_run_knew_is_compared_as_others_are() -> None:
    other = claim("131 clerks", "In all it trained 131 clerks.", document="b")
    left, right = (replace(c, programme="old_quay", programme_source=Source.SENTENCE) for c in (A, other))
    some = gate(left, right)
    assert some.may_compare(some.side(left), some.side(right))


def test_claims_of_two_programmes_are_not_paired_and_those_of_a_parent_and_of_none_are() -> None:
    claims = [
        replace(A, programme=programme, start=n, document=f"d{n}")
        for n, programme in enumerate(("harbour", "harbour_lights", "beacon", "none"))
    ]
    some = gate(*claims)
    met = {
        frozenset((left.programme, right.programme))
        for left, right in alike(*claims)
        if some.may_compare(some.side(left), some.side(right))
    }
    assert met == {
        frozenset(("harbour", "harbour_lights")),
        frozenset(("harbour", "none")),
        frozenset(("harbour_lights", "none")),
        frozenset(("beacon", "none")),
    }


def test_what_cannot_be_compared_is_counted() -> None:
    claims = [claim("Cohort 24"), claim("1 council", at=50), replace(claim("900 clerks", at=90), pattern="vague")]
    (lefts, _), left_out = gate(*claims).pairs()
    assert not len(lefts)
    assert left_out["a place in a series"] == 1
    assert left_out["says no more than many"] == 1


CROWD = [
    claim(
        f"{n + 2} councils", f"We saw {n + 2} councils in the {word}.", document=f"d{n}", measure=f"councils in {word}"
    )
    for n, word in enumerate(chr(97 + n // 26) + chr(97 + n % 26) + "wort" for n in range(300))
]
TOLD_AGAIN = {
    "in the measure": ("We saw 9 councils in the harbour.", "councils in harbour"),
    "in the sentence only": ("We saw 9 councils in the harbour, in the end.", "councils"),
    "nothing but the noun": ("9 councils.", "councils"),
}


@pytest.mark.parametrize(("sentence", "measure"), TOLD_AGAIN.values(), ids=TOLD_AGAIN)
def test_a_figure_told_again_is_found_among_hundreds_of_its_kind(sentence: str, measure: str) -> None:
    one = claim("9 councils", sentence, document="x", measure=measure)
    other = claim(
        "7 councils",
        sentence.replace("9", "7"),
        document="y",
        measure="councils in harbour" if "harbour" in sentence else measure,
    )
    met = [{left.document, right.document} for left, right in alike(*CROWD, one, other)]
    assert {"x", "y"} in met
    assert len(met) < len(CROWD)


def make_random_claims(seed: int, number: int) -> list[Claim]:
    """Claims that tell of few things in many ways: of two programmes and none, two years and none, two documents."""
    rng = random.Random(seed)
    made = []
    for place in range(number):
        noun = rng.choice(("clerks", "pilots"))
        figure = f"{rng.choice((40, 41, 52))} {noun}"
        where = " ".join(rng.sample(("harbour", "lighthouse", "quay", "dock"), rng.randint(1, 3)))
        made.append(
            claim(
                figure,
                f"{rng.choice(('We trained', 'Altogether'))} {figure} at the {where}.",
                measure=f"{noun} trained at {where}",
                document=rng.choice("ab"),
                at=1000 * place,
                block=place,
                programme=rng.choice(("harbour", "harbour_lights", "beacon", "none")),
                period=rng.choice((YEAR, LAST_YEAR, Period())),
                role=rng.choice((Role.LEVEL, Role.LEVEL, Role.TARGET)),
                stage=rng.choice(("", "", "applied", "appointed")),
            )
        )
    return sorted(made, key=lambda one: (one.document, one.start))


def test_pairs_found_by_integers_are_those_that_the_slots_of_every_two_claims_allow() -> None:
    claims = make_random_claims(5, 60)
    some = gate(*claims)
    allowed = {
        (one, other)
        for one, other in combinations(range(len(claims)), 2)
        if some.may_compare(some.side_at(one), some.side_at(other))
    }
    met = {(min(pair), max(pair)) for pair in some.find_alike(*some.pairs()[0])}
    assert allowed
    assert allowed <= met
    assert len(met) < len(claims) * (len(claims) - 1) / 8


def test_what_the_slots_allow_is_what_the_whole_comparison_allows() -> None:
    claims = make_random_claims(6, 40)
    some = gate(*claims)
    for left, right in combinations(claims, 2):
        if some.head_words(left) == some.head_words(right):
            one, other = some.side(left), some.side(right)
            assert some.may_compare(one, other) is some.compare(one, other).allowed


def test_a_claim_that_was_changed_is_compared_as_it_now_is() -> None:
    some = gate(A, B)
    this_year, other = some.side(replace(A, period=YEAR)), some.side(replace(B, period=YEAR))
    year_before = some.side(replace(A, period=LAST_YEAR))
    assert some.may_compare(this_year, other)
    assert not some.may_compare(year_before, other)
