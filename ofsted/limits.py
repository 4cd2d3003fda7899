"""The published limits: below or beyond them something is not shown, not tested or not taken in."""

from __future__ import annotations

# What may be shown.
LEAST_KAPPA = 0.60  # of a theme that is shown on its own
EXCELLENT_KAPPA = 0.75  # Fleiss's line between fair to good and excellent
LEAST_RECOMMENDATIONS = 20  # that carry a theme which is shown on its own, or learned
SMALL_GROUP = 15  # reports; a group of fewer gets counts only

# What may be said of a comparison.
CONFIDENCE = 0.95
Z95 = 1.959963984540054  # two-sided quantile of the normal distribution at that confidence
MAIN_POINT_CONFIDENCE = 0.95  # share of resamples in which a main point must hold
DETECTION_POWER = 0.80  # of comparisons alike in which a detectable difference would be found
LEAST_ADJUSTED = 50  # recommendations that carry a theme whose difference is adjusted
SIGNIFICANT = 0.05  # q below which a difference would seldom arise by chance
SMALL_THEME = LEAST_RECOMMENDATIONS  # over the groups compared; rarer themes are not tested
EQUIVALENT = (0.67, 1.5)  # ratios that count as no difference
LARGELY_SAME = 0.10  # dissimilarity of two mixes below which they count as largely the same
EQUIVALENCE_CONFIDENCE = 0.90  # of the interval that must lie between them

# How often chance is played through. More draws are steadier and slower.
DRAWS = 2_000  # resamples or relabellings behind an interval or a p
STEADY_DRAWS = 1_000  # that say whether a main point, a rank or a claim holds

# What the classifier was meant to reach, as micro-F1 on authorities it has not seen.
AIMED_THEME_F1 = 0.80
AIMED_CATEGORY_F1 = 0.90
# What is drawn; tables hold all.
MOST_RANKED = 25  # codes in a ranking
MOST_SPLIT = 12  # codes in bars by group
MOST_GRID = 60  # codes in the picture of a grid
MOST_DOTS = 25  # themes in a chart of agreement, unless all are asked for
MOST_SIMILAR = 10  # recommendations of other reports beneath one
MOST_LINES = 12  # codes in small charts of trends
NAMED_LINES = 3  # of these, the first row, in which policy dates have their names
FEWEST_STEPS = 5  # with reports enough to be drawn; with fewer no trend is a headline

# What is served.
ROWS_A_PAGE = {"cards": 20, "table": 100}  # of the recommendations on Quotes
PREVIEW_WIDTH, PREVIEW_HEIGHT = 1200, 630  # pixels of the picture beside a link
PICTURE_SCALE = 2  # pixels of a PNG for each that a picture is laid out in
MOST_PICTURE_PIXELS = 6_000_000  # a picture of many rows is drawn with fewer
MOST_SERVED_ROWS = 1_000  # of a table or list, a page
MOST_PRINTED_WORDS = 330  # of wordings on the one page of an action plan
MOST_RELEASE_BYTES = 15_000_000  # of a kept release, all its files together
MOST_KEPT_IN_MEMORY = 2  # kept releases that links were made for, besides the current one

# What a reader may collect.
MOST_IN_BASKET = 60  # recommendations
MOST_NOTE_CHARACTERS = 500  # of a note on one of them
MOST_BASKET_LINK_BYTES = 7_000  # of a link's query; proxies read addresses of 8,000 bytes

# What a coder may hand in.
MOST_THEMES = 6  # of one recommendation (coding rule R3)
# From so many words of the wording on, a summary has at most so many. Of 167 summaries of wordings
# of 31 to 40 words that had to do with 20 words, two readers faulted 61; of 17 of over 50 words,
# which had to do with 30, they faulted 11.
SUMMARY_WORDS = ((51, 42), (41, 30), (31, 25), (0, 20))
MOST_LOST_TERMS = 0.10  # of the summaries whose wording has a protected term of art
AIMED_CONTENT_FAULTS = 0.05  # of summaries that are drawn by lot and judged
AIMED_AWKWARD = 0.03
SHARED_RUN_WORDS = 8  # words in a row that are report text: our own words share no such run

# What is asked of Ofsted's server: one report at a time, and then a pause.
FETCH_PAUSE_SECONDS = 1.0  # after a report whose cards somebody is looking at
SLOW_FETCH_PAUSE_SECONDS = 10.0  # after one that nobody is looking at

# What the server takes in from readers at once.
MOST_UPLOAD_MEGABYTES = 5  # of a report
MOST_PASTED_LINES = 200  # of recommendations, one on a line
MOST_PASTED_CHARACTERS = 20_000
MOST_SENT_FILES = 2  # of one session
MOST_SENT_BYTES = 11_000_000  # of one session, with the forms around the files
MOST_SENT_BYTES_OF_ALL = 100_000_000
SENT_SECONDS = 120  # that a file may take to arrive
SENT_HELD_SECONDS = 180  # after which a file goes, read or not; reading takes 75 at most

# What a person who checks the coding is given to read.
OWN_SAMPLE = 400  # recommendations, if nothing else is asked for
LEAST_OWN_SAMPLE, MOST_OWN_SAMPLE = 40, 2_000
RARE_THEME = 60  # recommendations; what carries a theme of fewer is drawn more often
RARE_BOOST = 3  # times as often
LEAST_READ = 30  # recommendations of a group that a person has coded, before it is corrected
