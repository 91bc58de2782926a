"""The metadata that the agencies agree on, as reviewed data: variables, code lists, indicators, dated numbers.

Rooms import from here only. Every part is loaded once by walking its folder and then shared, frozen.
"""

from sepakat.catalogue.breakdowns import Dimension, breakdown_columns, dimensions
from sepakat.catalogue.codes import Codelist, codelist, codelists
from sepakat.catalogue.dated import Parameter, Series, numbers, parameter, parameters, poverty_line
from sepakat.catalogue.definitions import Indicator, Theme, indicator, indicators, overdue, themes
from sepakat.catalogue.examples import Example, example_rows
from sepakat.catalogue.expressions import Expression
from sepakat.catalogue.rules import Rule
from sepakat.catalogue.schemes import Programme, programme, programmes
from sepakat.catalogue.tables import ARROW, TableSpec, Variable, frames, table, tables, vault_columns

__all__ = [
    "ARROW",
    "Codelist",
    "Dimension",
    "Example",
    "Expression",
    "Indicator",
    "Parameter",
    "Programme",
    "Rule",
    "Series",
    "TableSpec",
    "Theme",
    "Variable",
    "breakdown_columns",
    "codelist",
    "codelists",
    "dimensions",
    "example_rows",
    "frames",
    "indicator",
    "indicators",
    "numbers",
    "overdue",
    "parameter",
    "parameters",
    "poverty_line",
    "programme",
    "programmes",
    "table",
    "tables",
    "themes",
    "vault_columns",
]
