"""Faxes of the demo office. The header line is what the sender's machine printed on each page."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.demo.model import Letter, linked, review, unlinked


@dataclass(frozen=True, slots=True, kw_only=True)
class Fax:
    """A fax, its header line, and whether the fax server wrote the text beside it."""

    letter: Letter
    header: str
    has_sidecar: bool = True


FAXES = (
    Fax(
        header="06-MAR-2025 07:12   FROM: QUAYSIDE BAKERY  +44 1632 960417",
        letter=Letter(
            name="recv-0412.tif",
            at="2025-03-06 07:12",
            text="""
QUAYSIDE BAKERY LLP, 3 Fish Street

To: Harbour Mutual, claims
Case {quayside_fire}
Pages: 3 with this one

Takings of the last three Februaries follow.
Please ring if a figure cannot be read.

Beth Sandford
\f
February 2022      GBP 18,204
February 2023      GBP 19,977
February 2024      GBP 21,350
February 2025       GBP 6,118

The oven was hired from 14 February, GBP 95 a day.
\f
Wages paid while we were shut      GBP 7,440
Flour thrown away, wet               GBP 610

Case {quayside_fire}, end of fax
""",
            truth=linked("quayside", "case number and fax number agree", case="quayside_fire"),
        ),
    ),
    Fax(
        header="07-MAR-2025 18:05   FROM: COPY CORNER  +44 1632 960555",
        letter=Letter(
            name="recv-0413.tif",
            at="2025-03-07 18:05",
            text="""
To Harbour Mutual
From Daria Petrova
Client number {petrova}

The receipt for the camera is on the next page,
as announced in my mail of 5 March.
\f
LENS & LIGHT, Port Arden
3 December 2024
1 camera body, used            GBP 370.00
1 strap, 1 bag                  GBP 50.00
Total                          GBP 420.00
""",
            truth=linked("petrova", "the client number stands on the first page; no case is named"),
        ),
    ),
    Fax(
        header="13-MAR-2025 11:48   FROM: PENDLE SURGERY  +44 1632 960601",
        letter=Letter(
            name="recv-0414.tif",
            at="2025-03-13 11:48",
            text="""
Pendle Surgery, Ashmouth

To the claims department
Your case number {stmarys_fair}
Your policyholder: St Mary's Parish Hall Trust

The boy's wrist was broken in one place. Plaster for
four weeks. He will not remember which arm it was.
\f
Fee note

Report as requested, one page            GBP 35.00
Please pay within 30 days.
Your case number {stmarys_fair}
""",
            truth=linked(
                "stmarys", "the case number stands on both pages, and the name on the first", case="stmarys_fair"
            ),
        ),
    ),
    Fax(
        header="18-MAR-2025 16:20   FROM: VANLOCK LTD  +44 1632 960620",
        has_sidecar=False,
        letter=Letter(
            name="recv-0415.tif",
            at="2025-03-18 16:20",
            text="""
VANLOCK LTD
Invoice for Mr Rhys Castell

New lock, rear doors, fitted      GBP 164.00
Case {castell_van}
\f
Conditions of sale

Goods remain ours until they are paid for.
""",
            truth=linked(
                "castell",
                "a picture and no text beside it; the case number on it is recognised, and the name agrees",
                case="castell_van",
                needs_ocr=True,
            ),
        ),
    ),
    Fax(
        header="20-MAR-2025 09:33   FROM: 01632 960112",
        letter=Letter(
            name="recv-0416.tif",
            at="2025-03-20 09:33",
            text="""
To: Harbour Mutual

We shall be away from 1 to 14 April. Please send
nothing that needs an answer.
\f
The key is with the neighbours at number 19.
""",
            truth=review("the telephone number in the header is shared by two clients"),
        ),
    ),
    Fax(
        header="25-MAR-2025 03:02   FROM: SUNDEALS",
        letter=Letter(
            name="recv-0417.tif",
            at="2025-03-25 03:02",
            text="""
SEVEN NIGHTS IN THE SUN from GBP 199!

Fax back this page today and pay nothing
until the end of May.
\f
Terms: two persons in a shared room, flight
not included, offer ends when it ends.
""",
            truth=unlinked("advertising from a stranger"),
        ),
    ),
)
