"""How mail programs and writers in ten languages mark what is not new: attributions, dividers, closings, notices."""

from __future__ import annotations

import re

_WROTE = (
    r"(?:wrote|writes|said the following|schrieb(?:\s.{2,120})?|schreef(?:\s.{2,120})?|skrev(?:\s.{2,120})?|a\sécrit"
    r"|ha\sescrito|escribió|ha\sscritto|escreveu|napisał(?:a|\(a\))?|pisze)"
)
ATTRIBUTION = re.compile(
    rf"(?:On|At|Am|Le|El|Il|Op|Em|Den|W\sdniu|Dnia)\s.{{2,300}}?\b{_WROTE}\s?:"
    r"|(?:Quoting|Zitat von|Citando|Citat från)\s.{3,200}:",
    re.I,
)
"""A line (or up to three joined) that names the writer of the quoted words below it."""

BARE_ATTRIBUTION = re.compile(rf"(?=.*[@\d]).{{3,300}}?\b{_WROTE}\s?:", re.I)
"""The same without a first word that tells where it begins: it is one line, or two."""

DATED = re.compile(r"\d.*\d{1,2}\s?[:.h]\s?\d{2}|@")
"""What mail programs write into an attribution and people, as a rule, do not: a time of day or an address."""

_ORIGINAL = (
    "Original Message|Original Appointment|Urspr(?:ü|ue)ngliche Nachricht|Originalnachricht|Message d['\u2019]origine"
    "|Message original|Mensaje original|Messaggio originale|Oorspronkelijk bericht|Mensagem original"
    "|Wiadomość oryginalna|Oryginalna wiadomość|Ursprungligt meddelande|Oprindelig meddelelse"
)
_FORWARDED = (
    "Forwarded message|Forwarded by .{2,80}|Weitergeleitete Nachricht|Message transféré|Message transmis"
    "|Mensaje reenviado|Messaggio inoltrato|Doorgestuurd bericht|Mensagem (?:re)?encaminhada"
    "|Wiadomość przekazana dalej|Vidarebefordrat meddelande|Videresendt meddelelse"
)
_BEGIN_FORWARDED = (
    "Begin forwarded message|Anfang der weitergeleiteten (?:Nachricht|E-?Mail)"
    "|Début du message (?:transféré|réexpédié)|Inicio del mensaje reenviado|Inizio messaggio inoltrato"
    "|Begin doorgestuurd bericht|Início da mensagem reencaminhada|Vidarebefordrat brev|Start på videresendt besked"
    "|Początek przekazywanej wiadomości"
)
ORIGINAL_DIVIDER = re.compile(rf"\s*-{{2,}}\s?(?:{_ORIGINAL})\s?-{{2,}}\s*", re.I)
FORWARD_DIVIDER = re.compile(rf"\s*(?:-{{2,}}\s?(?:{_FORWARDED})\s?-{{2,}}|(?:{_BEGIN_FORWARDED})\s?:)\s*", re.I)
FORWARD_SUBJECT = re.compile(r"\s*(?:fwd?|wg|tr|rv|enc|doorst|i|vb|pd|vs)\s?:", re.I)

FROM_LABEL = re.compile(
    r"[\s>]*\*?(From|Von|De|Da|Van|Från|Fra|Od|Expéditeur|Mittente|Remitente)\s?:\*?\s*(\S.*)", re.I
)
_LABELS = {
    "date": "Sent|Date|Gesendet|Datum|Envoyé|Enviado|Inviato|Verzonden|Data|Fecha|Skickat|Sendt|Dato|Wysłano",
    "to": "To|An|À|A|Para|Aan|Till|Til|Do|Pour|Destinataire",
    "cc": "Cc|Kopie|Copie|Copia|Kopi|DW",
    "subject": "Subject|Betreff|Objet|Asunto|Oggetto|Onderwerp|Assunto|Ämne|Emne|Temat|Sujet",
}
HEADER_LABEL = re.compile(
    r"[\s>]*\*?(?:"
    + "|".join(rf"(?P<{role}>{words})" for role, words in _LABELS.items())
    + r")\s?:\*?\s*(?P<value>.*)",
    re.I,
)

