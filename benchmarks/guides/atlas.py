"""Decides whether a wording is the name of a place and of nothing else."""

from __future__ import annotations

import re
from functools import lru_cache

from benchmarks.guides.headings import Kind, kind_of

# With the short forms that guides print, in small letters, without points and hyphens.
_LANDS = """
united states, us, usa, u s, u s a, united kingdom, uk, u k, great britain, britain, england, scotland, wales,
ireland, germany, deutschland, france, netherlands, belgium, luxembourg, spain, portugal, italy, greece, austria,
switzerland, sweden, denmark, norway, finland, iceland, estonia, latvia, lithuania, poland, czechia, czech republic,
slovakia, slovenia, hungary, romania, bulgaria, serbia, croatia, ukraine, turkey, türkiye, cyprus, malta, israel, uae,
united arab emirates, saudi arabia, qatar, egypt, nigeria, kenya, ghana, south africa, morocco, india, pakistan,
bangladesh, sri lanka, nepal, singapore, malaysia, indonesia, philippines, vietnam, thailand, japan, korea, south
korea, taiwan, china, hong kong, australia, new zealand, canada, mexico, méxico, brazil, brasil, argentina, chile,
colombia, peru, uruguay, costa rica, puerto rico, europe, eu, eea, emea, apac, anz, latam, asia, africa, oceania,
nordic, nordics, dach, benelux, baltics, cee, iberia, mena, gcc, north america, south america, latin america, middle
east, southeast asia, asia pacific, america, americas, western europe, eastern europe, central europe, northern
europe, southern europe, international, global, worldwide
"""
_CITIES = """
london, manchester, edinburgh, glasgow, bristol, leeds, birmingham, cambridge, oxford, belfast, dublin, cork, galway,
limerick, berlin, munich, münchen, hamburg, frankfurt, cologne, köln, stuttgart, düsseldorf, dusseldorf, leipzig,
karlsruhe, walldorf, paris, lyon, toulouse, grenoble, amsterdam, rotterdam, utrecht, eindhoven, the hague, brussels,
ghent, antwerp, madrid, barcelona, valencia, lisbon, porto, milan, rome, turin, athens, vienna, zurich, zürich,
geneva, lausanne, basel, zug, stockholm, gothenburg, malmö, malmo, copenhagen, aarhus, oslo, helsinki, tallinn, riga,
vilnius, warsaw, krakow, kraków, wroclaw, wrocław, gdansk, gdańsk, prague, brno, budapest, bucharest, cluj, sofia,
belgrade, kyiv, istanbul, tel aviv, haifa, jerusalem, herzliya, dubai, abu dhabi, riyadh, doha, cairo, lagos, nairobi,
cape town, johannesburg, bangalore, bengaluru, hyderabad, pune, mumbai, chennai, gurgaon, gurugram, delhi, new delhi,
noida, kolkata, kuala lumpur, jakarta, manila, hanoi, ho chi minh city, bangkok, tokyo, osaka, kyoto, seoul, taipei,
hsinchu, beijing, shanghai, shenzhen, hangzhou, guangzhou, sydney, melbourne, brisbane, perth, adelaide, canberra,
auckland, wellington, toronto, vancouver, montreal, montréal, waterloo, ottawa, calgary, mexico city, cdmx,
guadalajara, monterrey, são paulo, sao paulo, rio de janeiro, curitiba, buenos aires, santiago, bogotá, bogota,
medellín, medellin, lima, montevideo
"""
_AMERICAN = """
sf, sf bay area, bay area, san francisco, silicon valley, south bay, nyc, ny, new york, new york city, la, los
angeles, seattle, bellevue, redmond, kirkland, austin, dallas, houston, boston, chicago, denver, boulder, atlanta,
miami, portland, san jose, san diego, palo alto, mountain view, menlo park, sunnyvale, santa clara, oakland, san
mateo, irvine, salt lake city, phoenix, philadelphia, pittsburgh, minneapolis, detroit, nashville, raleigh, charlotte,
dc, washington dc, washington d c, alabama, alaska, arizona, arkansas, california, colorado, connecticut, delaware,
florida, hawaii, idaho, illinois, indiana, iowa, kansas, kentucky, louisiana, maine, maryland, massachusetts,
michigan, minnesota, mississippi, missouri, montana, nebraska, nevada, new hampshire, new jersey, new mexico, north
carolina, north dakota, ohio, oklahoma, oregon, pennsylvania, rhode island, south carolina, south dakota, tennessee,
texas, utah, vermont, virginia, washington, west virginia, wisconsin, wyoming
"""

_NAMES = frozenset(" ".join(name.split()) for names in (_LANDS, _CITIES, _AMERICAN) for name in names.split(","))
STATES = "AL|AZ|CA|CO|CT|DC|FL|GA|IL|MA|MD|MI|MN|MO|NC|NJ|NV|NY|OH|OR|PA|TN|TX|UT|VA|WA|WI"
"""American states, as they stand behind the name of a town."""
_STATES = re.compile(f"{STATES}|BC|ON|QC")
_BESIDE = re.compile(
    "hq|headquarters?|offices?|hubs?|area|metro|greater|regions?|markets?|major|tech|cities|very|rare|"
    "remote|hybrid|on|site|onsite|onshore|offshore|"
    "nearshore|based|only|or|and|the|rest|of|other|outside|inside|all"
)
_ALONE = re.compile(
    r"(?:fully )?remote|hq|headquarters|(?:on|off|near)shore|(?:zone|geo)[ -]?(?:\d|[A-D])", re.IGNORECASE
)
_TOWN = re.compile(
    rf"([A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){{0,2}})(?:, ?| | \()(?:{_STATES.pattern})\)?(?: HQ\)?| \(HQ\))?"
)
_WORD = re.compile(r"\w+")
LONGEST = 60
WORDS_OF_A_NAME = 4


@lru_cache(maxsize=4096)
def is_place(text: str) -> bool:
    """Whether nothing stands in a wording but names of known places and words that go with them, as in `London (HQ)`
    or `Rest of Europe`; a place that is not known here may be one all the same."""
    if not text or len(text) > LONGEST:
        return False
    if (town := _TOWN.fullmatch(text)) and kind_of(town[1]) == Kind.PLACE:
        return True
    printed = _WORD.findall(text)
    words = [word.lower() for word in printed]
    at, is_named = 0, False
    while at < len(words):
        known = next((n for n in range(WORDS_OF_A_NAME, 0, -1) if " ".join(words[at : at + n]) in _NAMES), 0)
        if not known and not _BESIDE.fullmatch(words[at]) and not (is_named and _STATES.fullmatch(printed[at])):
            return bool(_ALONE.fullmatch(text.strip()))
        is_named = is_named or known > 0
        at += known or 1
    return is_named or bool(_ALONE.fullmatch(text.strip()))
