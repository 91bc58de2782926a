"""ODT, for LibreOffice: the same text with its contents, pages on their side, and lines around tables."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import ClassVar
from xml.sax.saxutils import escape, quoteattr

from sepakat.documents import pandoc
from sepakat.documents.drafting import Draft
from sepakat.documents.output import nodes, packing
from sepakat.documents.output.nodes import Nodes
from sepakat.documents.output.tree import tree
from sepakat.documents.output.writer import Entry, Writer
from sepakat.documents.reference import FONT

UPRIGHT, TURNED = "HalamanTegak", "HalamanMendatar"
_LINE = "0.5pt solid #1b1b1b"
_LINK = ('<style:style style:name="{}" style:family="text"><style:text-properties fo:color="#595959" '
         'style:text-underline-style="none"/></style:style>')  # fmt: skip
_FRAME = '<style:style style:name="Formula" style:family="graphic"/>'  # pandoc's pictures call for it
_TINY = 'fo:margin-top="0mm" fo:margin-bottom="0mm" fo:line-height="1pt"'
_STYLES: dict[str, tuple[str, str]] = {  # name: paragraph, text
    "Title": ('fo:text-align="center" fo:margin-bottom="4mm"', 'fo:font-size="13pt" fo:font-weight="bold"'),
    "Tengah": ('fo:text-align="center" fo:margin-bottom="2mm"', 'fo:text-transform="uppercase"'),
    "Heading": ('fo:keep-with-next="always" fo:margin-top="4mm" fo:margin-bottom="1.5mm"', 'fo:font-size="11pt"'),
    "Heading_20_1": ('fo:text-align="center"',
                     'fo:font-size="12pt" fo:font-weight="bold" fo:text-transform="uppercase"'),
    "Heading_20_2": ("", 'fo:font-size="11pt" fo:font-weight="bold"'),
    "Heading_20_3": ("", 'fo:font-size="11pt" fo:font-style="italic"'),
    "Text_20_body": ('fo:margin-bottom="2mm" fo:text-align="justify"', ""),
    "First_20_paragraph": ('fo:margin-bottom="2mm" fo:text-align="justify"', ""),
    "Caption": ('fo:keep-with-next="always" fo:margin-top="3mm" fo:margin-bottom="1.5mm"', 'fo:font-size="9pt"'),
    "Table_20_Contents": ("", 'fo:font-size="8pt"'),
    "Table_20_Heading": ("", 'fo:font-size="8pt" fo:font-weight="bold"'),
    "Gambar": ('fo:keep-with-next="always" fo:text-align="center" fo:margin-top="2mm"', ""),
    "Catatan": ('fo:margin-top="1mm" fo:margin-bottom="2mm"', 'fo:font-size="8pt" fo:color="#595959"'),
    "Petunjuk": ('fo:border-left="2pt solid #bfbfbf" fo:padding-left="2mm" fo:margin-bottom="2mm"',
                 'fo:font-size="10pt" fo:font-style="italic" fo:color="#595959"'),
    "BelumAda": ('fo:border="0.75pt solid #7f7f7f" fo:padding="1.5mm" fo:background-color="#f2f2f2" '
                 'fo:margin-top="1mm" fo:margin-bottom="2mm"', 'fo:font-size="10pt"'),
    "Disunting": ('fo:border-left="2pt solid #1b1b1b" fo:padding-left="2mm" fo:margin-bottom="2mm"', ""),
    "JudulIsi": ('fo:keep-with-next="always" fo:margin-top="4mm" fo:margin-bottom="2mm"',
                 'fo:font-size="12pt" fo:font-weight="bold"'),
    **{f"Isi{level}": (f'fo:margin-left="{max(0, level - 1) * 5}mm" fo:margin-bottom="0.7mm"',
                       'fo:font-weight="bold"' if level == 1 else "") for level in range(4)},
    UPRIGHT: (_TINY, 'fo:font-size="1pt"'),
    TURNED: (_TINY, 'fo:font-size="1pt"'),
}  # fmt: skip
_PARENTS = {"Heading_20_1": "Heading", "Heading_20_2": "Heading", "Heading_20_3": "Heading",
            "Table_20_Heading": "Table_20_Contents"}  # fmt: skip
_MASTERS = {UPRIGHT: "Standard", TURNED: "Mendatar"}


class Odt(Writer):
    TARGET: ClassVar[str] = "opendocument"

    def styled(self, style: str, blocks: Nodes) -> Nodes:
        return super().styled(style.replace(" ", ""), blocks)

    def contents(self, entries: Sequence[Entry], title: str) -> Nodes:
        if not entries:
            return []
        head = f'<text:p text:style-name="JudulIsi">{escape(title)}</text:p>'
        lines = "".join(
            f'<text:p text:style-name="Isi{min(one.level, 3)}"><text:a xlink:type="simple" '
            f"xlink:href={quoteattr(f'#{one.anchor}')}>{escape(one.text)}</text:a></text:p>"
            for one in entries
        )
        if entries[0].level == 0:
            return [nodes.raw(self.TARGET, head + lines)]
        index = (
            f'<text:table-of-content text:name="{escape(title)}"><text:table-of-content-source text:outline-level="3">'
            f"<text:index-title-template>{escape(title)}</text:index-title-template></text:table-of-content-source>"
            f'<text:index-body><text:index-title text:name="{escape(title)} judul">{head}</text:index-title>{lines}'
            "</text:index-body></text:table-of-content>"
        )
        return [nodes.raw(self.TARGET, index)]

    def section(self, blocks: Nodes, *, turned: bool, first: bool, last: bool) -> Nodes:
        """A tiny paragraph that calls for the page begins each section but the first."""
        return (
            blocks if first else [*self.styled(TURNED if turned else UPRIGHT, [nodes.para(nodes.words(" "))]), *blocks]
        )


def odt(draft: Draft, day: dt.date) -> bytes:
    """The document. day: on which it was made, in its properties."""
    made = packing.parts(pandoc.run_file(nodes.document(tree(draft, Odt())), "json", "odt"))
    files = {name: data.decode("utf-8") if name.endswith(".xml") else data for name, data in made.items()}
    files["META-INF/manifest.xml"] = str(files["META-INF/manifest.xml"]).replace('"application/xml"', '"text/xml"')
    files["styles.xml"] = _looks(str(files["styles.xml"]))
    files["content.xml"] = re.sub(
        r'(<style:style style:name="Table(?:Header)?RowCell" style:family="table-cell">\s*)<[^>]*/>',
        rf'\1<style:table-cell-properties fo:border="{_LINE}" fo:padding="0.6mm" />',
        str(files["content.xml"]),
    )
    meta = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", f"{day.isoformat()}T00:00:00Z", str(files["meta.xml"]))
    files["meta.xml"] = meta.replace("<dc:title></dc:title>", f"<dc:title>{escape(draft.title)}</dc:title>")
    return packing.packed(files, "mimetype", plain=True)


def _looks(styles: str) -> str:
    """Pandoc's styles with ours in place of those of the same name, A4 and a page on its side."""
    for name in _STYLES:
        styles = re.sub(_named(name), "", styles, flags=re.DOTALL)
    styles = styles.replace("</office:styles>", "".join(map(_style, _STYLES)) + _FRAME + "</office:styles>", 1)
    for name in ("Internet_20_link", "Definition"):  # else marks of sources are blue and underlined
        styles = re.sub(_named(name), _LINK.format(name), styles, flags=re.DOTALL)
    face = (
        f'<style:font-face style:name="{FONT}" svg:font-family="&apos;{FONT}&apos;" style:font-family-generic="roman"/>'
    )
    styles = styles.replace("</office:font-face-decls>", f"{face}</office:font-face-decls>", 1)
    styles = re.sub(r'style:font-name="(?:Times New Roman|Arial)"', f'style:font-name="{FONT}"', styles)
    styles = re.sub(r'(<style:default-style style:family="paragraph">.*?)fo:font-size="12pt"', r'\1fo:font-size="11pt"',
                    styles, count=1, flags=re.DOTALL)  # fmt: skip
    layout = re.search(r"<style:page-layout .*?</style:page-layout>", styles, re.DOTALL)
    master = re.search(r"<style:master-page .*?</style:master-page>", styles, re.DOTALL)
    assert layout is not None and master is not None, "pandoc's own reference document has one page"
    upright, turned = _layout(layout[0], "Mpm1", turned=False), _layout(layout[0], "Mpm2", turned=True)
    side = master[0].replace('"Standard"', '"Mendatar"').replace('"Mpm1"', '"Mpm2"')
    return styles.replace(layout[0], upright + turned).replace(master[0], master[0] + side)


