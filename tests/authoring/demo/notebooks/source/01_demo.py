# ---
# jupyter:
#   course_lib:
#     promise: You add two numbers and say what the sum means.
#     objectives:
#     - text: add two numbers
#       check: total
#     - text: average two numbers
#       check: average
#     - text: say how far two numbers lie apart
#       check: spread
#     minutes: 45
#     needs: nothing
#     run_seconds: 2
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["card", "slide"]
# # 01 The demo

# %% [markdown] tags=["hook"]
# ## A guess first
# Two rows become one. What happens to their mean?

# %% tags=["setup"]
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="


class Start:  # a stand-in for course_lib.teaching: the demo needs nothing but a kernel
    def show(self, alt, summary):
        html = f'<img alt="{alt}" src="data:image/png;base64,{PNG}">'
        display({"text/html": html, "image/png": PNG}, raw=True)  # noqa: F821
        print(summary)

    def check(self, name, value):
        right = {"total": 3, "average": 1.5, "spread": 1, "setting": 2}[name]
        print(f"○ {name}: {'not attempted' if value is None else 'correct' if value == right else 'not yet'}.")

    predict = reveal = recall = quiz = lambda self, name="": print("asked", name)


start = lambda number: Start()  # noqa: E731
course = start("01")

# %% tags=["hook"]
course.predict("01.mean")

# %% tags=["recall"]
course.recall()

# %% [markdown] tags=["loop"]
# ## A loop
# A score has a [[floor]], and `[[code]]` keeps its brackets.
# > "Our easy method is safe", says the source.

# %% tags=["loop"]
a, b = 1, 2
course.show(alt="Two bars side by side; the second is twice as high.", summary="Bars of 1 and 2.")

# %% name="total" tags=["exercise"]
# Add a and b.
### BEGIN SOLUTION
total = a + b
### STUB: total = None
### END SOLUTION

# %% tags=["check"]
course.check("total", total)

# %% [markdown] tags=["teacher"]
# Five minutes. Expect 2 from those who multiply.

# %% tags=["loop"]
course.show(alt="One bar between the two others, half as high again as the first.", summary="The mean is 1.5.")

# %% name="average" tags=["exercise"]
### BEGIN SOLUTION
average = (a + b) / 2
### STUB: average = None
### END SOLUTION

# %% tags=["check"]
course.check("average", average)

# %% tags=["hook"]
course.reveal("01.mean")

# %% [markdown] tags=["fold"]
# The mean stays where it was.

# %% tags=["loop"]
course.show(alt="An arrow from the lower bar to the higher one, of length 1.", summary="They lie 1 apart.")

# %% name="spread" tags=["exercise"]
spread = None
### BEGIN SOLUTION
spread = b - a
### STUB:
### END SOLUTION
### BEGIN HIDDEN TESTS
assert spread == 1
### END HIDDEN TESTS

# %% tags=["check"]
course.check("spread", spread)

# %% [markdown] tags=["explore"]
# ## Explore
# Find the setting that gives 2.

# %% tags=["explore"]
course.show(alt="Three small panels: the bar grows from 0 over 1 to 2.", summary="Settings 0, 1 and 2.")

# %% tags=["explore"]
import ipywidgets  # noqa: E402

display(ipywidgets.IntSlider(description="setting", max=3))  # noqa: F821

# %% name="setting" tags=["explore"]
### BEGIN SOLUTION
setting = 2
### STUB: setting = None
### END SOLUTION

# %% tags=["explore"]
course.check("setting", setting)

# %% [markdown] tags=["deeper"]
# ## Deeper: why
# More words for those who stay.

# %% tags=["deeper"]
print("deeper")

# %% [markdown] tags=["fails"]
# ## Where it fails
# Two numbers say little.

# %% name="error-shown" tags=["raises-exception"]
1 / 0  # noqa: B018

# %% [markdown] tags=["your-table"]
# ## Your table
# Add two of your own numbers.

# %% [markdown] tags=["quiz"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()
