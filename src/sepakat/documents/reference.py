"""Our own reference document: the styles, page and footer that every DOCX takes. Written here, not drawn in Word, so
that a change of a style is a line in a review.

Sizes in half-points, lengths in twentieths of a point (OOXML's own units).
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from functools import lru_cache

FONT = "Bookman Old Style"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
A4 = (11906, 16838)
MARGINS = {"top": 1134, "bottom": 1021, "left": 1417, "right": 1134}
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@dataclass(frozen=True)
class Style:
    """One paragraph style. paragraph, run: its properties as OOXML; based: the style it starts from."""

    id: str
    name: str
    paragraph: str = ""
    run: str = ""
    based: str = "Normal"
    following: str = "BodyText"


_BOLD, _CENTER = "<w:b/>", '<w:jc w:val="center"/>'
_LINE = 'w:val="single" w:sz="6" w:space="4" w:color="7F7F7F"'
_BAR = '<w:pBdr><w:left w:val="single" w:sz="18" w:space="6" w:color="{}"/></w:pBdr>'
STYLES = (
    Style("BodyText", "Body Text", '<w:spacing w:after="120"/><w:jc w:val="both"/>'),
    Style("FirstParagraph", "First Paragraph", based="BodyText"),
    Style("Compact", "Compact", '<w:spacing w:before="20" w:after="20"/><w:jc w:val="left"/>', based="BodyText"),
    Style("Title", "Title", f'<w:spacing w:after="240"/>{_CENTER}', f'{_BOLD}<w:sz w:val="26"/>'),
    Style("Heading1", "heading 1",
          f'<w:keepNext/><w:spacing w:before="240" w:after="120"/>{_CENTER}<w:outlineLvl w:val="0"/>',
          f'{_BOLD}<w:caps/><w:sz w:val="24"/>'),
    Style("Heading2", "heading 2",
          '<w:keepNext/><w:spacing w:before="200" w:after="80"/><w:outlineLvl w:val="1"/>', _BOLD),
    Style("Heading3", "heading 3",
          '<w:keepNext/><w:spacing w:before="160" w:after="60"/><w:outlineLvl w:val="2"/>', "<w:i/>"),
    Style("Tengah", "Tengah", f'<w:spacing w:after="120"/>{_CENTER}', "<w:caps/>"),
    Style("TandaTangan", "Tanda Tangan", '<w:keepNext/><w:keepLines/><w:spacing w:after="60"/><w:ind w:left="5103"/>'),
    Style("Lampiran", "Lampiran", f'<w:pageBreakBefore/><w:spacing w:after="120"/>{_CENTER}', f"{_BOLD}<w:caps/>"),
    Style("Catatan", "Catatan", '<w:spacing w:before="60" w:after="60"/>',
          '<w:color w:val="595959"/><w:sz w:val="16"/>'),
    Style("DefinitionTerm", "Definition Term", "<w:keepNext/>", _BOLD, following="Definition"),
    Style("Definition", "Definition", '<w:spacing w:after="120"/><w:ind w:left="567"/><w:jc w:val="both"/>'),
    Style("Caption", "caption", '<w:keepNext/><w:spacing w:before="160" w:after="80"/>', '<w:sz w:val="18"/>'),
    Style("TableCaption", "Table Caption", "<w:keepNext/>", based="Caption"),
    Style("Footer", "footer", _CENTER, '<w:sz w:val="16"/>'),
    Style("Gambar", "Gambar", f'<w:keepNext/><w:spacing w:before="120" w:after="60"/>{_CENTER}', following="Caption"),
    Style("Petunjuk", "Petunjuk", f'{_BAR.format("BFBFBF")}<w:spacing w:after="120"/><w:ind w:left="170"/>',
          '<w:i/><w:color w:val="595959"/><w:sz w:val="20"/>'),
    Style("BelumAda", "Belum Ada",
          f'<w:pBdr><w:top {_LINE}/><w:left {_LINE}/><w:bottom {_LINE}/><w:right {_LINE}/></w:pBdr>'
          + '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/><w:spacing w:before="60" w:after="120"/>'
          '<w:ind w:left="113" w:right="113"/>', '<w:sz w:val="20"/>'),
    Style("Disunting", "Disunting", f'{_BAR.format("1B1B1B")}<w:spacing w:after="120"/><w:jc w:val="both"/>'),
    Style("TOCHeading", "TOC Heading", '<w:keepNext/><w:spacing w:before="240" w:after="120"/>',
          f'{_BOLD}<w:sz w:val="24"/>'),
    *(Style(f"TOC{i}", f"toc {i}", f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9355"/></w:tabs>'
            f'<w:spacing w:after="40"/><w:ind w:left="{(i - 1) * 284}"/>', _BOLD if i == 1 else "") for i in (1, 2, 3)),
    Style("TableofFigures", "table of figures", '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9355"/></w:tabs>'
          '<w:spacing w:after="40"/>'),
)  # fmt: skip


@lru_cache(maxsize=1)
def document() -> bytes:
    """The reference document as a DOCX file; the same bytes every time."""
    parts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations([("officeDocument", "word/document.xml")]),
        "word/document.xml": _document(),
        "word/styles.xml": _styles(),
        "word/settings.xml": f'{_HEAD}<w:settings xmlns:w="{MAIN}"><w:themeFontLang w:val="id-ID"/></w:settings>',
        "word/footer1.xml": _footer(),
        "word/_rels/document.xml.rels": _relations(
            [("styles", "styles.xml"), ("settings", "settings.xml"), ("footer", "footer1.xml")]
        ),
    }
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    return raw.getvalue()


def _styles() -> str:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="{FONT}"/>'
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="22"/><w:szCs w:val="22"/>'
        '<w:lang w:val="id-ID"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
        '<w:basedOn w:val="DefaultParagraphFont"/><w:rPr><w:color w:val="595959"/></w:rPr></w:style>'
    )
    made = "".join(_style(style) for style in STYLES)
    return f'{_HEAD}<w:styles xmlns:w="{MAIN}">{defaults}{made}{_table()}</w:styles>'


def _style(style: Style) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="{style.based}"/><w:next w:val="{style.following}"/><w:qFormat/>'
        f"<w:pPr>{style.paragraph}</w:pPr><w:rPr>{style.run}</w:rPr></w:style>"
    )


def _table() -> str:
    """Lines around every cell, small type, a bold head; rows are not torn between pages."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="1B1B1B"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        '<w:style w:type="table" w:default="1" w:styleId="Table"><w:name w:val="Table"/>'
        f'<w:rPr><w:sz w:val="16"/></w:rPr><w:tblPr><w:tblBorders>{sides}</w:tblBorders><w:tblCellMar>'
        '<w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        "<w:trPr><w:cantSplit/></w:trPr>"
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>'
    )


