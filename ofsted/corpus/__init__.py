"""The corpus: which reports there are, the areas they are about, and how to get the files."""
