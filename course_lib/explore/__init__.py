"""Controls a learner moves. Displaying an explorer needs JupyterLab; its pure part needs nothing but matplotlib.

One file an explorer: `photocopier` (lesson 01), `truncation` (02), `judging` (03), `vae_style` (04),
`gan_style` (05), `copula` (06), `cart` (07), `linear_vae` (08), `vae` (09), `dirac` and `ring` (10), `heads`
(11), `smoothing` (12), `contest` (13), `attacks` (14), `privacy` (15), `self_feeding` (16). Each has a frozen
state, a View and `explore_NAME(...)`, which returns an Explorer; `truncation` is the one to copy from. A new one is
exported here and timed in `tests/benchmarks/slider_latency.py`.
A time axis needs no kernel: `scrubber` stores the frames of a View in the page (`denoising`, lesson 12).

The machinery, from the pure part up: `controls` (admissible values, the state line), `blit` (frames of one figure),
`view` (state in; picture, numbers and words out), `explorer` (a View in a notebook), `panel` (ipywidgets), `picture`
(bytes on the page); `running` for a training that is watched. Shared by drawings: `pieces`, `tables`. `cover` draws
the README's picture and is no explorer.
"""

from course_lib.explore.cart import explore_cart
from course_lib.explore.contest import explore_contest
from course_lib.explore.copula import explore_copula
from course_lib.explore.denoising import DenoisingView
from course_lib.explore.dirac import explore_dirac
from course_lib.explore.explorer import Explorer
from course_lib.explore.gan_style import explore_gan_style
from course_lib.explore.judging import explore_judging
from course_lib.explore.linear_vae import explore_linear_vae
from course_lib.explore.photocopier import explore_photocopier
from course_lib.explore.privacy import explore_privacy
from course_lib.explore.scrubber import Scrubber
from course_lib.explore.self_feeding import explore_self_feeding
from course_lib.explore.smoothing import explore_smoothing
from course_lib.explore.truncation import explore_truncation
from course_lib.explore.vae import explore_vae
from course_lib.explore.vae_style import explore_vae_style

__all__ = ["DenoisingView", "Explorer", "Scrubber", "explore_attacks", "explore_cart", "explore_contest",
           "explore_copula", "explore_dirac", "explore_gan_style", "explore_heads", "explore_judging",
           "explore_linear_vae", "explore_photocopier", "explore_privacy", "explore_ring",
           "explore_self_feeding", "explore_smoothing", "explore_truncation", "explore_vae",
           "explore_vae_style"]


def explore_ring():
    """Loss, penalty, learning rate and momentum of a small GAN; play, pause, one step of D, one step of G, new seed.

    A RunningExplorer. Imported here at the call: it trains networks, and torch takes seconds to load.
    """
    from course_lib.explore.ring import RingView
    from course_lib.explore.running import RunningExplorer

    return RunningExplorer(RingView())


def explore_heads(train, schema=None, column="channel", *, runs=(0, 1, 2), **settings):
    """Head, conditional vector and seed of small CTGANs of `train`; the column's rarest level is watched.

    An Explorer. Trains four networks a seed, two seconds each at 1,000 rows of three columns. settings: of the CTGAN,
    instead of 64 hidden units, a latent dimension of 16 and 240 steps. Raises CourseError for a column without levels.
    """
    from course_lib.explore.heads import HeadsView

    return Explorer(HeadsView(train, schema, column, runs, **settings))


def explore_attacks(pool, column="income", **settings):
    """Number of training rows and size of a canary; three attackers of the article's VAE.

    An Explorer. pool: a complete table of real rows, 5,800 or more. Trains 96 networks, about fifteen seconds.
    settings: rows, sizes, runs, steps and seed of `AttacksView`. Raises CourseError for a column that is no number, a
    pool that is too small, and fewer than 4 runs.
    """
    from course_lib.explore.attacks import AttacksView

    return Explorer(AttacksView(pool, column, **settings))
