"""What the documents tell of: programmes, bodies, people and acts. Names of schemes and places are invented, or are
the everyday names of the Local Government Association's own offer."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

KNOWN = """
Leadership Academy; the Housing Advisers programme; One Public Estate; the Planning Advisory Service; Productivity Experts;
Pathways to Planning; Leadership Essentials; Partners in Care and Health; the Behavioural Insights programme; Next Generation;
the Corporate Peer Challenge programme; Design in the Public Sector; Be a Councillor; the Finance Peer Challenge programme;
LG Inform; the regional support programme; the shared services programme; the cyber and digital programme; Boosting Middle Leaders;
the national recruitment campaign; the apprenticeship support programme; Focus on Leadership; the LG Challenge; the climate change
support programme; the procurement programme; the culture and sport programme; Local Partnerships; the civility programme;
the Governance Peer Challenge programme; the housing advisers network; the sector support programme; the mentoring programme;
the modern slavery programme; the devolution programme; the Transformation Experts scheme; the skills shortage programme;
the financial resilience programme; the workforce support programme; the community cohesion programme; the innovation programme
"""
INVENTED = """
the Coastal Towns Fund; the Warm Streets scheme; the Harbour Skills Partnership; Routes into Care; the Market Towns Exchange;
the Rural Bus Initiative; Open Libraries; the Safer Crossings programme; Step Up to Scrutiny; the Empty Homes Exchange;
Bright Parks; the Repair Café network; First Keys; the Young Advisers scheme; the Debt Advice Partnership; Quiet Roads;
the Flood Wardens scheme; Fostering Together; the School Streets programme; the Allotment Fund; the Good Landlord scheme;
the Canal Quarter project; Learning at Work; the Healthy High Streets fund; the Town Deal office; Cycle to School;
the Winter Shelter grant; the Tree Canopy project; Digital Neighbours; the Loneliness Partnership; Family Hubs Plus;
the Night Bus pilot; the Small Grants Fund; the Music in Schools network; Neighbours Together; the Heritage Barns project;
the Solar Schools scheme; the Returners programme; Care Leavers First; the Waste Less campaign; the Village Halls Fund;
the Bridge to Work project; the Air Quality Fund; the Clean Rivers project; the Kickstart Kitchens scheme; the Skills Escalator
"""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a programme does to a number of things: noun in the plural, past tense, past participle."""

    noun: str
    past: str
    done: str


_ACTS = """
councillors: trained, supported, mentored, coached
officers: trained, mentored, supported
councils: supported, helped, advised
graduates: recruited, placed
apprentices: recruited, placed, enrolled
workshops: ran/run, held/held, delivered
webinars: hosted, held/held, delivered, organised
reviews: completed, carried out
peer teams: sent/sent, assembled
case studies: published, produced, collected
guides: published, issued
households: advised, helped, contacted
volunteers: recruited, trained
carers: supported, contacted
businesses: advised, helped, visited
homes: insulated, repaired, brought back into use/brought back into use
sites: surveyed, released, prepared
projects: funded, backed, completed
bids: received, assessed, approved
delegates: welcomed, hosted
schools: visited, enrolled
libraries: refurbished, equipped
charging points: installed, repaired
trees: planted
vouchers: issued, handed out
complaints: resolved, handled
jobs: created, safeguarded
placements: arranged, offered
social workers: trained, recruited
planners: trained, recruited
tenants: surveyed, rehoused
inspections: carried out, completed
meals: served, delivered
young people: supported, mentored
care homes: inspected, supported
coaching sessions: provided, delivered
training places: provided, funded
bus routes: restored, saved
leisure centres: assessed, refurbished
fire stations: surveyed, modernised
charities: funded, supported
loans: approved, granted
foster families: recruited, assessed
drop-in sessions: held/held, organised
"""


def list_acts() -> list[Act]:
    """Every noun with each of its verbs."""
    acts = []
    for line in _ACTS.strip().splitlines():
        noun, verbs = line.split(": ")
        for verb in verbs.split(", "):
            past, _, done = verb.partition("/")
            acts.append(Act(noun, past, done or past))
    return acts


def list_names(text: str) -> list[str]:
    """The names of a list that semicolons divide."""
    return [" ".join(name.split()) for name in text.split(";")]


PLACES = """
Northport; Southmere; Eastleigh Vale; Westbourne Magna; Harrowgate Moor; Kingsferry; Millbrook; Oldcastle; Redhaven; Saltmarsh;
Thornbury Cross; Underhill; Wickford Bay; Yarnton; Ashdown Heath; Brackley Wold; Copperdale; Dunsford; Elmsworth; Fenwick Green;
Greywater; Hollowell; Ivybridge Down; Larkfield; Marlstone; Netherby; Orchard Hill; Penrose; Quarrington; Ravensworth
"""
THEMES = """
finance; housing; procurement; adult social care; planning; digital services; workforce; climate change; scrutiny; public health;
children's services; culture; community safety; economic growth; highways; waste and recycling; licensing; libraries; data; transport
"""
QUALITIES = """
said that the {session|event|visit} had {made them more confident|given them what they needed|been time well spent|met its aims};
rated the {support|service|training} as {good or very good|excellent|useful|better than expected};
would recommend {it|the programme|the training} to {a colleague|others|another council};
{agreed|felt} that {their council|the authority} had {changed|improved} as a result;
were satisfied with {the help that they had received|the way in which it was run|the outcome};
{have put|had already put} what they learned into practice;
expect {demand|costs|pressures} to {grow|rise} {next year|further};
reported {better working relations|a stronger understanding of their role|savings}
"""
PEOPLE = """
participants; respondents; delegates; councillors; chief executives; council leaders; officers; finance directors; residents;
head teachers; tenants; planning officers; employers; carers; service managers; portfolio holders
"""


class Topics:
    """Gives each item of a shelf a subject of its own, so that no two speak of the same thing."""

    def __init__(self, rng: Random) -> None:
        known, invented = list_names(KNOWN), list_names(INVENTED)
        rng.shuffle(known)
        rng.shuffle(invented)
        # Every other programme is one of the LGA's own, as long as they last.
        pairs = zip(known, invented, strict=False)
        mixed = [name for pair in pairs for name in pair] + invented[len(known) :] + known[len(invented) :]
        self._names = iter(mixed)
        self._acts = list_acts()
        self._rng = rng
        # One body of each place: Oldcastle's borough and district would be no slip of the pen but a puzzle.
        kinds = ("City Council", "Borough Council", "County Council", "District Council")
        self._bodies = [f"{place} {rng.choice(kinds)}" for place in list_names(PLACES)]
        rng.shuffle(self._bodies)

    def draw(self) -> tuple[str, Act]:
        """A programme that was not drawn before, and something that it did. StopIteration where all were drawn."""
        return next(self._names), self._rng.choice(self._acts)

    def draw_body(self) -> str:
        """A council, not drawn before; the first again when all were drawn."""
        self._bodies.append(self._bodies.pop(0))
        return self._bodies[-1]
