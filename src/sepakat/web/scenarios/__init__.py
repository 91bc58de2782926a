"""Skenario anggaran: whom a rule reaches, what it costs whom, beside others; the best rule; who moves."""
