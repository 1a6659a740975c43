# ---
# jupyter:
#   course_lib:
#     kind: opening
#     promise: You mark twenty rows as real or made, meet a machine that marks them too, and learn on the way how this course works.
#     objectives:
#     - text: run cells in order, fill one in and read what its check says
#       check: marks
#     - text: tell how many right marks of twenty are luck and how many are evidence
#       check: evidence
#     - text: get out of trouble by restart, reset and doctor
#       check: doctor
#     minutes: 15
#     needs: Python with pandas, the mean
#     run_seconds: 10
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["card", "slide"]
# # 00 Start here

# %% [markdown] tags=["hook", "slide"]
# ## Twenty rows
# You will see twenty customers of a shop. Ten stand in the shop's table. Ten were made by a program out of other customers' numbers. Both are rounded alike: to whole years and dollars, to cents, to tenths of a score. Can you tell which is which?
#
# Click the grey cell below and press Shift+Enter: it runs, and the next is selected. `[*]` beside a cell means running; a number means done. Each cell builds on those before it, so skip none.

# %% tags=["setup"]
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from course_lib.data import load_table, split
from course_lib.plots import columns, histograms
from course_lib.teaching import mixed_rows, right_marks, start

course = start("00")

# %% [markdown] tags=["recall"]
# Two questions to warm up. Choose in the form, or write `course.answer("00.warmup.1", "a")` into a cell of your own (the **+** above makes one).

# %% tags=["recall"]
course.recall()

# %% [markdown] tags=["loop"]
# Now the rows. `income` is in dollars a year, `purchase` in dollars; `satisfaction` runs to 10, the credit `score` to 100; `visits` are per month. The shop's table is itself simulated, so that we know the truth behind it (lesson 02). `seed=0` fixes what chance draws: everybody gets these twenty.

# %% tags=["loop"]
df, schema = load_table("customers")
elsewhere, here, _ = split(df, seed=0)
rows, answers = mixed_rows(here, schema, seed=0)
rows

# %% [markdown] tags=["loop"]
# ### Your sheet
# In place of `None` write twenty letters, row 1 first: `r` for real, `m` for made, such as `"rrmrm …"`; blanks do not count. Three minutes are plenty. With `None` everything below runs too. Reading on the web? Mark first: the key stands below.

# %% name="marks" tags=["exercise"]
### BEGIN SOLUTION
marks = "rrrrr mmmmm rrrrr mmmmm"  # a sheet filled in without looking
### STUB: marks = None
### END SOLUTION

# %% tags=["check"]
course.check("marks", marks)

# %% [markdown]
# A check has three verdicts. See them all: run the two cells untouched, then with `"rm"`, then with your sheet. *Not yet* says what went wrong. *Correct* here means complete; which marks are right comes later.
#
# First another guess: a letter, and how sure you are, from 50 (a coin toss) to 100. Guesses are recorded, never graded.

# %% tags=["hook"]
course.predict("machine", choice=None, confidence=None)

# %% [markdown] tags=["teacher"]
# **Minutes 0–6.** Must: everybody runs a cell, marks twenty rows, and sees a *not yet*. No talk about how the made rows were made. Expect the wrong trail: hunting for odd rows ("nobody spends 5 dollars"). After the reveal ask for the counts by show of hands, and put the class's histogram beside the coin's. **Vote 1** is question 1 of the quiz. Latecomers enter at "The machine's turn" with "Run All Above Selected Cell".

# %% [markdown] tags=["loop", "slide"]
# ## The machine's turn
# A [[classifier]] is a program that learns from labelled examples which kind a row is. Ours practises on 4,000 rows of each kind, made from `elsewhere`: other customers, none of whom had a part in your twenty. In JupyterLab the next outputs are folded; a click opens them.

# %% tags=["hook"]
practice, labels = mixed_rows(elsewhere, schema, each=4000, seed=1)
machine = HistGradientBoostingClassifier(random_state=0).fit(practice, list(labels))

you = right_marks(marks, answers) if marks else None
print(f"Two sheets and the key:\nmachine {right_marks(machine.predict(rows), answers)} of 20 right")
print("you     " + ("no sheet" if you is None else f"{you} of 20 right") + f"\nkey     {answers}")

# %% [markdown] tags=["loop"]
# One sheet may be luck, so the machine marks 200 others. Beside it, 10,000 sheets filled in by coin tosses, and 10,000 by somebody who is right 7 times in 10.

# %% tags=["hook"]
print("Sheets by coin and by machine:")
coin = np.random.default_rng(0).binomial(20, 0.5, 10_000)  # right marks on each of 10,000 sheets
seven = np.random.default_rng(1).binomial(20, 0.7, 10_000)
sheets = [mixed_rows(here, schema, seed=seed) for seed in range(1, 201)]
scores = [right_marks(machine.predict(twenty), key) for twenty, key in sheets]
course.show(
    histograms({"a coin": coin, "somebody right 7 times in 10": seven, "the machine": scores}, ncols=1, mark=you,
               bins=np.arange(-0.5, 21), mark_label="you", xlabel="right marks of 20", ylabel="share of sheets"),
    alt="Three histograms, one above the other: wide hills around ten and around fourteen right marks, which overlap, "
    "and for the machine a narrow hill at the right end, from about fourteen to twenty.",
    summary=f"Around {coin.mean():.0f}, {seven.mean():.0f} and {np.mean(scores):.0f} right: coin, 7 in 10, machine.",
)  # fmt: skip

# %% tags=["hook"]
course.reveal("machine")

# %% [markdown]
# A line printed with each figure says what it shows; a longer *alt text* is read out to those who do not see it. The next figure calls the made rows *synthetic*, and so does the course.