def _document() -> str:
    width, height = A4
    margins = " ".join(f'w:{side}="{size}"' for side, size in MARGINS.items())
    return (
        f'{_HEAD}<w:document xmlns:w="{MAIN}" xmlns:r="{RELATIONS}"><w:body><w:p/><w:sectPr>'
        f'<w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="{width}" w:h="{height}"/>'
        f'<w:pgMar {margins} w:header="709" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def _footer() -> str:
    def field(name: str) -> str:
        return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'

    return (
        f'{_HEAD}<w:ftr xmlns:w="{MAIN}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">Halaman </w:t></w:r>{field("PAGE")}'
        f'<w:r><w:t xml:space="preserve"> dari </w:t></w:r>{field("NUMPAGES")}</w:p></w:ftr>'
    )


def _types() -> str:
    kinds = {"document": "document.main", "styles": "styles", "settings": "settings", "footer1": "footer"}
    parts = "".join(f'<Override PartName="/word/{n}.xml" ContentType="{_TYPE}.{k}+xml"/>' for n, k in kinds.items())
    return (
        f'{_HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )


def _relations(links: list[tuple[str, str]]) -> str:
    made = "".join(
        f'<Relationship Id="rId{i}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(links, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{PACKAGE}/relationships">{made}</Relationships>'
