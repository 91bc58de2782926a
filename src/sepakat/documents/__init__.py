"""Documents. Letters that people sign: `letter`, `docx`, `fragment`, `html`. Planning documents: `draft` fills in a
plan (`plans/`) for a region of a release from blocks (`blocks/`); every number says how to get it again (`recompute`).

Letters: names and other values are put into pandoc's document tree, never into markup, so nothing typed can become a
picture, a link or a field.
"""

from sepakat.documents.block import Block, kind, kinds
from sepakat.documents.consistency import consistency
from sepakat.documents.drafting import COMPLETE, MISSING, PARTLY, STATES, Chapter, Draft, Edit, draft
from sepakat.documents.kept import again, make, recompute
from sepakat.documents.letters import Annex, Letter, letter
from sepakat.documents.parts import Heading, Missing, Number, Paragraph, Part, Picture, Query, Tabulated
from sepakat.documents.plans import Plan, plan, plans
from sepakat.documents.templates import Template, template, templates
from sepakat.documents.writing import docx, fragment, html

__all__ = [
    "COMPLETE",
    "MISSING",
    "PARTLY",
    "STATES",
    "Annex",
    "Block",
    "Chapter",
    "Draft",
    "Edit",
    "Heading",
    "Letter",
    "Missing",
    "Number",
    "Paragraph",
    "Part",
    "Picture",
    "Plan",
    "Query",
    "Tabulated",
    "Template",
    "again",
    "consistency",
    "docx",
    "draft",
    "fragment",
    "html",
    "kind",
    "kinds",
    "letter",
    "make",
    "plan",
    "plans",
    "recompute",
    "template",
    "templates",
]
