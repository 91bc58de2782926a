"""What other apps may want to know of lists: that one was handed over, or ended. Sent when the change stands."""

from django.dispatch import Signal

changed = Signal()  # programme: of the list
