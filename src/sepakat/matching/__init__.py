"""Matching: which records of several lists are one person, with a probability and the reasons for it.

    with matching.match([left, right]) as done:
        done.links()        # left_source, left_id, right_source, right_id, probability, rule
        done.clusters()     # source, id, cluster_id
        done.model          # what was trained, as reviewable data

Lists are plain files (`read_file`) or registries of a release (`read_registry`, through a grant). Runs over a release
are kept in the lake (`store`); what people decide about single pairs is in `clerical`, joined records in `merges`.
"""

from sepakat.matching.lists import COLUMNS, PersonList, read_file
from sepakat.matching.outcome import Matching
from sepakat.matching.registered import read_registry
from sepakat.matching.run import THRESHOLD, match

__all__ = ["COLUMNS", "THRESHOLD", "Matching", "PersonList", "match", "read_file", "read_registry"]
