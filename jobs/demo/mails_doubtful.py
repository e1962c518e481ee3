"""Mails that no machine should decide, and mails that belong to nobody."""

from __future__ import annotations

from jobs.demo.model import CLAIMS, Mail, review, unlinked

MAILS = (
    Mail(
        name="claims/2025-03-12-0744-someone-elses-case",
        at="2025-03-12 07:44",
        sender="Tom Pell <tom.pell@post.example>",
        to=CLAIMS,
        subject="Case {ibrahim_motor}",
        text="""
Hello,

regarding case {ibrahim_motor}: have you decided about the door yet? The workshop wants to order the parts.

Tom Pell
""",
        truth=review("the case is Mr Ibrahim's, the sender is Mr Pell"),
    ),
    Mail(
        name="inbox/2025-03-13-1850-household",
        at="2025-03-13 18:50",
        sender="The Harcourts <harcourts@mailbox.example>",
        subject="Your call this afternoon",
        text="""
Hello,

we were out when you rang. Please try again tomorrow before noon, or tell us by mail what it was about.

Many thanks
M. and A.
""",
        truth=review("two clients share the address and nothing else tells them apart"),
    ),
    Mail(
        name="claims/2025-03-14-1604-one-digit-off",
        at="2025-03-14 16:04",
        sender="front desk <desk@riverside-garage.example>",
        to=CLAIMS,
        subject="Estimate",
        text="""
Good afternoon,

please find our estimate for the rear bumper: parts £260, paint £180, labour £210.

Customer: Ngozi Okafor
Your client number: {okafor_off}

Riverside Garage, Dunford
""",
        truth=review("the client number is one digit off; only a name supports it"),
    ),
    Mail(
        name="inbox/2025-03-17-0312-urgent-bank-change",
        at="2025-03-17 03:12",
        sender="Li Huang <li.huang@lanternshop.example>",
        subject="URGENT new bank details, client {huang}",
        headers=(
            (
                "Authentication-Results",
                "spf=fail smtp.mailfrom=relay.example; dkim=none; dmarc=fail header.from=lanternshop.example",
            ),
            ("Reply-To", "li.huang.office@relay.example"),
        ),
        text="""
Dear Sir,

my bank has closed. Pay all claims for client {huang}, case {huang_window}, to the new account that I
send you when you reply. It is urgent, please confirm today.

Li Huang
""",
        truth=review("the sender failed DMARC: client and case number may be copied from a stolen letter"),
    ),
    Mail(
        name="inbox/2025-03-19-1519-a-john-smith",
        at="2025-03-19 15:19",
        sender="John Smith <js@anypost.example>",
        subject="my insurance",
        text="""
Hello, this is John Smith. Please send me a copy of my insurance papers, I cannot find them since we
painted the hall.

Kind regards

John Smith
""",
        truth=review("only a name, and two clients bear it"),
    ),
    Mail(
        name="inbox/2025-03-26-1658-please-ring",
        at="2025-03-26 16:58",
        sender="Kirsty Lang <kirsty.lang@northgatebrokers.example>",
        subject="Telephone call",
        text="""
Dear colleagues,

could somebody from underwriting ring me about the matter we discussed last week? I am in until five.

Kirsty Lang
Northgate Brokers
""",
        truth=review("the broker acts for two clients and names neither"),
    ),
    Mail(
        name="inbox/2025-03-05-0700-newsletter",
        at="2025-03-05 07:00",
        sender="Insurance Today <news@insurancetoday.example>",
        subject="This week: ten trends in claims handling",
        shape="html",
        headers=(
            ("List-Unsubscribe", "<https://insurancetoday.example/leave>"),
            ("List-Id", "<weekly.insurancetoday.example>"),
            ("Precedence", "bulk"),
        ),
        text="""
Good morning! In this week's letter: drones over roofs, chatty forms, and why nobody reads the small print.

You receive this letter because somebody subscribed with your address.
""",
        truth=unlinked("a newsletter from a stranger"),
    ),
    Mail(
        name="inbox/2025-03-24-1344-application",
        at="2025-03-24 13:44",
        sender="Tamsin Greaves <tamsin.greaves@anypost.example>",
        subject="Application as a trainee",
        text="""
Dear Sir or Madam,

I finish school in July and would like to become a trainee in your claims department. I like numbers
and I like people, and I can type. May I send you my reports?

Tamsin Greaves
""",
        truth=unlinked("an applicant whom the CRM does not know"),
    ),
    Mail(
        name="inbox/2025-03-28-0931-coffee",
        at="2025-03-28 09:31",
        sender="Bean & Barrow <sales@beanandbarrow.example>",
        subject="Your office coffee: invoice 7731",
        text="""
Dear customer,

for March we have delivered 12 kg of the house blend. The sum of £138.00 is due by 14 April.

Bean & Barrow
""",
        truth=unlinked("an invoice to the office itself"),
    ),
    Mail(
        name="inbox/2025-03-31-1012-hedge",
        at="2025-03-31 10:12",
        sender="Rosalind Ames <rosalind.ames@anypost.example>",
        subject="Your hedge",
        text="""
Good morning,

the hedge beside your car park hangs over the pavement. My father is blind and walked into it twice.
Could somebody cut it, please?

Rosalind Ames
""",
        truth=unlinked("a neighbour of the office, known to nobody in the CRM"),
    ),
)
