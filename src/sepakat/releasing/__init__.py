"""The one conductor: ingest → identify → score → rank → measure → seal → publish → compare."""

from sepakat.lake import Diff, Lake, Release, ReleaseInfo, Verification, diff, verify
from sepakat.releasing.conductor import Built, build
from sepakat.releasing.exporting import export
from sepakat.releasing.ingest import BASE_SOURCES, ingest
from sepakat.releasing.intakes import Intake, IntakeInfo, intake, intake_ids, intake_list, intake_undo
from sepakat.releasing.ranking import fit_model
from sepakat.releasing.refused import rejected_rows
from sepakat.releasing.reranking import rerank

__all__ = [
    "BASE_SOURCES",
    "Built",
    "Diff",
    "Intake",
    "IntakeInfo",
    "Lake",
    "Release",
    "ReleaseInfo",
    "Verification",
    "build",
    "diff",
    "export",
    "fit_model",
    "ingest",
    "intake",
    "intake_ids",
    "intake_list",
    "intake_undo",
    "rejected_rows",
    "rerank",
    "verify",
]
