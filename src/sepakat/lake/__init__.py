"""Releases on disk: layout, manifest, atomic publishing, comparing, and the identity vault."""

from sepakat.lake.building import Build
from sepakat.lake.comparing import Diff, diff
from sepakat.lake.reading import Release, ReleaseInfo, Tables
from sepakat.lake.store import Lake
from sepakat.lake.vault import Vault, VaultReader
from sepakat.lake.verifying import Verification, verify

__all__ = [
    "Build",
    "Diff",
    "Lake",
    "Release",
    "ReleaseInfo",
    "Tables",
    "Vault",
    "VaultReader",
    "Verification",
    "diff",
    "verify",
]