MOBILE = re.compile(
    r"\s*(?:Sent from my .{2,40}|Sent from (?:Mail|Outlook|Yahoo).{0,60}|Get Outlook for .{2,60}|Sent via .{2,40}"
    r"|(?:Von meinem .{2,40}|Gesendet (?:von|mit|aus) .{2,60})|Envoyé (?:de|depuis|à partir de) .{2,60}"
    r"|Enviado desde .{2,60}|Inviato da .{2,60}|Verstuurd vanaf .{2,60}|Verzonden vanaf .{2,60}"
    r"|Enviado (?:do|a partir do) .{2,60}|Wysłane z .{2,60}|Skickat från .{2,60}|Sendt fra .{2,60})\s*",
    re.I,
)
CLOSING = re.compile(
    r"\s*(?:(?:(?:kind(?:est)?|best|warm(?:est)?|many|with best|with kind|my best)\s)?(?:regards|wishes)"
    r"|regards|best|cheers|sincerely|many thanks|thanks|thank you|thanks and regards|thanks in advance"
    r"|yours?(?: (?:sincerely|faithfully|truly))|sincerely yours|respectfully"
    r"|(?:mit )?(?:freundlichen?|herzlichen?|besten?|vielen|lieben?|viele|liebe|beste|herzliche|sch(?:ö|oe)ne)"
    r" (?:gr(?:ü|ue)(?:ß|ss)(?:en|e)?|dank)|hochachtungsvoll|mfg|lg|vg"
    r"|(?:bien )?cordialement|(?:bien )?(?:à|a) vous|sincères salutations|salutations(?: distinguées)?|bien à toi"
    r"|un (?:cordial )?saludo|saludos(?: cordiales)?|atentamente|cordialmente|cordiali saluti|distinti saluti|saluti"
    r"|(?:met )?vriendelijke groet(?:en)?|hartelijke groet(?:en)?|mvg|groeten|com os melhores cumprimentos"
    r"|atenciosamente|cumprimentos|z poważaniem|pozdrawiam|(?:med )?v(?:ä|e)nlig(?:a)? h(?:ä|i)lsn(?:ingar?|ing)|mvh"
    r"|hilsen)\s*[,.!]?\s*",
    re.I,
)
NO_SIGNATURE = re.compile(r"\s*(?:p\.?\s?p?\.?s\b|n\.?b\.?\b|enc(?:l|s|losures?)?\b|attach|anlagen?\b|p\.?j\b)", re.I)

_NOTICE_STARTS = (
    r"(?:the information (?:contained )?in this (?:e-?mail|message|communication)"
    r"|this (?:e-?mail|message|communication|transmission)(?: message)?[,\s(].{0,80}?"
    r"\b(?:confidential|intended|privileged)"
    r"|(?:important |legal |confidentiality )+notice|confidentiality(?: note| statement)?\s?:|disclaimer\b"
    r"|if you (?:have received|are not the intended)|please consider the environment|before printing"
    r"|(?:confidential|privileged)(?: and privileged)?\s?:"
    r"|diese (?:e-?mail|nachricht).{0,60}?\b(?:vertraulich|enthält|ist)|der inhalt dieser (?:e-?mail|nachricht)"
    r"|vertraulichkeitshinweis|wenn sie nicht der (?:richtige|beabsichtigte)|haftungsausschluss"
    r"|ce (?:message|courriel|mail|courrier).{0,80}?\b(?:confidentiel|destiné|établi)|avis de confidentialité"
    r"|les informations contenues dans ce|si vous avez reçu ce (?:message|courriel)|l'intégrité de ce message"
    r"|este (?:mensaje|correo).{0,80}?\bconfidencial|aviso legal"
    r"|questo (?:messaggio|e-?mail).{0,80}?\b(?:riservat|confidenzial)"
    r"|le informazioni contenute in quest|dit (?:e-?mail)?bericht.{0,80}?\bvertrouwelijk|de informatie in (?:dit|deze)"
    r"|esta mensagem.{0,80}?\bconfidencia)"
)
NOTICE_START = re.compile(rf"[\s*_=#-]*{_NOTICE_STARTS}", re.I)
NOTICE_CUE = re.compile(
    r"confidential|privileged|intended (?:recipient|solely|only|for)|addressee|in error|delete|unauthori[sz]ed|disclos"
    r"|dissemination|virus|liab(?:le|ility)|legally|the environment|printing"
    r"|vertraulich|adressat|empfänger|irrtümlich|löschen|vernichten|unbefugt|weitergabe|haftung"
    r"|confidentiel|destinataire|par erreur|détruire|supprimer|diffusion|responsabilité|intégrité"
    r"|confidencial|destinatario|por error|eliminar|riservat|errore|cancellar|vertrouwelijk|geadresseerde|abusievelijk"
    r"|verwijder",
    re.I,
)
RULE = re.compile(r"\s*[-_=*]{8,}\s*")
LIST_FOOTER = re.compile(
    r"mailing list|unsubscri|listinfo|desabonn|abmelden|to post to this|https?://lists\.|afmelden|list archives", re.I
)
FOOTER_LINK = re.compile(r"https?://\S+|mailto:|@", re.I)
