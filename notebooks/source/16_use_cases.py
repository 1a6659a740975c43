# ---
# jupyter:
#   course_lib:
#     promise: You put a synthetic table to its uses, and say of each what it adds, what it assumes and what it cannot know.
#     objectives:
#     - text: compute what becomes of a rare level when tables are made from tables
#       check: gone
#     - text: test added rows on real rows, beside a model that moved its cut
#       check: found-at
#     - text: fill a database whose constraints hold
#       check: orders
#     minutes: 45
#     needs: lessons 03, 06, 11 and 13
#     run_seconds: 50
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["card", "slide"]
# # 16 Use cases and capstone

# %% [markdown] tags=["hook", "slide"]
# ## A guess first
# `letter` is the channel of 2% of the customers. A [[copula]] learns from 200 customers and draws 200 rows. A second copula learns from those rows and draws 200, a third from these, and so on. Nothing is wrong with any of them: each keeps the share that it was given, on average.

# %% tags=["setup"]
import numpy as np
import pandas as pd

from course_lib import data, evaluation, explore, plots
from course_lib.explore.dashboard import dashboard
from course_lib.generators import make
from course_lib.teaching import start

course = start("16")

# %% tags=["hook"]
course.predict("letters", choice=None, confidence=None)

# %% [markdown] tags=["teacher"]
# **Minutes 0–4** (must). Letters on paper, with confidence. Most say "hardly any": the share is right on average. Latecomers enter at part 2.

# %% [markdown]
# ## Two questions from before

# %% tags=["recall"]
course.recall()

# %% [markdown] tags=["loop", "slide"]
# ## 1 Tables made from tables
# [[self-feeding|Self-feeding]]: a generator learns from what a generator made. It happens wherever synthetic tables are passed on. Twelve chains, three columns:

# %% tags=["loop"]
customers, schema = data.load_table("customers")
few = schema.select(["income", "purchase", "channel"])
there = np.zeros((31, 12), bool)  # tables, chains: is there a row of letter?
for chain in range(12):
    rows = customers[few.names].sample(200, random_state=chain)
    for table in range(31):
        there[table, chain] = "letter" in set(rows["channel"])
        rows = make("copula").fit(rows, few, seed=table).sample(200, seed=1000 * chain + table)

# %% tags=["hook"]
print("Chains without letter, of twelve, after 1, 5, 10, 20 and 30 tables:", *(~there).sum(axis=1)[[1, 5, 10, 20, 30]])

# %% tags=["hook"]
course.reveal("letters")

# %% [markdown] tags=["loop", "fold"]
# **What it means.** No fit went wrong. Each table is a draw, so shares wander, and zero has no way out: what a table does not hold, no generator learns from it. **What it does not mean.** That only rare levels suffer. Every share wanders; a rare one has the shortest way to zero.

# %% [markdown] tags=["loop"]
# How likely? Follow one row of a level. In the next table it has some number of copies, one on average, and that number is close to a Poisson number: none with chance $e^{-1}$. Let $q_g$ be the chance that after $g$ tables nothing is left of it; $q_0 = 0$. It is gone after $g + 1$ tables if each of its copies is gone $g$ tables later. With $X$ copies that is $q_g^X$, and the mean of $q^X$ over a Poisson number with mean 1 is $e^{q - 1}$:
#
# $$q_{g+1} = e^{\,q_g - 1}$$
#
# A level of $k$ rows is gone with chance $q_g^k$. For `letter` $k$ is about 4.
#
# ### Your turn: gone

# %% name="gone" tags=["exercise"]
def gone(k, tables):
    """Chance that a level of k rows is gone after so many tables."""
    ### BEGIN SOLUTION
    q = 0.0
    for _ in range(tables):
        q = np.exp(q - 1)
    return q**k
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("gone", gone)

# %% [markdown] tags=["loop"]
# The library does without the approximation: binomial in place of Poisson, and it begins with the draw of the real rows. `fresh` is for later. (Geneticists know it as the Wright–Fisher model; the literature on neural generators speaks of *model collapse*, Shumailov et al. 2024.)

# %% tags=["loop"]
course.source(data.lost)
left = 1 - data.lost(0.02, 200, 30)
course.show(plots.sweeps(np.arange(31), {"letter": (left, there.mean(axis=1))}, xlabel="table", ylabel="share of chains that have it"),
    alt="A dashed curve falls steeply from near 1 and then flattens; the dots of twelve chains fall in steps, mostly below it.",
    summary=f"Chance that letter is left after 10 tables: {left[10]:.0%}; after 30: {left[30]:.0%}. It holds for every generator that draws rows one by one, with the shares it saw.")

