"""Mails from firms and associations of the demo office, and the ones that machines write for them."""

from __future__ import annotations

from jobs.demo.model import CLAIMS, SERVICE, Enclosure, Mail, linked

MAILS = (
    Mail(
        name="inbox/2025-03-04-1011-vehicle-list",
        at="2025-03-04 10:11",
        sender="Priya Nair <priya.nair@fernhilljoinery.example>",
        subject="Fleet renewal - vehicles",
        text="""
Hello,

the list of vehicles for the renewal is attached. The old pick-up is gone, the electric van is new.

Priya Nair
Accounts, Fernhill Joinery Ltd
""",
        enclosures=(
            Enclosure(
                name="vehicles 2025.docx",
                text="""
Fleet policy renewal, case {fernhill_fleet}

Van, diesel, first registered 2019, mileage 81,000. Van, diesel, 2021, mileage 44,500.

Van, electric, new on 3 February 2025. The pick-up was sold on 31 January 2025.

All vehicles stand in the locked yard at night.
""",
            ),
        ),
        truth=linked("fernhill", "the sender is a contact; the Word file names the case", case="fernhill_fleet"),
    ),
    Mail(
        name="claims/2025-03-05-1555-bakery-answers",
        at="2025-03-05 15:55",
        sender="Marcus Oyelaran <marcus@quaysidebakery.example>",
        to=CLAIMS,
        subject="Re: Oven fire: what we need from you",
        answers="known_fire",
        text="""
Hi,

1. The fire started at ten to four in the morning, the brigade left at six.
2. We were shut for eleven days and baked at half strength for another week.
3. Beth will fax the takings of the last three Februaries.

Marcus

> Please tell us when the fire began, how long the bakery stayed closed and
> what you took in the same weeks of earlier years.
""",
        truth=linked("quayside", "the sender is a contact and it answers a mail of the case", case="quayside_fire"),
    ),
    Mail(
        name="inbox/2025-03-06-0600-till-report",
        at="2025-03-06 06:00",
        sender="Quayside Bakery <orders@quaysidebakery.example>",
        subject="Premium paid, February",
        text="""
This is an automatic notice of our accounts.

Paid today to Harbour Mutual: GBP 212.40
Account: {quayside_ac}
Month: February 2025
""",
        truth=linked("quayside", "sender and account number agree"),
    ),
    Mail(
        name="inbox/2025-03-25-0600-till-report",
        at="2025-03-25 06:00",
        sender="Quayside Bakery <orders@quaysidebakery.example>",
        subject="Premium paid, March",
        twin="inbox/2025-03-06-0600-till-report",
        text="""
This is an automatic notice of our accounts.

Paid today to Harbour Mutual: GBP 198.00
Account: {quayside_ac}
Month: March 2025 (less GBP 14.40 that you owe us since autumn)
""",
        truth=linked("quayside", "another mail with the same Message-ID; sender and account number agree"),
    ),
    Mail(
        name="inbox/2025-03-10-0845-kitchen-door",
        at="2025-03-10 08:45",
        sender="Mark Tully <mark.tully@beaumont.example>",
        subject="Damage at 11 Salt Row, case {beaumont_damage}",
        shape="logo",
        text="""
Good morning

The tenant has moved out and left two doors kicked in, the hob cracked and paint on the parquet. I have
told the police. Three quotes will come by letter; the middle one is £3,940.

When may we start? Every week costs us the rent.

Mark Tully
Beaumont Lettings Ltd, 50 Market Square, Port Arden
""",
        truth=linked("beaumont", "the sender is a contact and names the case", case="beaumont_damage"),
    ),
    Mail(
        name="inbox/2025-03-11-1001-out-of-office",
        at="2025-03-11 10:01",
        sender="Dale Whitcombe <dale@fernhilljoinery.example>",
        subject="Automatic reply: Injury to Mr Kowal: questions",
        answers="known_hand",
        headers=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"), ("Precedence", "bulk")),
        text="""
I am away until Monday 17 March and read no mail. In urgent matters please call Joan in the office.

Dale Whitcombe
""",
        truth=linked("fernhill", "an automatic reply to a mail of the case, from a contact", case="fernhill_hand"),
    ),
    Mail(
        name="claims/2025-03-17-0920-kowal",
        at="2025-03-17 09:20",
        sender="Dale Whitcombe <dale@fernhilljoinery.example>",
        to=CLAIMS,
        subject="Re: Injury to Mr Kowal: questions",
        answers="known_hand",
        text="""
Back at my desk. The guard of the planer had been taken off for cleaning the evening before. We have
changed the rule since: two people sign that it is back on.

Mr Kowal hopes to work half days from April. He is a good man and we do not want a quarrel about this.

Dale
""",
        truth=linked("fernhill", "it answers a mail of the case, from a contact", case="fernhill_hand"),
    ),
    Mail(
        name="inbox/2025-03-18-2210-glass-cover",
        at="2025-03-18 22:10",
        sender="Arthur Penhale <treasurer@stmarys-ashmouth.example>",
        subject="Adding glass to our policy",
        text="""
Dear Harbour Mutual

At its meeting on 12 March the committee resolved to insure the stained glass of the hall for £18,000.
Please add glass cover to our contract {stmarys_ac} from 1 April and send the invoice to me.

Arthur Penhale
Treasurer, St Mary's Parish Hall Trust
""",
        truth=linked("stmarys", "sender and account number agree; no case is named"),
    ),
    Mail(
        name="inbox/2025-03-19-1130-fair",
        at="2025-03-19 11:30",
        sender="Olive Renshaw <olive.renshaw@post.example>",
        subject="The child on the helter-skelter (case {stmarys_fair})",
        text="""
Dear Madam or Sir,

the little boy's plaster comes off next week and his mother has been kindness itself. She asks whether
we pay for the taxi rides to the hospital, £46 in all. I told her I would ask.

Yours
Olive Renshaw (secretary)
""",
        truth=linked("stmarys", "the sender is a contact and names the case", case="stmarys_fair"),
    ),
    Mail(
        name="inbox/2025-03-24-0912-forwarded-window",
        at="2025-03-24 09:12",
        sender="Anita Rowe <anita.rowe@harbour.example>",
        to=SERVICE,
        subject="Fwd: window",
        shape="forward",
        text="""
This came to my own mailbox. Please file it with the case.

Anita
""",
        forwarded=Mail(
            name="inbox/2025-03-22-1748-window",
            at="2025-03-22 17:48",
            sender="Li Huang <li.huang@lanternshop.example>",
            to="Anita Rowe <anita.rowe@harbour.example>",
            subject="window",
            text="""
Dear Anita,

the glazier has put in the new window, see case {huang_window}. His bill is £890 and he would like to be
paid by the end of the month. Shall I pay him and you pay me?

Li Huang
Lantern Shop, 88 High Street, Ashmouth
""",
            truth=linked("huang", "nested in the mail of a colleague"),
        ),
        truth=linked("huang", "forwarded by a colleague: inside is the client, naming the case", case="huang_window"),
    ),
    Mail(
        name="inbox/2025-03-26-1007-remittance",
        at="2025-03-26 10:07",
        sender="Fiona Beaumont <fiona@beaumont.example>",
        subject="Payment of premiums, 14 flats",
        text="""
Dear team,

we have paid £1,960.00 for our fourteen flats today under {beaumont_ac}. The breakdown is attached.
Please confirm, because in January one payment was booked twice.

Fiona Beaumont
""",
        enclosures=(
            Enclosure(
                name="breakdown.csv",
                text="flat,premium\n1 Salt Row,140.00\n3 Salt Row,140.00\n5 Salt Row,140.00\n11 more flats,1540.00\n",
            ),
        ),
        truth=linked("beaumont", "the sender is a contact and the account number agrees"),
    ),
    Mail(
        name="claims/2025-03-27-0918-damage-report",
        at="2025-03-27 09:18",
        sender="Mark Tully <mark.tully@beaumont.example>",
        to=CLAIMS,
        subject="Damage report",
        text="""
The report is attached.
""",
        enclosures=(
            Enclosure(
                name="winmail.dat",
                text="""
Damage by a tenant, 3 Salt Row

Your case number {beaumont_damage}

Two doors and the worktop were replaced, £1,130.00 in all. The tenant has left Port Arden.

Mark Tully
""",
            ),
        ),
        truth=linked(
            "beaumont",
            "the sender is a contact; the case number stands in a report within his Outlook bundle",
            case="beaumont_damage",
        ),
    ),
)
