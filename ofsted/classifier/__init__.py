"""The classifier that suggests themes for wordings it has not seen."""
