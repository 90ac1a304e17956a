START, NOISE, PICK = 0, 1, 2  # what draws are for: part of the generator's counter


def philox(seed, blocks, draw, stream, lane):
    """Philox4x32-10 (Salmon et al. 2011): four 32-bit words of each block, [blocks, 4]."""
    mask = np.uint64(0xFFFFFFFF)
    counter = [blocks & mask, blocks >> np.uint64(32), np.full_like(blocks, draw),
               np.full_like(blocks, stream | lane << 8)]
    key = [seed & 0xFFFFFFFF, seed >> 32]
    for _ in range(10):
        first, second = counter[0] * np.uint64(0xD2511F53), counter[2] * np.uint64(0xCD9E8D57)
        counter = [second >> np.uint64(32) ^ counter[1] ^ np.uint64(key[0]), second & mask,
                   first >> np.uint64(32) ^ counter[3] ^ np.uint64(key[1]), first & mask]
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return np.stack(counter, axis=1)


def uniform(seed, n, draw, stream, lane):
    """Points of (0, 1), two for each of n particles."""
    blocks = np.arange((n + 1) // 2, dtype=np.uint64)
    return (philox(seed, blocks, draw, stream, lane).reshape(-1, 2)[:n] + 0.5) * 2.0**-32


def normal(seed, n, draw, stream, lane):
    """Standard normal numbers, two for each of n particles (Box and Muller)."""
    u = uniform(seed, n, draw, stream, lane)
    radius, angle = np.sqrt(-2 * np.log(u[:, 0])), 2 * np.pi * u[:, 1]
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def first_states(lane):
    n, begin = lane["particles"], lane["begin"]
    if begin["kind"] == "box":
        return begin["scale"] * (2 * uniform(lane["seed"], n, 0, START, lane["noise"]) - 1)
    z = normal(lane["seed"], n, 0, START, lane["noise"])
    if begin["kind"] == "prior":
        return begin["scale"] * z
    u = uniform(lane["seed"], n, 0, PICK, lane["noise"])[:, 0]
    mass = np.cumsum([c["weight"] for c in lane["components"]])
    chosen = np.minimum(np.searchsorted(mass, u, side="right"), len(mass) - 1)
    x = np.empty((n, 2))
    for k, c in enumerate(lane["components"]):
        here = chosen == k
        x[here] = c["mean"] + z[here] @ (rotation(c) * c["std"]).T
    return x


def rotation(c):
    cos, sin = np.cos(c["angle"]), np.sin(c["angle"])
    return np.array([[cos, -sin], [sin, cos]])


def split(x, a, s, components, g=None):
    """x0_hat, eps_hat and score of p_t = sum_k w_k N(a mu_k, a^2 C_k + s^2 I) at x, all [n, 2]; and
    J^T g, J the Jacobian of x0_hat, where g is given: the gradient of a loss of x0_hat as a function
    of it."""
    out = [np.empty_like(x) for _ in range(4)]
    total = sum(c["weight"] for c in components)
    for at in range(0, len(x), 2048):
        part = slice(at, at + 2048)
        exponents, means, scores, gains = [], [], [], []
        for c in components:
            axes = rotation(c)
            covariance = axes * np.square(c["std"]) @ axes.T
            precision = np.linalg.inv(a * a * covariance + s * s * np.eye(2))
            away = x[part] - a * np.array(c["mean"])
            score, gain = -away @ precision, a * covariance @ precision
            exponents.append(np.log(c["weight"] / total) + 0.5 * np.log(np.linalg.det(precision))
                             + 0.5 * np.sum(away * score, axis=1))
            means.append(c["mean"] + away @ gain.T)
            scores.append(score)
            gains.append(gain)
        exponents, means, scores = np.array(exponents), np.array(means), np.array(scores)
        shares = np.exp(exponents - exponents.max(axis=0))
        shares = (shares / shares.sum(axis=0))[:, :, None]
        out[0][part], out[2][part] = np.sum(shares * means, axis=0), np.sum(shares * scores, axis=0)
        out[1][part] = -s * out[2][part]
        if g is not None:
            slope = g(out[0][part])
            own = np.array([slope @ gain for gain in gains])
            along = np.sum((means - out[0][part]) * slope, axis=2, keepdims=True)
            out[3][part] = np.sum(shares * (own + (scores - out[2][part]) * along), axis=0)
    return out


def gradient(loss):
    """Of |x0 - target|^2 / 2, or of log(1 + exp(-d / softness)), d = n x0 - offset."""
    if loss["kind"] == "point":
        return lambda x0: x0 - np.array(loss["target"])
    def plane(x0):
        depth = (x0 @ np.array(loss["normal"]) - loss["offset"]) / loss["softness"]
        return -np.outer(1 / (1 + np.exp(depth)), loss["normal"]) / loss["softness"]
    return plane


def load_net(name):
    """The tensors of a safetensors file that lies beside this program."""
    raw = Path(__file__).with_name(name).read_bytes()
    start = 8 + int.from_bytes(raw[:8], "little")
    tensors = json.loads(raw[8:start])
    tensors.pop("__metadata__", None)
    weights = {}
    for key, tensor in tensors.items():
        begin, end = tensor["data_offsets"]
        numbers = np.frombuffer(raw[start + begin:start + end], "<f4")
        weights[key] = numbers.reshape(tensor["shape"]).astype(np.float64)
    return weights


def sigmoid(z):
    return 0.5 + 0.5 * np.tanh(0.5 * z)


ACTIVATIONS = {  # with their derivatives
    "silu": (lambda z: z * sigmoid(z), lambda z: sigmoid(z) * (1 + z - z * sigmoid(z))),
    "relu": (lambda z: np.maximum(z, 0), lambda z: 1.0 * (z > 0)),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z)**2),
    "softplus": (lambda z: np.logaddexp(0, z), sigmoid),
}


