"""Attacks: what somebody with a published table and some knowledge can find out.

An attack knows tables, never the generator behind them; one that must refit takes a function `synthesize(table,
seed)`, one that needs the model a function `log_likelihood(rows)`. Each file opens with its story: what the attacker
holds, what the attacker wants, and which guess and which control its result must be read beside. `outcome` holds them
together.

The ladder of membership, each rung with a stronger attacker: `membership` (nearest neighbour, density ratio: the
table alone), `shadow` (knows the method), `white_box` (holds the model), `canary` (chooses the victim).
The three questions of WP216: `singling_out`, `linkability`, `attribute`.
`subset_sum`: which k rows were averaged into one. `refits`: many tables, in parallel.

What needs nothing but the tables of a report (exact copies, DCR, NNDR, nearer to training) stands in `metrics/copying`.
"""
