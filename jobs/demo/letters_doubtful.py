"""Registered letters that are only pictures, that no machine should decide or can read, or that belong to nobody."""

from __future__ import annotations

from jobs.demo.model import Letter, linked, review, unlinked, unreadable

OPENING_WORD = "harbour-demo"
"""Opens the locked PDF among the scans; the sender told it to nobody."""

LETTERS = (
    Letter(
        number="P-2025-003104",
        name="P-2025-003104 lowry.pdf",
        at="2025-03-07 08:33",
        shape="scan",
        sender="Mrs E Lowry",
        town="Dunford DF3 3PN",
        text="""
REG P-2025-003104

8 Almond Close
Dunford

22nd February

Dear Sir,

I am putting my papers in order. Would you be so
kind and tell me what my policy is worth today,
and who is named in it?

Client number {lowry}

Yours truly
Edith Lowry
""",
        truth=linked(
            "lowry",
            "a scan without a text layer; the client number on it is recognised; no case is named",
            needs_ocr=True,
        ),
    ),
    Letter(
        number="P-2025-003111",
        name="P-2025-003111 pell.pdf",
        at="2025-03-13 08:58",
        shape="torn",
        sender="T Pell",
        town="Port Arden PA4 9HD",
        text="""
REG P-2025-003111

2 Sluice Cottages, Port Arden

Life policy, case {pell_life}

Please enter my wife Susan as beneficiary in place of my late father.

Thomas Pell
""",
        truth=unreadable("the file broke off while it was copied"),
    ),
    Letter(
        number="P-2025-003112",
        name="P-2025-003112 confidential.pdf",
        at="2025-03-14 09:05",
        shape="locked",
        sender="Dr A Feeney, surgery",
        town="Port Arden PA6 1LA",
        text="""
REG P-2025-003112

CONFIDENTIAL - medical report on Mr Robert Vance, case {vance_attorney}

Mr Vance suffered a stroke on 9 January. In my opinion he cannot manage his affairs.

Dr A. Feeney
""",
        truth=unreadable("the PDF is locked with a password"),
    ),
    Letter(
        number="P-2025-003114",
        name="P-2025-003114 photo.jpg",
        at="2025-03-17 08:40",
        shape="photo",
        sender="illegible",
        town="Ashmouth",
        text="""
REG P-2025-003114

Alan Harcourt, 17 Lime Avenue

The roofers can come on the 31st. The tarpaulin
cost 85 pounds, receipt enclosed.

Claim {harcourt_roof}

A. Harcourt
""",
        truth=linked(
            "harcourt_a",
            "a photograph; the case number on it is recognised, and the name agrees",
            case="harcourt_roof",
            needs_ocr=True,
        ),
    ),
    Letter(
        number="P-2025-003115",
        name="P-2025-003115 solicitors.pdf",
        at="2025-03-17 08:46",
        sender="Harle Broome LLP, solicitors",
        town="Dunford DF1 1EE",
        text="""
HARLE BROOME LLP
2 Assize Yard, Dunford DF1 1EE                                     REG P-2025-003115

14 March 2025

Dear Sirs,

We act for Mrs Jean Ottley, a passenger hurt when two cars touched at the Weir Centre on 19 February. We
understand that you insure both drivers:

    Mr Yusuf Ibrahim, client number {ibrahim}
    Mr Gurpreet Thandi, client number {thandi}

Our client claims from whichever of them was at fault. Which of the two do you say that is?

Yours faithfully
Harle Broome LLP
""",
        truth=review("two clients are named, and which of them it concerns is the very question"),
    ),
    Letter(
        number="P-2025-003116",
        name="P-2025-003116 castell.pdf",
        at="2025-03-18 08:52",
        sender="R Castell",
        town="(no address)",
        text="""
REG P-2025-003116

Dear Harbour Mutual,

a toolbox with my name burnt into the lid has turned up behind the garages at The Anchor. What does that
mean for the money you mean to pay me? I do not want to do anything wrong.

Kind regards

Rhys Castell
""",
        truth=review("only a name, and anybody could write it"),
    ),
    Letter(
        number="P-2025-003118",
        name="P-2025-003118 glazier.pdf",
        at="2025-03-20 08:31",
        sender="Brightpane glaziers",
        town="Ashmouth AM1 2DD",
        text="""
BRIGHTPANE, glaziers                                               REG P-2025-003118
Ashmouth AM1 2DD

INVOICE 4418

Customer: Li Huang
Case no. {huang_window_off}
Display window 3.10 x 2.20 m, laminated, fitted             £742.00
Disposal                                                     £48.00
VAT is included. Due within 14 days.
""",
        truth=review("the case number is one digit off; only a name supports it"),
    ),
    Letter(
        number="P-2025-003120",
        name="P-2025-003120.pdf",
        at="2025-03-24 08:59",
        shape="empty",
        sender="unknown",
        town="",
        text="",
        truth=unreadable("the scanner left an empty file"),
    ),
    Letter(
        number="P-2025-003123",
        name="P-2025-003123 lifeboat.pdf",
        at="2025-03-27 08:42",
        sender="Port Arden Lifeboat Friends",
        town="Port Arden PA1 9SB",
        text="""
PORT ARDEN LIFEBOAT FRIENDS                                        REG P-2025-003123

Dear neighbours on the quay,

On the last Saturday of May we hold our raft race again. Last year you gave the prize for the slowest raft,
which was much admired. May we count on you?

Wilf Tranter, chairman
""",
        truth=unlinked("a request to the office itself, from a stranger"),
    ),
    Letter(
        number="P-2025-003124",
        name="P-2025-003124 dark photo.jpg",
        at="2025-03-28 08:47",
        shape="dark",
        sender="illegible",
        town="",
        text="""
REG P-2025-003124

To the claims department

The fence came down last night. I took this by the
light of my telephone, the power is still off.

Claim {harcourt_roof}
""",
        truth=unreadable("a photograph too dark and blurred; a person must ask for another", needs_ocr=True),
    ),
)