# %% [markdown] tags=["loop"]
# Why does no better generator bring `letter` back? One sentence in place of `None`, then compare.

# %% tags=["loop"]
course.why("back", None)

# %% [markdown] tags=["teacher"]
# **Minutes 4–16** (must: chains, exercise; should: explore). Ask before the chains: "Which copula is to blame?" Expect $(1 - .02)^{200}$, one table's chance, for all thirty. **Vote 1** is quiz question 1. Pause point after explore.

# %% [markdown] tags=["explore", "slide"]
# ### Explore
# Now with more rows, or with some *fresh* ones in each table: drawn from the real customers. Left twenty chains (dashed: the real share), right the chance that a table lacks the level, exact (line) and counted in 200 chains (crosses).

# %% tags=["explore"]
explorer = explore.explore_self_feeding()
course.show(explorer.small_multiples(),
    alt="Three settings: with 200 rows most of twenty lines end at zero; with 1,000 fewer do; with one fresh row in twenty lines reach zero and leave it again.",
    summary="; ".join(f"{name}: absent {explorer.view.numbers(state)['absent']:.0%}" for name, state in explorer.view.presets.items()))

# %% [markdown] tags=["explore"]
# **Task:** 200 rows, 30 generations. What is the smallest share of fresh rows on the slider with a chance under 10%? Write .05 for 5%. Then look which share 1,000 rows need, and how many fresh rows a table that is.

# %% tags=["explore"]
explorer

# %% name="fresh-share" tags=["explore"]
### BEGIN SOLUTION
fresh_share = 0.2
### STUB: fresh_share = None
### END SOLUTION

# %% tags=["explore"]
course.check("fresh-share", (fresh_share, explorer))

# %% [markdown] tags=["loop", "slide"]
# ## 2 More rows for a model
# The same thought about one table: added rows hold what the generator read in these rows, or assumed. Can they help? 300 customers, [[augmentation|rows of a rare class added]] by a copula until both classes are equal, a boosting classifier tested on 2,000 other customers. Two rivals: *class weights* (rare rows count more) and *SMOTE* (as many points, between rare neighbours). Two rare classes: `premium` of the column `segment`, and the highest 15% of `score`. Five seeds each.

# %% tags=["loop"]
rare, tried = {"segment": customers["segment"] == "premium", "score": customers["score"] > customers["score"].quantile(0.85)}, []
for column, is_rare in rare.items():
    for seed in range(5):
        rows = customers.drop(columns=column).assign(rare=is_rare).sample(2300, random_state=seed, ignore_index=True)
        train, test = rows[:300], rows[300:]
        made = make("copula").fit(train, seed=seed).sample(3000, seed=seed)
        scores = evaluation.augmentation(train, made, test, "rare", seed=seed)
        tried.append(scores.assign(rare=column, way=scores.index))
tried = pd.concat(tried, ignore_index=True)

# %% tags=["loop"]
gains = {f"{name}, {way}": part["gain"] for (name, way), part in tried.groupby(["rare", "way"], sort=False) if way != "as it is"}
course.show(plots.strips(gains, floor=0, floor_label="as it is", xlabel="gain of AUC on real rows (a mark: one seed)", fmt="{:+z.2f}"),
    alt="Six rows of five marks. Class weights and SMOTE stay near 0. Synthetic rows: mostly right of 0 for segment, far left of it for score.",
    summary="; ".join(f"{name} {gain.mean():+.2f}" for name, gain in gains.items() if "synthetic" in name))  # fmt: skip
tried.pivot_table("found", "rare", "way", sort=False).round(1)

# %% [markdown] tags=["loop"]
# **What it means.** One generator, one classifier. For `segment` the copula's assumption, smooth and one-sided dependence, is about right, and its rows help a little, in four of five seeds; by lesson 13's interval that is not told apart from nothing yet. `score` rises with age and then falls; with 300 rows the copula has too few for a margin per slice and cannot see that (lesson 06), and its rows teach the classifier that age says nothing: worse in every seed. Augmentation adds assumptions, not observations. **What it does not mean.** That `found`, the share of the rare class that is found, would have warned us: it rises in both lines.
#
# It rises because more rare rows in training raise the probabilities, and more rows get above the *cut*, from which on the classifier says "rare". A cut can be lowered without any rows.
#
# ### Your turn: a moved cut

