"""DOCX: a document that a planner edits in Word. Fields number tables and pictures, every number stands in a bookmark,
pictures are SVG with PNG beside it, pages turn for wide tables."""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from typing import ClassVar
from xml.sax.saxutils import escape, quoteattr

from sepakat.documents import disk, pandoc
from sepakat.documents.drafting import Draft
from sepakat.documents.output import nodes, packing, record
from sepakat.documents.output.nodes import Nodes
from sepakat.documents.output.tree import tree
from sepakat.documents.output.writer import Entry, Writer, anchor_of, width_of
from sepakat.documents.parts import Picture
from sepakat.documents.reference import A4, MARGINS

SMALL = 9  # rows of a table, its heads among them, that stays on one page
SHARPNESS = 2  # pixels of the PNG for each of the SVG
PLAIN = "--syntax-highlighting=none"  # else pandoc adds styles for program code
TRACE = "customXml/item1.xml"
_DOC = "word/document.xml"
_RELS = "word/_rels/document.xml.rels"
_ODOC = "http://schemas.openxmlformats.org/officeDocument/2006"
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_GRID = re.compile(r"<w:tblW [^>]*/>((?:(?!<w:tbl>).)*?)<w:tblGrid>(.*?)</w:tblGrid>", re.DOTALL)
_COLUMN = re.compile(r'<w:gridCol w:w="(\d+)"')
_NOTED = re.compile(r'(<w:tbl>(?:(?!<w:tbl>).)*?</w:tbl>)(<w:p><w:pPr><w:pStyle w:val="Catatan")', re.DOTALL)
_UPRIGHT, _TURNED = "<!--tegak-->", "<!--mendatar-->"
_SIZE, _MARGINS = re.compile(r"<w:pgSz [^>]*>"), re.compile(r"<w:pgMar [^>]*>")
_ATTRIBUTE = re.compile(r'w:(\w+)="(-?\d+)"')
_REFERENCES = re.compile(r"<w:(?:header|footer)Reference [^>]*/>")


class Docx(Writer):
    TARGET: ClassVar[str] = "openxml"

    def __init__(self) -> None:
        self.pictures: dict[bytes, str] = {}

    def caption(self, kind: str, at: int, text: str) -> Nodes:
        field = f'<w:fldSimple w:instr=" SEQ {kind} \\* ARABIC "><w:r><w:t>{at}</w:t></w:r></w:fldSimple>'
        number = [*nodes.words(f"{kind} "), nodes.raw_inline(self.TARGET, field)]
        said = [nodes.span(number, anchor_of(kind, at)), *nodes.words(f". {text}")]
        return self.styled("Caption", [nodes.para(said)])

    def picture(self, picture: Picture, at: int) -> Nodes:
        png = drawn(picture.svg)
        self.pictures[png] = picture.svg
        source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
        shown = nodes.image(source, picture.alt, width_of(picture.svg, self.widest))
        return [*self.styled("Gambar", [nodes.para([shown])]), *self.caption("Gambar", at, picture.caption)]

    def contents(self, entries: Sequence[Entry], title: str) -> Nodes:
        if not entries:
            return []
        kind = title.rpartition(" ")[2]
        what = f'TOC \\h \\z \\c "{kind}"' if entries[0].level == 0 else 'TOC \\o "1-3" \\h \\z \\u'
        said = f'<w:r><w:instrText xml:space="preserve"> {escape(what)} </w:instrText></w:r>'
        begin = f"{_mark('begin')}{said}{_mark('separate')}"
        lines = "".join(
            f'<w:p><w:pPr><w:pStyle w:val="{_toc_style(one.level)}"/></w:pPr>{begin if i == 0 else ""}'
            f'<w:hyperlink w:anchor={quoteattr(one.anchor)} w:history="1"><w:r><w:t>{escape(one.text)}</w:t></w:r>'
            f"</w:hyperlink>{_mark('end') if i == len(entries) - 1 else ''}</w:p>"
            for i, one in enumerate(entries)
        )
        head = f'<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr><w:r><w:t>{escape(title)}</w:t></w:r></w:p>'
        return [nodes.raw(self.TARGET, head + lines)]

    def section(self, blocks: Nodes, *, turned: bool, first: bool, last: bool) -> Nodes:
        """Every section but the last ends with a tiny paragraph that holds its page; the last takes the reference's."""
        if last:
            return blocks
        tiny = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        return [
            *blocks,
            nodes.raw(
                self.TARGET, f"<w:p><w:pPr>{tiny}<w:sectPr>{_TURNED if turned else _UPRIGHT}</w:sectPr></w:pPr></w:p>"
            ),
        ]


