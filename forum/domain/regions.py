"""Which of the five regions of the ILO each Member State belongs to.

Source: the ILO's list of Member States by region, as in the list shipped with the example forum; a test compares them.
"""

from __future__ import annotations

from forum.domain.people import Region

_STATES = {
    Region.AFRICA: (
        "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW "
        "MZ NA NE NG RW SC SD SL SN SO SS ST SZ TD TG TN TZ UG ZA ZM ZW"
    ),
    Region.AMERICAS: (
        "AG AR BB BO BR BS BZ CA CL CO CR CU DM DO EC GD GT GY HN HT JM KN LC MX NI PA PE PY SR SV TT US UY VC VE"
    ),
    Region.ARAB_STATES: ("AE BH IQ JO KW LB OM QA SA SY YE"),
    Region.ASIA_PACIFIC: (
        "AF AU BD BN CK CN FJ ID IN IR JP KH KI KR LA LK MH MM MN MV MY NP NZ PG PH PK PW SB SG TH TL TO TV VN VU WS"
    ),
    Region.EUROPE_CENTRAL_ASIA: (
        "AL AM AT AZ BA BE BG BY CH CY CZ DE DK EE ES FI FR GB GE GR HR HU IE IL IS IT KG KZ LT LU LV MD ME "
        "MK MT NL NO PL PT RO RS RU SE SI SK SM TJ TM TR UA UZ"
    ),
}

#: two-letter code of a Member State -> its region
REGION_OF: dict[str, Region] = {code: region for region, codes in _STATES.items() for code in codes.split()}