def ask_net(y, net, ask):
    """x0_hat, eps_hat and score by a learned net: F of the scaled point and its level's features, of
    an energy -grad E, turned into each by what `ask` says."""
    if "weights" not in net:
        net["weights"] = load_net(net["file"])
    w = net["weights"]
    act, slope = ACTIVATIONS[net["activation"]]
    h, along, layer = y * (ask["scale"] * ask["input_scale"]), np.eye(2)[:, None, :], 0
    while "layers.%d.weight" % layer in w:
        weight = w["layers.%d.weight" % layer]
        z = h @ weight.T + w["layers.%d.bias" % layer]
        if "frequencies" in w:
            angles = ask["u"] * w["frequencies"]
            z = z + w["layers.%d.time" % layer] @ np.concatenate([np.sin(angles), np.cos(angles)])
        if net["energy"]:
            step = slope(z) * (along @ weight.T)
            along = step if layer == 0 else along + step
        h = act(z) if layer == 0 else h + act(z)
        layer += 1
    if net["energy"]:
        f = -ask["input_scale"] * (along @ w["out.weight"].T)[:, :, 0].T
    else:
        f = h @ w["out.weight"].T + w["out.bias"]
    return [of_x * y + of_f * f for of_x, of_f in (ask["x0"], ask["eps"], ask["score"])]


def model(y, row, lane):
    """What the model says at y and the row's level, x0_hat, eps_hat and score, guided by its w."""
    a, s, w = row["a"], row["s"], row.get("w", 0)
    guide = lane.get("guide")
    if "net" in lane:
        return ask_net(y, lane["net"], row["net"])
    if not w or guide is None:
        return split(y, a, s, lane["components"])[:3]
    if "label" in guide:
        own = [c for c in lane["components"] if c["label"] == guide["label"]]
        plain, led = split(y, a, s, lane["components"])[:3], split(y, a, s, own)[:3]
        return [p + w * (q - p) for p, q in zip(plain, led)]
    x0, eps, score, back = split(y, a, s, lane["components"], gradient(guide["loss"]))
    floor = max(a, 1e-5 * s)
    return [x0 - w * s * s / floor * back, eps + w * s * back, score - w * back]
