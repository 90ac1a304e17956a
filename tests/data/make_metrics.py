#!/usr/bin/env python3
"""Makes tests/data/metrics/arrays.npz: distances between points and Gaussian mixtures.

Computed with numpy and scipy by other formulas than core/metrics uses: integrals over the line by
quadrature instead of tables of partial means, the energy distance in the plane from Gaussian
transforms instead of slices. Where scipy.stats has the same distance between samples
(wasserstein_distance, energy_distance), it is asked for a second opinion, on 400,000 quantiles of the
mixture. The KL divergence's neighbours come from scipy's tree, precision and recall from all pairs, guided
densities and the MMD's integrals from sums over a fine grid.

    python make_metrics.py

Needs Python 3.11, numpy, scipy. Deterministic.
"""

import pathlib

import numpy as np
from scipy import integrate, optimize, spatial, special, stats

OUT = pathlib.Path(__file__).resolve().parent / "metrics" / "arrays.npz"


class Line:
    """A mixture of Gaussians on a line."""

    def __init__(self, weights, means, stds):
        self.w, self.m, self.s = (np.asarray(v, float) for v in (weights, means, stds))

    def cdf(self, x):
        return float(np.sum(self.w * stats.norm.cdf(x, self.m, self.s)))

    def pdf(self, x):
        return float(np.sum(self.w * stats.norm.pdf(x, self.m, self.s)))

    def quantile(self, q):
        low, high = np.min(self.m - 12 * self.s), np.max(self.m + 12 * self.s)
        return optimize.brentq(lambda x: self.cdf(x) - q, low, high, xtol=1e-14, rtol=1e-14)

    def atoms(self, count):
        """The quantiles at (i + 1/2) / count."""
        grid = np.unique(np.concatenate([m + s * np.linspace(-9, 9, 20001)
                                         for m, s in zip(self.m, self.s)]))
        cdf = np.sum(self.w * stats.norm.cdf(grid[:, None], self.m, self.s), axis=1)
        return np.interp((np.arange(count) + 0.5) / count, cdf, grid)

    def knots(self):
        return np.concatenate([m + s * np.linspace(-9, 9, 37) for m, s in zip(self.m, self.s)])


def quad(f, low, high, knots):
    """The integral of f, split at the knots between."""
    inside = np.sort(knots[(knots > low) & (knots < high)])
    edges = np.concatenate([[low], inside, [high]])
    return sum(integrate.quad(f, a, b, epsabs=1e-14, epsrel=1e-12)[0]
               for a, b in zip(edges[:-1], edges[1:]) if b > a)


def line_distances(points, line):
    """W1, W2^2 and the squared energy distance between equal masses at `points` and the mixture."""
    x = np.sort(points)
    n = len(x)
    far = line.knots()
    low, high = min(x[0], far.min()), max(x[-1], far.max())
    edges = np.concatenate([[low], x, [high]])
    w1 = energy = 0.0
    for i in range(n + 1):
        a, b, level = edges[i], edges[i + 1], i / n
        knots = far
        if line.cdf(a) < level < line.cdf(b):
            knots = np.append(far, line.quantile(level))  # where |F_n - F| has a corner
        w1 += quad(lambda t: abs(line.cdf(t) - level), a, b, knots)
        energy += 2 * quad(lambda t: (line.cdf(t) - level) ** 2, a, b, far)
    cuts = [far.min()] + [line.quantile(i / n) for i in range(1, n)] + [far.max()]
    w2 = sum(quad(lambda t, at=x[i]: (t - at) ** 2 * line.pdf(t), cuts[i], cuts[i + 1], far)
             for i in range(n))
    atoms = line.atoms(400_000)
    assert abs(stats.wasserstein_distance(x, atoms) - w1) < 2e-4 * w1
    assert abs(stats.energy_distance(x, atoms) - np.sqrt(energy)) < 2e-4 * np.sqrt(energy)
    return w1, w2, energy


def mean_norm(d, v):
    """E|Y| for Y ~ N(d, v) in the plane: int_0^inf (1 - E exp(-u^2 |Y|^2)) / u^2 du / sqrt(pi)."""
    def integrand(u):
        m = np.eye(2) + 2 * u * u * v
        e = np.exp(-u * u * d @ np.linalg.solve(m, d)) / np.sqrt(np.linalg.det(m))
        return (1 - e) / (u * u)
    head = integrate.quad(integrand, 1e-6, 1, epsabs=1e-10, epsrel=1e-10, limit=200)[0]
    middle = integrate.quad(integrand, 1, 100, epsabs=1e-10, epsrel=1e-10, limit=400)[0]
    tail = integrate.quad(lambda r: integrand(1 / r) / (r * r), 1e-9, 1e-2, epsabs=1e-10,
                          epsrel=1e-10, limit=200)[0]
    return (head + middle + tail) / np.sqrt(np.pi)


