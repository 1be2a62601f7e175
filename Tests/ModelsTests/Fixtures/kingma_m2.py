"""Writes kingma-m2.safetensors beside this file: the loss of Kingma's M2 and its gradients, in float64.

README.md states the generator of the inputs and the layout of the file.
"""

import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file

import generator
from layers import dense

FOLDER = pathlib.Path(__file__).resolve().parent
ROWS, LABELLED, CLASSES, LATENT, UNITS, PIXELS = 12, 5, 10, 3, 24, 784
LABEL_WEIGHT, KL_WEIGHT = 20.0, 0.5
IMAGES = "images.16"


def shapes():
    """Name -> shape of every parameter."""
    result = {}

    def layer(path, read, units):
        result[path + ".kernel"], result[path + ".bias"] = (read, units), (units,)

    for network, read in (("classifier", PIXELS), ("encoder", PIXELS), ("decoder", LATENT + CLASSES)):
        layer(network + ".dense1", read, UNITS)
        layer(network + ".dense2", UNITS, UNITS)
    layer("pi", UNITS, CLASSES)
    result["encoder.classes.kernel"] = (CLASSES, UNITS)
    layer("latent.mean", UNITS, LATENT)
    layer("latent.log_variance", UNITS, LATENT)
    layer("decoder.output", UNITS, PIXELS)
    return result


def losses(v, x, labels, noise):
    """The terms and the total: rows with a label have its class, the others all classes, one by one."""
    hidden = torch.relu(dense(torch.relu(dense(x, v, "classifier.dense1")), v, "classifier.dense2"))
    class_logits = dense(hidden, v, "pi")
    log_pi = torch.log_softmax(class_logits, dim=1)

    def bound(row, label):
        """The reconstruction and the KL divergence of one row for one class."""
        y = F.one_hot(torch.tensor([label]), CLASSES).to(x.dtype)
        # A layer that reads x and y has a kernel of both, one below the other.
        kernel = torch.cat([v["encoder.dense1.kernel"], v["encoder.classes.kernel"]])
        first = torch.cat([x[row : row + 1], y], dim=1) @ kernel + v["encoder.dense1.bias"]
        features = torch.relu(dense(torch.relu(first), v, "encoder.dense2"))
        mean = dense(features, v, "latent.mean")
        log_variance = dense(features, v, "latent.log_variance")
        z = mean + torch.exp(0.5 * log_variance) * noise[row, label]
        code = torch.relu(dense(torch.cat([z, y], dim=1), v, "decoder.dense1"))
        logits = dense(torch.relu(dense(code, v, "decoder.dense2")), v, "decoder.output")[0]
        # -log p = softplus(logit) - x * logit
        reconstruction = (F.softplus(logits, threshold=1e6) - x[row] * logits).sum()
        kl = -0.5 * (1 + log_variance - mean**2 - torch.exp(log_variance)).sum()
        return reconstruction, kl

    terms = dict.fromkeys(("reconstruction", "kl", "entropy", "classification"), 0.0)
    for row in range(ROWS):
        if labels[row] >= 0:
            weighted = [(1.0, int(labels[row]))]
            terms["classification"] -= log_pi[row, labels[row]] / int((labels >= 0).sum())
        else:
            pi = torch.exp(log_pi[row])
            weighted = [(pi[label], label) for label in range(CLASSES)]
            terms["entropy"] -= (pi * log_pi[row]).sum() / ROWS
        for weight, label in weighted:
            reconstruction, kl = bound(row, label)
            terms["reconstruction"] += weight * reconstruction / ROWS
            terms["kl"] += weight * kl / ROWS
    terms["total"] = (
        terms["reconstruction"] + KL_WEIGHT * terms["kl"] - terms["entropy"]
        + LABEL_WEIGHT * terms["classification"])
    return terms


def run(dtype):
    """The terms of the loss and its gradient by every parameter, in `dtype`."""
    v = {
        name: torch.tensor(generator.variable(name, shape)).to(dtype).requires_grad_(True)
        for name, shape in shapes().items()
    }
    x = torch.tensor(generator.images(IMAGES, ROWS * PIXELS).reshape(ROWS, PIXELS)).to(dtype)
    labels = torch.tensor(generator.labels(ROWS, LABELLED))
    noise = generator.noise(0, ROWS * CLASSES * LATENT).reshape(ROWS, CLASSES, LATENT)
    terms = losses(v, x, labels, torch.tensor(noise).to(dtype))
    gradients = dict(zip(v, torch.autograd.grad(terms["total"], list(v.values()))))
    arrays = {f"loss/{name}": np.array([term.item()]) for name, term in terms.items()}
    for name, gradient in gradients.items():
        arrays[f"gradient/{name}"] = gradient.numpy().astype(np.float64)
    return arrays


def main():
    exact, single = run(torch.float64), run(torch.float32)
    for key, value in exact.items():
        deviation = np.linalg.norm(single[key] - value) / np.linalg.norm(value)
        print(f"{key}: norm {np.linalg.norm(value):.6g}, float32 is off by {deviation:.1g}")
    save_file(
        {key: value if key.startswith("loss/") else value.astype(np.float32)
         for key, value in exact.items()},
        FOLDER / "kingma-m2.safetensors")


if __name__ == "__main__":
    torch.use_deterministic_algorithms(True)
    main()
