"""Deterministic arrays that Python and Swift produce bit for bit alike. README.md states the rules."""

import math

import numpy as np

MASK = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


def name_hash(name):
    """FNV-1a, 64 bits, over the UTF-8 bytes of the name."""
    value = 0xCBF29CE484222325
    for byte in name.encode("utf-8"):
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def bits(name, count):
    """The 64-bit words 0 ..< count of an array: SplitMix64 started at the hash of its name."""
    with np.errstate(over="ignore"):
        index = np.arange(1, count + 1, dtype=np.uint64)
        z = np.uint64(name_hash(name)) + index * np.uint64(GAMMA)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def bits_one(name, index):
    """The same word in plain integers, the check of `bits`."""
    z = (name_hash(name) + (index + 1) * GAMMA) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def uniform(name, count):
    """float32 values in [-1, 1): the top 24 bits k of each word as k / 2^23 - 1, which is exact."""
    k = (bits(name, count) >> np.uint64(40)).astype(np.int64)
    return ((k - (1 << 23)).astype(np.float32) / np.float32(1 << 23)).astype(np.float32)


def fan_in(name, shape):
    """Inputs of one unit; a four-dimensional kernel of the decoder is a transposed one, [h, w, out, in]."""
    if len(shape) == 4 and name.startswith("decoder."):
        return shape[0] * shape[1] * shape[3]
    return int(np.prod(shape[:-1]))


def variable(name, shape, shift=0):
    """The initial value of a parameter or a batch-norm statistic, float32, by the last part of its name.

    The betas u / 8 are `shift` up in even channels and down in odd ones: README.md says why.
    """
    u = uniform(name, int(np.prod(shape)))
    role = name.rsplit(".", 1)[1]
    if role in ("kernel", "recurrent_kernel"):
        scale = np.sqrt(np.float32(3) / np.float32(fan_in(name, shape)))
        value = u * np.float32(scale)
    elif role in ("bias", "beta", "moving_mean"):
        value = u * np.float32(0.125)
    elif role in ("gamma", "moving_variance"):
        value = np.float32(1) + u * np.float32(0.125)
    else:
        raise ValueError(f"no rule for {name}")
    if role == "beta":
        value[0::2] += np.float32(shift)
        value[1::2] -= np.float32(shift)
    assert value.dtype == np.float32
    return value.reshape(shape)


def norb_images(rows, name):
    """Stereo pairs [rows, 96, 96, 2]: three parts of a smooth surface and one part of noise.

    The surface interpolates a grid [rows, 7, 7, 2] of bytes linearly, 16 pixels to a cell; the noise
    is a byte per value. All of it is integer arithmetic, and the result, below 2^18, is divided
    by 2^18: exact in float32.
    """
    grid = (bits(name + ".grid", rows * 98) >> np.uint64(56)).astype(np.int64).reshape(rows, 7, 7, 2)
    noise = (bits(name, rows * 18432) >> np.uint64(56)).astype(np.int64).reshape(rows, 96, 96, 2)
    cell, part = np.arange(96) // 16, np.arange(96) % 16
    down = part[None, :, None, None]
    lines = (16 - down) * grid[:, cell] + down * grid[:, cell + 1]
    right = part[None, None, :, None]
    surface = (16 - right) * lines[:, :, cell] + right * lines[:, :, cell + 1]
    return (3 * surface + 256 * noise).astype(np.float32) / np.float32(1 << 18)


def images(name, count):
    """count values k / 256, k the top 8 bits of each word."""
    return (bits(name, count) >> np.uint64(56)).astype(np.float32) / np.float32(256)


def sequences(name, shape):
    """Values 2u, in [-2, 2)."""
    return (uniform(name, math.prod(shape)) * np.float32(2)).reshape(shape)


def noise(step, count):
    """The reparameterisation noise of a step: 2u, variance 4/3."""
    return uniform(f"noise.{step}", count) * np.float32(2)


def labels(rows, labelled, head="", count=10):
    """Classes 0 ..< count for the first `labelled` rows, -1 for the others."""
    name = "labels." + head if head else "labels"
    classes = ((bits(name, rows) >> np.uint64(40)) % np.uint64(count)).astype(np.int64)
    classes[labelled:] = -1
    return classes


def sample_indices(name, count, samples=64):
    """Where an array is sampled: all of it up to 64 elements, else word j of "sample.NAME" modulo count."""
    if count <= samples:
        return np.arange(count)
    return (bits("sample." + name, samples) % np.uint64(count)).astype(np.int64)


def checksum(array):
    """Sum over i of (2i + 1) times the float32 bit pattern of element i, modulo 2^64."""
    words = np.ascontiguousarray(array, dtype=np.float32).reshape(-1).view(np.uint32).astype(np.uint64)
    with np.errstate(over="ignore"):
        odd = np.arange(words.size, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
        return int((words * odd).sum(dtype=np.uint64))
