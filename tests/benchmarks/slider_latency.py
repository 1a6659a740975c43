"""How fast do the explorers answer? Prints p50 and p95 in milliseconds; no test, because machines differ.

    python -m tests.benchmarks.slider_latency            # in this process, then in JupyterLab with Chromium
    python -m tests.benchmarks.slider_latency --moves 100 --kernel-only

"in the kernel": CPU and wall time of one pure draw. "end to end": from the key's event in the page to the frame in
which the new picture stands there. The standard: p95 60 ms in the kernel, 100 ms end to end, on an idle machine.
"""

import argparse
import itertools
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

SETUP = """
from course_lib.data import simulate_customers
from course_lib.generators import VAEGrid, make
from course_lib.study.private_runs import private_rows, private_runs
from course_lib.explore import (
    explore_attacks, explore_cart, explore_contest, explore_copula, explore_dirac, explore_gan_style, explore_heads,
    explore_judging, explore_linear_vae, explore_photocopier, explore_privacy, explore_ring,
    explore_self_feeding, explore_smoothing, explore_truncation, explore_vae, explore_vae_style,
)
train, fresh = simulate_customers(1000, seed=0), simulate_customers(1000, seed=1)
model = make("vae_style").fit(train, seed=0)
two = train[["age", "score"]]
table = train[["age", "score", "visits"]].set_axis(["a", "b", "fresh rows"], axis=1).head(8)
"""
EXPLORERS = {
    "photocopier (01)": "explore_photocopier(train, model.sample(1000, seed=0), fresh, shares=(0.0, 0.5, 1.0))",
    "truncation (02)": "explore_truncation()",
    "judging (03)": "explore_judging(simulate_customers(10_000, seed=0), {'age': .11, 'income': .18, 'visits': .22})",
    "vae_style (04)": "explore_vae_style(model, train)",
    "gan_style (05)": "explore_gan_style(make('gan_style').fit(train, seed=0), train)",
    "copula (06)": "explore_copula()",
    "cart (07)": "explore_cart(train, fresh, simulate_customers(1000, seed=2))",
    "linear_vae (08)": "explore_linear_vae(train[['age', 'income', 'purchase', 'satisfaction', 'score']])",
    "vae (09)": "explore_vae(VAEGrid().fit(train, seed=0), train)",
    "smoothing (12)": "explore_smoothing(two[:50], two[50:100], two[100:])",
    "contest (13)": "explore_contest({'x': table, 'y': -table}, {'x': 'higher', 'y': 'lower'})",
    "attacks (14)": "explore_attacks(simulate_customers(2000, seed=0), rows=(25, 50), sizes=(3, 12), steps=200)",
    "privacy (15)": "explore_privacy(private_runs(), private_rows())",
    "self_feeding (16)": "explore_self_feeding()",
    "dirac (10)": "explore_dirac()",
    "ring (10)": "explore_ring()",
    "heads (11)": "explore_heads(train[['purchase', 'segment', 'channel']], runs=(0,), steps=30)",
}


def summary(name: str, milliseconds) -> str:
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return f"{name:24} p50 {p50:6.1f}  p95 {p95:6.1f}  max {max(milliseconds):6.1f}  ({len(milliseconds)} moves)"


def moves(view, count: int):
    """States one step of one control apart, all controls in turn."""
    state, controls = view.default, itertools.cycle(view.controls)
    for control in itertools.islice(controls, count):
        values = control.values
        following = values[(values.index(getattr(state, control.name)) + 1) % len(values)]
        state = replace(state, **{control.name: following})
        yield state


def in_the_kernel(count: int) -> None:
    print("In the kernel (one thread), ms per move")
    names = {}
    exec(SETUP, names)
    for name, code in EXPLORERS.items():
        view = eval(code, names).view
        view.draw(view.default)
        cpu, wall = [], []
        for state in moves(view, count):
            start, tick = time.process_time(), time.perf_counter()
            view.draw(state)
            cpu.append(1e3 * (time.process_time() - start))
            wall.append(1e3 * (time.perf_counter() - tick))
        print("  " + summary(f"{name} cpu", cpu))
        print("  " + summary(f"{name} wall", wall))


WATCH = """figure => {
    window.delays = [];
    let pressed = null;
    document.addEventListener('keydown', event => { pressed = event.timeStamp; }, true);
    new MutationObserver(() => {
        if (pressed !== null) window.delays.push(performance.now() - pressed);
        pressed = null;
    }).observe(figure, { attributes: true, attributeFilter: ['data-painted'] });
}"""


def end_to_end(count: int) -> None:
    import nbformat

    from tests.browser.lab import Lab

    print("End to end in JupyterLab and Chromium, key to picture, ms")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        served = Path(folder) / "served"
        served.mkdir()
        for k, code in enumerate(EXPLORERS.values()):
            book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in (SETUP, code)])
            book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
            nbformat.write(book, served / f"{k}.ipynb")
        with Lab(served, Path(folder) / "jupyter") as lab, lab.browser() as browser:
            for k, name in enumerate(EXPLORERS):
                lesson = browser.open(f"{k}.ipynb")
                lesson.run_all()
                picture = lesson.page.locator(".course-picture[data-painted]")
                picture.wait_for()
                picture.evaluate(WATCH)
                for slider in lesson.page.get_by_role("slider").all():
                    slider.focus()
                    at_end = slider.evaluate("s => s.ariaValueNow === s.ariaValueMax")
                    there, back = ("ArrowLeft", "ArrowRight") if at_end else ("ArrowRight", "ArrowLeft")
                    for key in [there, back] * (count // 2):
                        heard = lesson.page.evaluate("window.delays.length")
                        lesson.page.keyboard.press(key)
                        lesson.page.wait_for_function(f"window.delays.length > {heard}")
                print("  " + summary(name, lesson.page.evaluate("window.delays")))
                lesson.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=40, help="moves per control in the browser, in all in the kernel")
    parser.add_argument("--kernel-only", action="store_true")
    parser.add_argument("--only", choices=[name.split()[0] for name in EXPLORERS], help="one explorer")
    arguments = parser.parse_args()
    for name in list(EXPLORERS):
        if arguments.only and name.split()[0] != arguments.only:
            del EXPLORERS[name]
    in_the_kernel(max(arguments.moves, 40))
    if not arguments.kernel_only:
        end_to_end(arguments.moves)


if __name__ == "__main__":
    main()
