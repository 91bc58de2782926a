"""The identity vault: names, NIK, addresses, coordinates, in encrypted files that open only with a grant.

Each file has a key of its own, derived from the master key and a random salt, and is bound to its place (lake, table,
regency) by additional authenticated data, so that swapped or altered files do not open. PyArrow reads and writes them;
DuckDB never does, and rows are handed over as Arrow tables in memory.

Not here: who may hold a grant (`access/` decides for the web; on the command line it is whoever can read the key).
"""

from sepakat.lake.vault.files import Vault
from sepakat.lake.vault.reader import VaultReader, covers

__all__ = ["Vault", "VaultReader", "covers"]
