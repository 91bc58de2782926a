"""Documents that people sign: letters from reviewed templates, as DOCX to edit in Word and as HTML to print.

`letter(name, facts, annex)` gives a `Letter`; `docx(letter)` and `html(letter)` write it. Names and other values are
put into pandoc's document tree, never into markup, so nothing typed can become a picture, a link or a field.
"""

from sepakat.documents.letters import Annex, Letter, letter
from sepakat.documents.templates import Template, template, templates
from sepakat.documents.writing import docx, fragment, html

__all__ = ["Annex", "Letter", "Template", "docx", "fragment", "html", "letter", "template", "templates"]
