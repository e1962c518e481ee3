"""The words by which the parts of a letter are known, in English, German and French."""

from __future__ import annotations

import re

SALUTATION = re.compile(
    r"(?:dear\b[^\n]{1,60}|to whom it may concern|gentlemen|(?:hello|hi|good (?:morning|"
    r"afternoon)) [A-ZÀ-Þ][^\n]{0,40}(?=[,!])|"
    r"sehr (?:ge|ver)ehrte[rs]?\b[^\n]{2,70}|liebe[rs]? [^\n]{2,50}|guten tag\b[^\n]{0,50}|hallo [^\n]{2,40}|"
    r"(?:ch[eè]re?s? |bonjour ?)?(?:madame|monsieur|mesdames|messieurs|ma[iî]tre|"
    r"docteur)(?:[, ]+(?:et |ou )?[^\n]{2,40})?|"
    r"bonjour)\s*[,:!.]?",
    re.I,
)
CLOSING = re.compile(
    r"(?:yours (?:sincerely|faithfully|truly|respectfully)|(?:sincerely|faithfully|truly|"
    r"respectfully|very truly)(?: yours)?|"
    r"(?:(?:with|my|our) )?(?:kind|kindest|best|warm|warmest|many)? ?(?:personal )?(?:regards|wishes)|many thanks|"
    r"(?:mit )?(?:freundliche[nm]?|beste[nm]?|herzliche[nm]?|viele[nm]?) (?:gr[üu](?:ß|ss)en?|gruss|gruß)|"
    r"hochachtungsvoll|mfg|cordialement|bien (?:cordialement|à vous)|respectueusement|sinc[èe]res salutations)"
    r"\s*[,.]?",
    re.I,
)
LONG_CLOSING = re.compile(
    r"(?:veuillez (?:agr[ée]er|recevoir|croire)|je vous prie (?:d['’]agr[ée]er|de (?:croire|recevoir))|"
    r"nous vous prions (?:d['’]agr[ée]er|de (?:croire|recevoir))|recevez,? (?:madame|monsieur)|"
    r"(?:dans l['’]attente|en vous remerciant)[^\n]{0,80}(?:agr[ée]er|prie))",
    re.I,
)
OUR_REFERENCE = (
    r"[o0]ur ref(?:erence)?s?|unser(?:e|em)? (?:zeichen|referenz)|n(?:os|otre) r[ée]f(?:[ée]rence)?s?|n/r[ée]f\.?|"
    r"gesch[äa]ftszeichen|aktenzeichen|please quote|(?<!your )(?<!ihre )ref(?:erence)?(?: no)?|r[ée]f[ée]rences?|r[ée]f"
)
YOUR_REFERENCE = (
    r"your ref(?:erence)?s?|yr ref|ihre?m? (?:zeichen|referenz)|v(?:os|otre) r[ée]f(?:[ée]rence)?s?|v/r[ée]f\.?"
)
REFERENCE = re.compile(
    rf"(?<![\w/])(?:(?P<your>{YOUR_REFERENCE})|(?P<our>{OUR_REFERENCE}))(?!\w)\.?"
    r"(?:, (?:ihre|unsere) nachricht vom)?(?:\s?(?:no|number|n°)\b\.?)?",
    re.I,
)
OTHER_COLUMN = re.compile(
    r"(?:telefon|telephone|tel|durchwahl|fax|name|ansprechpartner(?:in)?|datum|date|bearbeiter(?:in)?|contact|e-?mail|"
    r"policy no|policy number|client no|customer no|kundennummer|affaire suivie par|t[ée]l)\b\.?"
    r"(?:, (?:name|e-?mail))?\s*:?",
    re.I,
)
SUBJECT = re.compile(
    r"(?:re|subject|betreff|betr\.?|objet|concerne|concerning|betrifft)\s?[:.]\s*(?P<words>\S[^\n]*)", re.I
)
BARE_SUBJECT = re.compile(r"RE\s{1,3}(?P<words>[A-Z][^\n]{4,90})")
CONTACT = re.compile(
    r"(?:\(?t[ée]l(?:[ée]phone|efon|efax)?\b|phone|mob(?:ile)?\b|fax\b|t[ée]l[ée]copie|e-?mail|mail\b|courriel|web(?:site)?\b|"
    r"internet|www\.|https?:|[tfmew] ?: |direct (?:line|dial)|switchboard|durchwahl|\+\d|"
    r"\(?0\d{2,5}\)?[ /-]\d|\S+@\S+\.\w+\s*$|"
    r"opening hours|sprechzeiten|iban|bic\b|vat\b|ust-?id|siret|registered|authori[sz]ed and regulated|amtsgericht|"
    r"gesch[äa]ftsf[üu]hrer|capital social|rcs\b)",
    re.I,
)
PAGE_MARK = re.compile(r"-?\s*(?:page|seite|blatt)?\s*\d{1,3}\s*(?:(?:of|von|/|sur)\s*\d{1,3})?\s*-?", re.I)
DELIVERY = re.compile(
    r"(?:(?:strictly )?private (?:and|&) confidential|confidential|personal|(?:by|via) (?:post|"
    r"e?-?mail|fax|hand|air mail|"
    r"recorded delivery|first class post|courier)[^\n]{0,30}|recorded delivery|first class|"
    r"pers[öo]nlich(?: / vertraulich)?|"
    r"vertraulich|einschreiben(?: mit r[üu]ckschein)?|lettre recommand[ée]e[^\n]{0,40}|recommand[ée][^\n]{0,30}|urgent|"
    r"without prejudice|per (?:e-?mail|fax|post)[^\n]{0,30}|to|an|an den|an die|à|destinataire|from|"
    r"absender|exp[ée]diteur)\s*:?",
    re.I,
)
COUNTRY_LINE = re.compile(
    r"(?:united kingdom|uk|great britain|england|scotland|wales|northern ireland|germany|deutschland|allemagne|france|"
    r"frankreich|austria|[öo]sterreich|switzerland|schweiz|suisse|netherlands|nederland|ireland|usa|u\.s\.a\.|"
    r"united states(?: of america)?)",
    re.I,
)
NOT_THE_DATE = re.compile(
    r"(?:your|ihr|votre|of|vom|du|due|f[äa]llig|birth|born|geb|n[ée]e?|until|by|bis|from|to|since|loss|accident|expir|"
    r"valid|ends?|starts?|period|termin|unfall|hearing|appointment|[ée]ch[ée]ance|nachricht)",
    re.I,
)
DATE_LABEL = re.compile(r"(?:date|dated?|datum|le|letter date|date of letter|briefdatum)\s?[:.]?\s*$", re.I)
PLACE_OF_DATE = re.compile(
    r"(?:[A-ZÀ-Þ][\w'’./ -]{1,40}?,?\s+)?(?:,\s*)?(?:\(?(?:den|le|the|am|on|fait à [^,]{2,30},? le|"
    r"date[d:]*|datum:?)\s*:?\s*)?",
    re.I,
)
WEEKDAY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day,?|(?:mon|diens|donners|frei|sams|sonn)tag,?|mittwoch,?|"
    r"(?:lun|mar|mercre|jeu|vendre|same)di|dimanche",
    re.I,
)
FOR_ANOTHER = re.compile(
    r"(?:\bp\.?\s?p\.?\s|\bper pro\b|\bi\.\s?[aAvV]\.|\bpp\b|\bp\.o\.|\bfor (?:and on behalf of)?\b|\bon behalf of\b|"
    r"\bim auftrag\b|\bin vertretung\b|\bpour\b|\bwitness)",
    re.I,
)
CLOSING_END = 6
"""Lines that a closing of a whole sentence takes at most."""
