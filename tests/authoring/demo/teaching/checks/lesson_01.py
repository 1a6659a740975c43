"""The demo's checks that compute: read as data by the lint, never imported."""


def spread(value):
    if value == -1:
        return not_yet("You subtracted the larger one.")  # noqa: F821
    if value == 3:
        return not_yet("That is the sum.")  # noqa: F821
    return correct()  # noqa: F821
