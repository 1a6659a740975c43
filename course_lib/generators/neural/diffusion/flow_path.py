"""Flow matching: straight roads from noise to rows, and the wind that blows along them (Lipman et al. 2023;
Liu, Gong and Liu 2023).

    road       x_t = (1 - t) x_0 + t x_1, from noise x_0 ~ N(0, I) at t = 0 to a row x_1 at t = 1
    velocity   u(x, t) = E[ x_1 - x_0 | x_t = x ]: the mean over all roads that pass x at time t
    sampling   dx / dt = u(x, t), solved from noise at 0 to rows at 1; nothing is drawn on the way

Mind the names: here x_0 is the *noise*, in the DDPM papers it is the row.
The functions are arithmetic alone, so numpy arrays and torch tensors go through them alike.
"""


def on_the_road(noise, row, t):
    """x_t, of the shape of `row`; t: a number in 0 .. 1, or one per row, (n, 1)."""
    return (1 - t) * noise + t * row


def velocity_to(x_t, row, t):
    """The velocity that leads from x_t to `row` in the time that is left, 1 - t: (row - x_t) / (1 - t), t < 1."""
    return (row - x_t) / (1 - t)


def gaussian_velocity(x, t, mean, sd):
    """u(x, t) for rows N(mean, sd^2), in closed form."""
    variance = (1 - t) ** 2 + t**2 * sd**2
    return mean + (t * sd**2 - (1 - t)) / variance * (x - t * mean)


def flow_floor(t, sd):
    """E (x_1 - x_0 - u)^2 for rows N(m, sd^2): what no network's loss can go below at time t."""
    return sd**2 / ((1 - t) ** 2 + t**2 * sd**2)


def blown(x, velocity, steps: int, method="heun"):
    """Yield (t, x) from the noise x at t = 0 to t = 1, in `steps` steps of equal length.

    velocity(x, t) -> of the shape of x. method, calls per step: "euler" 1, "midpoint" 2, "heun" 2. Heun's last step
    is one of Euler: the velocity towards a guessed row has no value at t = 1 (Karras et al. 2022).
    """
    h = 1 / steps
    yield 0.0, x
    for i in range(steps):
        t = i / steps
        u = velocity(x, t)
        if method == "midpoint":
            u = velocity(x + h / 2 * u, t + h / 2)
        elif method == "heun" and i < steps - 1:
            u = (u + velocity(x + h * u, t + h)) / 2
        x = x + h * u
        yield (i + 1) / steps, x
