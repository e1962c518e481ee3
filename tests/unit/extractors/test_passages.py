from __future__ import annotations

import pytest

from crmbridge.domain.identifier import Zone
from crmbridge.domain.reading import PassageKind, Reading
from tests.unit.extractors.extractor_builders import find_part, list_found, make_mail, read


def _read_html(body: str) -> Reading:
    head = "From: a@post.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
    return read((head + body).encode())


def _list_passages(reading: Reading) -> list[tuple[PassageKind, str]]:
    return [(one.kind, find_part(reading, one.part).text[one.start : one.end].strip("\n")) for one in reading.passages]


def _find_kind(body: str, words: str, subject: str = "A question") -> PassageKind | None:
    reading = read(make_mail(body, subject=subject).as_bytes())
    return _find_kind_in(reading, words)


def _find_kind_in(reading: Reading, words: str) -> PassageKind | None:
    for part in reading.parts[1:]:
        place = part.text.find(words)
        for one in reading.passages:
            if place >= 0 and one.part == part.path and one.start <= place < one.end:
                return one.kind
    return None


@pytest.mark.parametrize(
    "attribution",
    [
        "On Wed, 12 Mar 2025 at 10:15, Anna Kay <anna@kay.example> wrote:",
        "On Wed, 12 Mar 2025 at 10:15, Anna Kay\n<anna@kay.example> wrote:",
        "Am 12.03.2025 um 10:15 schrieb Anna Kay <anna@kay.example>:",
        "Le 12/03/2025 à 10:15, Anna Kay a écrit\u00a0:",
        "El mié, 12 mar 2025 a las 10:15, Anna (<anna@kay.example>) escribió:",
        "Il giorno mer 12 mar 2025 alle ore 10:15 Anna <anna@kay.example> ha scritto:",
        "Op wo 12 mrt 2025 om 10:15 schreef Anna <anna@kay.example>:",
        "Em qua., 12 de mar. de 2025 às 10:15, Anna <anna@kay.example> escreveu:",
        "śr., 12 mar 2025 o 10:15 Anna <anna@kay.example> napisał(a):",
        "Den ons 12 mars 2025 kl 10:15 skrev Anna <anna@kay.example>:",
    ],
)
def test_words_below_the_line_that_names_their_writer_are_quoted_without_marks_too(attribution: str) -> None:
    body = f"My new words.\n\n{attribution}\n\nOld words."
    assert _find_kind(body, "My new words") is None
    assert _find_kind(body, attribution.split("\n", maxsplit=1)[0][:8]) is PassageKind.QUOTED
    assert _find_kind(body, "Old words") is PassageKind.QUOTED


@pytest.mark.parametrize(
    "written",
    [
        "On Monday your colleague wrote:\nthat my policy C-104233 had lapsed.",
        "From: London\nTo: Paris\nDate: 1 May\nPolicy C-104233",
        "I received this message in error. Please delete my confidential data, C-104233.",
        "Kind regards to your colleague, who found C-104233 so quickly on that day.",
        "----------\nMy number is C-104233.\n----------",
        "________________________________\nMy number is C-104233.",
        "| C-104233 | paid |",
        "Yours faithfully,\nAnna Kay\n\nP.S. My number is C-104233.",
        "Thanks\nAnna\n\nI forgot to say that my number is C-104233 and not the other one.",
        "This is my letter. It is confidential: C-104233.",
    ],
)
def test_what_only_looks_like_somebody_elses_words_stays_new(written: str) -> None:
    reading = read(make_mail(f"Dear Sirs,\n\n{written}").as_bytes())
    assert _find_kind_in(reading, "C-104233") is None
    assert [one.zone for one in list_found(reading, "client_number")] == [Zone.BODY]


@pytest.mark.parametrize(
    ("body", "words", "kind"),
    [
        ("Words.\n\nKind regards,\nAnna Kay\nTel. 01632 960123", "Anna Kay", PassageKind.SIGNATURE),
        ("Worte.\n\nMit freundlichen Grüßen\nAnna Kay", "Anna Kay", PassageKind.SIGNATURE),
        ("Words.\n-- \nAnna Kay", "Anna Kay", PassageKind.SIGNATURE),
        ("Words.\n\nSent from my iPhone", "Sent from", PassageKind.SIGNATURE),
        (
            "Words.\n\nThis email is confidential and intended solely for the addressee.",
            "This email",
            PassageKind.DISCLAIMER,
        ),
        (
            "Worte.\n\nDiese E-Mail enthält vertrauliche Informationen.\nBitte löschen Sie sie.",
            "Diese",
            PassageKind.DISCLAIMER,
        ),
        (
            "Mots.\n\nCe message est confidentiel. Veuillez le détruire.\n\nIl engage sa diffusion, son destinataire.",
            "Il engage",
            PassageKind.DISCLAIMER,
        ),
        (
            "Words.\n_______________________________________________\nusers mailing list\nusers@lists.example",
            "users mailing",
            PassageKind.DISCLAIMER,
        ),
    ],
)
def test_signatures_and_notices_are_told_from_the_message(body: str, words: str, kind: PassageKind) -> None:
    assert _find_kind(body, words) is kind
    assert _find_kind(body, body[:4]) is None


