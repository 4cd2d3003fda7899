"""The model card: every figure in it is taken from the evaluation, so that the two cannot part."""

from __future__ import annotations

from collections.abc import Mapping

from ofsted.limits import AIMED_CATEGORY_F1, AIMED_THEME_F1, LEAST_RECOMMENDATIONS

_WHO = {
    "classifier": "classifier, unseen authorities",
    "coders": "ceiling: the two coders with each other",
    "dictionary": "floor: keywords of the codebook",
}


def model_card(marks: Mapping) -> str:
    """The card as Markdown, from the marks that `evaluation.json` keeps."""
    lines = [
        *_purpose(marks),
        *_data(marks),
        *_method(marks),
        *_left_out(),
        *_results(marks),
        *_limits(marks),
        *_repeat(marks),
    ]
    return "\n".join(lines) + "\n"


def _purpose(marks: Mapping) -> list[str]:
    return [
        f"# Classifier of themes, version {marks['model_version']}",
        "",
        "Suggests themes of the codebook for recommendations in inspection reports that nobody has"
        " coded. A person decides; suggestions are a start.",
        "",
        "**Not for** judging an authority, for text other than recommendations of such reports, or"
        " for counting themes without a person's check: group",
        "comparisons built on suggestions inherit the classifier's errors. The dataset's themes"
        " come from the adjudicated coding, never from the classifier.",
        "",
    ]


def _data(marks: Mapping) -> list[str]:
    untrained = ", ".join(f"`{theme}` ({count})" for theme, count in marks["untrained"].items())
    return [
        "## Data",
        "",
        f"{marks['recommendation_count']:,} recommendations of {marks['authority_count']}"
        f" authorities with their adjudicated codings (codebook {marks['codebook_version']}).",
        "**The codings were made by a large language model** working from the published codebook,"
        " twice, with disagreements adjudicated; **no human has yet",
        "checked a sample**. The marks below say how well the classifier repeats that coding, not"
        " whether the coding is right.",
        "",
        f"{marks['theme_count']} themes are learned. {len(marks['untrained'])} have fewer than"
        f" {LEAST_RECOMMENDATIONS} recommendations; they are not learned and never suggested:"
        f" {untrained}.",
        "",
    ]


def _method(marks: Mapping) -> list[str]:
    return [
        "## Method",
        "",
        "1. Linear support vector machines, one per theme and category, on TF-IDF of words, word"
        " pairs and of three to five characters within words; and a second set on every",
        "   word in its context, taught by the coders' triggers. Triggers taken alone and phrases"
        " of the codebook are learned from too, with less weight.",
        "2. One logistic curve per theme blends whole-text score, best word and mean of the three"
        " best words. A small set of gradient-boosted trees, the same",
        "   for all themes, weighs a theme's scores against those of its category, parent,"
        " sub-themes and closest rival.",
        "3. Platt's curve makes probabilities of the outcome. Each theme's threshold has the best"
        " F1, drawn towards the one that is best for all themes.",
        "4. A category is judged by trees of their own, the same for all nine, from the scores of"
        " the category itself, the probabilities of its themes and what",
        "   is made of the other categories; with a curve and thresholds as above. A theme is"
        " suggested only where its category is likely; a category can be",
        "   likely though none of its themes is.",
        "   Trees, curves and thresholds are fitted on scores from folds within the training texts"
        " that the step before had not seen.",
        "",
        f"A suggestion is marked uncertain below a probability of {marks['sure_from']}: from there"
        " on, suggestions of about that probability (up to 0.1 more)",
        "were right at least four times in five on held-out folds of the training texts.",
        "",
        "Trigger words are the one to three neighbouring words that score highest for the theme.",
        "",
    ]


def _left_out() -> list[str]:
    return [
        "Tried and left out, by cross-validated theme micro-F1 in trials on the same folds:"
        " whole-text models alone, 0.80; with keyword hits of the dictionary, 0.81;",
        "with word contexts, 0.83; with triggers alone and codebook phrases, 0.83 to 0.84; trees on"
        " top, 0.84. A linear second step over all themes' scores did worse",
        "than none, and thresholds tuned for each theme by itself worse than one for all. For"
        " categories, linear models trained on the nine alone were worse (0.85)",
        "than the categories of the suggested themes (0.87), and the trees of step 4 better than"
        " both (0.88). Sentence embeddings from a package that carries its",
        "model (WordLlama, static, 256 numbers) gave categories 0.80 by themselves and added"
        " nothing beside the rest, so they are left out. Votes of the nearest",
        "texts in 200 latent dimensions added nothing either. A small convolutional network over"
        " words and characters, learned beside the linear models, brought",
        "categories to 0.886 and themes to 0.840: too little for a network written by hand, whose"
        " training is not the same to the byte on every machine. Learning from",
        "our summaries of the training texts as well (half weight) moved categories from 0.883 to"
        " 0.884 and left themes at 0.835, though it helped from SIF to ILACS",
        "(0.889 and 0.821). In trials beside it, log-count ratios as weights of features, less"
        " weight for labels on which the coders differed, and bagged, extremely",
        "randomised or logistic second steps added nothing beyond chance; models of windows of"
        " eight words together with the ratios added 0.003.",
        "",
    ]


