"""Golden values of the optimisers: 257 parameters, 100 generated gradients, NumPy float64."""

import math

import numpy as np
from safetensors.numpy import save_file

import generator

COUNT, STEPS, KEPT = 257, 100, (1, 10, 100)
SETTINGS = {
    "rmsprop": {"learning_rate": 5e-4, "rho": 0.9, "epsilon": 1e-7},
    "rmsprop_momentum": {"learning_rate": 5e-4, "rho": 0.9, "momentum": 0.9, "epsilon": 1e-7},
    "sgd_momentum": {"learning_rate": 1e-2, "momentum": 0.9},
    "adam": {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7},
}


def gradient(step):
    """u * 2^-(i mod 16) for element i, exact in float32; the last element is always zero."""
    scale = np.exp2(-(np.arange(COUNT) % 16).astype(np.float32))
    value = generator.uniform(f"optimizer.gradient.{step}", COUNT) * scale
    value[-1] = 0
    return value.astype(np.float64)


def rmsprop(state, g, t, learning_rate, rho, epsilon):
    state["a"] = rho * state["a"] + (1 - rho) * g * g
    return learning_rate * g / (np.sqrt(state["a"]) + epsilon)


def rmsprop_momentum(state, g, t, learning_rate, rho, momentum, epsilon):
    state["a"] = rho * state["a"] + (1 - rho) * g * g
    state["m"] = momentum * state["m"] + learning_rate * g / np.sqrt(state["a"] + epsilon)
    return state["m"]


def sgd_momentum(state, g, t, learning_rate, momentum):
    state["m"] = momentum * state["m"] + learning_rate * g
    return state["m"]


def adam(state, g, t, learning_rate, beta1, beta2, epsilon):
    state["m"] = beta1 * state["m"] + (1 - beta1) * g
    state["v"] = beta2 * state["v"] + (1 - beta2) * g * g
    rate = learning_rate * math.sqrt(1 - beta2**t) / (1 - beta1**t)
    return rate * state["m"] / (np.sqrt(state["v"]) + epsilon)


def write(path):
    """Writes `NAME/T` -> parameters after T steps and returns the settings."""
    arrays = {}
    rules = {"rmsprop": rmsprop, "rmsprop_momentum": rmsprop_momentum,
             "sgd_momentum": sgd_momentum, "adam": adam}
    for name, rule in rules.items():
        parameters = generator.uniform("optimizer.parameters", COUNT).astype(np.float64)
        state = {key: np.zeros(COUNT) for key in "amv"}
        for t in range(1, STEPS + 1):
            parameters = parameters - rule(state, gradient(t - 1), t, **SETTINGS[name])
            if t in KEPT:
                arrays[f"{name}/{t}"] = parameters
    save_file(arrays, path)
    return {"count": COUNT, "steps": list(KEPT), "settings": SETTINGS}
