"""The line-up: tables made by known generators, under letters. Which made which, and by what evidence?

A suspect is a short name of GENERATORS, or "photocopy": real rows drawn again. A dict gives a suspect a name of its
own and settings: {"averages": ("gan_style", {"noise": "none"}), "photocopy": ("photocopy", {})}. The letters are
dealt by a seed, so that the notebook, its check and the teacher speak of the same order.
"""

from course_lib.errors import CourseError
from course_lib.randomness import generator
from course_lib.teaching.checks import Ended, Verdict, correct, is_stub, kind, not_attempted, not_yet

PHOTOCOPY = "photocopy"
LETTERS = "ABCDEFGH"


def dealt(suspects, seed: int) -> dict[str, str]:
    """Letter -> suspect, in an order drawn with `seed`."""
    order = generator(seed).permutation(len(suspects))
    return {letter: suspects[int(k)] for letter, k in zip(LETTERS, order)}


def line_up(train, suspects, schema=None, n: int = 1000, seed: int = 0) -> dict:
    """Letter -> table of `n` rows, each made by one of `suspects` from the same training rows.

    suspects: names of generators with their default settings, or a dict of name -> (generator, settings), where a
    generator may also be a class that is not among GENERATORS. The photocopy has at most as many rows as `train`.
    Raises CourseError for a suspect that is neither a generator nor "photocopy".
    """
    from course_lib.generators import GENERATORS, make

    recipes = suspects if isinstance(suspects, dict) else {name: (name, {}) for name in suspects}
    suspects = tuple(suspects)
    if not 2 <= len(suspects) <= len(LETTERS) or len(set(suspects)) < len(suspects):
        raise CourseError(f"A line-up has two to {len(LETTERS)} different suspects, not {len(suspects)}.")
    for name, _ in recipes.values():
        if not callable(name) and name != PHOTOCOPY and name not in GENERATORS:
            raise CourseError(f"'{name}' is no suspect: choose '{PHOTOCOPY}' or one of {', '.join(GENERATORS)}.")
    tables = {}
    for letter, suspect in dealt(suspects, seed).items():
        name, settings = recipes[suspect]
        if name == PHOTOCOPY:
            rows = generator(seed).permutation(len(train))[:n]
            tables[letter] = train.iloc[rows].reset_index(drop=True)
        else:
            model = name(**settings) if callable(name) else make(name, **settings)
            tables[letter] = model.fit(train, schema, seed=seed).sample(n, seed=seed)
    return tables


def judge_line_up(value, suspects, seed: int, clues: dict, right: str = "", mistaken=None) -> Verdict:
    """The verdict on a learner's {letter: suspect}. `clues`: suspect -> what tells it from the others.

    mistaken: name of no suspect -> what to say to it. The prose says VAE-style and the suspect is called vae_style:
    both are taken. The first table that is named wrongly is answered with the clue of the suspect that was named.
    """
    answer = dealt(tuple(suspects), seed)
    if not isinstance(value, dict):
        raise Ended(not_yet(f"A dictionary of letter and suspect is expected, and this is {kind(value)}."))
    if not value or is_stub(value) or any(letter not in value for letter in answer):
        return not_attempted("Name every table, " + ", ".join(answer) + ".")
    named = {letter: spelled(value[letter], suspects) for letter in answer}
    if len(set(named.values())) == 1:
        return not_yet("One name for all: each suspect made one table.")
    for name in named.values():
        if name in (mistaken or {}):
            return not_yet(mistaken[name])
        if name not in suspects:
            return not_yet(f"'{name}' is not among the suspects: {', '.join(suspects)}.")
    if len(set(named.values())) < len(named):
        return not_yet("One suspect is named twice; each made one table.")
    hits = sum(named[letter] == answer[letter] for letter in answer)
    for letter, name in named.items():
        if name != answer[letter]:
            return not_yet(f"{hits} of {len(answer)} named. Look at {letter} again: {clues[name]}")
    return correct(right)


def spelled(name, suspects) -> str:
    """`name` as the suspects are spelled: "VAE-style " is vae_style, "Read off" is read off."""
    plain = lambda text: str(text).strip().lower().replace("-", " ").replace("_", " ")  # noqa: E731 - two places
    return next((suspect for suspect in suspects if plain(suspect) == plain(name)), str(name).strip().lower())
