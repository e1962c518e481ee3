"""Registered letters of the second half of the month."""

from __future__ import annotations

from jobs.demo.model import Letter, linked

LETTERS = (
    Letter(
        number="P-2025-003113",
        name="P-2025-003113 beaumont two letters.zip",
        at="2025-03-14 09:20",
        shape="zip",
        sender="Beaumont Lettings",
        town="Port Arden PA1 1MM",
        text="""
Beaumont Lettings Ltd, 50 Market Square, Port Arden                REG P-2025-003113

11 Salt Row, case {beaumont_damage}

The three quotes for doors, hob and floor: £3,410, £3,940 and £5,125. We should like to give the work to
the second, who can begin on 24 March.

Mark Tully
\f
Beaumont Lettings Ltd, 50 Market Square, Port Arden                REG P-2025-003113

11 Salt Row, case {beaumont_damage}: rent

The flat has stood empty since 1 March. The rent was £875 a month. Please tell us from which day our
landlord policy pays for the loss.

Fiona Beaumont
""",
        truth=linked("beaumont", "both letters in the envelope name the case", case="beaumont_damage"),
    ),
    Letter(
        number="P-2025-003117",
        name="P-2025-003117 brandt.pdf",
        at="2025-03-19 08:44",
        shape="html",
        sender="C Brandt",
        town="Port Arden PA1 8NE",
        text="""
REG P-2025-003117

Catherine Brandt, formerly Moss
30 Ropewalk, Port Arden PA1 8NE

Client number {brandt}, case {brandt_name}

Dear Sir or Madam,

Here is the copy of the marriage certificate that you asked for. I also changed my bank; the new details
are on the slip. Could the card with the new name come before Easter? We are going to France.

Catherine Brandt
""",
        truth=linked("brandt", "HTML although it is named .pdf; client and case number agree", case="brandt_name"),
    ),
    Letter(
        number="P-2025-003119",
        name="P-2025-003119 macrae.pdf",
        at="2025-03-21 08:47",
        sender="H MacRae",
        town="Upper Dunford DF9 1AA",
        text="""
Glenloch Farm, Upper Dunford DF9 1AA                               REG P-2025-003119

19 March 2025

Storm of 24 January, case {macrae_storm}: list of losses

Hay shed, roof off, forty sheets                 £2,600
Fence along the burn, 210 metres                 £1,890
Two ewes under the fallen ash                      £340
Clearing the lane, own tractor, 14 hours           £490
                                                 ------
                                                 £5,320

Your assessor has been and was a sensible man. I ask for half of it now, because the lambing costs money.

Hamish MacRae
""",
        truth=linked("macrae", "the case number stands in the text", case="macrae_storm"),
    ),
    Letter(
        number="P-2025-003121",
        name="P-2025-003121 thandi.txt",
        at="2025-03-24 09:10",
        shape="txt",
        sender="G Thandi",
        town="Dunford DF1 9XU",
        text="""
REG P-2025-003121
(typed by the reading service from a handwritten letter)

Client number: {thandi}

Dear Harbour Mutual,

my broker writes about the bonus, I write about something else. My nephew drives the taxi at weekends
from April. He is 24 and has held his licence for five years. Please add him as a driver and tell me what
it costs before you do it.

Gurpreet Thandi, 114 Station Road
""",
        truth=linked("thandi", "the client number stands in the text; no case is named"),
    ),
    Letter(
        number="P-2025-003122",
        name="P-2025-003122 harcourt.pdf",
        at="2025-03-26 08:39",
        sender="Mrs M Harcourt",
        town="Ashmouth AM3 5FR",
        text="""
17 Lime Avenue, Ashmouth AM3 5FR                                   REG P-2025-003122
24 March 2025

Client {harcourt_m}, claim {harcourt_cruise}

Dear Mr Fielding,

The doctor's letter about my hip is enclosed, as you wished. The shipping line has paid back the harbour
fees, £96, and not a penny more. My husband went without me, so his half is not in dispute.

I find your form very hard to read. Could the next one have larger print?

Yours sincerely,
Margaret Harcourt
""",
        truth=linked("harcourt_m", "the numbers agree; the household is shared", case="harcourt_cruise"),
    ),
)
