"""Charts of counts frames, each with its table and its text alternative."""
