"""What somebody hands in, made up in code: the lines of a file that is not there."""

from ofsted.coding.handed import Line


def handed(*texts: str) -> list[Line]:
    """The texts as the lines of one file."""
    return [Line("handed.jsonl", number, text) for number, text in enumerate(texts, start=1)]
