"""Errors of every check: for each, many ways in which a report would say the thing, and what goes wrong in it.

The wordings were written from what such reports say, without a look at which of them the program understands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from .items import Draw, Item, Part, change, keep, reword
from .topics import PEOPLE, PLACES, QUALITIES, THEMES, list_names
from .wording import Count, Digits, Money, Percent, Value, slip

MONTHS = "January February March April May June July August September October November December".split()

# One count of what a programme did in the year.
LEVEL = (
    "<In>, <prog> <past> <n> <noun>.",
    "<prog> <past> <n> <noun> <in>.",
    "<prog> has {now |}<done> <n> <noun> <in>, {more than many had thought possible|in every part of the country}.",
    "A total of <n> <noun> were <done> {by|through|with the help of} <prog> <in>.",
    "In all, <n> <noun> {were|have been} <done> {by|through|under} <prog> <in>.",
    "The number of <noun> <done> {by|through|under} <prog> {was|stood at|came to|reached} <n> <in>.",
    "Through <prog> we <past> <n> <noun> <in>{|, many of them for the first time}.",
    "<In>, <n> <noun> were <done> as part of <prog>.",
    "{Among the highlights|One highlight} of <prog> <in> {was|were} the <n> <noun> that were <done>.",
    "We <past> <n> <noun> <in> as part of <prog>, {working with partners across the region|despite a late start}.",
    "<prog> {continued to grow|had a strong year}, with <n> <noun> <done> <in>.",
    "{Demand for|Interest in} <prog> stayed high: <n> <noun> were <done> <in>.",
    "<In>, <prog> was {behind|responsible for} <n> <noun> <done>.",
    "Altogether <prog> has <done> <n> <noun> <in>.",
)  # fmt: skip
# One share, from a survey of one group.
SHARE = (
    "<In>, <p> of <people> {on|at|of} <prog> <quality>.",
    "<p> of <people> who {took part in|used|dealt with} <prog> <in> <quality>.",
    "In our survey of <prog> <in>, <p> of <people> <quality>.",
    "Feedback on <prog> <in> {was strong|is encouraging}: <p> of <people> <quality>.",
    "Of the <people> {asked about|who used} <prog> <in>, <p> <quality>.",
    "{The evaluation|A survey} of <prog> <in> {found|shows} that <p> of <people> <quality>.",
)  # fmt: skip
# One sum of money.
MONEY = (
    "<In>, <prog> {saved|secured|paid out|brought in} <m> for {councils|local authorities}.",
    "<prog> cost <m> <in>.",
    "The budget {of|for} <prog> <in> was <m>.",
    "{Spending on|Expenditure on} <prog> {came to|was|totalled} <m> <in>.",
    "<m> was {spent on|invested in} <prog> <in>.",
    "We {spent|invested} <m> {on|in} <prog> <in>.",
    "{Grant|Funding} of <m> was {received|paid} for <prog> <in>.",
    "The {savings|income} from <prog> <in> {amounted to|came to|reached} <m>.",
)  # fmt: skip
# For money a document of the pair must tell of the same thing, so each row is one measure told in several ways.
MONEY_SAME = (
    ("<In>, <prog> saved councils <m>.", "<prog> {saved|has saved} councils <m> <in>.", "Councils saved <m> through <prog> <in>.", "Savings {from|through} <prog> {came to|were|amounted to} <m> <in>."),
    ("<prog> cost <m> <in>.", "The cost of <prog> {was|came to} <m> <in>.", "<In>, <prog> cost <m> to run."),
    ("We spent <m> on <prog> <in>.", "<m> was spent on <prog> <in>.", "Spending on <prog> {came to|was|totalled} <m> <in>.", "<In>, spending on <prog> {stood at|reached} <m>."),
    ("The budget for <prog> <in> was <m>.", "<prog> had a budget of <m> <in>.", "<In>, the budget for <prog> stood at <m>."),
    ("<prog> brought in income of <m> <in>.", "Income from <prog> {was|came to} <m> <in>.", "<In>, <prog> earned income of <m>."),
)  # fmt: skip


def draw_subject(draw: Draw) -> dict[str, Value]:
    """The slots of a programme and something that it did."""
    name, act = draw.topics.draw()
    return {"prog": name, "past": act.past, "done": act.done, "noun": act.noun}


def draw_people(draw: Draw) -> dict[str, Value]:
    """The slots of a group and what it said."""
    rng = draw.rng
    return {"people": rng.choice(list_names(PEOPLE)), "quality": draw.choose(*list_names(QUALITIES))}


def draw_size(draw: Draw) -> int:
    """A count of the sizes that reports have: most are tens and hundreds."""
    low, high = draw.rng.choice(((12, 60), (24, 99), (101, 480), (300, 990), (1_050, 9_800), (11_000, 98_000)))
    return draw.number(low, high)


def _pair_place(draw: Draw) -> str:
    return draw.rng.choice(("two", "two", "two", "same"))


def _plant(kind: str, *parts: Part, heading: object = "") -> Item:
    return Item(kind, True, parts, heading=str(heading))


# --- between two tellings -------------------------------------------------------------------------------------------


def same_figure_differs(draw: Draw) -> Item:
    """One figure told twice, one of them wrong."""
    rng = draw.rng
    values = draw_subject(draw)
    sort = rng.choice(("count", "count", "count", "hedged", "share", "money"))
    if sort == "share":
        values |= draw_people(draw)
        true = rng.randint(41, 97)
        wrong = next(p for _ in range(99) if 20 < (p := slip(true, rng, least=0.04)) <= 99)
        values["p"] = Percent(true)
        one, two = draw.two(SHARE)
        return _plant(
            "same-figure-differs",
            keep("one", one, values),
            change(_pair_place(draw), two, values, p=Percent(wrong)),
            heading=values["prog"],
        )
    if sort == "money":
        true = rng.randint(11, 98)
        wrong = slip(true, rng, least=0.1)
        ways = rng.choice(MONEY_SAME)
        values["m"] = Money(millions=Decimal(true) / 10)
        one, two = draw.two(ways)
        return _plant(
            "same-figure-differs",
            keep("one", one, values),
            change(_pair_place(draw), two, values, m=Money(millions=Decimal(wrong) / 10)),
            heading=values["prog"],
        )
    one, two = draw.two(LEVEL)
    if sort == "hedged":
        true = rng.choice((120, 150, 240, 300, 450, 800, 1_200, 1_500, 2_600, 4_000, 12_000))
        wrong = int(true * rng.choice((0.5, 0.7, 1.4, 1.6, 2)) // 10 * 10)
        hedge = rng.choice(("over ", "more than ", "at least ", "nearly ", "almost ", "around "))
        one, two = (text.replace("<n>", "<hedge><n>") for text in (one, two))
        values |= {"hedge": hedge, "n": Count(true)}
        return _plant(
            "same-figure-differs",
            keep("one", one, values),
            change(_pair_place(draw), two, values, n=Count(wrong)),
            heading=values["prog"],
        )
    true = draw_size(draw)
    values["n"] = Count(true)
    return _plant(
        "same-figure-differs",
        keep("one", one, values),
        change(_pair_place(draw), two, values, n=Count(slip(true, rng))),
        heading=values["prog"],
    )


_ASKED = "{Feedback was sought on <prog>.|<prog> asked its users what they thought.|Those who used <prog> were asked for their views.} "


def choose_named(draw: Draw, wordings: tuple[str, ...]) -> str:
    """A wording that names the programme, in a sentence of its own where it does not name it itself."""
    chosen = draw.choose(*wordings)
    return chosen if "<prog>" in chosen else draw.choose(_ASKED) + chosen


def bound_edge(draw: Draw) -> Item:
    """The figure here, and "over" the figure there."""
    values = draw_subject(draw)
    values["n"] = Count(
        draw.rng.choice(
            (20, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 650, 1_000, 1_200, 2_500, 5_000, 10_000)
        )
    )
    one, two = draw.two(LEVEL)
    hedge = draw.rng.choice(
        ("over ", "more than ", "in excess of ", "fewer than ", "nearly ", "almost ", "just under ")
    )
    values["hedge"] = ""
    two = two.replace("<n>", "<hedge><n>")
    part = change(_pair_place(draw), two, values, hedge=hedge)
    touched = Part(part.place, part.clean, part.changed, touched=frozenset(("n",)))
    return _plant("bound-edge", keep("one", one, values), touched, heading=values["prog"])


ORDINAL = (
    "The <ord> cohort of <prog> {began|started work|met for the first time} <in>.",
    "<In>, the <ord> cohort of <prog> was recruited{| from across the country}.",
    "{Recruitment to|Applications for} the <ord> cohort of <prog> {opened|closed} <in>.",
    "Cohort <c> of <prog> {began|started} <in>{|, with a residential weekend}.",
    "<In> <prog> welcomed {its <ord> cohort|cohort <c>}.",
    "<In>, <n> people joined {the <ord> cohort|cohort <c>} of <prog>.",
)  # fmt: skip
_ORDINAL_NEXT = (
    "Applications for {the <ord> cohort|cohort <c>} of <prog> open in the autumn.",
    "{The <ord> cohort|Cohort <c>} of <prog> will {follow|begin} next year.",
    "Plans for {the <ord> cohort|cohort <c>} of <prog> are in hand.",
)  # fmt: skip


def spell_ordinal(n: int) -> str:
    """The number of a place in a series: 21st, 12th."""
    end = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{end}"


def ordinal_conflict(draw: Draw) -> Item:
    """A cohort whose number is not that of the same cohort elsewhere, or far outside its programme's series."""
    rng = draw.rng
    values = draw_subject(draw)
    word = rng.choice(("cohort", "cohort", "round", "phase", "wave"))
    true = rng.randint(6, 32)
    people = draw.number(21, 90)

    def number(n: int) -> dict[str, Value]:
        return {"ord": spell_ordinal(n), "c": Digits(n), "n": Count(people)}

    def say(ways: tuple[str, ...]) -> str:
        return draw.choose(*ways).replace("cohort", word).replace("Cohort", word.capitalize())

    # Copied wrong by one, or by its digits: 12 for 21, 2 for 24.
    swapped = int(str(true)[::-1])
    wrong = rng.choice([true + 1, true - 1, swapped if abs(swapped - true) > 3 else true + 10, true + 10])
    first = say(ORDINAL)
    second, following = say(ORDINAL), say(_ORDINAL_NEXT)
    if abs(wrong - true) == 1:
        # Two cohorts may begin in one year, so the neighbour is wrong only where step and month are the same.
        second = first
        values["in"] = f"in {rng.choice(MONTHS)} {draw.year}"
    return _plant(
        "ordinal-conflict",
        keep("one", first, {**values, **number(true)}),
        keep("one", following, {**values, **number(true + 1)}),
        change("two", second, {**values, **number(true)}, ord=spell_ordinal(wrong), c=Digits(wrong)),
        heading=values["prog"],
    )


