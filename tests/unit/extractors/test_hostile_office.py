from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmbridge.domain.reading import COMPLETE_STATES, PartState
from tests.unit.extractors.extractor_builders import make_zip, read
from tests.unit.extractors.office_builders import (
    make_compound,
    make_native,
    make_odt,
    make_package,
    make_word,
    make_word97,
    paragraph,
    story,
)

_WHOLE = (
    make_word(paragraph("Dear Sir") * 20, parts={"embeddings/a.bin": make_compound({"\x01Ole10Native": b"x" * 50})}),
    make_word97("Dear Sir\r" * 20, headers="Kay\r"),
    make_odt("<office:text><text:p>Dear Sir</text:p></office:text>"),
    make_compound({"\x01Ole10Native": make_native("a.txt", b"Words")}),
    make_package("xl/workbook.xml", {"xl/workbook.xml": "<workbook/>"}),
)


@settings(max_examples=150, deadline=None)
@given(whole=st.sampled_from(_WHOLE), share=st.floats(0, 1))
def test_a_document_cut_anywhere_ends_in_a_state(whole: bytes, share: float) -> None:
    cut = whole[: int(len(whole) * share)]
    reading = read(cut)
    assert reading.state in PartState
    assert reading.reason or reading.state in COMPLETE_STATES


@settings(max_examples=150, deadline=None)
@given(whole=st.sampled_from(_WHOLE), flips=st.lists(st.tuples(st.floats(0, 0.999), st.integers(1, 255)), max_size=30))
def test_a_document_with_wrong_bytes_ends_in_a_state(whole: bytes, flips: list[tuple[float, int]]) -> None:
    changed = bytearray(whole)
    for share, value in flips:
        changed[int(share * len(changed))] ^= value
    assert read(bytes(changed)).state in PartState


def _pack(member: str, pieces: list[bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open(member, "w") as unpacked:
            for piece in pieces:
                unpacked.write(piece)
    return stream.getvalue()


@pytest.mark.parametrize("unit", [b"A" * 40, b"<w:p/>", b"<w:p><w:r><w:t>x</w:t></w:r></w:p>"])
def test_a_word_document_that_unpacks_to_a_hundred_times_its_size_is_over_the_budget(unit: bytes) -> None:
    start = story("document", "").encode().removesuffix(b"</w:document>") + b"<w:body><w:p><w:r><w:t>First words"
    bomb = _pack("word/document.xml", [start, b"</w:t></w:r></w:p>", *([unit * 20_000] * 60)])
    reading = read(bomb)
    assert reading.state in {PartState.OVER_BUDGET, PartState.DAMAGED}
    assert "First words" in reading.text


def test_a_word_document_nested_a_hundred_thousand_deep_ends_in_a_state() -> None:
    body = "<w:sdt><w:sdtContent>" * 100_000
    content = story("document", f"<w:body>{body}").encode()
    assert read(make_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": content})).state is PartState.DAMAGED


def test_choices_nested_in_choices_do_not_take_longer_and_longer() -> None:
    nest = "<mc:AlternateContent><mc:Choice>" * 120 + "<w:p><w:r><w:t>Inside</w:t></w:r></w:p>" * 5000
    nest += "</mc:Choice></mc:AlternateContent>" * 120
    assert read(make_word(nest)).text.count("Inside") == 5000


@pytest.mark.parametrize("chain", ["\x01Ole10Native", "CONTENTS"])
def test_objects_in_objects_stop_at_the_depth_that_is_allowed(chain: str) -> None:
    content = b"end"
    for _ in range(25):
        content = make_compound({chain: make_native("a.bin", content) if chain.startswith("\x01") else content})
    reading = read(content)
    assert reading.state in {PartState.OVER_BUDGET, PartState.UNSUPPORTED}
    assert len(reading.parts) < 30


def test_a_relation_to_itself_ends() -> None:
    word = make_word(paragraph("Once"), relations=(("rId1", "header", "document.xml"),))
    assert read(word).text.count("Once") <= 2
