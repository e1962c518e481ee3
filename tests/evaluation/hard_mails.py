"""Mails that readers break on, made on the spot. What stands in them is told apart, in hard_truth.py."""

from __future__ import annotations

import base64
import binascii
import quopri
import zlib
from collections.abc import Iterator

from tests.evaluation.hard_mime import attach, b64, make_multipart, with_head
from tests.unit.extractors.extractor_builders import make_docx, make_pdf, make_zip
from tests.unit.extractors.outlook_builders import make_tnef, make_tnef_properties
from tests.unit.extractors.test_reading_smime import as_pieces, compress, sign

Files = Iterator[tuple[str, bytes]]


def list_mails() -> Files:
    """Name and bytes of every mail."""
    yield from _list_inner()
    yield from _list_reports()
    yield from _list_charsets()
    yield from _list_headers()
    yield from _list_encodings()
    yield from _list_sealed()
    yield from _list_broken()
    yield from _list_others()


def _list_inner() -> Files:
    innermost = with_head("Content-Type: text/plain\n", b"Reserve of 14,250.00 agreed\n", sender="c@inner.example",
                          subject="Settlement HM-771")  # fmt: skip
    middle = make_multipart("mixed", b"Content-Type: text/plain\n\nsee below", attach("message/rfc822", innermost),
                            boundary="in", subject="Passed on twice")  # fmt: skip
    yield (
        "forwarded-twice.eml",
        make_multipart("mixed", b"Content-Type: text/plain\n\nFYI", attach("message/rfc822", middle)),
    )
    encoded = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + b64(innermost)
    yield "forwarded-in-base64.eml", make_multipart("mixed", b"Content-Type: text/plain\n\nFYI", encoded)
    digest = make_multipart(
        "digest",
        b"\nFrom: one@digest.example\nSubject: Number one\n\nFirst opinion",
        b"\nFrom: two@digest.example\nSubject: Number two\n\nSecond opinion",
    )
    yield "digest.eml", digest
    bundle = make_tnef((0x9003, make_tnef_properties({0x0037: "Ref TN-40771 water damage", 0x0C1A: "Ida Holm"})))
    mixed = b"Content-Type: text/plain\n\nPlease see"
    yield (
        "winmail-subject-only.eml",
        make_multipart("mixed", mixed, attach("application/ms-tnef", bundle, "winmail.dat")),
    )
    yield (
        "winmail-as-bytes.eml",
        make_multipart("mixed", mixed, attach("application/octet-stream", bundle, "ATT00001.dat")),
    )
    members = make_zip(
        {"claim/letter.docx": make_docx("Deep number DP-3345"), "claim/scan.pdf": make_pdf("Page DP-3346")}
    )
    yield "zip-with-letters.eml", make_multipart("mixed", mixed, attach("application/zip", members, "claim.zip"))


def _list_reports() -> Files:
    text = b"Content-Type: text/plain\n\nYour message could not be delivered."
    status = (
        b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.relay.example\n\n"
        b"Final-Recipient: rfc822; lost.client@nowhere.example\nAction: failed\nStatus: 5.1.1\n"
        b"Diagnostic-Code: smtp; 550 5.1.1 no such mailbox\n"
    )
    returned = b"Content-Type: text/rfc822-headers\n\nFrom: service@harbour.example\nSubject: Renewal RN-20815\n"
    yield (
        "bounce.eml",
        make_multipart("report; report-type=delivery-status", text, status, returned, subject="Undelivered"),
    )
    read = (
        b"Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; reader@post.example\n"
        b"Original-Message-ID: <sent.77@harbour.example>\nDisposition: manual-action; displayed\n"
    )
    yield "read-receipt.eml", make_multipart("report; report-type=disposition-notification", text, read)