_ATTRIBUTED = (
    "{The largest award|An award}, <m>, went to <body>.",
    "<body> {received|was awarded|was given|secured|won} <m> {from|under|through} <prog>.",
    "<prog> {awarded|gave|granted} <m> to <body>.",
    "<In>, <prog> awarded <body> <m> {towards|for} {a new hub|its plans|the next stage of its work}.",
    "A grant of <m> {was made|went|was paid} to <body> by <prog>.",
    "With {help|support} from <prog>, <body> saved <m>.",
    "{Thanks to|Through} <prog>, <body> {has saved|saved} <m> a year.",
)  # fmt: skip
_ATTRIBUTED_SAME = (
    _ATTRIBUTED[:5],
    _ATTRIBUTED[5:],
)


def attribution(draw: Draw) -> Item:
    """A rare sum credited to one council here and to another there."""
    rng = draw.rng
    values = draw_subject(draw)
    body, other = draw.topics.draw_body(), draw.topics.draw_body()
    if rng.random() < 0.3:  # told of their partnerships
        body, other = (
            f"the {name.rsplit(' ', 2)[0]} {rng.choice(('partnership', 'consortium'))}" for name in (body, other)
        )
    values |= {"m": Money(pounds=draw.number(101_001, 989_999)), "body": body}
    one, two = draw.two(rng.choice(_ATTRIBUTED_SAME))
    return _plant(
        "attribution",
        keep("one", one, values),
        change(_pair_place(draw), two, values, body=other),
        heading=values["prog"],
    )