# %% name="found-at" tags=["exercise"]
def found_at(p, is_rare, cut):
    """Share of the rare rows with p above the cut, and share of the others at or below it. p, is_rare: arrays."""
    ### BEGIN SOLUTION
    return np.mean(p[is_rare] > cut), np.mean(p[~is_rare] <= cut)
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("found-at", found_at)

# %% [markdown] tags=["loop"]
# The last seed (`score`): no row added, at two cuts; then with the copula's rows.

# %% tags=["loop"]
for way, cut in (("as it is", 0.5), ("as it is", 0.05), ("synthetic", 0.5)):
    tested = evaluation.augmentation(train, made, test, "rare", seed=4, cut=cut).loc[way]
    print(f"{way}, cut {cut}: found {tested['found']:.2f}, others kept {2 * tested['balanced'] - tested['found']:.2f}, AUC {tested['auc']:.2f}")

# %% [markdown] tags=["loop"]
# A lower cut finds more, keeps fewer others, and the AUC is the same: the rows stand in the same order. Added rows have to beat that. These do not: as much is found, and more of the others are lost.

# %% [markdown] tags=["teacher"]
# **Minutes 16–26** (must: figure, exercise). Ask before the figure: "In which of the two will it help?" Those who know lesson 06 can tell. Expect "use another generator": trees see the hump, and their rows then gain nothing, since boosting sees it too. **Vote 2** is quiz question 2. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 3 A test database
# Software is tested against a database, and a database refuses rows: a *constraint* is a rule that every row has to satisfy. The schema says most of them. The library turns it into tables of SQLite, which Python brings along:

# %% tags=["loop"]
database = data.open_database()
print(data.create_table(database, "customers", schema, key="customer_id").split(',\n  "income')[0] + ", ...")
for settings in ({"bounds": "none"}, {"bounds": "truncate"}):
    people = make("vae_style", **settings).fit(customers[:1000], schema, seed=0).sample(1000, seed=0).rename_axis("customer_id").reset_index()
    print(settings, data.refusals(database, "customers", people).value_counts().head(3).to_dict())
data.insert(database, "customers", people)

# %% [markdown] tags=["loop"]
# Between tables there is one more rule. A [[foreign key]] is a column whose values have to stand in another table: no order without its customer. A generator that learns `customer_id` as a number draws numbers, some of them nobody's:

# %% tags=["loop"]
columns = data.Schema([data.Column("customer_id", "integer"), data.Column("amount", "number", low=0, high=150, declared=True)])
data.create_table(database, "orders", columns, key="order_id", refers={"customer_id": ("customers", "customer_id")})
data.refusals(database, "orders", pd.DataFrame({"order_id": range(3), "customer_id": [7, 1007, 2007], "amount": [19.0, 0.0, 150.5]}))

# %% [markdown] tags=["loop"]
# **What it means.** Types, bounds, levels and keys hold in every row, because the database checks them. **What it does not mean.** That the rows are plausible, or that they test anything: a generator repeats what is frequent, software breaks at what is rare. Cases at the edge are written by hand.
#
# ### Alone: orders
# Make `orders`, 2,000 rows for that table, which the database takes as a whole. The smallest and the largest amount allowed are to be among them, and at least 500 of the customers.

# %% name="orders" tags=["exercise"]
### BEGIN SOLUTION
rng = np.random.default_rng(0)
orders = pd.DataFrame({"order_id": range(2000), "customer_id": rng.choice(people["customer_id"], 2000),
                       "amount": rng.uniform(0, 150, 2000).round(2)})  # fmt: skip
orders.loc[[0, 1], "amount"] = [0, 150]
### STUB: orders = None
### END SOLUTION

# %% tags=["check"]
course.check("orders", (orders, database))

# %% [markdown] tags=["teacher"]
# **Minutes 26–34** (must: refusals; should: orders). Let them try `data.insert` in place of `data.refusals` and read the sentence. The refusal names the constraint, not the remedy: that is theirs. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 4 What if
# A scenario moves an assumption and draws again. Incomes rise by a tenth; what becomes of purchases? Three futures, all from one copula: only the column moves; each customer becomes one who has that income already; and, another assumption, the islands' customers count twice.

# %% tags=["loop"]
rows = make("copula").fit(customers[:1000], schema, seed=0).sample(20_000, seed=0).sort_values("income", ignore_index=True)
twins = np.searchsorted(rows["income"], 1.1 * rows["income"]).clip(max=len(rows) - 1)  # the first row with that income or more
futures = {"only income moves": rows.assign(income=1.1 * rows["income"]), "the rest follows": rows.iloc[twins],
           "islands doubled": rows.sample(len(rows), weights=1.0 + (rows["region"] == "islands"), replace=True, random_state=0)}  # fmt: skip
