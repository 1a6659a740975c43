"""Marks that a learner's code cannot forge: only values leave its sandbox, and they are compared outside.

    release   source -> the learner's notebook                     `course_lib.grading.release`
    grade     folder of submissions -> gradebook and feedback      `course_lib.grading.batch`

**How an assignment is written.** A source of `kind: assignment` (format: `course_lib.authoring.cells`) has setup
cells, exercises, and after each exercise its checks:

    # %% tags=["setup"]
    import numpy as np
    # %% name="spread" tags=["exercise"]
    def spread(column):
        ### BEGIN SOLUTION
        return float(np.std(column))
        ### END SOLUTION
    # %% name="spread-check" tags=["check"] points=2 course_lib={"rtol": 1e-6}
    columns = [[1.0, 2.0, 3.0]]
    ### BEGIN HIDDEN TESTS
    # expected: the square root of the mean squared distance from the mean
    # hint: np.std divides by n unless ddof says otherwise.
    rng = np.random.default_rng(seed)
    columns = [rng.normal(size=7).tolist() for _ in range(5)]
    ### END HIDDEN TESTS
    for column in columns:
        print(spread(column))

- A **check prints values**. The grader runs its cell with a `print` of its own, which keeps the values, and
  compares them one by one with those of the solved source, within `rtol` and `atol` (defaults 1e-6 and 1e-9),
  type and shape included. All must agree for its points. Labels may be printed too.
- The names that both the visible part and the **hidden region** assign (here `columns`) are the check's inputs.
  The learner sees and runs the visible ones. At grading the check runs twice: as it stands, and with the inputs
  that the hidden region draws from `seed`, a number given at grading. A check without a hidden region, without
  a common name or without a print is a build error. `release` writes what the reference prints on the visible
  inputs into the learner's cell, so a learner can compare before handing in.
- `# expected:` and `# hint:` in the hidden region are the words of the feedback page. A function `slip_…` there is a
  foreseen wrong answer; who gives its values is told the misconception (`course_lib.grading.slips`).
- An exercise stands alone: its process has run the `setup` cells and no other exercise, so no question can take
  another along. Code cells without a role are for the learner's eyes.
- Write exercises as functions of everything random (noise, orders, uniforms are arguments), and ask for nothing that
  `course_lib` exports: learners have it in the sandbox, without teaching, authoring and grading.

**What runs where.** `inside/` is all that shares a process with learner code, in a bubblewrap jail that one warm
process opens per worker, and a fork with namespaces of its own per question. The reference runs in a jail
of its own, which ends before the first submission is run. Inputs reach a question after its answer cell has run;
reference values never leave the grader. `batch` reads the folder, runs, compares and alone writes results.

Top to bottom: batch > probe, records, feedback > marks > run > jail, reading, graft, compare >
assignment > slips.
"""