# %% [markdown] tags=["fold"]
# **What it means.** Each made row is the average of five customers, and averages are too ordinary: hardly a great income, a tiny purchase or a very young customer. Most real people are odd somewhere.
#
# **What it does not mean.** The machine is not wiser than you. It had 8,000 labelled examples, you had none. Had all twenty been real and the key dealt at random, everybody would have 10 right on average. What a score reads when there is nothing to see is its [[floor]]; later it stands beside every score.

# %% tags=["loop", "fold"]
print("Real rows and averages, column by column:")
is_made = np.array(list(labels)) == "m"
course.show(
    columns(practice[~is_made], practice[is_made], schema.select(list(practice.columns))),
    alt="Six histograms: in each the outline of the averages is a narrow, tall hill amid the wide, filled real shape.",
    summary="In all six columns the averages crowd around the middle of the real rows.",
)

# %% [markdown] tags=["loop", "slide"]
# ## Luck or evidence?
# How many right marks are evidence of skill? Let us ask for a count that fewer than 5 in 100 of the coin's sheets reach. `coin` holds the right marks of its 10,000 sheets, so `(coin >= 10).mean()` is the share with 10 or more. **Find the smallest such count.**

# %% name="evidence" tags=["exercise"]
### BEGIN SOLUTION
evidence = min(count for count in range(21) if (coin >= count).mean() < 0.05)
### STUB: evidence = None
### END SOLUTION

# %% tags=["check"]
course.check("evidence", evidence)

# %% [markdown]
# Every exercise has three hints; each run of the next cell gives one. After an attempt, `course.solution("evidence")` shows one way.

# %%
course.hint("evidence")

# %% [markdown] tags=["loop"]
# Look at the middle hill again. On one sheet, somebody right 7 times in 10 may look like a coin or like the machine. Twenty rows say little about one person, your own count included.

# %% [markdown]
# A `why` asks for a sentence of yours in place of `None`, then shows one of ours.

# %%
course.why("elsewhere", None)

# %% [markdown] tags=["teacher"]
# **Minutes 6–11.** Must: the three hills, "an average is too ordinary", seven times in ten. On five other splits of the table the machine had 17.9 to 18.4 of 20 right on average, and at least 15 on 98 or more of 100 sheets. Should: the why. Expect "15 of 20, so she sees 75% of them": one sheet is not the long run. **Vote 2** is question 2 of the quiz. Could: the second sheet, at the end.

# %% [markdown] tags=["slide"]
# ## When something goes wrong
# - **A cell hangs** at `[*]`: press ■ above. No help? Restart, as follows.
# - **Names are missing, numbers odd**: *Kernel*, *Restart Kernel and Run All Cells*. The [[kernel]] is the Python behind the page. Its memory is emptied; what you wrote stays.
# - **The notebook is spoilt**: `python3 -m course_lib reset 00` brings this lesson back and keeps your version beside it. Close its tab and open it again.
# - **A package or the like is missing**: `python3 -m course_lib doctor`.
#
# Such commands (on Windows with `py` for `python3`) belong in a terminal, in the folder of the course. JupyterLab opens one there: *File*, *New*, *Terminal*.
#
# Your answers stay on this machine, in `my_course/progress.json`; delete that file to begin afresh. The next cell says how far you are (in the stored copy: nowhere yet) and explains a word.

# %%
course.progress()
course.glossary("kernel")

# %% [markdown]
# ### A doctor's report
# Run the doctor, or read this. Which line must be mended before lessons run? Hand in its first word.
#
# ```
# ok       Python 3.11.2
# note     port 8888 is taken: `lab` takes the next free one
# missing  disk: 0.6 GB free; the set-up needs about 3
# ```

# %% name="doctor" tags=["exercise"]
### BEGIN SOLUTION
first_word = "missing"
### STUB: first_word = None
### END SOLUTION

# %% tags=["check"]
course.check("doctor", first_word)

# %% [markdown] tags=["teacher"]
# **Minutes 11–15.** Must: everyone opens a terminal once and runs the doctor; helpers go where a line says *missing*. Should: restart and run all, to see that what was written stays. Skip: the glossary line.

# %% [markdown] tags=["quiz"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()

# %% [markdown]
# **You may now claim:** "I can run a lesson and mend it, and I do not take a lucky sheet for skill." Terms: [[classifier]], [[kernel]], [[floor]]. Next: lesson 01, the whole game.

# %% [markdown] tags=["deeper"]
# ## Deeper: a second sheet
# Now that you know what to look for, mark twenty others. Do you reach the count that is evidence?

# %% tags=["deeper"]
more_rows, more_answers = mixed_rows(here, schema, seed=201)
more_rows

# %% tags=["deeper"]
more_marks = None
print(f"{right_marks(more_marks, more_answers)} of 20 right" if more_marks else "No second sheet yet.")

# %% [markdown] tags=["deeper"]
# A rule that fits into your head does most of the machine's work. Take how far a row lies from the mean in each column, in units of the column's standard deviation (its usual distance from the mean); square, add up, and call the ten smallest sums made. On the machine's 200 sheets:

# %% tags=["deeper", "fold"]
print("The rule of thumb:")
middle, spread = elsewhere[list(rows.columns)].mean(), elsewhere[list(rows.columns)].std()
by_rule = []
for twenty, key in sheets:
    oddness = ((twenty - middle) / spread).pow(2).sum(axis=1)
    by_rule.append(right_marks(np.where(oddness.rank() <= 10, "m", "r"), key))
print(f"about {np.mean(by_rule):.0f} of 20 right")

# %% [markdown] tags=["deeper"]
# And this is how the rows were mixed:

# %% tags=["deeper", "fold"]
print("From the library:")
course.source(mixed_rows)
