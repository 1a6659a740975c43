"""Parallel work goes through joblib: processes of this machine, or the workers of a dask cluster, unchanged."""

from contextlib import contextmanager

from course_lib.errors import CourseError


@contextmanager
def workers(jobs: int = 1, scheduler: str | None = None, *, ordered: bool = False):
    """joblib's Parallel that hands results back one by one: as they come, or in the order of the tasks.

    jobs: processes here, 1 = this one. scheduler: address of a dask cluster, "tcp://...". Leaving the block early, by
    an error or by Ctrl-C, ends what is still running. Raises CourseError for jobs below 1, without dask, and where no
    scheduler answers.
    """
    from joblib import Parallel, parallel_config

    how = {"return_as": "generator" if ordered else "generator_unordered"}
    if jobs < 1:
        raise CourseError(f"--jobs {jobs}, or jobs={jobs} in Python: give a whole number of processes from 1 up.")
    if scheduler is None:
        with Parallel(n_jobs=jobs, **how) as parallel:
            yield parallel
        return
    try:
        from dask.distributed import Client
    except ImportError as why:
        raise CourseError("A scheduler needs dask, which the course does not install: `pip install dask distributed` "
                          "in the course's environment, here and on the cluster.") from why
    try:
        client = Client(scheduler, timeout="20s")
    except (OSError, ValueError) as why:
        raise CourseError(f"No dask scheduler answers at {scheduler}: start one with `dask scheduler`, and give the "
                          "address that it prints.") from why
    with client, parallel_config("dask", client=client), Parallel(**how) as parallel:
        yield parallel