_IN_YEAR = (
    "<In>, the <site> was <seen> <n> times.",
    "The <site> {was|had been} <seen> <n> times <in>.",
    "<In>, <n> people {used|visited} the <site>.",
    "<n> people {used|signed in to} the <site> <in>.",
    "There were <n> <visits> the <site> <in>.",
    "The <site> {recorded|drew} <n> <calls> <in>.",
)  # fmt: skip
_SINCE = (
    "Since {its launch|it opened} in <then>, the <site> has been <seen> <n> times.",
    "The <site> has been <seen> <n> times since <then>.",
    "Since <then>, <n> people have {used|visited} the <site>.",
    "<n> people have {used|signed in to} the <site> since it {began|opened} in <then>.",
    "There have been <n> <visits> the <site> since <then>.",
    "The <site> has {recorded|drawn} <n> <calls> since {its launch in <then>|<then>}.",
)  # fmt: skip
_SITES = """
Councillor Hub; Scrutiny Library; Housing Data Explorer; Care Workforce Toolkit; Procurement Navigator; Planning Skills Portal; Net Zero
Handbook; Budget Simulator; Member Development Website; Risk Register Tool; Benchmarking Dashboard; Induction Portal; Grants Finder;
Cyber Aware Platform; Town Centre Atlas; School Places Map; Recruitment Page; Pay Calculator; Case Study Bank; Learning Zone
"""


def scope_drift(draw: Draw) -> Item:
    """A rare count for the year here, and for all the time since a start there."""
    rng = draw.rng
    name, _ = draw.topics.draw()
    which = rng.randrange(len(_IN_YEAR))
    values: dict[str, Value] = {
        "prog": name,
        "n": Count(draw.number(1_021, 88_990)),
        "then": str(draw.year - rng.randint(2, 5)),
        "site": f"{rng.choice(list_names(PLACES))} {rng.choice(list_names(_SITES))}",
    }
    values |= {
        "seen": rng.choice(("viewed", "visited", "opened")),
        "visits": rng.choice(("visits to", "downloads from")),
        "calls": rng.choice(("visits", "downloads")),
    }
    in_year = draw.choose(_IN_YEAR[which])
    again, since = draw.choose(_IN_YEAR[which]), draw.choose(_SINCE[which])
    place = rng.choice(("two", "same"))
    return _plant(
        "scope-drift",
        keep("one", in_year, values),
        reword(place, again, since, values=values, touched=("n",)),
        heading=values["prog"],
    )


# --- within one telling ---------------------------------------------------------------------------------------------

REMAINING = (
    "<p> of <people> <quality>. The {remaining|other} <q> did not.",
    "<In>, <p> of <people> {on|at} <prog> <quality>, while the remaining <q> {were unsure|had no view}.",
    "<p> of the money {for|behind} <prog> came from {grant|central government} and the {remaining|other} <q> from {councils themselves|fees}.",
    "{Some|About} two sorts of help were asked for: <p> of requests {were about|concerned} <theme>, the other <q> {were about|concerned} <theme2>.",
    "Of the <people> who replied, <p> <quality>; the {remaining|other} <q> {disagreed|did not}.",
    "<p> of places {on|in} <prog> went to {district councils|counties} and the rest, <q>, to {unitary councils|boroughs}.",
    "<p> of <people> {agreed|said yes}. The remainder, <q>, {did not|said no}.",
)  # fmt: skip
_THREE_SHARES = (
    "<In>, <p> of <people> on <prog> came from districts, <q> from counties and <r> from boroughs.",
    "The funding of <prog> is made up of grant (<p>), fees (<q>) and reserves (<r>).",
    "<p> of <people> agreed, <q> disagreed and <r> had no view.",
    "By tier, <p> of bids to <prog> were from counties, <q> from districts and <r> from unitary councils.",
    "<p> of <people> rated <prog> as good, <q> as fair and <r> as poor.",
    "Asked about <prog>, <p> of <people> said that it was better than before, <q> said that it was the same and <r> said that it was worse.",
)  # fmt: skip


def complement_sum(draw: Draw) -> Item:
    """Shares of one whole that do not make a hundred."""
    rng = draw.rng
    values = {**draw_subject(draw), **draw_people(draw)}
    values["theme"], values["theme2"] = rng.sample(list_names(THEMES), 2)
    if rng.random() < 0.6:
        p = rng.randint(52, 96)
        q = 100 - p
        wrong = slip(q, rng) if q > 9 else q + rng.choice((2, 3, 4, 10))
        wrong = wrong if abs(wrong - q) > 1 and wrong < 100 else q + 5
        values |= {"p": Percent(p), "q": Percent(q)}
        return _plant(
            "complement-sum",
            change("one", choose_named(draw, REMAINING), values, q=Percent(wrong)),
            heading=values["prog"],
        )
    p, q = rng.randint(38, 55), rng.randint(21, 33)
    r = 100 - p - q
    values |= {"p": Percent(p), "q": Percent(q), "r": Percent(r)}
    return _plant(
        "complement-sum",
        change("one", choose_named(draw, _THREE_SHARES), values, p=Percent(p + rng.randint(5, 30))),
        heading=values["prog"],
    )


