"""What the server holds between runs: the release, the wording, remembered figures, uploads."""
