"""Decides what each rung of the large employers' ladders is among our levels.

Our levels are told apart by years (junior 0-2, mid 2-5, senior 5-8) and above that by scope: staff_principal moves more
than one team by technical work, head_vp answers for an organisation. Each rung is put where those fit best. Sources:
what the employers print in advertisements, and what the ladders compared on public pay sites (levels.fyi) agree on.
A rung on which the sources disagree is left out: no level is better than a wrong one.
"""

from __future__ import annotations

from dataclasses import dataclass

JUNIOR, MID, SENIOR, STAFF, HEAD = "junior", "mid", "senior", "staff_principal", "head_vp"
RISING = (JUNIOR, MID, SENIOR, STAFF, HEAD)


@dataclass(frozen=True)
class Ladder:
    """One employer's rungs: `names` and `prefix` are patterns, the first of how it is called, the second of the letters
    before the number. `alone` says that the letters are used nowhere else, so they count without a name beside them.
    """

    names: str
    prefix: str
    rungs: dict[int, str]
    why: str
    alone: bool = False


LADDERS = (
    Ladder(
        names=r"google|alphabet|deepmind",
        prefix=r"L",
        rungs={3: JUNIOR, 4: MID, 5: SENIOR, 6: STAFF, 7: STAFF, 8: STAFF, 9: STAFF},
        why="L3 comes from university, L4 works on their own, L5 is “Senior” and may stay it for good, L6 is “Staff”, "
        "L7 “Senior Staff”, L8 “Principal”, L9 “Distinguished”.",
    ),
    Ladder(
        names=r"meta|facebook",
        prefix=r"(?:E|IC)",
        rungs={3: JUNIOR, 4: MID, 5: SENIOR, 6: STAFF, 7: STAFF, 8: STAFF, 9: STAFF},
        why="The same steps as Google's, one for one; “IC” and “E” are two ways of writing them.",
    ),
    Ladder(
        names=r"apple",
        prefix=r"ICT",
        rungs={2: JUNIOR, 3: MID, 4: SENIOR, 5: STAFF, 6: STAFF},
        why="Starts at ICT2; ICT4 is the level that is compared with Google's L5, ICT5 with L6, ICT6 with L7.",
        alone=True,
    ),
    Ladder(
        names=r"amazon|aws",
        prefix=r"L",
        rungs={4: JUNIOR, 5: MID, 6: SENIOR, 7: STAFF, 8: STAFF},
        why="Starts at L4: SDE I is L4, SDE II L5, SDE III or “Senior” L6, “Principal” L7, “Senior Principal” L8. So "
        "the number is one above Google's for the same work.",
    ),
    Ladder(
        names=r"microsoft|azure",
        prefix=r"L?",
        rungs=dict.fromkeys((59, 60), JUNIOR)
        | dict.fromkeys((61, 62), MID)
        | dict.fromkeys((63, 64), SENIOR)
        | dict.fromkeys((65, 66, 67, 68, 69), STAFF),
        why="59-60 are the first two years, 61-62 “Software Engineer II”, 63-64 “Senior”, 65-67 “Principal”, 68-69 "
        "“Partner”, which is technical work for an organisation, not its head.",
    ),
    Ladder(
        names=r"nvidia",
        prefix=r"IC",
        rungs={1: JUNIOR, 2: MID, 3: SENIOR, 5: STAFF, 6: STAFF, 7: STAFF},
        why="IC3 is “Senior” for most sources, IC5 “Senior Staff”, IC6 “Principal”, IC7 “Distinguished”. IC4 is "
        "“Senior” for some and “Staff” for others, so it is left out. The word “Senior” alone is senior.",
    ),
)

ROMAN = Ladder(
    names=r"amazon|aws",
    prefix=r"(?:SDE|SysDE|SDET|Applied Scientist|Data Engineer|DE|Security Eng(?:ineer)?|DevOps Eng(?:ineer)?)\s+",
    rungs={1: JUNIOR, 2: MID, 3: SENIOR},
    why="Amazon's I, II, III are its L4, L5, L6. "
    "Elsewhere a “II” may be the second or the fourth step, and says nothing.",
)

WORDS = {
    r"junior|jr|entry[\s-]level|new[\s-]grad(?:uate)?|graduate": JUNIOR,
    r"mid|mid[\s-]level|intermediate": MID,
    r"senior|sr": SENIOR,
    r"staff|principal|distinguished": STAFF,
    r"head|vp|svp|evp|vice president|director|cto|chief technology officer": HEAD,
}
"""Words that most employers use alike. “Lead”, “Associate”, “II”, “Member of Technical Staff” are none of them."""

FINANCE = (
    r"bank|bofa|goldman|jp\s?morgan|morgan stanley|citi(?:group|bank)?|barclays|ubs|credit suisse|hsbc|bnp|wells fargo|"
    r"state street|blackrock|blackstone|kkr|carlyle|apollo|bny|schwab|fidelity|vanguard|nomura|mizuho|santander|"
    r"rbc|td securities|ares|tpg|visa|mastercard|american express|amex|bcg|mckinsey|bain|kpmg|deloitte|ey|pwc|"
    r"accenture"
)
"""Houses where “VP”, “Director” or “Principal” is a step of an engineer, not the head of anything: it says nothing."""