def plane_energy(x, w, m, v):
    """sqrt(2 E|X - Y| - E|X - X'| - E|Y - Y'|)."""
    n, k = len(x), len(w)
    cross = np.mean([sum(w[j] * mean_norm(x[i] - m[j], v[j]) for j in range(k)) for i in range(n)])
    among = np.mean(np.linalg.norm(x[:, None] - x[None], axis=2))
    pairs = sum(w[i] * w[j] * mean_norm(m[i] - m[j], v[i] + v[j]) for i in range(k) for j in range(k))
    return np.sqrt(2 * cross - among - pairs)


def nearest_entropy(x, k):
    """Kraskov et al. 2004, eq. 20, with discs: psi(n) - psi(k) + mean log(pi r^2)."""
    r = spatial.cKDTree(x).query(x, k + 1)[0][:, k]
    return special.digamma(len(x)) - special.digamma(k) + np.mean(np.log(np.pi * r * r))


def coverage(x, y, k):
    """Share of x in a disc around a y that reaches to its k-th nearest other y; all pairs."""
    among = np.sort(np.linalg.norm(y[:, None] - y[None], axis=2), axis=1)[:, k]
    return np.mean((np.linalg.norm(x[:, None] - y[None], axis=2) <= among).any(axis=1))


def densities(x, w, m, v):
    """p_k(x) w_k of every component: [n, k]."""
    return np.stack([stats.multivariate_normal(m[k], v[k]).pdf(x) * w[k] for k in range(len(w))], axis=-1)


def mmd_squared(x, w, m, v, grid, cell):
    """Gretton et al. 2012, eq. 3, with E k(x, Y) by a sum over the grid and E k(Y, Y') as a density of
    the difference of two components at 0."""
    mean = w @ m
    b = np.sqrt(sum(w[k] * (np.trace(v[k]) + m[k] @ m[k]) for k in range(len(w))) - mean @ mean)
    p = densities(grid, w, m, v).sum(axis=1) * cell
    n, out = len(x), 0.0
    for h in b / np.array([1, 2, 4, 8]):
        kernel = np.exp(-np.sum((x[:, None] - x[None]) ** 2, axis=2) / (2 * h * h))
        among = (kernel.sum() - n) / (n * (n - 1))
        cross = np.mean([np.sum(p * np.exp(-np.sum((grid - at) ** 2, axis=1) / (2 * h * h))) for at in x])
        pairs = sum(w[i] * w[j] * 2 * np.pi * h * h *
                    stats.multivariate_normal(m[i] - m[j], v[i] + v[j] + h * h * np.eye(2)).pdf([0, 0])
                    for i in range(len(w)) for j in range(len(w)))
        out += (among - 2 * cross + pairs) / 4
    return b, out


def tilted(log_p, points, grid, cell):
    """Of exp(log_p) / Z on a grid: log Z, mean, covariance, entropy; and its log density at points."""
    logs = log_p(grid)
    top = logs.max()
    p = np.exp(logs - top)
    log_z = np.log(p.sum() * cell) + top
    p = p / p.sum()
    mean = p @ grid
    cov = (grid - mean).T @ ((grid - mean) * p[:, None])
    entropy = -np.sum(p * (logs - log_z))
    return np.concatenate([[log_z], mean, cov.ravel(), [entropy]]), log_p(points) - log_z


