"""Letters that the post room of the demo office registered and scanned, each with its sticker.

These are of the first half of the month; `letters_later` has the others.
"""

from __future__ import annotations

from jobs.demo.model import Letter, linked

LETTERS = (
    Letter(
        number="P-2025-003101",
        name="P-2025-003101 zielinski.pdf",
        at="2025-03-04 08:36",
        sender="Jolene Zielinski",
        town="Ashmouth AM1 5FD",
        text="""
Jolene Zielinski                                         REG P-2025-003101
12 Mill Lane
Ashmouth AM1 5FD                                                              1 March 2025

Harbour Mutual
Harbour House, 12 Quay Street, Port Arden PA1 4ZZ

Client number {zielinski}
Claim {zielinski_water}

Dear Sir or Madam,

I wish to complain.

In November a pipe burst under my kitchen sink. You told me to keep the invoices, which I did, and to be
patient, which I was. It is now fourteen weeks. The plumber has written to me twice about his money and
the floor is still bare concrete.

Every time I ring I have to explain everything again from the beginning. Please tell me in writing when
the £1,184.60 will be paid.

Yours faithfully

Jolene Zielinski
""",
        truth=linked("zielinski", "client number and case number agree", case="zielinski_water"),
    ),
    Letter(
        number="P-2025-003102",
        name="P-2025-003102 okafor.pdf",
        at="2025-03-04 08:41",
        sender="N Okafor",
        town="Dunford DF2 7QA",
        text="""
                                                                     REG P-2025-003102
Ngozi Okafor, 4 Chapel Row, Dunford DF2 7QA
Your ref: {okafor_motor}                                                         2 March 2025

Accident on Dunford Road, 17 February: your questions

1. I stood at the red light by the chapel. I had stood there for some seconds.
2. The other driver said at once that he had looked at his telephone.
3. Nobody was hurt. My neck was stiff for two days; I did not see a doctor.
4. The boot does not close. I have tied it down with a rope and drive as little as I can.
\f
Page 2                                                               {okafor_motor}

5. My garage is Riverside Garage. Their estimate comes to you directly.
6. I need a car for work from 31 March and ask you to pay for a hired one until mine is mended.

I declare that this is true to the best of my knowledge.

Ngozi Okafor
""",
        truth=linked("okafor", "the case number stands on both pages", case="okafor_motor"),
    ),
    Letter(
        number="P-2025-003103",
        name="P-2025-003103 smith.pdf",
        at="2025-03-06 09:02",
        sender="John Smith",
        town="Port Arden PA2 1LT",
        text="""
REG P-2025-003103

61 Gasworks Road, Port Arden, 4th March 2025

Dear Harbour,

my annuity ({smith_old_ac}) was always paid on the first of the month. In February it came on the 6th and
now it is the 4th of March and it has not come. At seventy-four I live on it. Has anything changed, or did
somebody forget the old man?

I do not use the computer. Please write or ring 01632 960133, mornings are best.

With respect,

John Smith
born 3 February 1951
""",
        truth=linked(
            "smith_old", "his account number, on which the annuity case was opened the day before", case="smith_annuity"
        ),
    ),
    Letter(
        number="P-2025-003105",
        name="P-2025-003105 fernhill.docx",
        at="2025-03-07 10:15",
        shape="docx",
        sender="Fernhill Joinery",
        town="Dunford DF6 4TY",
        text="""
To the employers' liability department, case {fernhill_hand}

Mr Kowal's hand is healing. The hospital expects him to hold tools again in six weeks. Below you find \
his lost wages until the end of February.

We paid the whole amount to him on Friday and ask you to refund it to our usual account.

Joan Etty, for Fernhill Joinery Ltd
""",
        truth=linked("fernhill", "the case number stands in the text", case="fernhill_hand"),
    ),
    Letter(
        number="P-2025-003106",
        name="P-2025-003106 oneill.pdf",
        at="2025-03-12 08:50",
        shape="form",
        sender="S O'Neill",
        town="Ashmouth AM1 7RE",
        text="""
HARBOUR MUTUAL - INSTRUCTION TO YOUR BANK                          REG P-2025-003106

Please fill in every field and send the form to
Harbour House, 12 Quay Street, Port Arden PA1 4ZZ

I instruct my bank to pay the premiums of the contracts named below by direct debit.
""",
        truth=linked("oneill", "client number and case number stand in form fields", case="oneill_debit"),
    ),
    Letter(
        number="P-2025-003107",
        name="P-2025-003107 vance attorney.pdf",
        at="2025-03-12 08:55",
        shape="enclosure",
        sender="Tidewell & Coe, solicitors",
        town="Port Arden PA1 3RR",
        text="""
TIDEWELL & COE, SOLICITORS
5 Exchange Steps, Port Arden PA1 3RR                               REG P-2025-003107

10 March 2025
Our matter: Vance

Dear Sirs,

We act for Mr Robert Vance of 40 Cliff Parade, your client {vance}. Since the stroke in January he can
no longer manage his affairs. By the enclosed lasting power of attorney he appoints his daughter,
Mrs Helen Vance. Please register it (your case {vance_attorney}) and write to her only.

Yours faithfully

Tidewell & Coe
\f
LASTING POWER OF ATTORNEY - PROPERTY AND AFFAIRS

Donor: Robert Vance, born 11 November 1941
Attorney: Helen Vance, his daughter

The donor gives the attorney authority to make decisions about his property and affairs, among them his
insurance contracts. Signed as a deed on 14 June 2021.
""",
        truth=linked("vance", "client number and case number agree", case="vance_attorney"),
    ),
)
