"""Practice modules, found by walking this folder: each file declares one `MODULE`."""
