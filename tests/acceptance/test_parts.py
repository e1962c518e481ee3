"""Mission 9: whatever lies inside a document, each part of it has a state of its own."""

from __future__ import annotations

import io

import pytest

from tests.acceptance.office import Client, Office, write_mail
from tests.acceptance.papers import write_bundle, write_enclosing_mail, write_locked, write_outlook
from tests.unit.extractors.extractor_builders import make_pdf, make_zip


@pytest.fixture
def client(office: Office) -> Client:
    return office.clients[3]


def _lock_member(content: bytes) -> bytes:
    """Says of the first member of a zip that it is locked."""
    changed = bytearray(content)
    changed[6] |= 1
    changed[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def _write_inline_pdf(text: str) -> bytes:
    mail = io.BytesIO()
    mail.write(b'From: a@elsewhere.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n')
    mail.write(b"--b\nContent-Type: text/plain\n\nSee below.\n--b\nContent-Type: application/pdf\n")
    mail.write(b"Content-Disposition: inline\nContent-Transfer-Encoding: binary\n\n" + make_pdf(text) + b"\n--b--\n")
    return mail.getvalue()


@pytest.mark.parametrize("kind", ["inner.eml", "inner.msg", "winmail.dat", "inner.zip", "inline"])
def test_a_number_that_stands_only_in_a_part_of_a_part_is_found_there(
    office: Office, client: Client, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    text = f"My client number is {client.number}."
    inner = {
        "inner.eml": write_mail("other@elsewhere.example", text),
        "inner.msg": write_outlook("other@elsewhere.example", text),
        "winmail.dat": write_bundle("See the file.", ("letter.txt", text.encode())),
        "inner.zip": make_zip({"folder/letter.txt": text.encode()}),
    }
    stranger = "stranger@elsewhere.example"
    mail = _write_inline_pdf(text) if kind == "inline" else write_enclosing_mail(stranger, (kind, inner[kind]))
    office.put("mail.eml", mail)
    office.run("sync", "--quiet")
    found = [row for row in office.identifiers("mail.eml") if row["value"] == client.number]
    assert [row["in_crm"] for row in found] == ["true"]
    assert found[0]["part"] != "0"
    assert client.number in {number for number, _, _ in office.links("mail.eml")}
    reading = office.extract("mail.eml", capsys)
    paths = [part["path"] for part in reading["parts"]]
    assert found[0]["part"] in paths
    assert reading["state"] == "read", reading["reason"]
    told = office.explain("mail.eml", capsys)
    assert all(f"part {path}," in told for path in paths)


def test_locked_empty_damaged_and_unknown_parts_are_told_apart_and_the_rest_is_read(
    office: Office, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = {
        "locked.pdf": "encrypted",
        "empty.pdf": "empty",
        "blank.pdf": "empty",
        "torn.pdf": "damaged",
        "member.txt": "encrypted",
        "letter.txt": "read",
        "film.mp4": "unsupported",
    }
    bundle = _lock_member(
        make_zip({"member.txt": b"x", "letter.txt": f"My client number is {client.number}.".encode()})
    )
    office.put(
        "mail.eml",
        write_enclosing_mail(
            "stranger@elsewhere.example",
            ("locked.pdf", write_locked()),
            ("empty.pdf", b""),
            ("blank.pdf", make_pdf("")),
            ("torn.pdf", make_pdf("Dear Sirs")[:200]),
            ("bundle.zip", bundle),
            ("film.mp4", b"\0\0\0\x20ftypisom" + bytes(range(256))),
        ),
    )
    office.run("sync", "--quiet")
    reading = office.extract("mail.eml", capsys)
    parts = {part["name"]: part for part in reading["parts"]}
    assert {name: parts[name]["state"] for name in expected} == expected
    assert reading["state"] not in {"read", "empty"}
    told = office.explain("mail.eml", capsys)
    for name, state in expected.items():
        line = next(line for line in told.splitlines() if f", {name}," in line)
        assert f", {state}" in line
        assert parts[name]["reason"] in line
    assert client.number in {row["value"] for row in office.identifiers("mail.eml")}
