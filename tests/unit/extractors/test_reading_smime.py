"""Sealed mails (S/MIME) and PGP: what can be read is read, what is encrypted is named."""

from __future__ import annotations

import base64
import zlib
from email.message import EmailMessage

import pytest
from asn1crypto import cms
from hypothesis import given, settings
from hypothesis import strategies as st

from crmbridge.domain.reader_settings import ReadLimits
from crmbridge.domain.reading import PartState
from tests.unit.extractors.extractor_builders import (
    find_part,
    list_found,
    make_mail,
    make_pdf,
    read,
    with_limits,
)

ENTITY = b"Content-Type: text/plain; charset=utf-8\r\n\r\nMy number is C-123456.\r\n"


def sign(content: bytes | None) -> bytes:
    """A signed envelope; without content it is a signature alone."""
    inside = {"content_type": "data"} if content is None else {"content_type": "data", "content": content}
    signed: dict[str, object] = {
        "version": "v1",
        "digest_algorithms": [],
        "encap_content_info": inside,
        "signer_infos": [],
    }
    envelope = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})
    return bytes(envelope.dump())


def compress(content: bytes) -> bytes:
    packed = {"content_type": "data", "content": content}
    body = {"version": 0, "compression_algorithm": {"algorithm": "zlib"}, "encap_content_info": packed}
    return bytes(cms.ContentInfo({"content_type": "compressed_data", "content": cms.CompressedData(body)}).dump())


def as_pieces(content: bytes) -> bytes:
    """The same envelope in the form without lengths, its content cut in two."""

    def wrap(tag: int, inside: bytes) -> bytes:
        return bytes((tag, 0x80)) + inside + b"\0\0"

    def piece(one: bytes) -> bytes:
        return bytes((0x04, 0x82)) + len(one).to_bytes(2, "big") + one

    data = bytes.fromhex("06092a864886f70d010701")
    inside = wrap(0x30, data + wrap(0xA0, wrap(0x24, piece(content[:20]) + piece(content[20:]))))
    signed = wrap(0x30, b"\x02\x01\x01" + b"\x31\0" + inside + b"\x31\0")
    return wrap(0x30, bytes.fromhex("06092a864886f70d010702") + wrap(0xA0, signed))


def wrap(envelope: bytes, kind: str = "signed-data") -> bytes:
    mail = make_mail("")
    mail.set_type("application/pkcs7-mime")
    mail.set_param("smime-type", kind)
    mail.set_param("name", "smime.p7m")
    mail["Content-Transfer-Encoding"] = "base64"
    mail.set_payload(base64.encodebytes(envelope).decode())
    return mail.as_bytes()


@pytest.mark.parametrize("envelope", [sign(ENTITY), as_pieces(ENTITY)])
def test_the_words_of_a_signed_mail_are_read(envelope: bytes) -> None:
    reading = read(wrap(envelope))
    assert (reading.state, reading.text.strip()) == (PartState.READ, "My number is C-123456.")
    assert [one.zone.value for one in list_found(reading, "client_number")] == ["body"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (base64.encodebytes(sign(ENTITY)), "mail.p7m"),
        (b"-----BEGIN PKCS7-----\n" + base64.encodebytes(sign(ENTITY)) + b"-----END PKCS7-----\n", "mail"),
    ],
)
def test_a_sealed_mail_written_as_text_is_opened(content: bytes, name: str) -> None:
    assert "C-123456" in read(content, name).text


def test_the_attachments_of_a_signed_mail_are_parts() -> None:
    inner = EmailMessage()
    inner.set_content("Words")
    inner.add_attachment(make_pdf("Dear Sirs"), maintype="application", subtype="pdf", filename="a.pdf")
    reading = read(wrap(sign(inner.as_bytes())))
    assert [(part.path, part.name) for part in reading.parts[2:]] == [("1.1", ""), ("1.2", "a.pdf")]
    assert "Dear Sirs" in reading.text


def test_a_mail_sealed_with_its_header_shows_it() -> None:
    reading = read(wrap(sign(make_mail("Words", subject="The true subject").as_bytes())))
    assert "Subject: The true subject" in reading.text


def test_a_signed_file_becomes_a_part_under_its_own_name() -> None:
    reading = read(sign(make_pdf("Dear Sirs")), "contract.pdf.p7m")
    assert (find_part(reading, "1").name, reading.text) == ("contract.pdf", "Dear Sirs")


def test_a_signed_text_that_begins_like_a_header_loses_no_word() -> None:
    assert read(sign(b"Notice: we moved\n\nto a new office"), "a.p7m").text == "Notice: we moved\n\nto a new office"


