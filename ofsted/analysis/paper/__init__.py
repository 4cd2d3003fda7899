"""The study's claims as tests, run on our data and told in words."""
