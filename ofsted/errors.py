"""Errors that a person can act on: each names the file or table, the place and what was
expected.
"""


class OfstedError(Exception):
    """Anything this package raises on purpose."""


class ReportError(OfstedError):
    """A report cannot be read, or does not read as an inspection report."""


class SchemaError(OfstedError):
    """A table does not have the columns, types or values its schema declares."""


class DownloadError(OfstedError):
    """A file could not be had from any permitted address, or is not the file the manifest
    describes.
    """


class QuoteError(OfstedError):
    """The text of a recommendation could not be proved against its recorded hash."""


class CodebookError(OfstedError):
    """The codebook contradicts itself or lacks something that was asked of it."""


class ClaimError(OfstedError):
    """A claim of the paper is not put as a test that can be run."""


class OutsideError(OfstedError):
    """A figure that others published is not put as a question that the tables can answer."""


class PolicyError(OfstedError):
    """A policy date lacks its day, its words or its source."""
