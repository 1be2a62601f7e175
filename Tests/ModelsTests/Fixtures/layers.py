"""Layers in PyTorch with Keras's rules: activations are NHWC, kernels have Keras's layouts."""

import math

import numpy as np
import torch
import torch.nn.functional as F

MOMENTUM, VARIANCE_EPSILON = 0.99, 1e-3


def same_padding(size, kernel, stride):
    """Padding before and after, as TensorFlow's `same` defines it: the odd one at the end."""
    total = max((math.ceil(size / stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def convolution(x, kernel, stride):
    """Kernel [h, w, in, out]."""
    top, bottom = same_padding(x.shape[1], kernel.shape[0], stride)
    left, right = same_padding(x.shape[2], kernel.shape[1], stride)
    padded = F.pad(x.permute(0, 3, 1, 2), (left, right, top, bottom))
    return F.conv2d(padded, kernel.permute(3, 2, 0, 1), stride=stride).permute(0, 2, 3, 1)


def transposed_convolution(x, kernel, stride):
    """Kernel [h, w, out, in]: the full product, cropped by max(k - s, 0), smaller half first."""
    full = F.conv_transpose2d(x.permute(0, 3, 1, 2), kernel.permute(3, 2, 0, 1), stride=stride)
    height, width = x.shape[1] * stride, x.shape[2] * stride
    top = max(kernel.shape[0] - stride, 0) // 2
    left = max(kernel.shape[1] - stride, 0) // 2
    return full[:, :, top : top + height, left : left + width].permute(0, 2, 3, 1)


def batch_norm(x, variables, path, statistics):
    """Over all axes but the last. `statistics` receives the new moving values; None means inference."""
    gamma, beta = variables[path + ".gamma"], variables[path + ".beta"]
    mean, variance = variables[path + ".moving_mean"], variables[path + ".moving_variance"]
    if statistics is not None:
        axes = tuple(range(x.dim() - 1))
        n = x.numel() // x.shape[-1]
        moving_mean, moving_variance = mean, variance
        mean = x.mean(axes)
        variance = ((x - mean) ** 2).mean(axes)
        unbiased = variance * (n / (n - 1)) if n > 1 else variance
        for name, old, new in (
            (".moving_mean", moving_mean, mean),
            (".moving_variance", moving_variance, unbiased),
        ):
            statistics[path + name] = (MOMENTUM * old + (1 - MOMENTUM) * new).detach()
    return (x - mean) / torch.sqrt(variance + VARIANCE_EPSILON) * gamma + beta


def dense(x, variables, path):
    return x @ variables[path + ".kernel"] + variables[path + ".bias"]


def check_layers():
    """Transposed convolution is the gradient of `same` convolution; both agree with plain loops."""
    for size, kernel, stride in ((14, 3, 2), (14, 3, 1), (5, 7, 2), (6, 1, 1), (4, 4, 2)):
        torch.manual_seed(0)
        k = torch.randn(kernel, kernel, 2, 3, dtype=torch.float64)
        y = torch.randn(1, size, size, 3, dtype=torch.float64)
        x = torch.randn(1, size * stride, size * stride, 2, dtype=torch.float64, requires_grad=True)
        out = convolution(x, k, stride)
        assert out.shape == y.shape
        expected = torch.autograd.grad((out * y).sum(), x)[0]
        assert torch.allclose(transposed_convolution(y, k, stride), expected, atol=1e-12)
        before, _ = same_padding(size * stride, kernel, stride)
        loops = np.zeros(out.shape)
        image, weights = x.detach().numpy(), k.numpy()
        for i, j, a, b in np.ndindex(size, size, kernel, kernel):
            row, column = i * stride + a - before, j * stride + b - before
            if 0 <= row < size * stride and 0 <= column < size * stride:
                loops[0, i, j] += image[0, row, column] @ weights[a, b]
        assert np.allclose(loops, out.detach().numpy(), atol=1e-12)
