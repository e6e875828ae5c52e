"""Labelled texts: CoNLL-2003's columns, and examples for spaCy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from a2i_emulator.dataset.examples import Example
from a2i_emulator.dataset.formats.writer import UnfitError, Writer
from a2i_emulator.quality.answers import Kind
from a2i_emulator.quality.similarity import Entity, tokens


class ConllWriter(Writer):
    """``SPLIT.conll``: a word on each line, with its label in IOB2 in the last of four columns.

    Where two entities share a word, the first has it.
    """

    kinds: ClassVar[frozenset[Kind]] = frozenset({"entities"})

    def write(self, example: Example) -> None:
        """Write a text as a document of its own."""
        stream = self.file(f"{example.split}.conll")
        stream.write("-DOCSTART- -X- -X- O\n\n")
        for word, tag in tagged(*_labelled(self, example)):
            stream.write(f"{word} -X- -X- {tag}\n")
        stream.write("\n")


class SpacyWriter(Writer):
    """``SPLIT.jsonl``: on each line a text with its entities.

    As ``spacy.training.Example.from_dict(nlp.make_doc(text), annotations)`` takes them.
    """

    kinds: ClassVar[frozenset[Kind]] = frozenset({"entities"})

    def write(self, example: Example) -> None:
        """Write a text."""
        text, entities = _labelled(self, example)
        spans = [[entity.start, entity.end, entity.label] for entity in entities]
        self.line(f"{example.split}.jsonl", [text, {"entities": spans}])


def tagged(text: str, entities: Sequence[Entity]) -> Iterator[tuple[str, str]]:
    """Yield each word and sign of a text with its label in IOB2."""
    former = None
    for start, end in tokens(text):
        found = next((e for e in entities if start < e.end and e.start < end), None)
        label = "-".join(found.label.split()) if found else ""
        tag = f"{'I' if found is former else 'B'}-{label}" if found else "O"
        former = found
        yield text[start:end], tag


def _labelled(writer: Writer, example: Example) -> tuple[str, list[Entity]]:
    if not example.text:
        raise UnfitError("the text is not in the input")
    found = [e for _, outcome in example.of_kinds(writer.kinds) for e in outcome.consensus.value]
    found.sort(key=lambda entity: (entity.start, entity.end))
    if found and found[-1].end > len(example.text):
        raise UnfitError("an entity ends behind the text")
    return example.text, found
