"""`python -m sepakat.charts`: the process that draws beside a server (see `_painter`)."""

from sepakat.charts._painter import serve

serve()
