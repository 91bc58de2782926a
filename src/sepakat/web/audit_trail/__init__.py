"""`/audit/`: reading the audit, inside one's regions; its chain checked, exported, searched. `governance` writes it."""
