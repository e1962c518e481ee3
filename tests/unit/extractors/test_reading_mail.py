from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest

from crmbridge.domain.communication import Channel, Direction
from crmbridge.domain.identifier import Zone
from crmbridge.domain.reading import Authentication, PartState, Party
from tests.unit.extractors.extractor_builders import (
    WITHOUT_OCR,
    find_part,
    list_found,
    list_values,
    make_image,
    make_mail,
    make_pdf,
    read,
)


def test_a_mail_gives_sender_recipients_subject_date_and_body() -> None:
    reading = read(make_mail("My number is C-104233.").as_bytes())
    assert reading.channel is Channel.EMAIL
    assert reading.direction is Direction.IN
    assert reading.sender == Party(role="from", name="Anna Kay", address="anna@kay.example")
    assert reading.recipients == (Party(role="to", name="", address="service@harbour.example"),)
    assert reading.subject == "A question"
    assert reading.message_id == "one@kay.example"
    assert reading.occurred_at is not None
    assert reading.occurred_at.utcoffset() == timedelta(hours=1)
    assert reading.text == "My number is C-104233."
    assert reading.state is PartState.READ
    assert [part.path for part in reading.parts] == ["0", "1"]


def test_a_mail_is_a_mail_whatever_its_file_is_called() -> None:
    assert read(make_mail().as_bytes(), "letter.txt").media_type == "message/rfc822"


def test_a_mail_from_our_own_domain_went_out() -> None:
    mail = make_mail(sender="Desk <desk@mail.harbour.example>")
    assert read(mail.as_bytes()).direction is Direction.OUT


def test_a_mail_from_our_own_address_elsewhere_went_out() -> None:
    assert read(make_mail(sender="outpost@FREEMAIL.example").as_bytes()).direction is Direction.OUT


def test_a_domain_that_only_ends_like_ours_is_not_ours() -> None:
    assert read(make_mail(sender="x@notharbour.example").as_bytes()).direction is Direction.IN


def test_attachments_are_numbered_as_imap_numbers_them() -> None:
    mail = make_mail("Please see attached.")
    mail.add_alternative("<p>Please see attached.</p>", subtype="html")
    mail.add_attachment(make_pdf("Policy C-104233"), maintype="application", subtype="pdf", filename="policy.pdf")
    reading = read(mail.as_bytes())
    assert [part.path for part in reading.parts] == ["0", "1.1", "1.2", "2"]
    assert reading.text == "Please see attached.\n\nPolicy C-104233"
    assert [(one.part, one.page, one.zone) for one in list_found(reading, "client_number")] == [
        ("2", 1, Zone.ATTACHMENT)
    ]


def test_the_html_alternative_is_taken_when_it_clearly_says_more() -> None:
    mail = make_mail("Your mail program cannot show this.")
    mail.add_alternative("<p>" + "Many more words stand here. " * 10 + "</p>", subtype="html")
    assert read(mail.as_bytes()).text.startswith("Many more words")


def test_an_identifier_that_only_the_unread_alternative_holds_is_still_found() -> None:
    mail = make_mail("Please call me back about my policy.")
    mail.add_alternative("<p>Please call me back about my policy. C-104233</p>", subtype="html")
    reading = read(mail.as_bytes())
    assert reading.text == "Please call me back about my policy."
    assert [(one.value, one.part) for one in list_found(reading, "client_number")] == [("C-104233", "2")]


def test_an_attached_message_has_its_own_header_text_and_parts() -> None:
    inner = make_mail("Inner words C-555666.", subject="The inner one", sender="Bob Ray <bob@ray.example>")
    mail = make_mail("See below.")
    mail.add_attachment(inner)
    reading = read(mail.as_bytes())
    assert [part.path for part in reading.parts] == ["0", "1", "2", "2.1"]
    assert "Subject: The inner one" in find_part(reading, "2").text
    assert [one.zone for one in list_found(reading, "client_number")] == [Zone.ATTACHMENT]
    assert "Inner words" in reading.text


