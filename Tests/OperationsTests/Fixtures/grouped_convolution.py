"""What torch.nn.functional.conv2d in groups gives in float64: README.md says how to run this."""

import json

import torch
from torch.nn.functional import conv2d, pad

from lstm import Generator, summary

# Batch, height, width, input and output channels, kernel height and width, stride, groups.
SIZES = [
    (1, 9, 7, 5, 7, 3, 3, 2, 1),
    (1, 7, 5, 6, 4, 3, 3, 1, 2),
    (2, 9, 11, 32, 32, 3, 3, 2, 8),
    (1, 5, 8, 21, 21, 3, 2, 1, 7),
    (2, 7, 9, 20, 20, 3, 3, 2, 20),
    (1, 10, 9, 16, 48, 5, 4, 3, 4),
    (3, 6, 5, 64, 64, 3, 3, 1, 2),
    (2, 11, 3, 48, 48, 1, 1, 2, 6),
]


def same(extent, kernel, stride):
    """TensorFlow's padding before and after the pixels of an axis."""
    total = max((-(-extent // stride) - 1) * stride + kernel - extent, 0)
    return total // 2, total - total // 2


def case(batch, height, width, inputs, outputs, rows, columns, stride, groups, seed):
    draw = Generator(seed)
    x = draw.tensor((batch, height, width, inputs), 1).requires_grad_()
    kernel = draw.tensor((rows, columns, inputs // groups, outputs), 0.5).requires_grad_()
    bias = draw.tensor((outputs,), 0.5).requires_grad_()
    padding = same(width, columns, stride) + same(height, rows, stride)
    y = conv2d(
        pad(x.permute(0, 3, 1, 2), padding), kernel.permute(3, 2, 0, 1), bias, stride=stride,
        groups=groups).permute(0, 2, 3, 1)
    upstream = draw.tensor(tuple(y.shape), 1)
    (y * upstream).sum().backward()
    arrays = {"y": y.contiguous(), "x": x.grad, "kernel": kernel.grad, "bias": bias.grad}
    return {
        "image": [batch, height, width, inputs], "kernel": list(kernel.shape), "stride": stride,
        "groups": groups, "features": list(y.shape), "seed": seed,
        "arrays": {name: summary(array, seed) for name, array in arrays.items()},
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    cases = [case(*size, seed=200 + number) for number, size in enumerate(SIZES)]
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    with open("grouped_convolution.json", "w") as file:
        file.write(f"[\n{lines}\n]\n")
