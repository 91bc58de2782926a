"""One file per command group; found by walking this folder."""
