"""The words of one story of a Word document (body, header, note), in reading order."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from extractors.charsets import clean_line, clean_text
from extractors.formats.office.docx_fields import Field, as_target, find_link, read_form_field
from extractors.formats.office.docx_numbering import Numbering
from extractors.formats.office.docx_symbols import as_character
from extractors.formats.office.ooxml import PREFIXES, Relations
from extractors.formats.xml_trees import Element, Walker, attribute, list_prefixed, own_text

_PREFIXES = list_prefixed(PREFIXES)
_TEXT = frozenset({"w:t", "a:t", "m:t", "w:delText"})
_LEAVES = {
    "w:tab": "\t",
    "w:ptab": "\t",
    "w:br": "\n",
    "w:cr": "\n",
    "a:br": "\n",
    "w:noBreakHyphen": "-",
    "w:pgNum": "",
}
_UNREAD = frozenset({"w:rPr", "w:tblPr", "w:trPr", "w:tcPr", "w:sectPr", "w:tblGrid", "w:delInstrText", "w:sdtEndPr"})
# Each level is searched for words; whoever nests deeper is read in all its forms.
_DEEPEST_CHOICE = 16
_EMPTY_LINES = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[ \t]+(?=\n)")


@dataclass(slots=True, kw_only=True)
class Surroundings:
    """What a story needs of the rest of the document. `blocks` are the texts of charts and diagrams by relation id."""

    relations: Relations = field(default_factory=dict)
    numbering: Numbering = field(default_factory=Numbering)
    blocks: dict[str, str] = field(default_factory=dict)


class Story:
    """One walk over the tree of a story.

    Words go into the topmost of several layers: what must be judged as a whole (a deletion, a text box, a link) gets a
    layer of its own. Text boxes stand after the paragraph that holds them, so that they break no word.
    """

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._walker = Walker(_PREFIXES)
        self._layers: list[list[str]] = [[]]
        self._after: list[list[str]] = []
        self._labels: list[str] = []
        self._targets: list[list[str]] = []
        self._fields: list[Field] = []
        self._moved = False
        self._choices = 0
        self._placeholders = 0
        self.previews: set[str] = set()
        self._openers: dict[str, Callable[[Element], None]] = {
            "w:p": self._open_paragraph,
            "a:p": self._open_paragraph,
            "w:pPr": self._read_paragraph_properties,
            "w:sdtPr": self._read_control_properties,
            "w:sdt": self._open_control,
            "w:r": self._open_run,
            "w:sym": self._write_symbol,
            "w:fldChar": self._turn_field,
            "w:instrText": self._take_instruction,
            "w:moveFrom": self._open_moved,
            "mc:AlternateContent": self._mark_choice,
            "mc:Fallback": self._open_form,
            "mc:Choice": self._open_form,
            "a:hlinkClick": self._note_target,
            "v:textpath": lambda element: self._add_after(attribute(element, "string")),
            "v:imagedata": self._note_preview,
            "c:chart": self._add_block,
            "cx:chart": self._add_block,
            "dgm:relIds": self._add_block,
            **dict.fromkeys(("w:del", "w:txbxContent", "w:hyperlink", "w:fldSimple", "w:comment"), self._open_layer),
            **dict.fromkeys(("w:footnote", "w:endnote"), self._open_note),
        }
        self._closers: dict[str, Callable[[Element], None]] = {
            "w:p": self._close_paragraph,
            "a:p": self._close_paragraph,
            "w:tc": lambda _: self._end_with("\t"),
            "w:tr": lambda _: self._end_with("\n"),
            "a:tc": lambda _: self._end_with("\t"),
            "a:tr": lambda _: self._end_with("\n"),
            "w:del": self._close_deletion,
            "w:txbxContent": self._close_box,
            "w:hyperlink": self._close_link,
            "w:fldSimple": self._close_simple_field,
            "w:comment": self._close_comment,
            "w:sdt": self._close_control,
            "mc:AlternateContent": self._leave_choice,
            "m:num": lambda _: self._write("/"),
        }
        self._controls: list[bool] = []
        self._unread_forms: set[Element] = set()

    def render(self, root: Element) -> str:
        """The text, with one kind of line end and no more than one empty line in a row."""
        self._moved = any(True for _ in root.iter("{*}moveTo"))
        for is_start, name, element in self._walker.iter_events(root):
            if not is_start:
                if name in self._closers:
                    self._closers[name](element)
            elif name in _TEXT:
                self._write(own_text(element))
            elif name in _LEAVES:
                self._write(_LEAVES[name])
            elif name in self._openers:
                self._openers[name](element)
            elif name in _UNREAD:
                self._walker.skip()
        # A field that never ends has swallowed what is not its own.
        rest = [piece for one in self._fields for piece in one.swallowed]
        return tidy("".join([*(piece for layer in self._layers for piece in layer), *rest]))

    def _write(self, text: str) -> None:
        if not text:
            return
        if self._fields and not self._fields[-1].is_shown:
            self._fields[-1].swallowed.append(text)
        else:
            self._layers[-1].append(text)

    def _add_after(self, text: str) -> None:
        """Puts a text after the paragraph in which it hangs."""
        if text.strip():
            (self._after[-1] if self._after else self._layers[-1]).append(f"{text.strip()}\n")

    def _open_layer(self, _: Element) -> None:
        self._layers.append([])

    def _close_layer(self) -> str:
        return "".join(self._layers.pop()) if len(self._layers) > 1 else ""

    # Paragraphs and tables

    def _open_paragraph(self, _: Element) -> None:
        self._after.append([])
        self._labels.append("")
        self._targets.append([])
        self._layers.append([])

    def _read_paragraph_properties(self, element: Element) -> None:
        label = self._surroundings.numbering.next_label(element)
        if self._labels:
            self._labels[-1] = label
        self._walker.skip()

    def _close_paragraph(self, _: Element) -> None:
        if not self._labels:
            return
        text, label, after = self._close_layer(), self._labels.pop(), self._after.pop()
        text += "".join(as_target(one, text) for one in dict.fromkeys(self._targets.pop()))
        if text.strip() and label:
            self._layers[-1].append(f"{label} ")
        self._layers[-1] += [text, "\n", *after]

    def _end_with(self, mark: str) -> None:
        pieces = self._layers[-1]
        if pieces and pieces[-1] in {"\n", "\t"}:
            pieces.pop()
        pieces.append(mark)

    def _close_box(self, _: Element) -> None:
        self._add_after(self._close_layer())

    def _add_block(self, element: Element) -> None:
        keys = [str(value) for key, value in element.items() if str(key).startswith("{")]
        for key in keys:
            self._add_after(self._surroundings.blocks.pop(key, ""))

    # Changes and comments

    def _close_deletion(self, _: Element) -> None:
        words = self._close_layer()
        if words.strip():
            self._layers[-1].append(f"[deleted: {words}]")

    def _open_moved(self, _: Element) -> None:
        # Moved words stand at both places; they are read where they went.
        if self._moved:
            self._walker.skip()

    def _close_comment(self, element: Element) -> None:
        text = tidy(self._close_layer())
        author = clean_line(attribute(element, "author"))
        if text:
            self._layers[-1].append(f"[comment by {author}: {text}]\n" if author else f"[comment: {text}]\n")

    def _open_note(self, element: Element) -> None:
        if attribute(element, "type") in {"separator", "continuationSeparator", "continuationNotice"}:
            self._walker.skip()

    # Content controls

    def _open_control(self, _: Element) -> None:
        self._controls.append(False)

    def _read_control_properties(self, element: Element) -> None:
        if self._controls and element.find("{*}showingPlcHdr") is not None and not self._controls[-1]:
            self._controls[-1] = True
            self._placeholders += 1
        self._walker.skip()

    def _close_control(self, _: Element) -> None:
        if self._controls and self._controls.pop():
            self._placeholders -= 1

    def _open_run(self, element: Element) -> None:
        """Leaves out the words that only ask to be replaced; they have a style of their own."""
        if not self._placeholders:
            return
        style = element.find("{*}rPr/{*}rStyle")
        if style is not None and attribute(style, "val") in self._surroundings.numbering.placeholders:
            self._walker.skip()

    # The same drawing in a newer and an older form

    def _mark_choice(self, element: Element) -> None:
        """Of several forms of one thing the first with words is read, or the first where none has any."""
        self._choices += 1
        if self._choices > _DEEPEST_CHOICE:
            return
        forms = [one for one in element if self._walker.name(one) in {"mc:Choice", "mc:Fallback"}]
        best = next((one for one in forms if self._has_words(one)), forms[0] if forms else None)
        self._unread_forms.update(one for one in forms if one is not best)

    def _leave_choice(self, _: Element) -> None:
        self._choices -= 1

    def _has_words(self, element: Element) -> bool:
        return any(
            (one.text or attribute(one, "string")).strip() if one.text or len(one.attrib) else False
            for one in element.iter("{*}t", "{*}textpath", "{*}sym")
        ) or any(True for _ in element.iter("{*}relIds", "{*}chart"))

    def _open_form(self, element: Element) -> None:
        if element in self._unread_forms:
            self._unread_forms.discard(element)
            self._walker.skip()

    # Fields and links

    def _turn_field(self, element: Element) -> None:
        match attribute(element, "fldCharType"):
            case "begin":
                self._fields.append(Field(form=read_form_field(element)))
            case "separate" if self._fields:
                top = self._fields[-1]
                top.is_shown = True
                top.layer = self._layers[-1]
                top.start = len(top.layer)
            case "end" if self._fields:
                self._close_field(self._fields.pop())

    def _take_instruction(self, element: Element) -> None:
        if self._fields:
            self._fields[-1].instruction.append(own_text(element))

    def _close_field(self, ended: Field) -> None:
        instruction = "".join(ended.instruction)
        shown = "".join(ended.layer[ended.start :]) if ended.layer is not None else ""
        if not shown.strip():
            self._write(ended.find_substitute())
        link = find_link(instruction)
        if link:
            self._write(as_target(link, shown))

    def _close_simple_field(self, element: Element) -> None:
        shown = self._close_layer()
        instruction = attribute(element, "instr")
        self._write(shown if shown.strip() else shown + Field(instruction=[instruction]).find_substitute())
        link = find_link(instruction)
        if link:
            self._write(as_target(link, shown))

    def _close_link(self, element: Element) -> None:
        shown = self._close_layer()
        self._write(shown)
        relation = self._surroundings.relations.get(attribute(element, "id"))
        if relation is not None and relation.is_external:
            self._write(as_target(relation.target, shown))

    def _note_target(self, element: Element) -> None:
        """A link on a picture or on words of a drawing: told at the end of its paragraph."""
        relation = self._surroundings.relations.get(attribute(element, "id"))
        if relation is None or not relation.is_external:
            return
        if self._targets:
            self._targets[-1].append(relation.target)
        else:
            self._add_after(as_target(relation.target, ""))

    def _write_symbol(self, element: Element) -> None:
        self._write(as_character(attribute(element, "char"), attribute(element, "font")))

    def _note_preview(self, element: Element) -> None:
        parent = element.getparent()
        holder = parent.getparent() if parent is not None else None
        if holder is not None and self._walker.name(holder) == "w:object":
            relation = self._surroundings.relations.get(attribute(element, "id"))
            if relation is not None:
                self.previews.add(relation.target)


def tidy(text: str) -> str:
    """Clean text: hyphens that are shown only at a line's end are left out, those that forbid a break are plain."""
    plain = clean_text(text).replace("\u00ad", "").replace("\u2011", "-")
    return _EMPTY_LINES.sub("\n\n", _TRAILING.sub("", plain)).strip()