def test_a_small_inline_picture_does_not_spoil_the_mail() -> None:
    mail = make_mail("Hello.")
    mail.add_alternative('<p>Hello.</p><img src="cid:logo">', subtype="html")
    html = list(mail.iter_parts())[1]
    assert isinstance(html, EmailMessage)
    html.add_related(make_image(), maintype="image", subtype="png", cid="<logo>")
    reading = read(mail.as_bytes())
    picture = next(part for part in reading.parts if part.media_type == "image/png")
    assert (picture.state, picture.inline) == (PartState.NEEDS_OCR, True)
    assert reading.state is PartState.READ


def test_a_large_inline_picture_may_be_a_letter_and_counts() -> None:
    mail = make_mail("Hello.")
    mail.add_related(make_image(size=(1300, 1800)), maintype="image", subtype="png", cid="<scan>")
    assert read(mail.as_bytes(), settings=WITHOUT_OCR).state is PartState.NOT_FULLY_READ


def test_an_attached_scan_that_is_not_recognised_makes_the_mail_not_fully_read_and_is_named() -> None:
    mail = make_mail("See the scan.")
    mail.add_attachment(make_image("TIFF"), maintype="image", subtype="tiff", filename="scan.tif")
    reading = read(mail.as_bytes(), settings=WITHOUT_OCR)
    assert reading.state is PartState.NOT_FULLY_READ
    assert "scan.tif" in reading.reason


def test_a_mail_that_is_nothing_but_a_scan_needs_ocr() -> None:
    mail = make_mail("")
    mail.add_attachment(make_image("TIFF"), maintype="image", subtype="tiff", filename="scan.tif")
    assert read(mail.as_bytes(), settings=WITHOUT_OCR).state is PartState.NEEDS_OCR


def test_a_mail_without_a_body_is_empty() -> None:
    assert read(make_mail("").as_bytes() + b"\n").state is PartState.EMPTY


def test_an_encrypted_mail_says_so() -> None:
    mail = make_mail("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n")
    reading = read(mail.as_bytes())
    assert reading.state is PartState.ENCRYPTED
    assert "PGP" in reading.reason


def test_a_detached_signature_does_not_spoil_the_mail() -> None:
    mail = make_mail("Signed words.")
    der = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + b"\0" * 40
    mail.add_attachment(der, maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    assert read(mail.as_bytes()).state is PartState.READ


@pytest.mark.parametrize(
    ("charset", "body", "expected"),
    [
        ("iso-8859-1", "caf\xe9 \x80 50".encode("latin-1"), "caf\xe9 \u20ac 50"),
        ("x-unknown", "Zo\xeb".encode(), "Zo\xeb"),
        ("us-ascii", "Zo\xeb".encode("latin-1"), "Zo\xeb"),
        ("gb2312", "\u4f60\u597d".encode("gb18030"), "\u4f60\u597d"),
        ("hex", b"abc", "abc"),
    ],
)
def test_a_body_is_decoded_although_its_charset_is_wrong_or_unknown(charset: str, body: bytes, expected: str) -> None:
    header = f"From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n\n"
    assert read(header.encode() + body).text == expected


def test_raw_eight_bit_headers_and_encoded_words_are_decoded() -> None:
    raw = "From: Zo\xeb <z@b.example>\nTo: =?utf-8?q?J=C3=BC?= =?utf-8?q?rgen?= <j@b.example>\n".encode("latin-1")
    reading = read(raw + b"Subject: =?nonsense?b?SGVsbG8?=\nMIME-Version: 1.0\n\nx")
    assert reading.sender == Party(role="from", name="Zo\xeb", address="z@b.example")
    assert reading.recipients[0].name == "J\xfcrgen"
    assert reading.subject == "Hello"


@pytest.mark.parametrize(
    "written", ["yesterday", "Thu, 99 Foo 2025 10:00:00 +0000", "Mon, 1 Jan 99999 00:00:00 +0000", ""]
)
def test_a_broken_date_is_no_date(written: str) -> None:
    reading = read(f"From: a@b.example\nDate: {written}\nSubject: x\nMIME-Version: 1.0\n\nx".encode())
    assert reading.occurred_at is None


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Precedence: bulk",
        "List-Id: <news.example>",
        "X-Autoreply: yes",
        "Return-Path: <>",
        "Content-Type: multipart/report; boundary=x",
    ],
)
def test_mail_that_a_machine_wrote_is_automatic(header: str) -> None:
    assert read(f"From: a@b.example\nSubject: x\nMIME-Version: 1.0\n{header}\n\nx".encode()).automatic