@pytest.mark.parametrize(
    "divider",
    [
        "---------- Forwarded message ---------",
        "-------- Weitergeleitete Nachricht --------",
        "Début du message transféré :",
    ],
)
def test_a_forwarded_message_tells_its_own_sender_date_and_subject(divider: str) -> None:
    body = (
        f"See below.\n\n{divider}\nFrom: Bob Ray <bob@ray.example>\nDate: 12 March 2025 10:15\n"
        "Subject: My claim\nTo: Anna Kay <anna@kay.example>\n\nInner words."
    )
    reading = read(make_mail(body).as_bytes())
    assert _find_kind_in(reading, "Inner words") is PassageKind.FORWARDED
    assert reading.original is not None
    assert reading.original.sender is not None
    assert reading.original.sender.address == "bob@ray.example"
    assert [party.address for party in reading.original.recipients] == ["anna@kay.example"]
    assert reading.original.subject == "My claim"
    assert reading.original.occurred_at is not None
    assert reading.original.occurred_at.day == 12


def test_of_messages_forwarded_again_and_again_the_innermost_is_the_original() -> None:
    blocks = "".join(
        f"From: {name}@ray.example\nSent: 12 March 2025 10:15\nTo: x@y.example\nSubject: about {name}\n\nwords\n\n"
        for name in ("one", "two", "three")
    )
    reading = read(make_mail(f"FYI\n\n{blocks}", subject="FW: about").as_bytes())
    assert reading.original is not None
    assert reading.original.subject == "about three"


def test_an_attached_mail_is_forwarded_as_a_whole_and_is_the_original() -> None:
    mail = make_mail("See below.")
    mail.add_attachment(make_mail("Inner words.", subject="Inner", sender="Bob Ray <bob@ray.example>"))
    reading = read(mail.as_bytes())
    assert _find_kind_in(reading, "Inner words") is PassageKind.FORWARDED
    assert reading.original is not None
    assert reading.original.subject == "Inner"


def test_a_reply_has_no_original() -> None:
    body = "Yes.\n\n-----Original Message-----\nFrom: b@c.example\nSent: 12 March 2025 10:15\nSubject: x\n\nOld."
    reading = read(make_mail(body, subject="Re: x").as_bytes())
    assert reading.original is None
    assert _find_kind_in(reading, "Old.") is PassageKind.QUOTED


@pytest.mark.parametrize(
    "old",
    [
        '<div class="gmail_quote"><div class="gmail_attr">On 12 Mar Bob wrote:<br></div>'
        '<blockquote class="gmail_quote">Old words.</blockquote></div>',
        '<blockquote type="cite">Old words.</blockquote>',
        '<div class="moz-cite-prefix">Bob:</div><blockquote type="cite"><p>Old words.</p></blockquote>',
        '<div class="yahoo_quoted"><p>Old words.</p></div>',
        '<hr><div id="divRplyFwdMsg"><b>From:</b> Bob &lt;b@c.example&gt;<br><b>Sent:</b> 12 March 2025 10:15<br>'
        "<b>To:</b> Anna<br><b>Subject:</b> x</div><div>Old words.</div>",
        '<p class="MsoNormal"><b>Von:</b> Bob<br><b>Gesendet:</b> 12. März 2025 10:15<br><b>An:</b> Anna<br>'
        "<b>Betreff:</b> x</p><p class=MsoNormal>Old words.</p>",
    ],
)
def test_quotations_of_a_page_are_found_where_mail_programs_put_them(old: str) -> None:
    reading = _read_html(f"<div>New words.</div>{old}")
    assert _find_kind_in(reading, "New words") is None
    assert _find_kind_in(reading, "Old words") is PassageKind.QUOTED


def test_an_answer_between_the_quotations_of_a_page_is_new() -> None:
    reading = _read_html(
        '<div class="gmail_quote"><blockquote class="gmail_quote">What is it?</blockquote><div>It is C-104233.</div>'
        '<blockquote class="gmail_quote">Thanks.</blockquote></div>'
    )
    assert [one.zone for one in list_found(reading, "client_number")] == [Zone.BODY]


def test_an_indented_paragraph_of_a_page_is_no_quotation() -> None:
    reading = _read_html('<p>Hello</p><blockquote style="margin:0 0 0 40px">It is C-104233.</blockquote>')
    assert _find_kind_in(reading, "C-104233") is None


def test_a_signature_of_a_page_is_one_unless_it_is_longer_than_any() -> None:
    signed = _read_html("<p>New words.</p><div class='gmail_signature'>Anna Kay<br>C-104233</div>")
    assert _list_passages(signed) == [(PassageKind.SIGNATURE, "Anna Kay\nC-104233")]
    wrapped = _read_html(f"<div class='gmail_signature'>It is C-104233. {'Many more words. ' * 60}</div>")
    assert wrapped.passages == ()


def test_passages_of_a_letter_are_not_looked_for() -> None:
    assert read(b"Dear Sirs\n\nWords of a letter.\n\nKind regards\nAnna Kay", "letter.txt").passages == ()
