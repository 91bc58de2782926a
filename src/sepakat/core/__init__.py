"""What every other room stands on: results, errors, words, files, grants, disclosure control."""

from sepakat.core.errors import UserError
from sepakat.core.table import Column, Table
from sepakat.core.text import Text

__all__ = ["Column", "Table", "Text", "UserError"]
