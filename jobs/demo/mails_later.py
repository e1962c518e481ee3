"""Mails from private clients and from those who act for them, in the second half of the month."""

from __future__ import annotations

from jobs.demo.model import CLAIMS, Enclosure, Mail, linked

MAILS = (
    Mail(
        name="inbox/2025-03-14-1310-for-my-father",
        at="2025-03-14 13:10",
        sender="Helen Vance <helen.vance@post.example>",
        subject="Has the power of attorney been registered?",
        text="""
Hello,

our solicitor sent you the certificate this week. My father can no longer write himself, so please deal
with me from now on. Has it been registered, and may I ask for a list of his policies?

Helen Vance, for Robert Vance
""",
        truth=linked("vance", "the sender is his attorney, a contact of this client only"),
    ),
    Mail(
        name="inbox/2025-03-17-1902-maiden-name",
        at="2025-03-17 19:02",
        sender="cathy@rideandwrite.example",
        subject="old papers under the name of Moss",
        text="""
Hi there

I got married in January. My policy {brandt_ac} still says Catherine Moss, and so does the card in my
purse. Can you send me both under the name of Brandt? The marriage certificate is with you already.

This is my club address, please keep using the old one.

Catherine
""",
        truth=linked("brandt", "unknown address, but the account number is hers"),
    ),
    Mail(
        name="claims/2025-03-17-2140-from-the-library",
        at="2025-03-17 21:40",
        sender="Library Ashmouth <terminal4@library.example>",
        to=CLAIMS,
        subject="document from public terminal 4",
        text="""
A visitor has sent you the attached document. Please do not answer this message.
""",
        enclosures=(
            Enclosure(
                name="my letter.odt",
                text="""
Dear Sirs,

my computer has drowned together with the rest of the cellar, so I write from the library.
The photographs for claim {petrova_luggage} are on a stick that I shall bring round on Friday.

Daria Petrova
15 Harbour View, Port Arden
""",
            ),
        ),
        truth=linked(
            "petrova",
            "unknown address; number and name stand in the document that is attached",
            case="petrova_luggage",
        ),
    ),
    Mail(
        name="claims/2025-03-18-0755-tools",
        at="2025-03-18 07:55",
        sender="Rhys Castell <rhys.castell@webpost.example>",
        to=CLAIMS,
        subject="Van theft, claim {castell_van_old}",
        text="""
Morning,

any news? My first letter from you says claim {castell_van_old}. I have found the receipts for
the two drills and the mitre saw, altogether £1,027.

I cannot take work on without them, so the sooner the better.

Cheers
Rhys
""",
        truth=linked("castell", "the sender is his; the number is a former number of the case", case="castell_van"),
    ),
    Mail(
        name="claims/2025-03-19-0803-tools-receipts",
        at="2025-03-19 08:03",
        sender="Rhys Castell <rhys.castell@webpost.example>",
        to=CLAIMS,
        subject="AW: your question",
        answers="sent/2025-03-18-1520-tools",
        text="""
Yes, the van was locked. The lock is scratched, photo follows. The receipts are in the post.

Rhys

> Thank you for the list. Was the van locked, and are there marks on the
> lock? Please send us the receipts.
""",
        truth=linked("castell", "it answers our answer about the case, and the sender is his", case="castell_van"),
    ),
    Mail(
        name="inbox/2025-03-20-0948-rent-out-the-barn",
        at="2025-03-20 09:48",
        sender="Hamish MacRae <hamish@glenlochfarm.example>",
        subject="Letting the barn for weddings",
        text="""
Dear all

We think of letting the big barn for weddings from June, ten or twelve a year. Does the farm insurance
cover the guests, and the caterers' ovens? If not, please quote for adding it to my contract.

The storm claim is another matter and I shall write about it separately.

Hamish MacRae
Glenloch Farm
""",
        copies=("claims/2025-03-20-0948-rent-out-the-barn",),
        truth=linked("macrae", "the sender's address is his alone; no case is named"),
    ),
    Mail(
        name="inbox/2025-03-21-1417-broker",
        at="2025-03-21 14:17",
        sender="Kirsty Lang <kirsty.lang@northgatebrokers.example>",
        subject="Gurpreet Thandi, client {thandi}: no-claims bonus",
        text="""
Dear colleagues,

I act for Mr Thandi (your client number {thandi}, case {thandi_bonus}). His former insurer now confirms
seven years without a claim, not four. Please correct the premium from the start of the policy and
refund the difference.

Their letter is available at any time.

Kirsty Lang
Northgate Brokers, 01632 960505
""",
        truth=linked("thandi", "the broker serves two clients; the numbers decide", case="thandi_bonus"),
    ),
    Mail(
        name="inbox/2025-03-27-1126-third-complaint",
        at="2025-03-27 11:26",
        sender="Jolene Zielinski <jolene.z@mailbox.example>",
        subject="Third and last complaint",
        shape="alternative",
        text="""
This is the third time I complain within a month.

You promised a decision by 21 March. Today is the 27th. If I do not hear from you by Monday I shall go
to the ombudsman, and I shall tell him how often I had to repeat the same story.

Case {zielinski_delay}.

J. Zielinski
""",
        truth=linked("zielinski", "sender and case number agree", case="zielinski_delay"),
    ),
)
