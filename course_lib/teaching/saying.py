"""How the teaching layer speaks: wrapped text to stdout, mimebundles through IPython."""

import textwrap

WIDTH = 92


def wrapped(text: str, first: str = "", rest: str | None = None) -> str:
    """One paragraph, wrapped; later lines are indented as far as the first unless `rest` says otherwise."""
    indent = " " * len(first) if rest is None else rest
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False)


def say(text: str, first: str = "", rest: str | None = None):
    print(wrapped(text, first, rest))


def lettered(question: str, options) -> str:
    """A question and its options, one letter each."""
    lines = [wrapped(question)]
    lines += [wrapped(option, f"  {letter}) ") for letter, option in zip("abcd", options)]
    return "\n".join(lines)


def display_bundle(bundle: dict):
    """Show a mimebundle in a notebook; outside of one, print its text."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.display import display

    if InteractiveShell.initialized():
        display(bundle, raw=True)
    else:
        print(bundle["text/plain"])


def display_code(code: str):
    """Code with the notebook's own syntax colours, which follow its light or dark theme."""
    display_bundle({"text/plain": code, "text/markdown": f"```python\n{code}\n```"})
