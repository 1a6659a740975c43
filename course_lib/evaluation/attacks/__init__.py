"""Attacks: what somebody with a published table and some knowledge can find out.

An attack knows tables, never the generator behind them; one that must refit takes a function `synthesize(table,
seed)`, one that needs the model a function `log_likelihood(rows)`. Each file opens with its story: what the attacker
holds, what the attacker wants, and which guess and which control its result must be read beside. `outcome` holds them
together.

The ladder of membership, each rung with a stronger attacker: `membership` (nearest neighbour, density ratio: the
table alone), `shadow` (knows the method), `white_box` (holds the model), `canary` (chooses the victim).
The three questions of WP216: `singling_out`, `linkability`, `attribute`.
`subset_sum`: which k rows were averaged into one. `refits`: many tables, in parallel.

A new attack: a file with its story, returning an `Attacked` or a `Risk`, and its name below. To stand in a report as
well it needs an entry in `scores/catalogue`, a Score in `scores/of_attacks`, a sentence in `scores/wording_of_risks`,
and its name in READ and ATTACKS of `report/findings`.

What needs nothing but the tables of a report (exact copies, DCR, NNDR, nearer to training) stands in `metrics/copying`.
"""

from course_lib.evaluation.attacks.attribute import attribute_inference
from course_lib.evaluation.attacks.canary import canary, largest, with_row
from course_lib.evaluation.attacks.linkability import linkability
from course_lib.evaluation.attacks.membership import density_ratio, nearest_neighbour
from course_lib.evaluation.attacks.outcome import Attacked, Rate, Risk, attacked
from course_lib.evaluation.attacks.shadow import shadow
from course_lib.evaluation.attacks.singling_out import singling_out
from course_lib.evaluation.attacks.white_box import white_box

__all__ = ["Attacked", "Rate", "Risk", "attacked", "attribute_inference", "canary", "density_ratio", "largest",
           "linkability", "nearest_neighbour", "shadow", "singling_out", "white_box", "with_row"]