def _results(marks: Mapping) -> list[str]:
    sizes = ", ".join(map(str, marks["fold_sizes"]))
    lines = [
        "## Results",
        "",
        f"Five folds of {sizes} recommendations. An authority's recommendations stay in one fold,"
        f" and so do authorities joined by one of {marks['near_duplicate_pair_count']} pairs of",
        f"near-duplicates (Jaccard index of five-word runs above 0.6): {marks['group_count']}"
        " groups. Nothing is tuned on a fold that is judged.",
        "",
    ]
    for level, name in (
        ("theme", f"{marks['theme_count']} themes"),
        ("category", "nine categories"),
    ):
        lines += [
            f"| {name} | micro-F1 | macro-F1 | precision | recall | mean kappa |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        lines += [_row(label, marks[level][who]) for who, label in _WHO.items()]
        lines.append("")
    theme, category = marks["theme"]["classifier"], marks["category"]["classifier"]
    lines += [
        "The ceiling is two codings by one model, which agree more than two people would: it shows"
        " consistency, not validity.",
        "",
        "Counting the themes that are not learned as missed, theme micro-F1 is"
        f" {theme['micro_f1_all_themes']:.3f}.",
        f"{marks['without_suggestion_count']} of {marks['recommendation_count']} recommendations"
        " get no suggestion.",
        f"Calibration, themes: Brier score {theme['brier']:.4f}, expected calibration error"
        f" {theme['ece']:.4f}; among probabilities of 0.05 and more {theme['likely_brier']:.3f} and"
        f" {theme['likely_ece']:.3f}.",
        f"Categories: {category['brier']:.4f} and {category['ece']:.4f}; among probabilities of"
        f" 0.05 and more {category['likely_brier']:.3f} and {category['likely_ece']:.3f}.",
        f"Of {theme['sure_count'] + theme['uncertain_count']} suggestions"
        f" {theme['uncertain_count']} are marked uncertain; {theme['uncertain_precision']:.1%} of"
        f" these are right, and {theme['sure_precision']:.1%} of the others.",
        "",
        "| learned from → judged on | recommendations | theme micro-F1 | theme macro-F1 | category"
        " micro-F1 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, trial in marks["transfer"].items():
        learned, judged = name.split(" to ", 1)
        lines.append(
            f"| {learned} → {judged} | {trial['training_count']} → {trial['test_count']} |"
            f" {trial['theme']['micro_f1']:.3f} | {trial['theme']['macro_f1']:.3f} "
            f"| {trial['category']['micro_f1']:.3f} |"
        )
    return [
        *lines,
        "",
        "Every theme and category, with counts, precision, recall, F1, kappa and calibration, is in"
        " `evaluation.csv`.",
        "",
    ]


def _row(label: str, marks: Mapping) -> str:
    return (
        f"| {label} | "
        + " | ".join(
            f"{marks[name]:.3f}"
            for name in ("micro_f1", "macro_f1", "precision", "recall", "mean_kappa")
        )
        + " |"
    )


def _limits(marks: Mapping) -> list[str]:
    theme = _held_against(marks["theme"]["classifier"]["micro_f1"], AIMED_THEME_F1)
    category = _held_against(marks["category"]["classifier"]["micro_f1"], AIMED_CATEGORY_F1)
    return [
        "## Limits",
        "",
        f"- Aims were theme micro-F1 {theme} and category micro-F1 {category}.",
        "- Rare themes and those told apart by a rule of the codebook rather than by words are the"
        " weakest; see the table before relying on one.",
        "- Wording changes between frameworks and with time: see the two trials of transfer. A new"
        " framework needs new codings.",
        "- Only the first 2,000 words of a text are read. English only.",
        "- The method was chosen by trials on these same recommendations, though no threshold was"
        " tuned on a judged fold: the marks flatter it slightly.",
        "",
    ]


def _held_against(f1: float, aim: float) -> str:
    """The aim, whether it was met, and what was reached."""
    outcome = "not met"
    if f1 >= aim:
        outcome = "met"
    return f"{aim:.2f} ({outcome}: {f1:.3f})"


def _repeat(marks: Mapping) -> list[str]:
    return [
        "## Repeat it",
        "",
        "    python -m ofsted hydrate          # the texts, once",
        "    python -m ofsted coding train     # writes classifier.npz: the same bytes from the"
        " same codings",
        "    python -m ofsted coding evaluate  # writes evaluation.json, evaluation.csv and this"
        " card",
        "",
        "`classifier.npz` holds plain arrays, read without pickle: 32-bit hashes of features,"
        " rounded weights and trees. It holds no wording of any report.",
        f"Made from codings with SHA-256 `{marks['codings_sha256']}`; a test fails where the"
        " codings have changed since.",
    ]