def docx(draft: Draft, reference: bytes, day: dt.date) -> bytes:
    """The document. day: on which it was made, in its properties; nothing else depends on it."""
    writer = Docx()
    blocks = tree(draft, writer)
    made = pandoc.run_file(nodes.document(blocks), "json", "docx", reference, PLAIN)
    files: dict[str, bytes | str] = dict(packing.parts(made))
    _sections(files)
    _vectors(files, writer.pictures)
    _keep_together(files)
    _full_width(files)
    _trace(files, draft)
    files["docProps/core.xml"] = _core(draft, day)
    return packing.packed(files, "[Content_Types].xml")


@lru_cache(maxsize=64)
def drawn(svg: str) -> bytes:
    """A picture as PNG, for programs that show no SVG, on white. Kept in memory and on disk."""
    import vl_convert

    place = disk.path("png", version("vl-convert-python"), str(SHARPNESS), svg)
    made: bytes | None = disk.read_bytes(place)
    if made is None:
        paper = re.sub(
            r"<svg[^>]*>", lambda found: f'{found[0]}<rect width="100%" height="100%" fill="white"/>', svg, count=1
        )
        made = vl_convert.svg_to_png(paper, scale=SHARPNESS)
        disk.write_bytes(place, made)
    return made


def _mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _toc_style(level: int) -> str:
    return f"TOC{level}" if level else "TableofFigures"


def _text(files: Mapping[str, bytes | str], name: str) -> str:
    held = files[name]
    return held if isinstance(held, str) else held.decode("utf-8")


def _sections(files: dict[str, bytes | str]) -> None:
    """Pages of the sections as the reference document has them: pandoc gives its size, margins, heads and feet to the
    last section only. The first takes heads, feet and a first page of its own (a letterhead); the rest follow it."""
    before, mark, last = _text(files, _DOC).rpartition("<w:sectPr")
    if not (_UPRIGHT in before or _TURNED in before):
        return
    page = {**_page(_SIZE.search(last)), **_page(_MARGINS.search(last))}
    first = "<w:titlePg/>" if "<w:titlePg" in last else ""
    for sign, turned in ((_UPRIGHT, False), (_TURNED, True)):
        before = before.replace(sign, _section(page, turned=turned))
    heads = "".join(_REFERENCES.findall(last))
    before = before.replace("<w:sectPr>", f"<w:sectPr>{heads}", 1).replace("</w:sectPr>", f"{first}</w:sectPr>", 1)
    files[_DOC] = before + mark + re.sub(r"<w:titlePg[^>]*/>", "", last)


def _page(found: re.Match[str] | None) -> dict[str, str]:
    return dict(_ATTRIBUTE.findall(found[0])) if found else {}


def _section(page: Mapping[str, str], *, turned: bool) -> str:
    """Type, size and margins of a section; on its side the page is turned with its margins."""
    wide, high = page.get("w", str(A4[0])), page.get("h", str(A4[1]))
    sides = {side: page.get(side, str(length)) for side, length in MARGINS.items()}
    turn = ""
    if turned:
        wide, high, turn = high, wide, ' w:orient="landscape"'
        sides = dict(zip(("bottom", "left", "top", "right"), (sides[s] for s in MARGINS), strict=True))
    rest = {name: page.get(name, default) for name, default in (("header", "709"), ("footer", "567"), ("gutter", "0"))}
    margins = " ".join(f'w:{name}="{length}"' for name, length in {**sides, **rest}.items())
    return f'<w:type w:val="nextPage"/><w:pgSz w:w="{wide}" w:h="{high}"{turn}/><w:pgMar {margins}/>'


def _vectors(files: dict[str, bytes | str], pictures: Mapping[bytes, str]) -> None:
    """The SVG beside each PNG: what shows SVG (Word since 2016) takes it, the rest the PNG."""
    rels, text = _text(files, _RELS), _text(files, _DOC)
    for name in sorted(n for n in files if n.startswith("word/media/") and files[n] in pictures):
        svg = pictures[files[name]]  # type: ignore[index]  # parts that pandoc wrote are bytes
        target = name.removeprefix("word/")
        found = re.search(rf'<Relationship (?=[^>]*Target="{re.escape(target)}")[^>]*Id="([^"]+)"', rels)
        if found is None:
            continue
        vector, id_ = target.rpartition(".")[0] + ".svg", f"{found[1]}v"
        files[f"word/{vector}"] = svg
        link = f'<Relationship Id="{id_}" Type="{_ODOC}/relationships/image" Target="{vector}"/>'
        rels = rels.replace("</Relationships>", f"{link}</Relationships>")
        beside = (
            '<a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}">'
            f'<asvg:svgBlip xmlns:asvg="{_SVG}" r:embed="{id_}"/></a:ext></a:extLst>'
        )
        text = re.sub(rf'<a:blip r:embed="{found[1]}" ?/>', f'<a:blip r:embed="{found[1]}">{beside}</a:blip>', text)
    files[_RELS], files[_DOC] = rels, text
    _typed(files, '<Default Extension="svg" ContentType="image/svg+xml"/>')