change = {name: round(100 * (future["purchase"].mean() / rows["purchase"].mean() - 1)) for name, future in futures.items()}
course.show(plots.bars(change, xlabel="change of the mean purchase (%)", fmt="{:+.0f}"),
    alt="Three bars: none where only income moves, above a tenth where the rest follows, none for the islands.",
    summary="; ".join(f"{name} {value:+d}%" for name, value in change.items()))  # fmt: skip

# %% [markdown] tags=["loop"]
# **What it means.** The first two futures fit the same table. If people buy more *because* they earn more, and nothing else matters, the second is right; if both follow from something else, the first. Rows of one time do not decide it, and neither does a model of them. The third assumes that newcomers are like the islanders who are there. **What it does not mean.** That scenarios are worthless. Write the assumption beside the number.

# %% [markdown] tags=["loop", "slide"]
# ## 5 Sharing, with a card
# Whoever gets a table should not have to ask how it was made. A [[data card]] says it: from the schema and the report, so that nobody types a number.

# %% tags=["loop"]
train, holdout, _ = data.split(customers, seed=3, shares=(0.1, 0.1, 0.8))
model = make("copula").fit(train, schema, seed=3)
report = evaluation.evaluate(train, model.sample(1000, seed=53), holdout, schema, seed=3)
evaluation.data_card(report, schema, title="Customers, synthetic", generator="copula", settings=model.get_settings(), seeds={"fit": 3, "sample": 53})

# %% [markdown] tags=["lineup", "slide"]
# ## Line-up: claims
# One score in twenty crosses its edge by chance, so the sentences call different only what lies far beyond: `corr_skill` does not. What a card does not find may still be wrong.
#
# Four sentences for the table's web page. Which does the card bear out, which does it contradict, which did nobody measure?
#
# - **A** A model of `outcome` that learned from it ranks new customers about as well as one that learned from real rows.
# - **B** Its rows cannot be told from real ones.
# - **C** None of the 1,000 customers can be recognised in it.
# - **D** Together with the real rows it makes 2,000 observations.

# %% name="claims" tags=["lineup"]
### BEGIN SOLUTION
claims = {"A": "borne out", "B": "contradicted", "C": "not measured", "D": "contradicted"}
### STUB: claims = {"A": None, "B": None, "C": None, "D": None}  # "borne out", "contradicted" or "not measured"
### END SOLUTION

# %% tags=["check"]
course.check("claims", claims)

# %% [markdown] tags=["loop", "slide"]
# ## 6 All of it at once
# Every generator of the course, its settings as sliders, and each score with its floor, in four tabs: overview, distributions, correlations, risks. Your own CSV goes in as well.

# %% tags=["loop"]
dashboard(customers, schema, name="customers")

# %% [markdown] tags=["loop"]
# And how good were your guesses? If you are right in 70 of 100 cases where you said 70%, your confidence is worth its number. Your [[calibration]] over all lessons (how to read the curve: further down):

# %% tags=["loop"]
course.calibration()

# %% [markdown] tags=["teacher"]
# **Minutes 34–42** (must: what if, card, claims; should: dashboard; could: calibration). On C expect "not rejected by the attacks, so borne out". In class, let each pair choose a generator in the dashboard and defend it for one use.

# %% [markdown] tags=["your-table", "deeper"]
# ## Your table
# The capstone in small: a card and a database for a table of your own. Put its path in place of `"affairs"`.

# %% tags=["your-table", "deeper"]
mine, my_schema = data.load_table("affairs")
half, rest = data.split(mine.sample(min(len(mine), 1200), random_state=0), seed=0, shares=(0.5, 0.5))
own = make("copula").fit(half, my_schema, seed=0)
table = own.sample(len(half), seed=1)
judged = evaluation.evaluate(half, table, rest, my_schema, seed=0)
card = evaluation.data_card(judged, my_schema, title="My table, synthetic", generator="copula", settings=own.get_settings(), seeds={"fit": 0, "sample": 1})
print(f"The card has {len(card.splitlines())} lines; card.md holds them after: Path('card.md').write_text(card)")
mine_too = data.open_database()
data.create_table(mine_too, "mine", my_schema, optional=[c for c in mine if mine[c].isna().any()])
print(f"refused: {len(data.refusals(mine_too, 'mine', table))} of {len(table)}")

