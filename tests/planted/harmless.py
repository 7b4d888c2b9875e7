"""Harmless rewrites: one telling of a figure is exchanged for another that a sub-editor would leave alone."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from .errors import (
    EACH,
    EVENTS,
    K_OF_N,
    LEVEL,
    MONEY_SAME,
    MONTHS,
    ORDINAL,
    REMAINING,
    SHARE,
    SHARE_OF_BASE,
    TOTALS,
    choose_named,
    draw_people,
    draw_size,
    draw_subject,
    say_with,
    spell_ordinal,
)
from .items import Draw, Item, Part, Telling, keep
from .topics import PLACES, THEMES, list_acts, list_names
from .wording import Count, Digits, Money, Percent, Value


def _harmless(kind: str, *parts: Part, heading: object = "") -> Item:
    return Item(kind, False, parts, heading=str(heading))


def _rewrite(draw: Draw, clean: str, changed: str, *, values: dict[str, Value], new: dict[str, Value]) -> Part:
    place = draw.rng.choice(("two", "two", "same"))
    return Part(place, Telling(clean, values), Telling(changed, {**values, **new}), touched=frozenset(("n", *new)))


def _level(draw: Draw) -> tuple[dict[str, Value], str, str]:
    """Values with a count, and two wordings of it."""
    values = draw_subject(draw)
    values["n"] = Count(draw_size(draw))
    return values, *draw.two(LEVEL)


def other_period(draw: Draw) -> Item:
    """The same measure, for another year."""
    values, one, two = _level(draw)
    year = draw.year - draw.rng.randint(1, 4)
    new: dict[str, Value] = {
        "n": Count(draw_size(draw)),
        "in": draw.choose(
            f"{{in|during}} {year}/{(year + 1) % 100:02}",
            f"in the year to March {year + 1}",
            f"in {year}-{(year + 1) % 100:02}",
        ),
    }
    return _harmless(
        "other-period",
        keep("one", one, values),
        _rewrite(draw, two, two, values=values, new=new),
        heading=values["prog"],
    )


def compatible_bound(draw: Draw) -> Item:
    """1,106 here, and more than 1,100 there."""
    values, one, two = _level(draw)
    n = draw.number(1_030, 9_890)
    values["n"] = Count(n)
    hedge = draw.rng.choice(("more than ", "over ", "around ", "about ", "at least ", "some "))
    below = n // 100 * 100
    if n - below < 4 or (n - below > 50 and hedge.strip() in ("around", "about", "some")):
        hedge, below = "almost ", below + 100
    return _harmless(
        "compatible-bound",
        keep("one", one, values),
        _rewrite(draw, two, two.replace("<n>", "<hedge><n>"), values=values, new={"hedge": hedge, "n": Count(below)}),
        heading=values["prog"],
    )


def paraphrase(draw: Draw) -> Item:
    """The same figure in other words."""
    values, one, two = _level(draw)
    third = draw.choose(*LEVEL)
    return _harmless(
        "paraphrase",
        keep("one", one, values),
        _rewrite(draw, two, third, values=values, new={}),
        heading=values["prog"],
    )


def paraphrase_money(draw: Draw) -> Item:
    """The same sum, written out or in words."""
    values = draw_subject(draw)
    millions = draw.rng.randint(1, 40)
    values["m"] = Money(millions=Decimal(millions))
    one, two = draw.two(draw.rng.choice(MONEY_SAME))
    new: dict[str, Value] = {
        "m": draw.rng.choice(
            (Money(pounds=millions * 1_000_000), f"£{millions}m", f"£{millions}.0 million", f"£{millions} million")
        )
    }
    return _harmless(
        "paraphrase-money",
        keep("one", one, values),
        _rewrite(draw, two, two, values=values, new=new),
        heading=values["prog"],
    )


def rounding(draw: Draw) -> Item:
    """A share or sum with its decimals here, rounded there."""
    values = {**draw_subject(draw), **draw_people(draw)}
    if draw.rng.random() < 0.5:
        exact = Decimal(draw.rng.randint(105, 984) * 10 + draw.rng.choice((1, 2, 3, 4, 6, 7, 8, 9))) / 100
        ways = draw.rng.choice(MONEY_SAME)
        values["m"] = Money(millions=exact)
        new: dict[str, Value] = {"m": Money(millions=round(exact, 1))}
    else:
        exact = Decimal(draw.rng.randint(401, 979)) / 10
        exact += Decimal("0.1") if exact % 1 == Decimal("0.5") else 0
        ways = SHARE
        values["p"] = Percent(exact)
        new = {"p": Percent(round(exact))}
    one, two = draw.two(ways)
    return _harmless(
        "rounding", keep("one", one, values), _rewrite(draw, two, two, values=values, new=new), heading=values["prog"]
    )


_TARGET = (
    "The target for <prog> <in> was <n> <noun>.",
    "<prog> {aimed|set out|planned} to have <n> <noun> <done> <in>.",
    "<In>, the {target|goal|ambition} was that <prog> would have <n> <noun> <done>.",
    "{We had expected|It was planned} that <n> <noun> would be <done> by <prog> <in>.",
    "<prog> had a target of <n> <noun> to be <done> <in>.",
)  # fmt: skip


def target_outcome(draw: Draw) -> Item:
    """What came of it here, what was aimed at there."""
    values, one, two = _level(draw)
    return _harmless(
        "target-outcome",
        keep("one", one, values),
        _rewrite(
            draw,
            two,
            draw.choose(*_TARGET),
            values=values,
            new={"n": Count(draw.rng.choice((50, 100, 150, 200, 500, 750, 1_000, 2_500)))},
        ),
        heading=values["prog"],
    )


_SUBSET = (
    "<In>, <prog> <past> <n> <noun> in {London|the north east|Wales|coastal areas}.",
    "<n> of the <noun> that <prog> <past> <in> were in rural areas.",
    "Of the <noun> <done> by <prog> <in>, <n> were new to the scheme.",
    "In the {north west|east of England}, <prog> <past> <n> <noun> <in>.",
    "<n> <noun> were <done> by <prog> in {district|county} areas <in>.",
)  # fmt: skip


def subset(draw: Draw) -> Item:
    """The whole here, a part of it there."""
    values, one, two = _level(draw)
    whole = draw_size(draw) + 60
    values["n"] = Count(whole)
    return _harmless(
        "subset",
        keep("one", one, values),
        _rewrite(
            draw, two, draw.choose(*_SUBSET), values=values, new={"n": Count(draw.rng.randint(whole // 5, whole // 2))}
        ),
        heading=values["prog"],
    )


_STAGES = (
    ("<n> people applied {to|for} <prog> <in>.", "<n> people were shortlisted for <prog> <in>.", "<In>, <n> people were appointed through <prog>."),
    ("<prog> received <n> {bids|applications} <in>.", "<prog> approved <n> {bids|applications} <in>.", "<n> {bids|applications} to <prog> were turned down <in>."),
    ("<n> councils expressed an interest in <prog> <in>.", "<n> councils signed up to <prog> <in>.", "<n> councils completed <prog> <in>."),
    ("<n> people enrolled on <prog> <in>.", "<n> people finished <prog> <in>.", "<In>, <n> people dropped out of <prog>."),
    ("<n> people were invited to join <prog> <in>.", "<n> people attended <prog> <in>.", "<n> people booked a place on <prog> <in>."),
)  # fmt: skip


def other_stage(draw: Draw) -> Item:
    """Who applied here, who was appointed there."""
    values = draw_subject(draw)
    values["n"] = Count(draw.number(210, 980))
    one, two = draw.rng.sample(draw.rng.choice(_STAGES), 2)
    first = draw.choose(one)
    return _harmless(
        "other-stage",
        keep("one", first, values),
        _rewrite(draw, first, draw.choose(two), values=values, new={"n": Count(draw.number(21, 205))}),
        heading=values["prog"],
    )


def other_programme(draw: Draw) -> Item:
    """The same said of another programme."""
    values, one, two = _level(draw)
    other, _ = draw.topics.draw()
    return _harmless(
        "other-programme",
        keep("one", one, values),
        _rewrite(draw, two, two, values=values, new={"prog": other, "n": Count(draw_size(draw))}),
        heading=values["prog"],
    )


def other_body(draw: Draw) -> Item:
    """The same said of another council, with a figure of its own."""
    rng = draw.rng
    values: dict[str, Value] = {
        "body": draw.topics.draw_body(),
        "m": Money(pounds=draw.number(101_001, 989_999)),
        "n": Count(draw.number(120, 890)),
        "prog": draw.topics.draw()[0],
    }
    way = draw.choose(
        "<body> received <m> from <prog> <in>.",
        "<In>, <body> {built|completed} <n> homes.",
        "<prog> helped <body> to save <m> <in>.",
        "<body> has <n> {employees|members of staff}.",
        "<n> {tenants|residents} of <body> used the service <in>.",
    )
    new: dict[str, Value] = {
        "body": draw.topics.draw_body(),
        "m": Money(pounds=draw.number(101_001, 989_999)),
        "n": Count(draw.number(120, 890)),
    }
    place = rng.choice(("two", "same"))
    return _harmless(
        "other-body",
        keep("one", way, values),
        Part(place, Telling(way, values), Telling(way, {**values, **new}), touched=frozenset(new)),
        heading=values["prog"],
    )


def other_respondents(draw: Draw) -> Item:
    """Another group that was asked the same."""
    values = {**draw_subject(draw), **draw_people(draw)}
    values |= {"people": "participants", "p": Percent(draw.rng.randint(61, 97))}
    one, two = draw.two(SHARE)
    return _harmless(
        "other-respondents",
        keep("one", one, values),
        _rewrite(
            draw,
            two,
            two,
            values=values,
            new={
                "people": draw.rng.choice(("chief executives", "tenants", "head teachers", "employers")),
                "p": Percent(draw.rng.randint(31, 97)),
            },
        ),
        heading=values["prog"],
    )


def other_act(draw: Draw) -> Item:
    """Another thing that the same programme did."""
    values, one, two = _level(draw)
    while (act := draw.rng.choice(list_acts())).noun == values["noun"]:
        pass
    return _harmless(
        "other-act",
        keep("one", one, values),
        _rewrite(
            draw,
            two,
            two,
            values=values,
            new={"noun": act.noun, "past": act.past, "done": act.done, "n": Count(draw_size(draw))},
        ),
        heading=values["prog"],
    )


def draft_rounded(draw: Draw) -> Item:
    """An early figure, told as one."""
    values, one, _ = _level(draw)
    n = draw.number(1_060, 9_800)
    values["n"] = Count(n)
    early = draw.choose(
        "Early figures suggest that <prog> <past> about <n> <noun> <in>.",
        "<prog> is thought to have <done> around <n> <noun> <in>.",
        "Provisional figures put the number of <noun> <done> by <prog> <in> at about <n>.",
    )
    second = draw.choose(*LEVEL)
    return _harmless(
        "draft-rounded",
        keep("one", one, values),
        _rewrite(draw, second, early, values=values, new={"n": Count(round(n, -2))}),
        heading=values["prog"],
    )


def repeated_callout(draw: Draw) -> Item:
    """The figure once more, as a callout or headline beside the text."""
    values, one, two = _level(draw)
    callout = draw.choose(
        "**<n> <noun> <done>**",
        "<n> <noun> <done> <in>",
        "<n>\n\n<noun> <done> <in>",
        "{At a glance|Key figures}: <n> <noun> <done> by <prog> <in>",
    )
    return _harmless(
        "repeated-callout",
        keep("one", one, values),
        _rewrite(draw, two, callout, values=values, new={}),
        heading=values["prog"],
    )


def other_sum(draw: Draw) -> Item:
    """Other parts that make another total."""
    values = draw_subject(draw)
    skeleton = draw.choose(*TOTALS)

    def parts() -> dict[str, Value]:
        a, b, c = (draw.number(11, 400) for _ in range(3))
        return {"a": Count(a), "b": Count(b), "c": Count(c), "t": Count(a + b + (c if "<c>" in skeleton else 0))}

    return _harmless(
        "other-sum",
        Part(
            "one",
            Telling(skeleton, {**values, **parts()}),
            Telling(skeleton, {**values, **parts()}),
            touched=frozenset("abct"),
        ),
        heading=values["prog"],
    )


def other_share(draw: Draw) -> Item:
    """Another count and base, with the percentage that they give; or shares that make a hundred."""
    values = {**draw_subject(draw), **draw_people(draw)}
    values["theme"], values["theme2"] = draw.rng.sample(list_names(THEMES), 2)
    skeleton = choose_named(draw, draw.rng.choice((K_OF_N, REMAINING, SHARE_OF_BASE)))

    def shares() -> dict[str, Value]:
        n = draw.number(31, 320)
        k = draw.rng.randint(n // 2 + 1, n - 2)
        p = round(Decimal(100 * k) / n)
        return {"n": Digits(n), "k": Digits(k), "p": Percent(p), "q": Percent(100 - p)}

    return _harmless(
        "other-share",
        Part(
            "one",
            Telling(skeleton, {**values, **shares()}),
            Telling(skeleton, {**values, **shares()}),
            touched=frozenset("nkpq"),
        ),
        heading=values["prog"],
    )


def other_each(draw: Draw) -> Item:
    """Another number of equal shares."""
    values = draw_subject(draw)
    skeleton = draw.choose(*EACH)

    def shares() -> dict[str, Value]:
        n, each = draw.rng.randint(12, 85), draw.rng.choice((2_500, 5_000, 10_000, 20_000))
        return {"n": Digits(n), "e": Money(pounds=each), "m": Money(pounds=n * each)}

    return _harmless(
        "other-each",
        Part(
            "one",
            Telling(skeleton, {**values, **shares()}),
            Telling(skeleton, {**values, **shares()}),
            touched=frozenset("nem"),
        ),
        heading=values["prog"],
    )


def next_cohort(draw: Draw) -> Item:
    """The cohort of the year before, or the one to come."""
    rng = draw.rng
    values = draw_subject(draw)
    n = rng.randint(4, 30)
    one, two = draw.two(ORDINAL)
    values |= {"ord": spell_ordinal(n), "c": Digits(n), "n": Count(draw.number(21, 90))}
    year = draw.year - 1
    new: dict[str, Value] = {
        "ord": spell_ordinal(n - 1),
        "c": Digits(n - 1),
        "n": Count(draw.number(21, 90)),
        "in": f"in {year}/{(year + 1) % 100:02}",
    }
    return _harmless(
        "next-cohort",
        keep("one", one, values),
        _rewrite(draw, two, two, values=values, new=new),
        heading=values["prog"],
    )


def planned_event(draw: Draw) -> Item:
    """When it was planned, beside when it came."""
    rng = draw.rng
    month = rng.randrange(3, 12)
    thing = f"the {rng.choice(list_names(PLACES))} {rng.choice(list_names(THEMES)).split()[-1].capitalize()} {rng.choice(('Toolkit', 'Fund', 'Charter', 'Network'))}"
    values: dict[str, Value] = {"thing": thing, "when": f"{MONTHS[month]} {draw.year}"}
    one, two = (
        say_with(text.replace("on <when>", "in <when>").replace("On <when>", "In <when>"), "launched")
        for text in draw.two(EVENTS)
    )
    plan = draw.choose(
        "<thing> had been due to be launched in <when>.",
        "It was first planned to launch <thing> in <when>.",
        "<thing> was to have been launched in <when>, but was put off.",
        "The launch of <thing> had been planned for <when>.",
    )
    return _harmless(
        "planned-event",
        keep("one", one, values),
        _rewrite(draw, two, plan, values=values, new={"when": f"{MONTHS[month - rng.randint(1, 3)]} {draw.year}"}),
    )


def every_year_event(draw: Draw) -> Item:
    """Last year's conference beside this year's."""
    rng = draw.rng
    name = f"{rng.choice(list_names(PLACES))} {rng.choice(list_names(THEMES)).split()[-1].capitalize()} Conference"
    a, b = rng.sample(range(12), 2)
    values: dict[str, Value] = {"when": f"{MONTHS[a]} {draw.year}"}
    one, two = draw.two(
        (f"The {draw.year} {name} was held in <when>.", f"The {draw.year} {name} took place in <when>.")
    )
    other = f"The {draw.year - 1} {name} {{was held|took place}} in <when>."
    return _harmless(
        "every-year-event",
        keep("one", one, values),
        _rewrite(draw, two, draw.choose(other), values=values, new={"when": f"{MONTHS[b]} {draw.year - 1}"}),
    )


def year_so_far(draw: Draw) -> Item:
    """Part of the year here, the whole of it there."""
    values, one, two = _level(draw)
    values["n"] = Count(draw.number(210, 900))
    some = draw.choose(
        "in the first half of <year>",
        f"between April and {draw.rng.choice(('June', 'September', 'December'))} {draw.year}",
        f"by the end of September {draw.year}",
    )
    return _harmless(
        "year-so-far",
        keep("one", one, values),
        _rewrite(
            draw,
            two,
            two,
            values=values,
            new={
                "n": Count(draw.number(31, 190)),
                "in": some.replace("<year>", f"{draw.year}/{(draw.year + 1) % 100:02}"),
            },
        ),
        heading=values["prog"],
    )


HARMLESS: dict[str, Callable[[Draw], Item]] = {
    make.__name__.replace("_", "-"): make
    for make in (
        other_period, compatible_bound, paraphrase, paraphrase_money, rounding, target_outcome, subset, other_stage,
        other_programme, other_body, other_respondents, other_act, draft_rounded, repeated_callout, other_sum,
        other_share, other_each, next_cohort, planned_event, every_year_event, year_so_far,
    )
}  # fmt: skip
