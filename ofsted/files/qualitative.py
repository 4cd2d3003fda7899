"""What programs of qualitative analysis are given: codebook, project and codings of the release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ofsted import paths
from ofsted.codebook import read_codebook
from ofsted.documents import read_json, read_yaml
from ofsted.errors import OfstedError
from ofsted.files.codings import write_codings
from ofsted.files.refi import write_codebook
from ofsted.files.refi_project import Corpus, write_project
from ofsted.tables import stored


def make_codebook() -> bytes:
    """The codebook as REFI-QDA has it."""
    return write_codebook(read_codebook(paths.CODEBOOK))


def make_codings() -> bytes:
    """All codings as CSV."""
    codebook = read_codebook(paths.CODEBOOK)
    text = write_codings(stored.read_codings(), stored.read_recommendations(), codebook)
    return text.encode("utf-8")


def make_project(wordings: Mapping[str, str], coders: Sequence[str]) -> bytes:
    """The release as a REFI-QDA project, with these wordings by recommendation id and our summaries
    elsewhere. Raises `OfstedError` on a coder that has given nothing.
    """
    return write_project(read_corpus(wordings, coders))


def read_corpus(wordings: Mapping[str, str], coders: Sequence[str]) -> Corpus:
    """What a project is made of. Raises `OfstedError` on a coder that has given nothing."""
    codings = stored.read_codings()
    known = sorted(set(codings["coder"]))
    if unknown := sorted(set(coders) - set(known)):
        raise OfstedError(f"no codings of {', '.join(unknown)}; expected of {', '.join(known)}")
    return Corpus(
        reports=stored.read_reports(),
        recommendations=stored.read_recommendations(),
        codings=codings,
        codebook=read_codebook(paths.CODEBOOK),
        wordings=wordings,
        coders={coder: kind for coder, kind in _read_kinds().items() if coder in coders},
        version=read_json(paths.BUILD_RECORD)["data_version"],
    )


def _read_kinds() -> dict[str, str]:
    """What every coder is, by its name."""
    held = read_yaml(paths.CODERS)
    return {coder: told["kind"] for coder, told in held["coders"].items()}