def _list_charsets() -> Files:
    yield (
        "korean-8bit.eml",
        _body("ks_c_5601-1987", "계약 번호 KR-5512 확인 바랍니다".encode("cp949"), subject="계약".encode("cp949")),
    )
    yield "japanese-8bit.eml", _body("Shift_JIS", "証券番号 JP-8841 の件".encode("cp932"))
    subject = b"=?ISO-2022-JP?B?" + base64.b64encode("住所変更".encode("iso2022_jp")) + b"?="
    yield (
        "japanese-7bit.eml",
        _body("iso-2022-jp", "新しい住所は東京です JP-8842".encode("iso2022_jp"), subject=subject),
    )
    yield "chinese-big5.eml", _body("CHINESEBIG5", "保單號碼 TW-6610 地址更改".encode("big5"))
    yield "chinese-gb.eml", _body("gb2312", "保单号码 CN-6611 地址更改 镕".encode("gb18030"))
    yield "unknown-charset.eml", _body("X-UNKNOWN", "Größere Schäden, Fall UC-1180".encode())
    yield "default-charset.eml", _body("DEFAULT_CHARSET", "Déclaration nº DC-1181".encode("cp1252"))
    yield "said-to-be-ascii.eml", _body("us-ascii", "Zahlung über 1.250,00 € erhalten – AS-1182".encode("cp1252"))
    yield "russian-koi8.eml", _body("koi8-r", "Номер договора RU-7703, просьба ответить".encode("koi8-r"))
    yield "utf7.eml", _body("utf-7", "Prämie für UT-1190 fällig".encode("utf-7"))
    wide = "Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n"
    yield "utf16.eml", with_head(wide, b64("Überweisung UW-1191".encode("utf-16")))


def _body(charset: str, body: bytes, *, subject: bytes = b"A question") -> bytes:
    head = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n"
    return with_head(head, body + b"\n").replace(b"Subject: A question", b"Subject: " + subject)


def _list_headers() -> Files:
    split = "=?utf-8?B?U2Now6Q=?= =?utf-8?Q?den_?= =?utf-8?B?SEQtMzMwMQ==?="
    addresses = (
        'To: Claims team: "Lund, Eva" <eva@team.example>, (his boss) ole@team.example;\n'
        "Cc: =?iso-8859-1?Q?J=F8rn_?= =?iso-8859-1?Q?S=F8rensen?= <jorn@team.example>\n"
    )
    yield "encoded-header.eml", with_head(addresses, b"x\n", subject=split)
    western = with_head("Content-Type: text/plain; charset=iso-8859-1\n", b"Gr\xfc\xdfe RH-3302\n")
    yield "raw-header.eml", western.replace(b"Subject: A question", "Subject: Kündigung".encode("latin-1"))
    named = (
        b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment;\n"
        b" filename*0*=utf-8''Sch%C3%A4den%20;\n filename*1*=M%C3%A4rz;\n filename*2=.pdf\n\n"
        + b64(make_pdf("Sum NM-3303"))
    )
    yield "name-in-pieces.eml", make_multipart("mixed", b"Content-Type: text/plain\n\nhere", named)
    folded = (
        b'From:\n "Holm,\n Ida" <ida@folded.example>\nSubject: Folded\n\tover HD-3304\n\tthree lines\nX: y\n\nBody\n'
    )
    yield "folded-header.eml", folded


def _list_encodings() -> Files:
    text = "Beiträge für Vertrag QP-4401 sind überfällig.".encode()
    qp = quopri.encodestring(text).replace(b"=C3", b"=c3") + b" =\n\nEnd="
    yield "loose-quoted-printable.eml", with_head(
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: Quoted-Printable\n", qp
    )  # fmt: skip
    bare = base64.b64encode(b"No padding BA-4402 here, as it came").rstrip(b"=")
    yield "base64-without-padding.eml", with_head(
        "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n", bare + b"\n\n___\nList footer LF-4403\n"
    )  # fmt: skip
    file = b"".join(binascii.b2a_uu(piece) for piece in (b"UU file number UU-4404",))
    yield "uuencoded.eml", with_head("", b"Hello\n\nbegin 644 note.txt\n" + file + b"`\nend\n\nBye now\n")
    shifted = bytes((one + 42) % 256 for one in b"Yenc file number YE-4405")
    check = f"{zlib.crc32(b'Yenc file number YE-4405'):08x}".encode()
    yield "yenc.eml", with_head(
        "", b"Hi\n=ybegin line=128 size=24 name=y.txt\n" + shifted + b"\n=yend size=24 crc32=" + check + b"\n"
    )  # fmt: skip
    yield (
        "flowed.eml",
        with_head("Content-Type: text/plain; format=flowed; delsp=yes\n", b"Number FL-44 \n06 is meant\n"),
    )
    page = (
        b"<html><body><p>Caf&eacute; &#146;s bill</p><table><tr><td>Total</td><td>HT-4407</td></tr></table>"
        b"</body></html>"
    )
    yield "page-only.eml", with_head("Content-Type: text/html; charset=windows-1252\n", page)
    pdf = make_pdf("Not said to be base64 PD-4408")
    yield "unsaid-base64.eml", make_multipart(
        "mixed", b"Content-Type: text/plain\n\nhere", b"Content-Type: application/pdf; name=a.pdf\n\n" + b64(pdf)
    )  # fmt: skip


