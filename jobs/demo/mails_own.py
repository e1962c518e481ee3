"""What the demo office itself wrote by mail."""

from __future__ import annotations

from jobs.demo.model import CLAIMS, SERVICE, Mail, linked

MAILS = (
    Mail(
        name="sent/2025-03-04-1130-new-address",
        at="2025-03-04 11:30",
        sender=SERVICE,
        to="Ngozi Okafor <ngozi.okafor@post.example>",
        subject="Re: I am moving house",
        answers="inbox/2025-03-03-0914-new-address",
        text="""
Dear Ms Okafor,

thank you for telling us. From 28 March we shall write to 22 Orchard Bank, Dunford DF5 1LS. The cellar
makes no difference to your contents cover as long as nothing of value stands on its floor.

We wish you a good move.

Harbour Mutual, service
Harbour House, 12 Quay Street, Port Arden PA1 4ZZ
""",
        truth=linked("okafor", "our answer; the recipient's address is hers alone"),
    ),
    Mail(
        name="sent/2025-03-14-0915-your-mother",
        at="2025-03-14 09:15",
        sender=SERVICE,
        to="Paul Lowry <paul.lowry@webpost.example>",
        subject="Re: My mother, Edith Lowry",
        answers="inbox/2025-03-12-1015-my-late-mother",
        text="""
Dear Mr Lowry,

please accept our condolences. We have opened case {lowry_estate} and stopped all letters to the house.

We need the death certificate, the policy if you can find it, and later the grant of probate. There is
no hurry on our side.

Harbour Mutual, service
""",
        truth=linked("lowry", "our answer; the recipient is the executor, and the case is named", case="lowry_estate"),
    ),
    Mail(
        name="sent/2025-03-18-1520-tools",
        at="2025-03-18 15:20",
        sender=CLAIMS,
        to="Rhys Castell <rhys.castell@webpost.example>",
        subject="Van theft, case {castell_van}",
        answers="claims/2025-03-18-0755-tools",
        text="""
Dear Mr Castell,

your case now has the number {castell_van}. Thank you for the list. Was the van locked, and are there
marks on the lock? Please send us the receipts.

Harbour Mutual, claims
""",
        truth=linked("castell", "our answer to the client; the case is named", case="castell_van"),
    ),
    Mail(
        name="sent/2025-03-20-1745-glass-cover",
        at="2025-03-20 17:45",
        sender=SERVICE,
        to="Arthur Penhale <treasurer@stmarys-ashmouth.example>",
        subject="Re: Adding glass to our policy",
        answers="inbox/2025-03-18-2210-glass-cover",
        text="""
Dear Mr Penhale,

the stained glass is covered for £18,000 from 1 April. The premium rises by £63 a year; the invoice
follows by post.

Harbour Mutual, service
""",
        truth=linked("stmarys", "our answer; the recipient is a contact of this client only"),
    ),
)