def test_mail_that_a_person_wrote_is_not_automatic() -> None:
    mail = make_mail()
    mail["Auto-Submitted"] = "no"
    mail["Return-Path"] = "<anna@kay.example>"
    assert not read(mail.as_bytes()).automatic


def test_only_the_topmost_authentication_result_is_believed() -> None:
    raw = (
        "Authentication-Results: mx.harbour.example; spf=fail smtp.mailfrom=x; dkim=none; dmarc=fail\n"
        "Authentication-Results: mx.evil.example; dmarc=pass\nFrom: a@b.example\nSubject: x\n\nx"
    )
    reading = read(raw.encode())
    assert reading.authentication == Authentication(spf="fail", dkim="", dmarc="fail")


def test_references_keep_their_order_and_the_answered_message_comes_last() -> None:
    mail = make_mail()
    mail["References"] = "<first@x.example> <second@x.example>"
    mail["In-Reply-To"] = "<third@x.example>"
    reading = read(mail.as_bytes())
    assert reading.references == ("first@x.example", "second@x.example", "third@x.example")
    assert "second@x.example" in list_values(reading, "message_id")


def test_header_identifiers_have_the_zone_of_their_line() -> None:
    mail = make_mail(subject="About C-104233")
    mail["Cc"] = "broker@b.example"
    reading = read(mail.as_bytes())
    zones = {one.value: one.zone for one in reading.identifiers}
    assert zones["Anna Kay"] is Zone.SENDER
    assert zones["anna@kay.example"] is Zone.SENDER
    assert zones["service@harbour.example"] is Zone.RECIPIENT
    assert zones["broker@b.example"] is Zone.COPIED
    assert zones["C-104233"] is Zone.SUBJECT


def test_quoted_words_and_signatures_are_told_from_new_ones() -> None:
    body = (
        "New C-111111.\n\n-- \nAnna, C-222222\n\nOn 1 March 2025, Harbour wrote:\n> Old C-333333.\n"
        "\n-----Original Message-----\nOlder C-444444.\n"
    )
    zones = [one.zone for one in list_found(read(make_mail(body).as_bytes()), "client_number")]
    assert zones == [Zone.BODY, Zone.SIGNATURE, Zone.QUOTED, Zone.QUOTED]


def test_answers_between_quoted_lines_are_new_words() -> None:
    body = "On 1 March 2025, Harbour wrote:\n> What is it?\nIt is C-111111.\n> And the other?\nC-222222\n"
    found = list_found(read(make_mail(body).as_bytes()), "client_number")
    assert [one.zone for one in found] == [Zone.BODY, Zone.BODY]


def test_a_quote_without_marks_runs_to_the_end() -> None:
    body = "Yes.\n\nFrom: Desk\nSent: Monday\nTo: Anna\nSubject: x\n\nYour number C-111111\n"
    assert list_found(read(make_mail(body).as_bytes()), "client_number")[0].zone is Zone.QUOTED


def test_a_delivery_report_shows_the_address_that_failed() -> None:
    raw = (
        "From: MAILER-DAEMON@x.example\nSubject: Undelivered\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nIt could not be delivered.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
        "Final-Recipient: rfc822; anna@kay.example\n"
        "--b--\n"
    )
    reading = read(raw.encode())
    assert "anna@kay.example" in list_values(reading, "email")
    assert reading.automatic


def test_a_mail_whose_parts_cannot_be_told_apart_is_not_called_read() -> None:
    header = 'From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n'
    raw = f"{header}\n--c\n\nC-104233\n"
    reading = read(raw.encode())
    assert reading.state is PartState.NOT_FULLY_READ
    assert list_values(reading, "client_number") == ["C-104233"]


def test_several_mails_in_one_file_are_parts() -> None:
    one = make_mail("First words.").as_bytes()
    mbox = b"From a@b Mon Jun 01 10:00:00 2009\n" + one + b"\n\nFrom a@b Mon Jun 01 11:00:00 2009\n" + one
    reading = read(mbox)
    assert [part.path for part in reading.parts] == ["0", "1", "1.1", "2", "2.1"]
    assert reading.channel is Channel.EMAIL
