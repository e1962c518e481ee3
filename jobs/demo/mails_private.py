"""Mails from private clients of the demo office, in the first half of the month."""

from __future__ import annotations

from jobs.demo.model import CLAIMS, Enclosure, Mail, linked

MAILS = (
    Mail(
        name="inbox/2025-03-03-0914-new-address",
        at="2025-03-03 09:14",
        sender="Ngozi Okafor <ngozi.okafor@post.example>",
        subject="I am moving house",
        text="""
Good morning,

we have bought a house and move at the end of the month. From Friday 28 March my address is

    22 Orchard Bank
    Dunford
    DF5 1LS

Please change my address for everything you hold for me. The telephone numbers stay as they are.

Could you also tell me whether the contents cover changes because the new place has a cellar?

Kind regards
Ngozi Okafor
+44 7700 900101
""",
        truth=linked("okafor", "the sender's address is hers alone; no case is named, so none is chosen"),
    ),
    Mail(
        name="claims/2025-03-03-1740-windscreen",
        at="2025-03-03 17:40",
        sender="John Smith <john.smith86@webpost.example>",
        to=CLAIMS,
        subject="Windscreen claim {smith_glass}",
        shape="html",
        text="""
Hello,

you gave me the case number {smith_glass} on the phone this morning. The stone hit the screen on the
A412 near the Dunford turning at about ten past seven. The crack now runs from the wiper to the mirror.

Your list says ClearPane in Weavers Court can do it on Thursday. Is that all right, and what do I pay myself?

John Smith
""",
        truth=linked("smith_new", "case number and sender agree; the other John Smith has neither", case="smith_glass"),
    ),
    Mail(
        name="claims/2025-03-05-1205-lost-suitcase",
        at="2025-03-05 12:05",
        sender="Daria Petrova <daria@petrova.example>",
        to=CLAIMS,
        subject="Lost suitcase - list of contents",
        shape="alternative",
        text="""
Dear claims team,

as you asked, this is what was in the suitcase (your ref {petrova_luggage}):

- two winter coats, £310 together
- walking boots, £145, bought last November
- a camera, £420 (I have the receipt and will fax it)
- clothes for nine days, I would say £500

The airline has given up the search. Their letter says "no further steps will be taken".

With best wishes
Daria Petrova
15 Harbour View, Port Arden
""",
        truth=linked("petrova", "sender and case number agree", case="petrova_luggage"),
    ),
    Mail(
        name="claims/2025-03-06-0831-police-report",
        at="2025-03-06 08:31",
        sender="Yusuf Ibrahim <yusuf.ibrahim@webpost.example>",
        to=CLAIMS,
        subject="Police report",
        text="""
Hi,

here is the report from the station. Sorry it took so long, they only print on Wednesdays.

Yusuf
""",
        enclosures=(
            Enclosure(
                name="police report.pdf",
                text="""
DUNFORD POLICE - ROAD TRAFFIC DESK
Report of a collision without injury

Date and time of the event:  19 February 2025, about 18:25
Place:                       car park of the Weir Centre, level 2
Reported by:                 Yusuf Ibrahim, 71 Bridge Street, Dunford DF2 0CC
Insurer's claim number:      {ibrahim_motor}

Mr Ibrahim states that he found the left rear door of his car dented and scratched when he came back.
A witness saw a white van reverse into it and drive away. The witness could read the first half of the
number plate only. No further enquiries will be made.
""",
            ),
        ),
        truth=linked("ibrahim", "the sender is his; the case number stands in the attachment", case="ibrahim_motor"),
    ),
    Mail(
        name="inbox/2025-03-07-1122-cracks",
        at="2025-03-07 11:22",
        sender="Inês da Costa <ines.dacosta@post.example>",
        subject="Cracks are getting wider",
        shape="mislabelled",
        text="""
Hello,

the surveyor put glass strips over the cracks in February. Two of the three are broken now – I’d call that
movement. A builder quoted £2,350 “without looking behind the plaster”.

Case {dacosta_cracks}. When will somebody come? My neighbour’s wall shows the same.

Inês da Costa
25 Observatory Hill, Ashmouth
""",
        truth=linked("dacosta", "sender and case agree; the charset is wrongly declared", case="dacosta_cracks"),
    ),
    Mail(
        name="inbox/2025-03-10-2044-dinghy",
        at="2025-03-10 20:44",
        sender="Willem Achterberg <willem@achterberg.example>",
        subject="Cover for the dinghy abroad",
        shape="latin9",
        text="""
Dear Sirs,

I write from my private address; the other one is for the boatyard.

May I sail the dinghy in Zeeland in May, and is it covered on the trailer? She cost me €6.400 with the
new sails. Two years ago you wanted €35 extra for that, which I thought fair.

Regards
Willem Achterberg
""",
        truth=linked("achterberg", "the second of his two addresses; no case is named"),
    ),
    Mail(
        name="inbox/2025-03-11-0907-returned-debit",
        at="2025-03-11 09:07",
        sender="Siobhan <shiv1969@quickpost.example>",
        subject="Re: Your direct debit was returned",
        answers="known_oneill",
        text="""
Sorry about this, the bank moved all of us to new account numbers and I forgot you. I have sent the form
by post. Please do not charge me the £12, it was hardly my doing.

(writing from my work account, the other mailbox is full)

> We could not collect your premium for March. Please check your bank details
> and tell us how you would like to pay.
""",
        truth=linked("oneill", "unknown address, but it answers a mail of the case", case="oneill_debit"),
    ),
    Mail(
        name="inbox/2025-03-12-1015-my-late-mother",
        at="2025-03-12 10:15",
        sender="Paul Lowry <paul.lowry@webpost.example>",
        subject="My mother, Edith Lowry",
        text="""
Dear Harbour Mutual,

I am sorry to tell you that my mother, Edith Lowry of 8 Almond Close, Dunford, died on 1 March. I am the
executor of her will, together with my sister.

She had a life policy with you since 1978. What do you need from us? I can send the death certificate
and, when we have it, the grant of probate. Please write to me and not to the old house.

Yours sincerely
Paul Lowry
07700 900172
""",
        truth=linked("lowry", "the sender is the executor, a contact of this client only"),
    ),
    Mail(
        name="inbox/2025-03-13-1633-still-waiting",
        at="2025-03-13 16:33",
        sender="Jolene Zielinski <jolene.z@mailbox.example>",
        subject="Second complaint: still no payment ({zielinski_delay})",
        text="""
To whom it may concern

Ten days ago I wrote to complain that the money for my kitchen has not arrived. I had a card that
says "we take your concerns seriously", and nothing since.

The plumber's invoice of £1,184.60 has been with you since 9 January. I want to know who decides, and when.

Jolene Zielinski
Client number {zielinski}, case {zielinski_delay}
""",
        truth=linked("zielinski", "sender, client number and case number agree", case="zielinski_delay"),
    ),
)