def main():
    rng = np.random.default_rng(20240611)
    out = {}
    # On a line: parts that overlap, a far narrow one, a gap that a quantile falls into.
    line = Line([0.5, 0.2, 0.3], [-1.0, -0.4, 2.0], [0.3, 0.6, 0.02])
    out["line_parts"] = np.stack([line.w, line.m, line.s], axis=1)
    for name, points in {"good": line.atoms(60) + 0.02 * rng.standard_normal(60),
                         "bad": rng.standard_normal(45),
                         "one": np.array([0.7])}.items():
        out[f"line_{name}"] = np.sort(points)
        out[f"line_{name}_distances"] = np.array(line_distances(points, line))
    out["line_quantiles"] = np.array([line.quantile(j / 1024) for j in range(1, 1024)])

    # In the plane: full covariances, diffused to a level; particles from another mixture.
    weights = np.array([0.45, 0.35, 0.2])
    means = np.array([[-1.0, 0.5], [1.2, 0.3], [0.1, -1.1]])
    stds = np.array([[0.5, 0.1], [0.2, 0.3], [0.15, 0.15]])
    angles = np.array([0.7, -0.4, 0.0])
    a, s = 0.8, 0.15
    m = a * means
    v = []
    for (s1, s2), angle in zip(stds, angles):
        r = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        v.append(a * a * r @ np.diag([s1 * s1, s2 * s2]) @ r.T + s * s * np.eye(2))
    v = np.array(v)
    n = 120
    pick = rng.choice(3, n, p=[0.3, 0.3, 0.4])
    x = np.array([rng.multivariate_normal(m[k] + [0.05, -0.02], 1.3 * v[k]) for k in pick])
    x = x.astype(np.float32).astype(float)
    shadows = []
    for i in range(32):
        u = np.array([np.cos((i + 0.5) * np.pi / 32), np.sin((i + 0.5) * np.pi / 32)])
        shadows.append(line_distances(x @ u, Line(weights, m @ u, np.sqrt(u @ v @ u))))
    w1, w2, energy = np.mean(shadows, axis=0)
    density = np.array([stats.multivariate_normal(m[k], v[k]).pdf(x) * weights[k] for k in range(3)])
    shares = np.mean(density / density.sum(axis=0), axis=1)
    out["components"] = np.column_stack([weights, means, stds, angles])
    out["level"] = np.array([a, s])
    out["x"] = x
    out["sliced_w1"] = np.array([w1])
    out["sliced_w2"] = np.array([np.sqrt(w2)])
    out["energy"] = np.array([plane_energy(x, weights, m, v)])
    out["shares"] = shares
    out["mode_weights"] = np.array([np.abs(shares - weights).sum() / 2])
    assert abs(out["energy"][0] - np.sqrt(np.pi / 2 * energy)) < 1e-3 * out["energy"][0]

    values = rng.standard_normal(7)
    out["values"] = values
    out["quantiles"] = np.quantile(values, [0, 0.1, 0.5, 0.9, 1])
    # Neighbours, kernels, likelihoods, guided targets.
    y = np.array([rng.multivariate_normal(m[k], v[k]) for k in rng.choice(3, 90, p=weights)])
    y = y.astype(np.float32).astype(float)
    side = np.linspace(-6, 6, 1601)  # 20 cells to the smallest deviation, 0.15
    grid = np.stack(np.meshgrid(side, side, indexing="ij"), axis=-1).reshape(-1, 2)
    cell = (side[1] - side[0]) ** 2
    log_p = np.log(density.sum(axis=0))
    on_grid = densities(grid, weights, m, v).sum(axis=1)
    out["y"] = y
    out["kl"] = np.array([-np.mean(log_p) - nearest_entropy(x, 3)])
    out["negative_log"] = np.array([-np.mean(log_p)])
    out["entropy"] = np.array([-np.sum(special.xlogy(on_grid, on_grid)) * cell])
    out["precision"] = np.array([coverage(x, y, 3)])
    out["recall"] = np.array([coverage(y, x, 3)])
    coarse = grid.reshape(1601, 1601, 2)[::4, ::4].reshape(-1, 2)
    b, squared = mmd_squared(x, weights, m, v, coarse, 16 * cell)
    out["mmd"] = np.array([b, squared])
    of_class = np.array([False, True, False])  # what class 1 is, of the components
    noisy = 0.6  # s of a level where the classes overlap
    v_noisy = v + (noisy * noisy - s * s) * np.eye(2)

    def towards_class(scale):
        def log_of(at):
            parts = densities(at, weights, m, v_noisy) + 1e-300
            all_of, class_of = parts.sum(axis=1), parts[:, of_class].sum(axis=1)
            return np.log(all_of) + scale * (np.log(class_of) - np.log(all_of))
        return log_of

    def near_point(scale, at_point):
        def log_of(at):
            parts = densities(at, weights, m, v_noisy) + 1e-300
            r = parts / parts.sum(axis=1, keepdims=True)
            x0_hat = np.zeros_like(at)
            for k in range(3):
                gain = (v_noisy[k] - noisy * noisy * np.eye(2)) / a @ np.linalg.inv(v_noisy[k])
                x0_hat += r[:, [k]] * (means[k] + (at - m[k]) @ gain.T)
            return np.log(parts.sum(axis=1)) - scale * np.sum((x0_hat - at_point) ** 2, axis=1) / 2
        return log_of

    for name, log_of in {"half": towards_class(0.5), "three": towards_class(3.0),
                         "point": near_point(1.5, np.array([0.4, 0.2]))}.items():
        out[f"guided_{name}"], out[f"guided_{name}_log_p"] = tilted(log_of, x[:20], grid, cell)
    path = rng.standard_normal((6, 9, 2)).astype(np.float32).astype(float)
    out["path"] = path
    out["curvature"] = np.array([np.linalg.norm(np.diff(path, axis=0), axis=2).sum() /
                                 np.linalg.norm(path[-1] - path[0], axis=1).sum() - 1])
    OUT.parent.mkdir(exist_ok=True)
    np.savez(OUT, **out)
    for name, array in out.items():
        print(name, array.shape, array.ravel()[:3])


main()
