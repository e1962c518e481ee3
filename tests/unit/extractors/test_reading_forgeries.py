"""What strangers write into mails to be taken for somebody else."""

from __future__ import annotations

import json

import pytest

from crmbridge.domain.identifier import Zone
from crmbridge.domain.reading import Authentication, PartState, Reading
from crmbridge.domain.reading_json import as_json, from_json
from crmbridge.normalise import normalise_email
from tests.unit.extractors.extractor_builders import list_found, list_values, make_mail, read

_SERVER = "Authentication-Results: mx.harbour.example; "


def _read(*headers: str, sender: str = "a@post.example", body: str = "x", kind: str = "text/plain") -> Reading:
    lines = [*headers, f"From: {sender}", "Subject: x", "MIME-Version: 1.0", f"Content-Type: {kind}", "", body]
    return read("\n".join(lines).encode())


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        ((), "a@post.example, b@else.example"),
        (("From: b@else.example",), "a@post.example"),
        ((), "<b@else.example> a@post.example"),
    ],
)
def test_a_mail_with_several_senders_is_not_believed_and_names_them_all(headers: tuple[str, ...], sender: str) -> None:
    reading = _read(*headers, sender=sender)
    assert reading.authentication.sender_is_ambiguous
    assert reading.authentication.is_failed
    found = {one.value for one in list_found(reading, "email") if one.zone is Zone.SENDER}
    assert found == {"a@post.example", "b@else.example"}


def test_the_same_sender_written_twice_is_one() -> None:
    assert not _read("From: A <A@post.example>").authentication.is_failed


def test_that_the_sender_is_ambiguous_comes_back_from_json() -> None:
    reading = _read("From: b@else.example")
    assert from_json(json.loads(json.dumps(as_json(reading)))) == reading


@pytest.mark.parametrize("name", ["a@post.example", '"a@post.example"', "=?utf-8?q?a=40post=2Eexample?="])
def test_an_address_that_a_sender_gives_himself_as_a_name_is_none_of_his(name: str) -> None:
    reading = _read(sender=f"{name} <evil@else.example>")
    assert reading.sender is not None
    assert (reading.sender.name, reading.sender.address) == ("a@post.example", "evil@else.example")
    assert list_values(reading, "email") == ["evil@else.example"]
    assert not reading.authentication.sender_is_ambiguous


def test_sender_and_reply_to_are_fields_of_their_own() -> None:
    reading = _read("Sender: b@else.example", "Reply-To: Cy <c@else.example>")
    found = [(one.value, one.zone, one.label) for one in list_found(reading, "email")]
    assert found == [
        ("a@post.example", Zone.SENDER, ""),
        ("b@else.example", Zone.FIELD, "sender"),
        ("c@else.example", Zone.FIELD, "reply-to"),
    ]


@pytest.mark.parametrize(
    "headers",
    [
        (_SERVER + "dmarc=fail header.from=post.example; spf=fail smtp.mailfrom=dmarc=pass@evil.example",),
        (_SERVER + 'spf=pass smtp.mailfrom="x; dmarc=pass"@evil.example; dmarc=fail',),
        (_SERVER + 'dmarc=fail reason="dmarc=pass"',),
        (_SERVER + 'spf=fail smtp.mailfrom="x; dmarc=fail',),
        (_SERVER + "dmarc=fail (said dmarc=pass (twice; dmarc=pass))",),
        (_SERVER + "auth=none", _SERVER + "dmarc=fail header.from=post.example"),
        (_SERVER + "dmarc=quarantine",),
        ("Authentication-Results: spf=pass smtp.mailfrom=x.example; dmarc=fail action=none",),
        (_SERVER + "spf=fail smtp.mailfrom=post.example; dkim=pass header.d=evil.example",),
        (_SERVER + "spf=fail", "Received: from evil by mx", _SERVER + "dkim=pass header.d=post.example"),
        (_SERVER + "spf=fail", "Authentication-Results: mx.evil.example; dmarc=pass"),
        ("Received-SPF: fail (mx: domain of post.example does not designate)",),
    ],
)
def test_a_forged_sender_is_not_believed(headers: tuple[str, ...]) -> None:
    assert _read(*headers).authentication.is_failed


@pytest.mark.parametrize(
    "headers",
    [
        (_SERVER + "spf=fail smtp.mailfrom=list.example; dmarc=pass (p=reject) header.from=post.example",),
        (
            _SERVER
            + "spf=fail smtp.mailfrom=list.example; dkim=fail header.d=x.example; dkim=pass header.d=post.example",
        ),
        (_SERVER + "spf=fail; dkim=pass header.i=@mail.post.example",),
        (_SERVER + "spf=fail", _SERVER + "dkim=pass header.d=post.example"),
        (_SERVER + "spf=pass smtp.mailfrom=b@post.example; dkim=fail header.d=post.example",),
        (_SERVER + "dmarc=pass header.from=post.example", "Received-SPF: fail"),
        ("Received-SPF: softfail",),
        (),
    ],
)
def test_a_sender_of_whom_nothing_bad_is_known_is_believed(headers: tuple[str, ...]) -> None:
    assert not _read(*headers).authentication.is_failed


