"""What the data show: counts, comparisons, the study's claims, and sentences about them."""