def _named(name: str) -> str:
    """A pattern for the style of this name, whole."""
    return rf'<style:style(?=[^>]*style:name="{name}")[^>]*?(?:/>|>.*?</style:style>)'


def _layout(layout: str, name: str, *, turned: bool) -> str:
    sizes = {"page-width": "210mm", "page-height": "297mm", "margin-top": "20mm", "margin-bottom": "18mm",
             "margin-left": "25mm", "margin-right": "20mm"}  # fmt: skip
    if turned:
        sizes |= {"page-width": "297mm", "page-height": "210mm", "margin-left": "20mm"}
        layout = layout.replace('orientation="portrait"', 'orientation="landscape"')
    head, mark, rest = layout.partition("<style:footnote-sep")
    for what, size in sizes.items():
        head = re.sub(rf'fo:{what}="[^"]*"', f'fo:{what}="{size}"', head)
    return (head + mark + rest).replace('style:name="Mpm1"', f'style:name="{name}"')


def _style(name: str) -> str:
    paragraph, text = _STYLES[name]
    shown = name.replace("_20_", " ")
    level = f' style:default-outline-level="{name[-1]}"' if name.startswith("Heading_20_") else ""
    master = f' style:master-page-name="{_MASTERS[name]}"' if name in _MASTERS else ""
    return (
        f'<style:style style:name="{name}" style:display-name="{shown}" style:family="paragraph" '
        f'style:parent-style-name="{_PARENTS.get(name, "Standard")}"{level}{master}>'
        f"<style:paragraph-properties {paragraph}/><style:text-properties {text}/></style:style>"
    )
