"""From figures to what a page shows: cells, sentences, rows, pictures. No HTML, no Django."""