def _keep_together(files: dict[str, bytes | str]) -> None:
    """Captions stay with what follows, pictures with their caption, and no row is torn between pages, whatever the
    reference document says."""
    text = _text(files, _DOC)
    text = re.sub(r"<w:tr>(?!<w:trPr>)", "<w:tr><w:trPr><w:cantSplit/></w:trPr>", text)
    text = text.replace("<w:trPr><w:tblHeader", "<w:trPr><w:cantSplit/><w:tblHeader")
    for style in ("Caption", "Gambar"):
        text = re.sub(rf'(<w:pStyle w:val="{style}" ?/>)(?!<w:keepNext)', r"\1<w:keepNext/>", text)
    text = re.sub(r'(<w:pStyle w:val="BelumAda" ?/>)(?!<w:keep)', r"\1<w:keepLines/>", text)
    text = _NOTED.sub(lambda found: _kept(found[1]) + found[2], text)
    files[_DOC] = re.sub(r'descr="data:[^"]*"', 'descr=""', text)  # pandoc says the address again inside the picture


def _kept(table: str) -> str:
    """A table whose last row stays with the note under it; a small one stays on one page with its note."""
    at = table.rindex("<w:tr>") if table.count("<w:tr>") > SMALL else table.index("<w:tr>")
    return table[:at] + re.sub(r'(<w:pStyle w:val="[^"]*" ?/>)(?!<w:keepNext)', r"\1<w:keepNext/>", table[at:])


def _full_width(files: dict[str, bytes | str]) -> None:
    """Tables as wide as the lines of their page; pandoc reckons with a page of its own."""
    pages = _text(files, _DOC).split("<w:sectPr")
    made = []
    for text, after in zip(pages, [*pages[1:], ""], strict=True):
        page = {**_page(_SIZE.search(after)), **_page(_MARGINS.search(after))}
        if not page:  # what follows the last section
            made.append(text)
            continue
        line = int(page["w"]) - int(page["left"]) - int(page["right"])
        made.append(_GRID.sub(lambda found, line=line: _widened(found, line), text))  # type: ignore[misc]
    files[_DOC] = "<w:sectPr".join(made)


def _widened(found: re.Match[str], line: int) -> str:
    widths = [int(one) for one in _COLUMN.findall(found[2])]
    grid = "".join(f'<w:gridCol w:w="{line * one // sum(widths)}"/>' for one in widths)
    return f'<w:tblW w:type="dxa" w:w="{line}"/>{found[1]}<w:tblGrid>{grid}</w:tblGrid>'


def _trace(files: dict[str, bytes | str], draft: Draft) -> None:
    """The record of the numbers, as a custom XML part."""
    files[TRACE] = record.written(draft)
    item = "{6D0C2B52-5E0B-4F0B-9A37-5E9A7A1C5A01}"
    files["customXml/itemProps1.xml"] = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<ds:datastoreItem ds:itemID="{item}" '
        f'xmlns:ds="{_ODOC}/customXml"><ds:schemaRefs><ds:schemaRef ds:uri="{record.NAMESPACE}"/></ds:schemaRefs>'
        "</ds:datastoreItem>"
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    files["customXml/_rels/item1.xml.rels"] = (
        f'{head}<Relationships xmlns="{package}"><Relationship Id="rId1" '
        f'Type="{_ODOC}/relationships/customXmlProps" Target="itemProps1.xml"/></Relationships>'
    )
    link = f'<Relationship Id="rIdSumber" Type="{_ODOC}/relationships/customXml" Target="../customXml/item1.xml"/>'
    files[_RELS] = _text(files, _RELS).replace("</Relationships>", f"{link}</Relationships>")
    _typed(files, '<Override PartName="/customXml/itemProps1.xml" '
                  'ContentType="application/vnd.openxmlformats-officedocument.customXmlProperties+xml"/>')  # fmt: skip


def _typed(files: dict[str, bytes | str], entry: str) -> None:
    name = "[Content_Types].xml"
    text = _text(files, name)
    if entry not in text:
        files[name] = text.replace("</Types>", f"{entry}</Types>")


def _core(draft: Draft, day: dt.date) -> str:
    when = f'<dcterms:{{}} xsi:type="dcterms:W3CDTF">{day.isoformat()}T00:00:00Z</dcterms:{{}}>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(draft.title)}</dc:title><dc:language>id-ID</dc:language>"
        f"{when.format('created', 'created')}{when.format('modified', 'modified')}</cp:coreProperties>"
    )
