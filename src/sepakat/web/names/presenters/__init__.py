"""What pages of names show, made from data and rules; no request here."""
