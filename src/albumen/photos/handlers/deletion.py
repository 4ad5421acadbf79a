"""Jobs that destroy what was deleted."""
