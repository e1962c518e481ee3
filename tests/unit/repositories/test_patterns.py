from __future__ import annotations

import pytest

from crmbridge.errors import ConfigError
from crmbridge.repositories.patterns import compile_patterns


@pytest.mark.parametrize(
    ("pattern", "locator", "is_included"),
    [
        ("**/*", "a.pdf", True),
        ("**/*", "in/deep/.hidden", True),
        ("**", "in/a", True),
        ("*.pdf", "a.pdf", True),
        ("*.pdf", "SCAN.PDF", True),
        ("*.pdf", "in/a.pdf", False),
        ("*.pdf", "a.pdf.part", False),
        ("**/*.pdf", "a.pdf", True),
        ("**/*.pdf", "in/deep/a.pdf", True),
        ("letters/**/*.pdf", "letters/a.pdf", True),
        ("letters/**/*.pdf", "letters/2025/03/a.pdf", True),
        ("letters/**/*.pdf", "letters.pdf", False),
        ("letters/**/*.pdf", "other/letters/a.pdf", False),
        ("letters/**", "letters/2025/a", True),
        ("letters/**", "letters", False),
        ("fax?.tif", "fax1.tif", True),
        ("fax?.tif", "fax12.tif", False),
        ("a?b", "a/b", False),
        ("fax[0-9].tif", "fax7.tif", True),
        ("fax[!0-9].tif", "fax7.tif", False),
        ("fax[!0-9].tif", "faxA.tif", True),
        ("a[!x]b", "a/b", False),
        ("a[]]b", "a]b", True),
        ("a[b", "a[b", True),
        ("a.pdf", "aXpdf", False),
        ("a+(b)|c", "a+(b)|c", True),
        ("a**b", "axyb", True),
        ("a**b", "a/b", False),
        ("*", "line\u2028break", True),
    ],
)
def test_a_pattern_includes_what_its_signs_say(pattern: str, locator: str, is_included: bool) -> None:
    assert (compile_patterns([pattern]).fullmatch(locator) is not None) is is_included


def test_one_of_several_patterns_is_enough() -> None:
    include = compile_patterns(["*.pdf", "fax/*.tif"])
    assert [bool(include.fullmatch(one)) for one in ("a.pdf", "fax/1.tif", "fax/1.pdf")] == [True, True, False]


def test_no_pattern_includes_nothing() -> None:
    assert compile_patterns([]).fullmatch("a.pdf") is None


def test_a_pattern_that_cannot_be_understood_is_a_mistake_in_the_configuration() -> None:
    with pytest.raises(ConfigError, match=r"repositories\.include: '\[z-a\]\.pdf' cannot be understood"):
        compile_patterns(["[z-a].pdf"])
