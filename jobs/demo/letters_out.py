"""Letters that the demo office sent; their numbers have no holes."""

from __future__ import annotations

from jobs.demo.model import Letter, linked

_HEAD = """
HARBOUR MUTUAL
Harbour House, 12 Quay Street, Port Arden PA1 4ZZ
Telephone 01632 000100, service@harbour.example
"""

LETTERS = (
    Letter(
        number="OL-2025-000341",
        name="OL-2025-000341 zielinski.pdf",
        at="2025-03-05 15:10",
        text=_HEAD
        + """
Letter OL-2025-000341                                              5 March 2025

Ms Jolene Zielinski
12 Mill Lane
Ashmouth AM1 5FD

Your client number: {zielinski}
Our ref: {zielinski_delay}

Dear Ms Zielinski,

Thank you for your letter of 1 March. We take your concerns seriously. A colleague who has not worked on
the claim so far will look into the delay, and you will have our decision by 21 March.

Yours sincerely
Harbour Mutual, complaints
""",
        truth=linked("zielinski", "client number and case number agree", case="zielinski_delay"),
    ),
    Letter(
        number="OL-2025-000342",
        name="OL-2025-000342 lowry.docx",
        at="2025-03-14 11:00",
        shape="docx",
        text="""
Mr Paul Lowry, executor of the late Edith Lowry. Our ref: {lowry_estate}

Dear Mr Lowry, we are sorry for your loss. Please find enclosed the form for the life policy {lowry_ac}. \
Sign it together with your sister, and add the death certificate.

Harbour Mutual, life department
""",
        truth=linked("lowry", "case number and account number agree", case="lowry_estate"),
    ),
    Letter(
        number="OL-2025-000343",
        name="OL-2025-000343 smith.pdf",
        at="2025-03-14 11:20",
        text=_HEAD
        + """
Letter OL-2025-000343                                              14 March 2025

Mr John Smith
61 Gasworks Road
Port Arden PA2 1LT

Our ref: {smith_annuity}

Dear Mr Smith,

Nobody forgot you. Our bank changed its system in February, and payments by cheque were late. Your March
payment went out on the 5th. From April it will be with you on the first of the month again, and we add
£10 for your trouble.

Yours sincerely
Harbour Mutual, annuities
""",
        truth=linked("smith_old", "the case is his", case="smith_annuity"),
    ),
    Letter(
        number="OL-2025-000344",
        name="OL-2025-000344 beaumont.html",
        at="2025-03-17 16:30",
        shape="html",
        text="""
HARBOUR MUTUAL, letter OL-2025-000344, 17 March 2025

Beaumont Lettings Ltd, 50 Market Square, Port Arden PA1 1MM

Our ref: {beaumont_damage}

Dear Mr Tully,

Please go ahead with the second quote, £3,940. The loss of rent is paid from the eighth day.

Harbour Mutual, claims
""",
        truth=linked("beaumont", "the case number stands in the text", case="beaumont_damage"),
    ),
    Letter(
        number="OL-2025-000345",
        name="OL-2025-000345 harcourt.pdf",
        at="2025-03-21 10:45",
        text=_HEAD
        + """
Letter OL-2025-000345                                              21 March 2025

Mr Alan Harcourt
17 Lime Avenue
Ashmouth AM3 5FR

Client number {harcourt_a}, our ref {harcourt_roof}

Dear Mr Harcourt,

The assessor agrees with your roofer. We pay £2,215 for the ridge and the gutter, less the £150 that you
bear yourself. Please tell us when the work is done.

Yours sincerely
Harbour Mutual, claims
""",
        truth=linked("harcourt_a", "client number and case number agree", case="harcourt_roof"),
    ),
)
