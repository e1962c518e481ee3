"""Numbers after words that announce a reference, in English, German and French."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmbridge.domain.reader_settings import ReaderSettings
from extractors.identifiers.place import Found, Place, lower_in_place

_NO = r"(?:no|number|nr|ref(?:erence)?|id)"
_LABEL = (
    r"our ref(?:erence)?s?|your ref(?:erence)?s?|"
    rf"(?:client|customer|account|policy|case|claim|invoice|member(?:ship)?|file|contract|matter|"
    rf"order|plan|certificate) {_NO}|"
    r"(?:policy|claim|case|account|invoice|contract)|"
    r"unser(?:e|em)? (?:zeichen|referenz)|ihre?m? (?:zeichen|referenz)|"
    r"(?:kunden|vertrags|versicherungs|policen|schaden|rechnungs|konto|mitglieds|auftrags|vorgangs)-?\s?(?:nummer|nr)|"
    r"(?:vertrag(?:e?s)?|kunden?|police|schadens?|konto|rechnung)(?: (?:nummer|nr))?|"
    r"versicherungsschein(?:-?\s?(?:nummer|nr))?|rechnung|aktenzeichen|gesch[äa]ftszeichen|az|"
    r"(?:nos|notre|vos|votre) r[ée]f(?:[ée]rence)?s?|"
    r"(?:n°|num[ée]ro) (?:de |d['’])?(?:client|contrat|dossier|police|sinistre|facture|compte|adh[ée]rent)|"
    r"(?:contrat|dossier|police|sinistre|facture)(?: n°)?|"
    r"ref(?:erence)?s?(?: no| number)?|r[ée]f(?:[ée]rence)?"
)
# Recognised text takes 0 for o and 1 for i or l: labels are searched where that is undone.
_READ_WRONG = (("0", "o"), ("1", "l"), ("|", "l"))
_ALIKE = str.maketrans({"i": "[il]", "l": "[il]"})
_LABELS = re.compile(rf"(?<!\w)(?:{_LABEL.translate(_ALIKE)})(?!\w)")
_GAP = re.compile(
    r"(?:\.|\s?n[o°r]\b\.?|\s?number\b|\s?num[ée]ro\b|\s?#|\s?is\b|\s?lautet\b|\s?est\b)?[ \t]{0,20}\s?[:.#]?\s{0,5}",
    re.I,
)
_NUMBER = re.compile(
    r"\d{1,4} [A-Z]{1,3} \d{1,6}/\d{2}(?!\w)|"  # the file of a German court
    r"(?=[A-Z0-9/._-]{0,30}\d)[A-Z0-9](?:[A-Z0-9]|[-/._ ](?=[A-Z]{0,4}\d)){2,30}"
    r"[A-Z]?(?:-[A-Z0-9]{1,3})?(?![A-Za-z0-9])(?!-[ \t]{0,3}\n)(?![.,]\d)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def find_references(place: Place, _: ReaderSettings) -> Iterator[Found]:
    """Numbers after words such as `our ref`, whatever their format; our own formats are found on their own."""
    if not place.has_digits:
        return
    text = place.free_text
    folded = lower_in_place(text)
    for wrong, meant in _READ_WRONG:
        folded = folded.replace(wrong, meant)
    for label in _LABELS.finditer(folded):
        gap = _GAP.match(text, label.end())
        number = _NUMBER.match(text, gap.end()) if gap else None
        if number and not _YEAR.fullmatch(number[0]):
            words = " ".join(label[0].casefold().split())
            yield Found(kind="reference", start=number.start(), end=number.end(), label=words)
