"""Finding recommendations by their words."""
