"""Learned nets beside the same loops in PyTorch: evaluation of a net of 3 layers of 64 units, and steps
of its training by DDPM's simple loss on two moons.

    python3 -m venv torch && torch/bin/pip install torch numpy
    torch/bin/python tests/bench/nets_in_pytorch.py build/alphabar

Both run in turns on the same cores, the best of a few repetitions counts. On a machine that is busy
otherwise the ratios say little."""

import argparse
import json
import math
import subprocess
import time

import torch

UNITS, FEATURES, BATCH, ROWS, POINTS = 64, 32, 256, 50, 100_000


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        linear = torch.nn.Linear
        self.weight = torch.nn.ModuleList([linear(2 if l == 0 else UNITS, UNITS) for l in range(3)])
        self.time = torch.nn.ModuleList([linear(FEATURES, UNITS, bias=False) for _ in range(3)])
        self.out = linear(UNITS, 2)
        half = FEATURES // 2
        self.register_buffer("frequencies", torch.exp(-math.log(1e4) * torch.arange(half) / half))

    def forward(self, x, t):
        """x [n, 2]; t [n, 1], or [1, 1] for all."""
        angles = t * self.frequencies
        p = torch.cat([torch.sin(angles), torch.cos(angles)], 1)
        silu = torch.nn.functional.silu
        h = silu(self.weight[0](x) + self.time[0](p))
        for l in (1, 2):
            h = h + silu(self.weight[l](h) + self.time[l](p))
        return self.out(h)


def levels():
    """a and s at t = 1 .. 1000 of the linear schedule."""
    bar = torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64), 0)
    return bar.sqrt().float(), (1 - bar).sqrt().float()


def moons(n):
    angle = math.pi * torch.rand(n)
    upper = torch.rand(n) < 0.5
    x = torch.stack([torch.cos(angle), torch.sin(angle)], 1)
    lower = torch.stack([1 - torch.cos(angle), 0.5 - torch.sin(angle)], 1)
    return torch.where(upper[:, None], x, lower) + 0.1 * torch.randn(n, 2)


def training_steps(seconds):
    """Steps a second: draws, loss, gradient, its norm cut, AdamW, cosine schedule and average."""
    net = Net()
    average = [p.detach().clone() for p in net.parameters()]
    adam = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=0.0)
    a, s = levels()
    steps, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        t = torch.randint(0, 1000, (BATCH,))
        eps = torch.randn(BATCH, 2)
        at, st = a[t, None], s[t, None]
        x = at * moons(BATCH) + st * eps
        x = x / torch.sqrt(at**2 * 0.6 + st**2)
        loss = (net(x, t[:, None].float()) - eps).square().sum(1).mean()
        adam.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        for group in adam.param_groups:
            group["lr"] = 2e-3 * 0.5 * (1 + math.cos(math.pi * min(1, steps / 20000)))
        adam.step()
        with torch.no_grad():
            torch._foreach_lerp_(average, list(net.parameters()), 0.005)
        steps += 1
    return steps / (time.perf_counter() - start)


def evaluated_points(part):
    """Points a second, in batches of `part`."""
    net = Net()
    x = torch.randn(POINTS, 2)
    with torch.inference_mode():
        start = time.perf_counter()
        for row in range(ROWS):
            t = torch.tensor([[20.0 * row]])
            for first in range(0, POINTS, part):
                net(x[first : first + part], t)
        return POINTS * ROWS / (time.perf_counter() - start)


def in_alphabar(program, seconds):
    """The same two of the program: points in float, and steps a second."""
    said = subprocess.run(
        [program, "bench", "--nets", "--json", "--repetitions", "20", "--seconds", str(seconds),
         "--threads", str(torch.get_num_threads())], check=True, capture_output=True, text=True)
    figures = {f["name"]: f for f in json.loads(said.stdout)}
    return (figures["3 x 64 net, float"]["points_per_second"],
            figures["two moons"]["steps"] / figures["two moons"]["training_seconds"])


def main():
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("program")
    ask.add_argument("--seconds", type=float, default=5, help="of training, each time")
    ask.add_argument("--repetitions", type=int, default=3)
    ask.add_argument("--threads", type=int, default=0, help="of PyTorch; 0: as many as it takes")
    asked = ask.parse_args()
    if asked.threads:
        torch.set_num_threads(asked.threads)
    rows = {"points evaluated a second, all in one batch": [0.0, 0.0],
            "points evaluated a second, in batches of 1,024": [0.0, 0.0],
            "training steps a second": [0.0, 0.0]}
    for _ in range(asked.repetitions):
        points, steps = in_alphabar(asked.program, asked.seconds)
        pairs = ((points, evaluated_points(POINTS)), (points, evaluated_points(1024)),
                 (steps, training_steps(asked.seconds)))
        rows = {name: [max(a, b) for a, b in zip(best, pair)]
                for (name, best), pair in zip(rows.items(), pairs)}
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads")
    print(f"{'alphabar':>10}  {'PyTorch':>10}  {'ratio':>6}")
    for name, (ours, theirs) in rows.items():
        print(f"{ours:>10.3g}  {theirs:>10.3g}  {ours / theirs:>6.2f}  {name}")



if __name__ == "__main__":
    main()
