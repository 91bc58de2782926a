"""The JSON API: the same protected figures as the pages, and what a token's role allows; never a list of names.

`operations/` holds one file per subject, found by walking; `frame.Operations` gives every operation its rule, its
limit, its errors and its tag, and `document.py` writes the OpenAPI document and the human page from the same facts.
"""
