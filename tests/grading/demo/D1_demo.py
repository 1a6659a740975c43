# ---
# jupyter:
#   course_lib:
#     kind: assignment
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # D1 Demo

# %% tags=["setup"]
import numpy as np

### BEGIN HIDDEN TESTS
seed = 0  # the grader sets its own
### END HIDDEN TESTS

# %% [markdown]
# ## 1 Spread


# %% name="spread" tags=["exercise"]
def spread(column):
    """Root of the mean squared distance from the mean."""
    ### BEGIN SOLUTION
    return float(np.std(column))
    ### END SOLUTION


# %% name="spread-check" tags=["check"] points=2
columns = [[1.0, 2.0, 3.0], [5.0, 5.0]]
### BEGIN HIDDEN TESTS
# expected: the standard deviation with n in the denominator
# hint: np.std divides by n unless ddof says otherwise
rng = np.random.default_rng(seed)
columns = [rng.normal(size=7).tolist() for _ in range(5)]


def corrected(column, lost):
    return float(np.std(column, ddof=lost))


def slip_corrected(right, column):
    """divides by one less than the number of values"""
    return corrected(column, 1)


def slip_variance(right, column):
    """returns the variance, whose root is asked"""
    return right(column) ** 2


### END HIDDEN TESTS
for column in columns:
    print("sd", spread(column))

# %% [markdown]
# ## 2 Doubled


# %% name="doubled" tags=["exercise"]
def doubled(values):
    ### BEGIN SOLUTION
    return 2 * values
    ### END SOLUTION


# %% name="doubled-check" tags=["check"] points=1
arrays = [np.array([1.0, 2.0])]
### BEGIN HIDDEN TESTS
# expected: an array of the same shape with every value doubled
# hint: numpy multiplies a whole array at once
arrays = [np.random.default_rng(seed).normal(size=(3, 2)), np.arange(4)]
### END HIDDEN TESTS
for array in arrays:
    print(doubled(array))

# %% [markdown]
# ## 3 Counted


# %% name="counted" tags=["exercise"]
def counted(words):
    ### BEGIN SOLUTION
    return {word: words.count(word) for word in set(words)}
    ### END SOLUTION


# %% name="counted-check" tags=["check"] points=1
texts = [["a", "b", "a"]]
### BEGIN HIDDEN TESTS
# expected: a dict from each word to how often it stands in the list
# hint: list.count counts one value
texts = [np.random.default_rng(seed).choice(["x", "y", "z"], 9).tolist()]
### END HIDDEN TESTS
for text in texts:
    print(counted(text))
