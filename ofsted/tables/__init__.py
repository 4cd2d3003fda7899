"""Every stored and every hand-kept table, declared once."""
