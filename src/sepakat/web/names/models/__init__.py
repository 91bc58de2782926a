"""What the database keeps of names: purposes, requests, votes, sealed files, agreements. Never a citizen's name."""

from sepakat.web.names.models.citizens import CitizenRequest
from sepakat.web.names.models.lists import Agreement, ListRequest, ListRow, Recipient, SealedFile, Step, Vote
from sepakat.web.names.models.purposes import StatedPurpose

__all__ = [
    "Agreement",
    "CitizenRequest",
    "ListRequest",
    "ListRow",
    "Recipient",
    "SealedFile",
    "StatedPurpose",
    "Step",
    "Vote",
]
