"""What torch.nn.LSTM gives in float64: README.md says how to run this and what is stored."""

import json

import numpy as np
import torch

INPUTS = 3
SAMPLES = 10


def words(seed, start, count):
    """Words start + 1 ... start + count of SplitMix64 with this seed."""
    with np.errstate(over="ignore"):
        index = np.arange(start + 1, start + count + 1, dtype=np.uint64)
        z = np.uint64(seed) + index * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


class Generator:
    """Uniform numbers, one word each, rounded to float32; the tests draw them in the same order."""

    def __init__(self, seed):
        self.seed, self.drawn = seed, 0

    def tensor(self, shape, limit):
        count = int(np.prod(shape))
        unit = (words(self.seed, self.drawn, count) >> np.uint64(11)).astype(np.float64) * 2.0**-53
        self.drawn += count
        values = (-limit + unit * (2 * limit)).astype(np.float32).astype(np.float64)
        return torch.tensor(values.reshape(shape))


def summary(array, seed):
    """Norm, sum, and all elements or those at SAMPLES words of the seed modulo the count."""
    flat = array.detach().numpy().reshape(-1)
    index = np.arange(flat.size)
    if flat.size > SAMPLES:
        index = (words(seed, 0, SAMPLES) % np.uint64(flat.size)).astype(np.int64)
    digits = lambda value: float(f"{value:.10g}")
    return {
        "norm": digits(np.linalg.norm(flat)),
        "sum": digits(flat.sum()),
        "samples": [digits(value) for value in flat[index]],
    }


def case(units, steps, batch, seed):
    draw = Generator(seed)
    limit = 1 / np.sqrt(units)
    x = draw.tensor((batch, steps, INPUTS), 1)
    kernel = draw.tensor((INPUTS, 4 * units), 0.5)
    recurrent = draw.tensor((units, 4 * units), limit)
    biases = [draw.tensor((4 * units,), 0.5) for _ in range(2)]
    h0, c0 = (draw.tensor((batch, units), 1) for _ in range(2))
    upstream = draw.tensor((batch, steps, units), 1)
    has_state = units in (17, 40, 128)

    lstm = torch.nn.LSTM(INPUTS, units, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        lstm.weight_ih_l0.copy_(kernel.T)
        lstm.weight_hh_l0.copy_(recurrent.T)
        lstm.bias_ih_l0.copy_(biases[0])
        lstm.bias_hh_l0.copy_(biases[1])
    leaves = [x, h0, c0]
    for leaf in leaves:
        leaf.requires_grad_()
    state = (h0[None], c0[None]) if has_state else None
    h, _ = lstm(x, state)
    (h * upstream).sum().backward()
    assert torch.allclose(lstm.bias_ih_l0.grad, lstm.bias_hh_l0.grad, rtol=1e-12)
    arrays = {
        "h": h,
        "x": x.grad,
        "kernel": lstm.weight_ih_l0.grad.T,
        "recurrentKernel": lstm.weight_hh_l0.grad.T,
        "bias": lstm.bias_ih_l0.grad,
    }
    if has_state:
        arrays |= {"h0": h0.grad, "c0": c0.grad}
    return {
        "units": units, "steps": steps, "batch": batch, "seed": seed, "hasInitialState": has_state,
        "arrays": {name: summary(array, seed) for name, array in arrays.items()},
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    sizes = [(u, t, b) for u in (1, 17, 40, 64, 128) for t in (1, 7, 128) for b in (1, 5, 64)]
    cases = [case(*size, seed=100 + number) for number, size in enumerate(sizes)]
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    with open("lstm.json", "w") as file:
        file.write(f"[\n{lines}\n]\n")
