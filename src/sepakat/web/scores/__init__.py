"""Indeks data: how fresh, complete, valid, covering and used the data of regions are. A proposal, never official."""
