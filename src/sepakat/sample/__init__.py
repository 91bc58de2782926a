"""The sample region: a seeded synthetic province in the layouts that agencies deliver, for demo, training and tests.

`generate(out, province="53", families=3000, seed=7)` writes the raw files and `truth/`; `sepakat.sample.nation` has a
`generate` for all of Indonesia. What is calibrated, to which published figures and how close it comes, is in
docs/explanation/sample.md.
"""

from sepakat.sample.make import DEFAULT_FAMILIES, SampleReport, generate

__all__ = ["DEFAULT_FAMILIES", "SampleReport", "generate"]