def test_a_signature_alone_holds_no_text() -> None:
    reading = read(sign(None), "smime.p7s")
    assert (reading.state, reading.reason) == (PartState.EMPTY, "a digital signature, which holds no text")


@pytest.mark.parametrize("end", [40, 60])
def test_a_signature_that_is_cut_short_still_holds_no_text(end: int) -> None:
    certificates = bytes(range(256))
    cut = (sign(None) + certificates)[: min(end, len(sign(None)) - 1)]
    assert read(cut).state is PartState.EMPTY
    assert read(sign(ENTITY)[:60]).state is PartState.DAMAGED


def test_a_compressed_mail_is_unpacked() -> None:
    assert "C-123456" in read(wrap(compress(zlib.compress(ENTITY)), "compressed-data")).text


def test_a_compressed_mail_is_unpacked_within_the_budget() -> None:
    bomb = compress(zlib.compress(ENTITY + bytes(20_000_000)))
    reading = read(wrap(bomb, "compressed-data"), settings=with_limits(ReadLimits(max_unpacked_bytes=1_000_000)))
    assert reading.state is PartState.OVER_BUDGET


def test_an_encrypted_mail_is_named_as_such() -> None:
    envelope = bytes.fromhex("308006092a864886f70d010703a0803080020100")
    reading = read(wrap(envelope, "enveloped-data"))
    assert (reading.state, reading.sender is not None) == (PartState.ENCRYPTED, True)
    assert "encrypted" in reading.reason


def test_a_cut_seal_is_damaged() -> None:
    assert read(sign(ENTITY * 20)[:200], "smime.p7m").state is PartState.DAMAGED


@settings(max_examples=150, deadline=None)
@given(place=st.integers(20, len(sign(ENTITY)) - 1), value=st.integers(0, 255), end=st.integers(30, len(sign(ENTITY))))
def test_a_seal_with_wrong_bytes_gives_a_reading(place: int, value: int, end: int) -> None:
    content = bytearray(sign(ENTITY))
    content[place] = value
    assert read(bytes(content[:end]), "smime.p7m").state in PartState


ARMOUR = "-----BEGIN PGP MESSAGE-----\n\nhQEMA0abc\n=abcd\n-----END PGP MESSAGE-----\n"
SIGNATURE = "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEB\n=abcd\n-----END PGP SIGNATURE-----\n"


def test_clear_signed_words_are_read_without_their_armour() -> None:
    text = f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nMy words\n- -- \nAnna\n{SIGNATURE}"
    reading = read(make_mail(text).as_bytes())
    assert (reading.state, reading.text) == (PartState.READ, "My words\n-- \nAnna")


def test_an_encrypted_block_in_a_body_is_named_and_the_words_around_it_are_read() -> None:
    reading = read(make_mail(f"Dear all,\n\n{ARMOUR}\nRegards").as_bytes())
    assert reading.state is PartState.ENCRYPTED
    assert reading.text == "Dear all,\n\n[encrypted with PGP]\n\nRegards"


@pytest.mark.parametrize("rest", ["", f"\n{ARMOUR}", "\n-----BEGIN PGP MESSAGE-----\nabc"])
def test_an_encrypted_block_without_an_end_is_still_encrypted(rest: str) -> None:
    cut = ARMOUR.partition("=abcd")[0]
    assert read(make_mail(f"Dear all,\n\n{cut}{rest}").as_bytes()).state is PartState.ENCRYPTED


def test_nothing_but_an_encrypted_block_is_encrypted() -> None:
    assert read(make_mail(ARMOUR).as_bytes()).state is PartState.ENCRYPTED


@pytest.mark.parametrize("kind", ["SIGNATURE", "PUBLIC KEY BLOCK", "MESSAGE"])
def test_words_inside_a_block_or_behind_one_without_an_end_are_not_lost(kind: str) -> None:
    text = f"Hello\n-----BEGIN PGP {kind}-----\n\nMy number is C-123456.\n-----END PGP {kind}-----\nBye"
    assert "My number is C-123456." in read(make_mail(text).as_bytes()).text
    assert "Bye" in read(make_mail(text.replace("-----END", "")).as_bytes()).text


def test_a_key_is_named_and_spoils_nothing() -> None:
    key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n"
    reading = read(make_mail(f"My key is below.\n\n{key}").as_bytes())
    assert (reading.state, reading.text) == (PartState.READ, "My key is below.\n\n[PGP public key]")
    assert read(key.encode(), "key.asc").reason == "a PGP key, which holds no text"