TOTALS = (
    "<prog> <past> <a> <noun> in the first half of the year and a further <b> in the second, bringing the total to <t>.",
    "<prog> <past> <a> <noun> by September. Another <b> followed by March, making <t> in all.",
    "In total, <prog> <past> <t> <noun> <in>: <a> in the north and <b> in the south.",
    "<prog> <past> <t> <noun> <in>, made up of <a> in counties, <b> in districts and <c> in boroughs.",
    "Of the <t> <noun> that <prog> <past> <in>, <a> were in {rural|coastal} areas and the {remaining|other} <b> in towns.",
    "Of the <t> <noun> <done> by <prog> <in>, <a> were new and <b> were not.",
    "<In>, <prog> <past> <a> <noun> in the east, <b> in the west and <c> in London, a total of <t>.",
    "<prog> <past> <t> <noun> <in> (<a> in the spring, <b> in the summer and <c> in the winter).",
    "<In>, <prog> <past> <t> <noun>, of which <a> were in cities, <b> in towns and <c> in villages.",
    "Together, the <a> <noun> <done> last spring and the <b> <done> in the autumn bring the total for <prog> to <t>.",
    "The <t> <noun> <done> by <prog> <in> comprise <a> in England, <b> in Wales and <c> in Scotland.",
    "<prog> <past> <t> <noun> <in>. {Of these|Of them}, <a> were in the north, <b> in the midlands and <c> in the south.",
    "<prog> has <done> <t> <noun> <in>: <a> for councils and <b> for their partners.",
)  # fmt: skip
_PART_ABOVE = (
    "<prog> <past> <t> <noun> <in>, of which <a> were in {rural|coastal} areas.",
    "<In>, <prog> <past> <t> <noun>, <a> of them for the first time.",
    "Of the <t> <noun> <done> by <prog> <in>, <a> were in London.",
    "<prog> <past> <t> <noun> <in>. Of these, <a> were in the north.",
)  # fmt: skip