def test_a_pass_for_another_domain_says_nothing_of_the_sender() -> None:
    reading = _read(_SERVER + "spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=le")
    assert reading.authentication == Authentication()


@pytest.mark.parametrize("written", ["t\u00bam@post.example", "\uff54om@post.example", "tom@po\u00dft.example"])
def test_addresses_that_only_look_alike_stay_apart(written: str) -> None:
    assert normalise_email(written) not in {"tom@post.example", "tom@posst.example"}


@pytest.mark.parametrize(
    "page",
    [
        '<div style="display:none">C-104233</div>',
        '<div style="display: none !important"><p>C-104233</div>',
        '<div title=">" style="visibility:hidden">C-104233</div>',
        "<div hidden>C-104233</div>",
        '<div style="font-size:0">C-104233</div>',
        '<div style="opacity:0"><b>C-104233</b></div>',
        "<style>.h{display:none}</style><div class='a h'>C-104233</div>",
        "<style><!-- #h{display:none} --></style><div id=h>C-104233</div>",
        "<style>.h{display:none!important}</style><div class=h style='display:block'>C-104233</div>",
        '<font color="#ffffff">C-104233</font>',
        '<span style="color:#fefefe">C-104233</span>',
        '<span style="color:white;background:white">C-104233</span>',
        '<table bgcolor=#123456><td><span style="color:#123457">C-104233</span></table>',
        '<span style="color:rgba(0,0,0,0)">C-104233</span>',
        '<div style="position:absolute;left:-9999px">C-104233</div>',
        '<div style="text-indent:-9999px">C-104233</div>',
        '<div style="max-height:0;overflow:hidden">C-104233</div>',
    ],
)
def test_text_that_a_page_hides_is_left_out_and_said_to_be(page: str) -> None:
    reading = _read(body=f"<p>Hello there.</p>{page}<p>Regards</p>", kind="text/html")
    assert list_values(reading, "client_number") == []
    assert "Regards" in reading.text
    assert (reading.parts[1].state, reading.parts[1].reason) == (PartState.READ, "hidden text was left out")


@pytest.mark.parametrize(
    "page",
    [
        '<td style="font-size:0"><div style="font-size:13px">C-104233</div></td>',
        '<td bgcolor="#003366"><font color="white">C-104233</font></td>',
        '<td background="x.png"><font color="white">C-104233</font></td>',
        "<style>.top td{background:#036}</style><table><td style='color:#fff'>C-104233</td></table>",
        "<style>@media (max-width:600px){.h{display:none}}</style><div class=h>C-104233</div>",
        '<p style="display:none">x<p>C-104233</p>',
        '<img hidden><span style="color:#333">C-104233</span>',
        '<div style="visibility:hidden"><b style="visibility:visible">C-104233</b></div>',
    ],
)
def test_text_that_a_page_shows_is_kept(page: str) -> None:
    assert list_values(_read(body=f"<p>Hello</p>{page}", kind="text/html"), "client_number") == ["C-104233"]


def test_a_page_that_holds_only_hidden_text_is_empty_and_says_why() -> None:
    part = _read(body="<p hidden>C-104233</p>", kind="text/html").parts[1]
    assert (part.state, part.text) == (PartState.EMPTY, "")
    assert "hidden text" in part.reason


def test_a_number_that_stands_only_in_the_plain_text_behind_a_page_is_not_found() -> None:
    mail = make_mail("My number is C-104233.")
    mail.add_alternative("<p>Buy hats</p>", subtype="html")
    reading = read(mail.as_bytes())
    assert list_values(reading, "client_number") == []
    assert "C-104233" in reading.text


def test_alternatives_that_contradict_each_other_are_both_heard() -> None:
    mail = make_mail("My number is C-104233.")
    mail.add_alternative("<p>My number is C-555666.</p>", subtype="html")
    assert sorted(list_values(read(mail.as_bytes()), "client_number")) == ["C-104233", "C-555666"]


def test_a_number_in_the_plain_text_beside_a_page_of_pictures_is_found() -> None:
    mail = make_mail("My number is C-104233.")
    mail.add_alternative("<img src=x>", subtype="html")
    assert list_values(read(mail.as_bytes()), "client_number") == ["C-104233"]


@pytest.mark.parametrize("written", ["Mon, 10 Mar 0000 10:00:00 +0000", "10 Mar 0001 10:00:00 +0000"])
def test_a_year_before_mail_existed_is_no_date(written: str) -> None:
    assert _read(f"Date: {written}").occurred_at is None


def test_a_year_in_two_digits_is_still_a_date() -> None:
    occurred_at = _read("Date: Mon, 10 Mar 25 10:00:00 +0000").occurred_at
    assert occurred_at is not None
    assert occurred_at.year == 2025
