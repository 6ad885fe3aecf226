"""``wirewatch model``: a Hugging Face model made deployable, and measured."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import App, Parameter

from wirewatch.cli.common import fail, lines_in
from wirewatch.summaries.model_files import ModelError, Quantization

app = App(name="model", help="Convert a model that writes summaries, and measure it.")


@app.command
def convert(
    source: str,
    *,
    to: Annotated[Path, Parameter(name=["--to", "-o"])],
    language: tuple[str, ...] = ("en",),
    quantization: Quantization = "int8",
    prompt: str | None = None,
) -> None:
    """Make a model deployable. torch and transformers are needed for this, and for nothing else.

    For example:

        wirewatch model convert sshleifer/distilbart-cnn-6-6 --to my-model

    Parameters
    ----------
    source
        A folder, or a name on the Hugging Face hub: BART, T5, mT5, Pegasus, Llama-shaped …
    to
        The folder to write.
    language
        ISO 639-1 code that the model was made for; may be given more than once.
    quantization
        Of the weights.
    prompt
        Replaces the family's own; {article} in it stands for the article.
    """
    from wirewatch.summaries.model_conversion import convert as make

    try:
        settings = make(source, to, languages=language, quantization=quantization, prompt=prompt)
    except ModelError as error:
        fail(error)
    size = sum(path.stat().st_size for path in to.iterdir())
    print(f"{to}: {settings.name}, {settings.kind}, reads {settings.window} tokens at once, {size:,} bytes")


@app.command
def check(
    folder: Path,
    *,
    reference: Annotated[str | None, Parameter(help="What it was converted from, to run beside it.")] = None,
    json: Annotated[bool, Parameter(help="Print the figures as JSON.")] = False,
) -> None:
    """Measure a converted model on articles from standard input, one a line.

    For example:

        wirewatch extract saved/ | wirewatch model check my-model

    Parameters
    ----------
    folder
        What ``wirewatch model convert`` wrote.
    """
    from wirewatch.summaries.model_conversion import check as measure
    from wirewatch.summaries.model_conversion import read_articles

    try:
        found = measure(folder, read_articles([line for _, line in lines_in(sys.stdin.buffer)]), reference)
    except ModelError as error:
        fail(error)
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
        return
    share = f"{found.supported / found.sentences:.0%}" if found.sentences else "none"
    print(f"{found.name}: {found.articles} articles, {found.windowed} read in windows, {found.failed} too slow")
    print(f"ms an article: median {found.milliseconds:.0f}, slowest {found.slowest:.0f}")
    print(f"sentences: {found.sentences} written, {found.supported} supported by the article ({share})")
    if found.same is not None:
        print(f"the same tokens as {reference}: {found.same:.0%} of the answers")