def parts_against_total(draw: Draw) -> Item:
    """Parts that do not make their total, or a part above its whole."""
    rng = draw.rng
    values = draw_subject(draw)
    if rng.random() < 0.2:
        total = draw.number(41, 480)
        part = rng.randint(total // 4, total * 3 // 4)
        values |= {"t": Count(total), "a": Count(part)}
        return _plant(
            "parts-against-total",
            change("one", draw.choose(*_PART_ABOVE), values, a=Count(total + rng.randint(3, total))),
            heading=values["prog"],
        )
    skeleton = draw.choose(*TOTALS)
    a, b, c = (draw.number(11, rng.choice((60, 400, 3_000))) for _ in range(3))
    total = a + b + (c if "<c>" in skeleton else 0)
    values |= {"a": Count(a), "b": Count(b), "c": Count(c), "t": Count(total)}
    slot = rng.choice(("a", "b", "t", "t"))
    true = {"a": a, "b": b, "t": total}[slot]
    return _plant(
        "parts-against-total", change("one", skeleton, values, **{slot: Count(slip(true, rng))}), heading=values["prog"]
    )


_CHANGE_PERCENT = (
    "The number of <noun> <done> by <prog> rose by <p>, from <a> to <b>.",
    "<In>, the number of <noun> <done> by <prog> rose by <p> from <a> to <b>.",
    "<prog> <past> <b> <noun> <in>, up <p> {from|on} <a> the year before.",
    "<prog> <past> <b> <noun> <in>, an increase of <p> on last year's <a>.",
    "<prog> <past> <b> <noun> <in>, compared with <a> the year before, {a rise|an increase} of <p>.",
    "The number of <noun> <done> by <prog> has {grown|increased} from <a> to <b>, {a rise|growth|an increase} of <p>.",
    "<In>, <prog> saw a <p> {increase|rise} in <noun> <done>, from <a> to <b>.",
    "<prog> <past> <b> <noun> <in> (up from <a>, a <p> increase).",
)  # fmt: skip
_CHANGE_COUNT = (
    "<prog> <past> <b> <noun> <in>, up <d> from <a> {the year before|last year}.",
    "<prog> <past> <b> <noun> <in>, <d> more than the <a> of the year before.",
    "The number of <noun> <done> by <prog> rose by <d>, from <a> to <b>.",
    "The number of <noun> <done> by <prog> rose by <d> to <b>, from <a> the year before.",
    "<prog> <past> <b> <noun> <in>, an increase of <d> {on|over} the <a> {<done> the year before|of last year}.",
    "<In>, <prog> <past> <d> more <noun> than the year before (<b>, up from <a>).",
)  # fmt: skip
_CHANGE_LAST = (
    "<prog> <past> <b> <noun> <in>, <d> more than {in the previous year|the year before}.",
    "<prog> <past> <b> <noun> <in>, up from <a> {in the previous year|the year before|last year}.",
    "<prog> <past> <b> <noun> <in>, compared with <a> {in the previous year|the year before}.",
    "<In>, <prog> <past> <b> <noun> (<last>: <a>).",
    "<In>, <prog> <past> <b> <noun>, an increase of <d> on {the previous year|last year|<last>}.",
    "The number of <noun> <done> by <prog> rose from <a> in <last> to <b> in <year>.",
    "<prog> <past> <b> <noun> <in>, <p> more than {in the previous year|the year before}.",
)  # fmt: skip


def change_against_levels(draw: Draw) -> Item:
    """A change that the levels do not give, here or in last year's report."""
    rng = draw.rng
    values = draw_subject(draw)
    a = draw.number(110, rng.choice((400, 990, 6_000)))
    b = a + rng.randint(a // 8, a // 2)
    p = round(Decimal(100 * (b - a)) / a)
    values |= {"a": Count(a), "b": Count(b), "d": Count(b - a), "p": Percent(p)}
    wrong: dict[str, Value] = {
        "p": Percent(p + rng.choice((5, 6, 9, 10, 12, 20))),
        "d": Count(slip(b - a, rng)),
        "a": Count(slip(a, rng, least=0.05)),
    }
    sort = rng.choice(("percent", "percent", "count", "count", "last"))
    if sort != "last":
        skeleton = draw.choose(*(_CHANGE_PERCENT if sort == "percent" else _CHANGE_COUNT))
        slot = "p" if sort == "percent" else "d"
        return _plant(
            "change-against-levels", change("one", skeleton, values, **{slot: wrong[slot]}), heading=values["prog"]
        )
    skeleton = draw.choose(*_CHANGE_LAST)
    slot = next(name for name in ("a", "d", "p") if f"<{name}>" in skeleton)
    level = draw.choose(*LEVEL)
    return _plant(
        "change-against-levels",
        keep("last", level, {**values, "n": Count(a)}),
        change("annual", skeleton, values, **{slot: wrong[slot]}),
        heading=values["prog"],
    )


K_OF_N = (
    "<k> of the <n> <people> (<p>) <quality>.",
    "<In>, <k> of <n> <people> (<p>) on <prog> <quality>.",
    "<k> out of <n> <people> (<p>) <quality>.",
    "<p> of <people> (<k> of <n>) <quality>.",
    "<p> (<k> of the <n>) of <people> on <prog> <quality>.",
    "<k> of the <n> <people> {surveyed|who replied}, or <p>, <quality>.",
    "Of the <n> <people> {surveyed|who replied|asked about <prog>}, <k> (<p>) <quality>.",
    "Of <n> <people> {on|at} <prog>, <k> (<p>) <quality>.",
    "In all, <n> <people> were asked about <prog>. Of these, <k> (<p>) <quality>.",
    "<n> <people> {replied|filled in the form}; <k> of them (<p>) <quality>.",
    "A total of <k> <people> out of <n> - <p> - <quality>.",
    "<p> of the <n> <people> (<k>) <quality>.",
)  # fmt: skip


def percentage_against_counts(draw: Draw) -> Item:
    """A percentage that its count and base do not give."""
    rng = draw.rng
    values = {**draw_subject(draw), **draw_people(draw)}
    n = draw.number(31, rng.choice((95, 400)))
    k = rng.randint(n * 6 // 10, n - 2)
    p = round(Decimal(100 * k) / n)
    wrong = next(
        w
        for _ in range(99)
        if 5 < (w := rng.choice((p - 1, p + 2, p - 3, p + 4, p - 5, p - 8, slip(p, rng, least=0.04)))) < 100
        and abs(w - Decimal(100 * k) / n) > 1
    )
    values |= {"n": Digits(n), "k": Digits(k), "p": Percent(p)}
    return _plant(
        "percentage-against-counts",
        change("one", choose_named(draw, K_OF_N), values, p=Percent(wrong)),
        heading=values["prog"],
    )


SHARE_OF_BASE = (
    "<p> of the <n> <people> {surveyed|who replied|who took part} <quality>.",
    "Of the <n> <people> {surveyed|who replied|at the event|on <prog>}, <p> <quality>.",
    "Of <n> <people> who {replied|took part}, <p> <quality>.",
    "<In>, <p> of the <n> <people> on <prog> <quality>.",
    "<n> <people> {replied|took part}, and <p> of them <quality>.",
    "We {asked|surveyed} <n> <people>; <p> <quality>.",
    "Feedback from the <n> <people> on <prog> was good: <p> <quality>.",
)  # fmt: skip


def impossible_percentage(draw: Draw) -> Item:
    """A share that no count of the base can give."""
    rng = draw.rng
    values = {**draw_subject(draw), **draw_people(draw)}
    n = rng.randint(11, 48)
    possible = {f(Decimal(100 * k) / n) for k in range(n + 1) for f in (round, int, lambda x: -int(-x // 1))}
    possible |= {p + 0 for p in possible}
    impossible = [p for p in range(55, 99) if p not in possible]
    fit = [round(Decimal(100 * k) / n) for k in range(n // 2 + 1, n)]
    values |= {"n": Digits(n), "p": Percent(rng.choice(fit))}
    return _plant(
        "impossible-percentage",
        change("one", choose_named(draw, SHARE_OF_BASE), values, p=Percent(rng.choice(impossible))),
        heading=values["prog"],
    )


_LIST_LEADS = (
    "<prog> has <n> {priorities|aims|strands|objectives|themes}:",
    "The programme {rests on|is built around} <n> {pillars|principles|themes}:",
    "<In>, <prog> {worked on|concentrated on} the following <n> {areas|themes|topics}:",
    "Members are asked to note <n> {points|changes|risks}:",
    "We {will focus on|have chosen} <n> areas {for the year ahead|of work}:",
    "There are <n> {parts to|elements in} our {offer|plan}:",
    "The {review|evaluation} made <n> recommendations:",
    "<prog> {offers|provides} <n> {kinds|types|forms} of {support|help}:",
)  # fmt: skip
_LIST_INLINE = (
    "<prog> has <n> {priorities|themes|strands}: <list>.",
    "<In>, <prog> {worked on|looked at} <n> {areas|topics}: <list>.",
    "{Pilots|Trials} ran in the following <n> {towns|places}: <places>.",
    "<prog> {is being tried|was tested} in <n> {towns|places}: <places>.",
    "The <n> {winners|finalists} were <places>.",
    "<prog> will expand to <n> more {towns|areas} - <places> - next year.",
)  # fmt: skip


def list_count(draw: Draw) -> Item:
    """So many things announced, and another number that follows."""
    rng = draw.rng
    values = draw_subject(draw)
    n = rng.randint(3, 6)
    slip_by = rng.choice((-1, -1, 1)) if n > 3 else rng.choice((-1, 1))
    themes = rng.sample(list_names(THEMES), n + 1)
    bullets = [
        draw.choose(f"{{better support for|a stronger offer on|new guidance on|help with|peer learning on}} {theme}")
        for theme in themes
    ]
    places = rng.sample(list_names(PLACES), n + 1)

    def join(names: list[str]) -> str:
        return ", ".join(names[:-1]) + " and " + names[-1]

    # "Children's services" and the like hold no "and"; a theme that does would be two.
    names = [theme for theme in themes if " and " not in theme]
    names = names if len(names) == len(themes) else [theme.replace(" and ", " with ") for theme in themes]
    values |= {"n": Count(n)}
    inline = rng.random() < 0.4
    skeleton = draw.choose(*(_LIST_INLINE if inline else _LIST_LEADS))

    def rest(count: int) -> dict[str, Value]:
        mark = values_mark
        return {
            "list": join(names[:count]),
            "places": join(places[:count]),
            "bullets": "\n".join(f"{mark}{text}" for text in bullets[:count]),
        }

    values_mark = rng.choice(("- ", "• ", "* "))
    skeleton = skeleton if inline else f"{skeleton}\n\n<bullets>"
    if rng.random() < 0.5:  # the number is wrong, not the list
        return _plant(
            "list-count", change("one", skeleton, {**values, **rest(n)}, n=Count(n + slip_by)), heading=values["prog"]
        )
    return _plant(
        "list-count", change("one", skeleton, {**values, **rest(n)}, **rest(n + slip_by)), heading=values["prog"]
    )


# --- dates ----------------------------------------------------------------------------------------------------------

EVENTS = (
    "<thing> was {launched|opened} {in|on} <when>.",
    "<thing>, which was launched {in|on} <when>, {has been well received|is now in use in every region}.",
    "We {launched|opened|published} <thing> {in|on} <when>.",
    "Since <thing> {was launched|opened} in <when>, demand has grown.",
    "{In|On} <when> we launched <thing>.",
    "<thing> {began|started|opened} {in|on} <when>.",
    "Launched {in|on} <when>, <thing> {has found its feet|is off to a good start}.",
    "{In|On} <when>, <thing> was launched{| by the chair of the board}.",
    "The launch of <thing> {in|on} <when> {drew wide interest|was well attended}.",
)  # fmt: skip
_ENDINGS = (
    "The current contract for <prog> {runs until|ends in|expires in} <when>.",
    "{Funding|The grant} for <prog> is {secured|in place} until <when>.",
    "The present agreement on <prog> ends in <when>.",
    "The current {phase|round} of <prog> runs to <when>.",
    "<prog> is funded until <when>.",
    "Our current lease {runs|lasts} until <when>.",
    "The existing partnership agreement {expires at the end of|continues until} <when>.",
)  # fmt: skip
_EXPECTED = (
    "The {final report on|evaluation of} <prog> is {expected|due} in <when>.",
    "A decision on <prog> {is expected|will be made} in <when>.",
    "The next round of <prog> will open in <when>.",
    "We expect to {publish|launch} the new {guide|toolkit} for <prog> in <when>.",
)  # fmt: skip


def event_dates(draw: Draw) -> Item:
    """An event dated two ways, or a date that is past for the text that still waits for it."""
    rng = draw.rng
    values = draw_subject(draw)
    sort = rng.choice(("two", "two", "two", "ending", "expected"))
    if sort == "two":
        month = rng.randrange(12)
        other = (month + rng.choice((1, 2, 3, 6, 11))) % 12
        day, year = rng.randint(1, 28), draw.year if rng.random() < 0.7 else draw.year - 1
        exact = rng.random() < 0.3
        on = "on" if exact else "in"
        kinds = (
            "toolkit",
            "handbook",
            "framework",
            "fund",
            "portal",
            "network",
            "campaign",
            "charter",
            "academy",
            "helpline",
        )
        values["thing"] = (
            f"the {rng.choice(list_names(PLACES))} {rng.choice(list_names(THEMES)).split()[-1].capitalize()} {rng.choice(kinds).capitalize()}"
        )

        def say(m: int) -> str:
            return f"{day} {MONTHS[m]} {year}" if exact else f"{MONTHS[m]} {year}"

        one, two = (
            text.replace("in <when>", f"{on} <when>")
            .replace("on <when>", f"{on} <when>")
            .replace("In <when>", f"{on.capitalize()} <when>")
            .replace("On <when>", f"{on.capitalize()} <when>")
            for text in draw.two(EVENTS)
        )
        # The words of the one telling must be those of the other: a launch is not an opening.
        verb = rng.choice(("launched", "opened"))
        one, two = (say_with(text, verb) for text in (one, two))
        values["when"] = say(month)
        return _plant(
            "event-dates",
            keep("one", one, values),
            change(_pair_place(draw), two, values, when=say(other)),
            heading=values["prog"],
        )
    month = MONTHS[rng.randrange(12)]
    ways = _ENDINGS if sort == "ending" else _EXPECTED
    values["when"] = f"{month} {draw.year + 2 + rng.randint(0, 2)}"
    return _plant(
        "event-dates",
        change("one", draw.choose(*ways), values, when=f"{month} {draw.year - rng.randint(1, 3)}"),
        heading=values["prog"],
    )


def say_with(text: str, verb: str) -> str:
    """The wording with one verb throughout, launched or opened."""
    words = {"launched": ("launched", "Launched", "launch"), "opened": ("opened", "Opened", "opening")}[verb]
    for old in ("launched", "opened", "published", "began", "started"):
        text = text.replace(old, words[0])
    return text.replace("Launched", words[1]).replace("Opened", words[1]).replace("The launch of", f"The {words[2]} of")


_QUARTERS = (
    ("April", "May", "June"),
    ("July", "August", "September"),
    ("October", "November", "December"),
    ("January", "February", "March"),
)
_TITLES = (
    "<prog>: update, <first> – <last> <y>",
    "{Progress|Quarterly|Performance} report: <prog>, <first> to <last> <y>",
    "<prog> quarterly update, <first> - <last> <y>",
    "Update on <prog>, <first>–<last> <y>",
)  # fmt: skip
_COVERS = (
    "This {report|paper|update} covers {the work of|progress in} <from> {to|and} <to> <y>.",
    "This {report|paper|update} covers the period from <from> to <to> <y>.",
    "The {report|paper} sets out {what was done|progress} between <from> and <to> <y>.",
    "Because the last figures are not in yet, this paper covers <from> and <to> <y> only.",
    "The reporting period is <from> to <to> <y>.",
    "It covers the months from <from> to <to> <y>.",
)  # fmt: skip
_BAD_DATES = (
    "{The board met|Members met} on <when> to {discuss|agree} the plan for <prog>.",
    "{Bids to|Applications for} <prog> {closed|opened} on <when>.",
    "<prog> was {reviewed|discussed} {at the meeting of|on} <when>.",
    "A {workshop|seminar} on <prog> was held on <when> in {Leeds|Bristol|London}.",
    "The deadline for {returns|replies} on <prog> was <when>.",
    "As at <when>, <prog> had {no vacancies|three open posts}.",
)  # fmt: skip
_SPANS = (
    "{The pilot of|The first stage of} <prog> ran from <a> to <b>.",
    "Between <a> and <b>, <prog> was {run by|led from} the regional team.",
    "{Figures|Results} for <prog> cover <a> to <b>.",
    "From <a> to <b>, <prog> worked from temporary offices.",
)  # fmt: skip


def period_mismatch(draw: Draw) -> Item:
    """A title's period that the text does not cover, or a date or period that no calendar has."""
    rng = draw.rng
    values = draw_subject(draw)
    sort = rng.choice(("title", "title", "date", "weekday", "span", "year"))
    if sort == "title":
        q = rng.randrange(4)
        first, middle, last = _QUARTERS[q]
        year = str(draw.year + (q == 3))
        values |= {
            "first": first,
            "last": last,
            "y": year,
            "from": first,
            "to": last,
            "body": draw.choose("Work went on as planned.", "Members are asked to note the update."),
        }
        skeleton = f"{draw.choose(*_TITLES)}\n\n{draw.choose(*_COVERS)} <body>"
        wrong = (
            {"to": middle}
            if rng.random() < 0.6
            else {
                "from": _QUARTERS[(q + 1) % 4][0] if q != 2 else "April",
                "to": _QUARTERS[(q + 1) % 4][2] if q != 2 else "June",
            }
        )
        if " and <to>" in skeleton and "between" not in skeleton.lower():  # "July and September" is no quarter
            skeleton = skeleton.replace("<from> and <to>", "<from> to <to>").replace(
                "<from> to <to> <y> only", "<from> to <to> <y> only"
            )
        return _plant("period-mismatch", change("own", skeleton, values, **wrong))
    if sort == "date":
        month, days = rng.choice((("April", 30), ("June", 30), ("September", 30), ("November", 30), ("February", 28)))
        wrong_day = f"{days + 1 if month != 'February' else 30} {month} {draw.year}"
        values["when"] = f"{rng.randint(2, 27)} {month} {draw.year}"
        return _plant(
            "period-mismatch", change("one", draw.choose(*_BAD_DATES), values, when=wrong_day), heading=values["prog"]
        )
    if sort == "weekday":
        day = date(draw.year, 4, 1) + timedelta(days=rng.randrange(360))
        other = day + timedelta(days=rng.randint(1, 6))
        written = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
        values["when"] = f"{day:%A} {written}"
        return _plant(
            "period-mismatch",
            change("one", draw.choose(*_BAD_DATES), values, when=f"{other:%A} {written}"),
            heading=values["prog"],
        )
    if sort == "span":
        a, b = sorted(rng.sample(range(12), 2))
        if rng.random() < 0.5:
            values |= {"a": f"{MONTHS[a]} {draw.year}", "b": f"{MONTHS[b]} {draw.year + rng.choice((0, 1))}"}
            return _plant(
                "period-mismatch",
                change("one", draw.choose(*_SPANS), values, b=f"{MONTHS[b]} {draw.year - 1}"),
                heading=values["prog"],
            )
        values |= {"a": f"{MONTHS[a]} {draw.year}", "b": f"{MONTHS[b]} {draw.year}"}
        return _plant(
            "period-mismatch",
            change("one", draw.choose(*_SPANS), values, a=f"{MONTHS[b]} {draw.year}", b=f"{MONTHS[a]} {draw.year}"),
            heading=values["prog"],
        )
    month = rng.choice(MONTHS)
    right, bad = f"{month} {draw.year}", f"{month} {draw.year}/{(draw.year + 1) % 100:02}"
    skeleton = draw.choose(
        "{Bids to|Applications for} <prog> opened in <when>.",
        "<prog> {began|was reviewed} in <when>.",
        "In <when>, <prog> moved to new offices.",
        "The evaluation of <prog> was published in <when>.",
    )
    values["when"] = right
    return _plant("period-mismatch", change("one", skeleton, values, when=bad), heading=values["prog"])


# --- units, rates, style --------------------------------------------------------------------------------------------

_MONTHLY = (
    "<prog> met every month from <a> to <b>, <n> meetings in all.",
    "The {board|panel} of <prog> meets {monthly|once a month}: there were <n> meetings between <a> and <b>.",
    "{Monthly|Once-a-month} {webinars|drop-ins|sessions} were held from <a> to <b>; the <n> {webinars|drop-ins|sessions} were {popular|full}.",
    "Between <a> and <b>, <prog> ran a session each month, <n> sessions in total.",
    "A newsletter on <prog> went out every month from <a> to <b>, making <n> newsletters.",
)  # fmt: skip
EACH = (
    "<prog> {gave|paid} <m> to <n> {projects|councils|groups}, <e> each.",
    "<prog> funded <n> projects with <m> in total, <e> for each {project|of them}.",
    "<In>, <n> councils shared <m> from <prog>, <e> per council.",
    "<m> from <prog> was shared {equally |}between <n> {councils|projects}, or <e> each.",
    "Each of the <n> {projects|councils} received <e> from <prog>, <m> in total.",
    "<prog> trained <n> people at a cost of <e> per person, <m> in total.",
    "<In>, the <n> projects of <prog> cost <m>, an average of <e> each.",
)  # fmt: skip


def rate_against_count(draw: Draw) -> Item:
    """A frequency and a span that do not give the count, or a figure for each that does not go with total and number."""
    rng = draw.rng
    values = draw_subject(draw)
    if rng.random() < 0.4:
        a = rng.randrange(0, 6)
        b = rng.randrange(a + 4, 12)
        true = b - a + 1
        year = str(draw.year)
        skeleton = draw.choose(*_MONTHLY)
        skeleton = _match_words(skeleton, ("webinars", "drop-ins", "sessions"))
        values |= {"a": f"{MONTHS[a]}", "b": f"{MONTHS[b]} {year}", "n": Digits(true)}
        return _plant(
            "rate-against-count",
            change("one", skeleton, values, n=Digits(true * rng.choice((2, 3, 4)) + rng.randint(0, 2))),
            heading=values["prog"],
        )
    n = rng.randint(12, 85)
    each = rng.choice((2_000, 2_500, 5_000, 7_500, 10_000, 12_000, 15_000, 20_000, 25_000, 40_000, 50_000))
    values |= {"n": Digits(n), "e": Money(pounds=each), "m": Money(pounds=n * each)}
    return _plant(
        "rate-against-count",
        change("one", draw.choose(*EACH), values, e=Money(pounds=int(each * rng.choice((10, 0.5, 2, 4, 3))))),
        heading=values["prog"],
    )


def _match_words(text: str, words: tuple[str, ...]) -> str:
    """The second of two words that stand for one thing is made the first."""
    found = [word for word in words if word in text]
    for word in found[1:]:
        text = text.replace(word, found[0])
    return text


_AREAS = (
    "<prog> {unlocked|released|let} {a|an} <n><unit> {office building|business park|depot|warehouse|site}.",
    "The new {hub|centre|campus} in <place> offers <n><unit> of {office|floor|working|retail} space.",
    "<n><unit> of {empty|surplus|unused} {office|floor|shop} space in <place> was {let|brought back into use}.",
    "<In>, <prog> {freed up|disposed of} <n><unit> of {office space|surplus land}.",
    "A <n><unit> {cluster|extension|innovation centre} is {planned|being built} in <place>.",
    "The <place> {market hall|depot}, with an area of <n><unit>, was {sold|refurbished}.",
    "{Plans for|Work on} {a|the} <n><unit> {logistics park|community hub} in <place> {began|were agreed} <in>.",
)  # fmt: skip


def unit_mismatch(draw: Draw) -> Item:
    """A length where an area must be meant."""
    rng = draw.rng
    values = draw_subject(draw)
    square, plain = rng.choice(
        (
            (" sq ft", " ft"),
            (" square feet", " feet"),
            (" square metres", " metres"),
            (" sq m", " m"),
            ("m²", "m"),
            (" square foot", " foot"),
            ("sqft", "ft"),
            (" sq. ft.", " ft."),
        )
    )
    values |= {
        "n": Digits(rng.choice((12_000, 15_500, 24_000, 40_000, 65_000, 120_000, 250_000, 900_000))),
        "unit": square,
        "place": rng.choice(list_names(PLACES)),
    }
    part = change("one", draw.choose(*_AREAS), values, unit=plain)
    return _plant(
        "unit-mismatch",
        Part(part.place, part.clean, part.changed, touched=frozenset(("n", "unit"))),
        heading=values["prog"],
    )


def precision_style(draw: Draw) -> Item:
    """A hedge before an exact figure."""
    rng = draw.rng
    values = draw_subject(draw)
    hedge = rng.choice(
        (
            "over ",
            "more than ",
            "nearly ",
            "almost ",
            "around ",
            "approximately ",
            "some ",
            "about ",
            "in excess of ",
            "just over ",
        )
    )
    if rng.random() < 0.3:
        skeleton = draw.choose(*MONEY).replace("<m>", "<hedge><m>")
        round_, exact = Money(pounds=rng.randrange(11, 90) * 10_000), Money(pounds=draw.number(110_001, 899_999))
        return _plant(
            "precision-style",
            change("one", skeleton, {**values, "hedge": hedge, "m": round_}, m=exact),
            heading=values["prog"],
        )
    skeleton = draw.choose(*LEVEL).replace("<n>", "<hedge><n>")
    return _plant(
        "precision-style",
        change(
            "one",
            skeleton,
            {**values, "hedge": hedge, "n": Count(rng.randrange(11, 90) * 100)},
            n=Count(draw.number(1_011, 98_765)),
        ),
        heading=values["prog"],
    )


ERRORS: dict[str, Callable[[Draw], Item]] = {
    make.__name__.replace("_", "-"): make
    for make in (
        same_figure_differs, bound_edge, ordinal_conflict, complement_sum, parts_against_total, change_against_levels,
        percentage_against_counts, impossible_percentage, list_count, event_dates, period_mismatch, scope_drift,
        attribution, rate_against_count, unit_mismatch, precision_style,
    )
}  # fmt: skip