# %% [markdown] tags=["fails", "slide"]
# ## Where it fails
# **A misconception.** "From 100 rows I make 10,000, so my interval is ten times narrower." It is. A thousand times: 100 real incomes, a normal fitted to them, 10,000 rows drawn from it, the 95% interval of the mean:

# %% tags=["fails"]
rng, incomes = np.random.default_rng(0), customers["income"].to_numpy(float)
real = rng.choice(incomes, (100, 1000))
made = rng.normal(real.mean(axis=0), real.std(axis=0), (10_000, 1000))
for x in (real, made):
    hit = np.abs(x.mean(axis=0) - incomes.mean()) < 1.96 * x.std(axis=0) / np.sqrt(len(x))
    print(f"{len(x):,} rows: {hit.mean():.0%} of 1,000 intervals hold the truth")

# %% [markdown] tags=["fails"]
# **A limit.** Constraints and scores are about what somebody thought of. A sum over several tables, a date that has to come after another, a question nobody scored: none of them is seen.
#
# **A band.** The gain of added rows above: from seed to seed it differs by more than the rivals do.
#
# **You may now claim:** "I test added rows on real ones, beside what costs nothing. I fill a database that checks its rows. I write the assumption beside the scenario, and a card beside the table. And I know that a table made from tables forgets."

# %% [markdown] tags=["deeper"]
# ## Deeper: how to read a calibration curve
# A simulated guesser, 200 times, each time 20 points too sure. A dot is a group of guesses with about the same confidence, its line the 95% interval of how often they were right. On the dashed line one is as sure as right.

# %% tags=["deeper"]
said = rng.integers(50, 101, 200)
guesses = list(zip(said, rng.random(200) < (said - 20) / 100))
course.show(plots.calibration(guesses, title="simulated: 20 points too sure"),
    alt="Five dots with intervals, all below a dashed diagonal.",
    summary=f"Mean confidence {said.mean():.0f}%, right {np.mean([right for _, right in guesses]):.0%} of the time.")  # fmt: skip

# %% [markdown] tags=["deeper"]
# ## Deeper: a word becomes a picture
# Text-to-image, as small as it gets: lesson 12's diffusion on scikit-learn's handwritten digits, 8 by 8 pixels, with one network that is also told a *word*. In training it sees a picture with noise on it, $x_t$, the step $t$ and the word $c$, and guesses the noise $\varepsilon$. For about every seventh picture the word is withheld ($\varnothing$), so one network learns to guess with a word and without. On the way back from noise the two guesses are mixed:
#
# $$\tilde\varepsilon = \varepsilon_\theta(x_t, \varnothing) + w\,\bigl(\varepsilon_\theta(x_t, c) - \varepsilon_\theta(x_t, \varnothing)\bigr)$$
#
# $\varepsilon_\theta$ is the network, $w$ the *guidance weight*. At 0 the word is not heard, at 1 the network follows it. Above 1 the guess goes on in the same direction: to where the word becomes more probable. This is *classifier-free guidance* (Ho and Salimans 2022; their weight is $w - 1$). The formula in the library, `without` for $\varnothing$ and `given` for $c$:

# %% tags=["deeper"]
from sklearn.metrics import pairwise_distances as distances
from sklearn.svm import SVC

from course_lib.generators.neural.diffusion.digits import WORDS, TextToImage, digits, guided

course.source(guided)

# %% [markdown] tags=["deeper"]
# Five seeds. Each time 700 pictures to learn from and 700 held out; the last 397 train a *reader*, a classifier that says which digit it sees and has met none of the others. Three numbers: the share that is `read` as the word asked for; the `spread`, the mean distance between two pictures of one word; `near`, the share whose nearest real picture is one the network learned from. Held-out pictures give the floor of the first two, a photocopy and unused pictures the ends of the third. Its guess is .5; for 200 pictures chance alone stays below .56 in 95 of 100 runs, its edge; for the 397 unused ones below .54. Pictures share their neighbours, so both edges are a little too narrow.

# %% tags=["deeper"]
def judged(p, of, reader, learned, held_out):
    between = [distances(p[of == word]) for word in WORDS]
    spread = np.mean([d.sum() / (len(d) * (len(d) - 1)) for d in between])
    near = distances(p, learned).min(axis=1) < distances(p, held_out).min(axis=1)
    return np.mean(reader.predict(p) == of), spread, np.mean(near)

