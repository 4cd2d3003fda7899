"""One module per command: the only places that put the other rooms together."""
