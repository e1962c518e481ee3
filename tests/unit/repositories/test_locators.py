from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbridge.repositories.locators import locator_of, path_of

NAMES = st.binary(min_size=1, max_size=60).filter(
    lambda one: b"/" not in one and b"\0" not in one and one[:3] not in {b".", b".."}
)


@pytest.mark.parametrize(
    ("name", "locator"),
    [
        (b"fax1.tif", "fax1.tif"),
        ("Müller.pdf".encode(), "Müller.pdf"),
        (b"100%.pdf", "100%.pdf"),
        (b"a%20b.pdf", "a%20b.pdf"),
        (b"a%2Fb.pdf", "a%2Fb.pdf"),
        (b"a%0Ab.pdf", "a%250Ab.pdf"),
        (b"a%0ab.pdf", "a%0ab.pdf"),
        (b"a%25.pdf", "a%2525.pdf"),
        (b"a\nb.pdf", "a%0Ab.pdf"),
        (b"a\\b.pdf", "a%5Cb.pdf"),
        (b"M\xfcller.pdf", "M%FCller.pdf"),
        (b"a%\xff.pdf", "a%%FF.pdf"),
        ("a\u2028b\x85c.pdf".encode(), "a%E2%80%A8b%C2%85c.pdf"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="names are bytes on POSIX only")
def test_a_name_is_its_own_locator_unless_a_line_or_a_table_could_not_hold_it(name: bytes, locator: str) -> None:
    path = Path(os.fsdecode(name))
    assert locator_of(path) == locator
    assert path_of(locator) == path


@given(st.lists(NAMES, min_size=1, max_size=3))
def test_every_path_comes_back_from_its_locator(names: list[bytes]) -> None:
    path = Path(*(os.fsdecode(name) for name in names))
    assert path_of(locator_of(path)) == path


@given(st.lists(NAMES, min_size=1, max_size=3))
def test_a_locator_can_be_written_on_one_line_as_utf_8(names: list[bytes]) -> None:
    locator = locator_of(Path(*(os.fsdecode(name) for name in names)))
    assert len(locator.splitlines()) == 1
    assert locator.encode().decode() == locator
    assert "\\" not in locator


@given(NAMES, NAMES)
def test_two_names_never_have_the_same_locator(one: bytes, other: bytes) -> None:
    same = locator_of(Path(os.fsdecode(one))) == locator_of(Path(os.fsdecode(other)))
    assert same == (one == other)


@pytest.mark.parametrize(
    "locator", ["", "/", "/etc/passwd", "..", "a/../b", "./a", "a//b", "a/", "a\0", "a%00b", "\ud800"]
)
def test_a_locator_that_leads_outside_has_no_path(locator: str) -> None:
    with pytest.raises(ValueError, match=r"names nothing|surrogates"):
        path_of(locator)
