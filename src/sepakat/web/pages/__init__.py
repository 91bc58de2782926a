"""The public pages: thin views over the presenters."""