# %% tags=["deeper"]
pictures, words = digits()
asked, found, names = np.repeat(WORDS, 20), [], ("w = 0", "w = 1", "w = 3")
for seed in range(5):
    a, b, c = np.split(np.random.default_rng(seed).permutation(len(words)), [700, 1400])
    painter = TextToImage().fit(pictures[a], words[a], seed=seed)
    reader = SVC(gamma=0.001, C=10).fit(pictures[c], words[c])
    tables = {name: (painter.sample(asked, guidance=int(name[-1]), seed=1), asked) for name in names}  # the same noise at each w
    tables |= {name: (pictures[i], words[i]) for name, i in {"held out": b, "unused": c, "photocopy": a}.items()}
    found += [(name, *judged(p, of, reader, pictures[a], pictures[b])) for name, (p, of) in tables.items()]

# %% tags=["deeper"]
read, spread, near = (pd.DataFrame(found)[[0, j]].groupby(0, sort=False)[j].agg(np.array) for j in (1, 2, 3))
print("In all five seeds:")
print(f"read: w = 0 below .2 {(read['w = 0'] < 0.2).all()}, w = 1 below the floor {(read['w = 1'] < read['held out']).all()}, w = 3 above it {(read['w = 3'] > read['held out']).all()}")
print(f"spread: w = 1 below the floor {(spread['w = 1'] < spread['held out']).all()}, w = 3 below w = 1 {(spread['w = 3'] < spread['w = 1']).all()}")
print(f"near (guess .5, edge of 200 pictures .56): w = 3 beyond the edge in some seeds {(near['w = 3'] > 0.56).any()}, in all {(near['w = 3'] > 0.56).all()}; all weights below .75 {all((near[name] < 0.75).all() for name in names)}")
print(f"controls: unused pictures below .56 {(near['unused'] < 0.56).all()}, photocopy 1 {(near['photocopy'] == 1).all()}")

# %% tags=["deeper"]
cells = {word: {f"{name}\n{read[name].mean():.0%} read, spread {spread[name].mean():.0f}": p[of == word][:6]
                for name, (p, of) in ((name, tables[name]) for name in ("held out", *names))}
         for word in ("one", "three", "seven", "eight")}  # fmt: skip
course.show(plots.pictures(cells),
    alt="Handwritten ones, threes, sevens and eights, six a cell. Held out: many hands. w = 0: other digits and blots. w = 1: mostly the word, some blots. w = 3: nearly all the word, much alike.",
    summary="Rows: words. At w = 0 the word makes no difference; at w = 3 nearly every picture shows its word, and one resembles the next.")  # fmt: skip

# %% [markdown] tags=["deeper"]
# **What it means.** Guidance buys agreement with variety. At $w = 1$ about 86 of 100 pictures are read as asked, with a spread of about 29; at $w = 3$ all or nearly all are, with a spread of about 24. Real digits have 98 and 36. In each row the first picture starts from the same noise at every weight, so does the second, and so on: watch a blot turn into its word.
#
# **What it does not mean.** A reading rate *above* the floor is not better than real. With the small spread it says that the odd pictures are missing, the ones a reader stumbles over; a reader trained on such pictures would never meet them. In lesson 10's words: precision without recall. A score of single pictures does not see what is absent. Above 1 the pictures are no draws from "pictures given the word", and nobody meant them to be. `near` does not clear the painter either: no photocopier is found, but at $w = 3$ some seeds stand beyond the edge (in our runs three of five, up to about two thirds, where unused pictures had .50 to .55, one of five past their own edge). Guided pictures lean towards the learned ones there; other attacks may find more.
#
# Nor does anything here read English: ten words, each a vector of 192 numbers that training placed. Ask for "eleven" and you get a sentence that lists the ten. Large systems put a text encoder's reading of a whole sentence in the place of $c$ (Imagen: Saharia et al. 2022; DALL·E 2, by way of a code for the picture: Ramesh et al. 2022).

# %% [markdown] tags=["quiz", "slide"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()

# %% [markdown] tags=["teacher"]
# **Minutes 42–45.** Run the intervals of "Where it fails" first; ask who has added rows to narrow one.

# %% [markdown]
# Terms of this lesson: [[self-feeding]], [[augmentation]], [[foreign key]], [[data card]], [[calibration]], [[copula]], [[floor]]. `course.glossary("self-feeding")` explains one. This was the last lesson. The capstone is yours: a table that nobody prepared, under "Your table", with its card, its report and 300 words on what you would decide, for whom, and which line of the card would change your mind.
