"""The tables of `bench`, under the name by which the benchmarks beside this file import them."""

from course_lib.data.benchmarks import simulate_census, simulate_copula, simulate_durations, simulate_loans

__all__ = ["simulate_census", "simulate_copula", "simulate_durations", "simulate_loans"]
