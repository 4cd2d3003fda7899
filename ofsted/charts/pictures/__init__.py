"""Pictures to take away: what a figure holds as plain values, and how the server draws it."""
