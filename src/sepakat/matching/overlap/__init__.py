"""Who is in which list: overlaps of registries and recipient lists, the poor in none of them, and people in no list.

`memberships` tells it person by person (ids only); `overlap` counts it for anyone, with the noise of free tables;
`capture` estimates how many are in no list at all. See docs/adr/0022.
"""

from sepakat.matching.overlap.attributes import attributes
from sepakat.matching.overlap.lists import Listing, choose, listings, usual
from sepakat.matching.overlap.membership import memberships
from sepakat.matching.overlap.poor import poor_in_none, poor_sets
from sepakat.matching.overlap.tables import overlap
from sepakat.matching.overlap.unlisted import unlisted

__all__ = [
    "Listing",
    "attributes",
    "choose",
    "listings",
    "memberships",
    "overlap",
    "poor_in_none",
    "poor_sets",
    "unlisted",
    "usual",
]
