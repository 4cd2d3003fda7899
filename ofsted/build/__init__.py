"""The build: the dataset made from the report files, the areas and the committed codings."""