def _list_sealed() -> Files:
    letter = b"Content-Type: text/plain; charset=utf-8\r\n\r\nThe sum of 9,480.50 for SM-5501 is due.\r\n"
    yield "opaque-der.eml", _seal(sign(letter))
    yield "opaque-pieces.eml", _seal(as_pieces(letter))
    yield "opaque-compressed.eml", _seal(compress(zlib.compress(letter)), kind="compressed-data")
    both = make_multipart(
        "mixed", b"Content-Type: text/plain\n\nsigned words SM-5502", attach("text/plain", b"file SM-5503", "f.txt")
    )
    yield "opaque-whole-mail.eml", _seal(sign(both))
    locked = b"\x30\x80" + bytes.fromhex("06092a864886f70d010703") + b"\xa0\x80\x30\x80\x02\x01\x00\0\0\0\0\0\0"
    yield "encrypted-smime.eml", _seal(locked, kind="enveloped-data")
    pgp = b"-----BEGIN PGP MESSAGE-----\n\nhQEMA5Vd\n=abcd\n-----END PGP MESSAGE-----\n"
    yield "encrypted-pgp.eml", make_multipart(
        "encrypted; protocol=\"application/pgp-encrypted\"",
        b"Content-Type: application/pgp-encrypted\n\nVersion: 1",
        b"Content-Type: application/octet-stream; name=encrypted.asc\n\n" + pgp,
    )  # fmt: skip
    clear = (
        b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nI agree to PG-5504\n- -- Ida\n"
        b"-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"
    )
    yield "clear-signed.eml", with_head("", clear)


def _seal(envelope: bytes, *, kind: str = "signed-data") -> bytes:
    head = f'Content-Type: application/pkcs7-mime; smime-type={kind}; name="smime.p7m"\n'
    return with_head(head + "Content-Transfer-Encoding: base64\n", b64(envelope), subject="Sealed SE-5500")


def _list_broken() -> Files:
    whole = make_multipart(
        "mixed", b"Content-Type: text/plain\n\nFirst BR-6601", b"Content-Type: text/plain\n\nSecond BR-6602"
    )
    yield "no-closing-mark.eml", whole.replace(b"--edge--\n", b"")
    yield "old-line-ends.eml", with_head("", b"Line one\nLine two BR-6603\n").replace(b"\n", b"\r")
    inner = make_multipart("alternative", b"Content-Type: text/plain\n\nInside BR-6604", boundary="edge-1")
    yield "like-boundaries.eml", make_multipart("mixed", inner, b"Content-Type: text/plain\n\nOutside BR-6605")
    yield "no-boundary.eml", with_head("Content-Type: multipart/mixed\n", b"All in one BR-6606\n")
    yield "behind-the-end.eml", whole + b"\nA list added BR-6607 here\n"
    bare = b"Content-Type: application/pdf\nContent-Transfer-Encoding: binary\n\n" + make_pdf("Bare BR-6608")
    yield "bare-bytes.eml", make_multipart("mixed", b"Content-Type: text/plain\n\nhere", bare)


def _list_others() -> Files:
    yield "archive.mbox", (
        b"From a@b.example Mon Jan  6 10:00:00 2025\n" + with_head("", b"First MB-7701\n>From here on\n")
        + b"\nFrom a@b.example Mon Jan  6 11:00:00 2025\n" + with_head("", b"Second MB-7702\n", subject="Box two")
    )  # fmt: skip
    invitation = (
        b"Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Hearing CA-7703\n"
        b"LOCATION:Court 4\nDTSTART:20250312T101500Z\nORGANIZER:mailto:judge@court.example\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    yield "invitation.eml", make_multipart("mixed", b"Content-Type: text/plain\n\ncome", invitation)
    yield "enriched.eml", with_head("Content-Type: text/enriched\n", b"<bold>Bold</bold> number EN-7704 <<angle\n")
    half = with_head("", b"Half a letter PI-7705\n", subject="Inner half")
    yield "piece.eml", with_head("Content-Type: message/partial; id=x; number=1; total=2\n", half)
    outside = (
        b'Content-Type: message/external-body; access-type=URL;\n URL="http://files.example/EX-7706.pdf"\n\n'
        b"Content-Type: application/pdf\n"
    )
    yield "kept-elsewhere.eml", make_multipart("mixed", b"Content-Type: text/plain\n\nsee", outside)
