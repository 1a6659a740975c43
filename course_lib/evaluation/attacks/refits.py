"""Synthetic tables by the dozen: what an attack does that makes the generator itself, many times.

Evaluation knows no generator. It takes a function, `synthesize(table, seed) -> table`, and calls it, in parallel if
asked to. Nothing is written; Ctrl-C ends the processes and leaves nothing behind.
"""

from course_lib.parallel import workers


def refits(synthesize, tables, seeds, *, jobs: int = 1, scheduler: str | None = None, progress=None) -> list:
    """synthesize(table, seed) for each pair, in their order.

    synthesize: a function that fits a generator to a table and samples; for jobs above 1 one that can be sent to
    another process. progress: called as progress(fraction, text) after each; None for silence. Raises what
    `synthesize` raises, and CourseError as `parallel.workers` does.
    """
    from joblib import delayed

    pairs, made = list(zip(tables, seeds, strict=True)), []
    with workers(jobs, scheduler, ordered=True) as parallel:
        for k, result in enumerate(parallel(delayed(synthesize)(table, int(seed)) for table, seed in pairs), 1):
            made.append(result)
            if progress:
                progress(k / len(pairs), f"{k} of {len(pairs)} tables made")
    return made
