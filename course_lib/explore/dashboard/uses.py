"""What the Risks tab says in words: use cases and their condition, risks, what lessens and what measures them.

The scores named here are read from a live report; a name that a report does not have is left out.
"""

from typing import NamedTuple


class Use(NamedTuple):
    """title; what it is for; what has to hold for it, and who checks that."""

    title: str
    what: str
    holds: str


class Risk(NamedTuple):
    """title; what happens; what lessens it; the scores that show it."""

    title: str
    what: str
    remedy: str
    scores: tuple[str, ...]


USES = (
    Use("Sharing a table without the people in it",
        "Others get synthetic rows in place of records of patients or customers.",
        "Synthetic is no legal category by itself: what the attacks below find decides, and only a privacy budget that "
        "was paid at fitting bounds attacks nobody has tried. Share with a data card."),
    Use("More rows for a model",
        "Rare classes get synthetic rows, so that a classifier sees enough of them.",
        "It has to win on real test rows against class weights and SMOTE, which cost nothing. Often it does not."),
    Use("Test data for software",
        "Developers fill a database without touching production data.",
        "Constraints (keys, ranges, sums) have to hold in every row. Rare and impossible cases have to be written by "
        "hand: a generator repeats what is frequent."),
    Use("Scenarios",
        "What if incomes fell by a fifth? A model's assumption is moved and the table drawn again.",
        "The answer is worth what the moved assumption is worth. Columns that depend on the moved one by cause, and "
        "not by correlation alone, need a causal model."),
    Use("Text to image",
        "Conditional diffusion with guidance: the same steps as in the tables, on pixels, under a text.",
        "The training pictures, their rights and their people are part of the model: exact copies have been drawn "
        "from large ones."),
)

RISKS = (
    Risk("Mode collapse",
         "The generator draws a few kinds of rows and leaves the others out. The means can still match.",
         "Watch recall and coverage during training; several seeds; a relativistic or Wasserstein loss, packs of rows, "
         "a conditional vector.",
         ("recall", "coverage", "distinct_rows", "category_coverage")),
    Risk("Privacy leakage",
         "The table tells who was among the training rows, or what they kept to themselves.",
         "A differentially private fit; more rows and fewer epochs; remove near copies, which hides them from one "
         "attack only. An attack that fails shows what this attack cannot do.",
         ("near_copies", "nn_membership", "density_ratio", "attribute_inference", "linkability", "singling_out")),
    Risk("Distribution shift",
         "Tails, rare levels and joint extremes are thinner than in the data, or the data have moved on since.",
         "Compare tails beside means; test on the newest real rows; a copula or trees where tails matter.",
         ("jsd", "tail_upper_99", "tail_lower_99", "c2st")),
    Risk("Bias amplification",
         "A gap between groups grows, or a small group is drawn worse than the others.",
         "Measure the gap in both tables; draw groups separately; repair the outcome, not only the table.",
         ("dpd_amplification", "subgroup_shapes", "representation")),
    Risk("Evaluation that does not see",
         "One number such as a match of means can be high for a useless table: shuffled columns match every mean.",
         "Several metrics, each with a floor from fresh real rows and known blind spots; the use itself as the test.",
         ("mean_shift", "corr_skill", "c2st", "tstr_loss")),
    Risk("Cost of computing",
         "Networks take minutes to days to train, and diffusion takes many steps for each row it draws.",
         "Start with a copula or trees; train a network when it wins by more than the seeds differ.",
         ()),
)
