"""Planning documents on the site: the tray, outlines and previews, files, and a document's life until approval."""
