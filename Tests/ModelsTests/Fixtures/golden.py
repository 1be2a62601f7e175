"""Writes the golden values beside this file: models in PyTorch float64, optimisers in NumPy.

README.md states the generator of the inputs, the rules of the models and the layout of the files.
"""

import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file

import generator
import optimizers

FOLDER = pathlib.Path(__file__).resolve().parent
ROWS, LABELLED, LATENT, CLASSES, STEPS = 16, 8, 2, 10, 5
LABEL_WEIGHT, KL_WEIGHT = 784.0, 1.0
LEARNING_RATE, RHO, EPSILON = 5e-4, 0.9, 1e-7
MOMENTUM, VARIANCE_EPSILON = 0.99, 1e-3
SIZES = {
    "narrow": {"dense": {"units": 32}, "cnn": {"channels": 8, "units": 24}},
    "full": {"dense": {"units": 1024}, "cnn": {"channels": 64, "units": 512}},
}


# Layers. Activations are NHWC; kernels have Keras's layouts.


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


# Models: shapes of all variables, encoder and decoder.


def shapes(model, family, size):
    """Name -> shape of every variable, in the order of the paper's table."""
    result = {}
    units = size["units"]

    def layer(path, kernel, bias):
        result[path + ".kernel"], result[path + ".bias"] = tuple(kernel), (bias,)

    def norm(path, channels):
        for part in ("gamma", "beta", "moving_mean", "moving_variance"):
            result[f"{path}.{part}"] = (channels,)

    if model == "dense":
        layer("encoder.dense1", (784, units), units)
        layer("encoder.dense2", (units, units), units)
    else:
        channels = size["channels"]
        flat = 14 * 14 * channels
        for i in (1, 2, 3):
            layer(f"encoder.conv{i}", (3, 3, 1 if i == 1 else channels, channels), channels)
            norm(f"encoder.bn{i}", channels)
        layer("encoder.dense1", (flat, units), units)
        norm("encoder.bn4", units)
    if family != "es":
        layer("latent.mean", (units, LATENT), LATENT)
        layer("latent.log_variance", (units, LATENT), LATENT)
    if family != "eu":
        layer("pi", (units, CLASSES), CLASSES)
    if family == "es":
        return result
    code = LATENT + (CLASSES if family == "ss" else 0)
    if model == "dense":
        layer("decoder.dense1", (code, units), units)
        layer("decoder.dense2", (units, units), units)
        layer("decoder.output", (units, 784), 784)
    else:
        layer("decoder.dense1", (code, flat), flat)
        norm("decoder.bn1", flat)
        for i in (1, 2, 3):
            layer(f"decoder.deconv{i}", (3, 3, channels, channels), channels)
            norm(f"decoder.bn{i + 1}", channels)
        layer("decoder.output", (1, 1, 1, channels), 1)
    return result


def encode(model, v, x, statistics):
    if model == "dense":
        hidden = torch.relu(dense(x.reshape(ROWS, 784), v, "encoder.dense1"))
        return torch.relu(dense(hidden, v, "encoder.dense2"))
    hidden = x
    for i, stride in ((1, 1), (2, 1), (3, 2)):
        path = f"encoder.conv{i}"
        hidden = convolution(hidden, v[path + ".kernel"], stride) + v[path + ".bias"]
        hidden = torch.relu(batch_norm(hidden, v, f"encoder.bn{i}", statistics))
    hidden = dense(hidden.reshape(ROWS, -1), v, "encoder.dense1")
    return torch.relu(batch_norm(hidden, v, "encoder.bn4", statistics))


def decode(model, v, code, statistics):
    """Logits of the Bernoulli means, [ROWS, 28, 28, 1]."""
    if model == "dense":
        hidden = torch.relu(dense(code, v, "decoder.dense1"))
        hidden = torch.relu(dense(hidden, v, "decoder.dense2"))
        return dense(hidden, v, "decoder.output").reshape(ROWS, 28, 28, 1)
    hidden = dense(code, v, "decoder.dense1")
    hidden = torch.relu(batch_norm(hidden, v, "decoder.bn1", statistics))
    hidden = hidden.reshape(ROWS, 14, 14, -1)
    for i, stride in ((1, 1), (2, 1), (3, 2)):
        path = f"decoder.deconv{i}"
        hidden = transposed_convolution(hidden, v[path + ".kernel"], stride) + v[path + ".bias"]
        hidden = torch.relu(batch_norm(hidden, v, f"decoder.bn{i + 1}", statistics))
    return transposed_convolution(hidden, v["decoder.output.kernel"], 1) + v["decoder.output.bias"]


def forward(model, family, v, x, noise, statistics, stopped):
    """All outputs; noise None means z = mean."""
    outputs = {}
    features = encode(model, v, x, statistics)
    code = []
    if family != "es":
        mean = outputs["mean"] = dense(features, v, "latent.mean")
        log_variance = outputs["log_variance"] = dense(features, v, "latent.log_variance")
        code.append(mean if noise is None else mean + torch.exp(0.5 * log_variance) * noise)
    if family != "eu":
        outputs["class_logits"] = dense(features, v, "pi")
        pi = outputs["probabilities"] = torch.softmax(outputs["class_logits"], dim=1)
        code.append(pi.detach() if stopped else pi)
    if family != "es":
        outputs["logits"] = decode(model, v, torch.cat(code, dim=1), statistics)
    return outputs


def losses(family, outputs, x, classes):
    """The terms of the loss and their weighted total."""
    terms = {}
    total = 0.0
    if family != "es":
        logits = outputs["logits"]
        # -log p = softplus(logit) - x * logit
        terms["reconstruction"] = (F.softplus(logits, threshold=1e6) - x * logits).sum() / ROWS
        mean, log_variance = outputs["mean"], outputs["log_variance"]
        terms["kl"] = -0.5 * (1 + log_variance - mean**2 - torch.exp(log_variance)).sum() / ROWS
        total = terms["reconstruction"] + KL_WEIGHT * terms["kl"]
    if family != "eu":
        labelled = classes >= 0
        log_pi = torch.log_softmax(outputs["class_logits"][labelled], dim=1)
        picked = log_pi.gather(1, classes[labelled].unsqueeze(1))
        terms["classification"] = -picked.sum() / max(int(labelled.sum()), 1)
        total = total + LABEL_WEIGHT * terms["classification"]
    terms["total"] = total
    return terms


# One case: forward, gradients, five steps.


def is_statistic(name):
    return ".moving_" in name


def run(model, family, size, stopped, dtype):
    """Everything that one model, family and gradient setting gives, as NumPy arrays of `dtype`."""
    v = {
        name: torch.tensor(generator.variable(name, shape)).to(dtype)
        for name, shape in shapes(model, family, size).items()
    }
    x = torch.tensor(generator.images(model, ROWS * 784).reshape(ROWS, 28, 28, 1)).to(dtype)
    classes = torch.tensor(generator.labels(ROWS, LABELLED))
    trained = [name for name in v if not is_statistic(name)]
    squares = {name: torch.zeros_like(v[name]) for name in trained}
    result = {"losses": [], "arrays": {}}

    def keep(group, values):
        for name, value in values.items():
            result["arrays"][(group, name)] = value.detach().numpy().copy()

    with torch.no_grad():
        inference = forward(model, family, v, x, None, None, stopped)
        keep("inference", inference)
        result["inference_losses"] = {
            key: value.item() for key, value in losses(family, inference, x, classes).items()
        }
    for step in range(STEPS + 1):
        noise = torch.tensor(generator.noise(step, ROWS * LATENT).reshape(ROWS, LATENT)).to(dtype)
        for name in trained:
            v[name] = v[name].detach().requires_grad_(True)
        statistics = {}
        outputs = forward(model, family, v, x, noise, statistics, stopped)
        terms = losses(family, outputs, x, classes)
        result["losses"].append({key: value.item() for key, value in terms.items()})
        if step == STEPS:
            break
        gradients = dict(zip(trained, torch.autograd.grad(terms["total"], [v[n] for n in trained])))
        if step == 0:
            keep("output", outputs)
            keep("gradient", gradients)
            keep("moving.1", statistics)
        with torch.no_grad():
            for name in trained:
                g = gradients[name]
                squares[name] = RHO * squares[name] + (1 - RHO) * g * g
                v[name] = v[name] - LEARNING_RATE * g / (torch.sqrt(squares[name]) + EPSILON)
            v.update(statistics)
        if step in (0, STEPS - 1):
            keep(f"parameter.{step + 1}", {name: v[name] for name in trained})
    keep(f"moving.{STEPS}", {name: v[name] for name in v if is_statistic(name)})
    return result


def normalised_biases(model, names):
    """Biases in front of batch norm: their gradient is zero but for rounding."""
    if model == "dense":
        return []
    ends = ("conv1", "conv2", "conv3", "dense1", "deconv1", "deconv2", "deconv3")
    return [n for n in names if n.endswith(".bias") and n.split(".")[1] in ends]


def deviation(model, exact, single):
    """How far PyTorch's own float32 run is from the float64 one, per group: the largest ratio
    of norms over the group's arrays, and for the losses the largest relative difference per step."""
    result = {}
    skipped = normalised_biases(model, {name for _, name in exact["arrays"]})
    for (group, name), value in exact["arrays"].items():
        if name in skipped:
            continue
        difference = np.linalg.norm((single["arrays"][(group, name)] - value).ravel())
        ratio = float(difference / max(np.linalg.norm(value.ravel()), 1e-300))
        result[group] = max(result.get(group, 0.0), ratio)
    result["losses"] = [
        max(abs(b[key] - a[key]) / abs(a[key]) for key in a)
        for a, b in zip(exact["losses"], single["losses"])
    ]
    return {k: ([float(f"{x:.2g}") for x in v] if isinstance(v, list) else float(f"{v:.2g}"))
            for k, v in result.items()}


WHOLE = ("inference", "output", "gradient", "moving.1")


def stored(arrays, size, suffix):
    """The arrays of one run as they are written: whole in float32, or samples and a norm in float64."""
    result = {}
    for (group, name), value in arrays.items():
        flat = value.reshape(-1).astype(np.float64)
        key = group + suffix
        if size == "narrow" and group in WHOLE:
            result[f"{key}/{name}"] = value.astype(np.float32)
        else:
            result[f"{key}.samples/{name}"] = flat[generator.sample_indices(name, flat.size)]
            result[f"{key}.norm/{name}"] = np.array([np.linalg.norm(flat)])
    return result


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


def check_vectors():
    """Triples and checksums that the Swift generator is compared with."""
    triples = []
    for name, index in (("images.16", 0), ("noise.0", 31), ("encoder.dense1.kernel", 0),
                        ("encoder.dense1.kernel", 802815), ("pi.bias", 9), ("π", 7)):
        word = generator.bits_one(name, index)
        assert word == int(generator.bits(name, index + 1)[index])
        value = generator.uniform(name, index + 1)[index]
        triples.append({
            "name": name, "index": index, "word": f"{word:016x}",
            "uniform_bits": f"{int(value.view(np.uint32)):08x}", "uniform": float(value),
        })
    arrays = [
        {"name": name, "shape": list(shape),
         "checksum": f"{generator.checksum(generator.variable(name, shape)):016x}"}
        for name, shape in (
            ("encoder.dense1.kernel", (784, 1024)), ("encoder.conv1.kernel", (3, 3, 1, 64)),
            ("decoder.deconv3.kernel", (3, 3, 8, 8)), ("decoder.output.kernel", (1, 1, 1, 64)),
            ("decoder.dense1.kernel", (12, 12544)), ("pi.bias", (10,)),
            ("encoder.bn4.gamma", (512,)), ("encoder.bn4.moving_variance", (512,)))
    ]
    return {
        "words": triples, "variables": arrays,
        "images": f"{generator.checksum(generator.images('dense', ROWS * 784)):016x}",
        "noise.0": f"{generator.checksum(generator.noise(0, ROWS * LATENT)):016x}",
        "optimizer.gradient.99": f"{generator.checksum(optimizers.gradient(99)):016x}",
        "labels": generator.labels(ROWS, LABELLED).tolist(),
        "sample_indices": {
            "encoder.dense1.kernel 802816":
                generator.sample_indices("encoder.dense1.kernel", 802816)[:4].tolist()},
    }


def main():
    check_layers()
    document = {
        "format": 1,
        "written_with": {"torch": torch.__version__.split("+")[0], "numpy": np.__version__},
        "rows": ROWS, "labelled": LABELLED, "steps": STEPS,
        "label_weight": LABEL_WEIGHT, "kl_weight": KL_WEIGHT,
        "rmsprop": {"learning_rate": LEARNING_RATE, "rho": RHO, "epsilon": EPSILON},
        "check": check_vectors(), "cases": {},
    }
    for size, models in SIZES.items():
        for model, dimensions in models.items():
            for family in ("ss", "es", "eu"):
                table = shapes(model, family, dimensions)
                case = {"model": model, "family": family, **dimensions, "file": None,
                        "variables": [{"name": n, "shape": list(s)} for n, s in table.items()],
                        "normalised_biases": normalised_biases(model, table)}
                name = f"{size}-{model}-{family}"
                arrays = {}
                through = None
                for setting in ("through", "stopped") if family == "ss" else ("through",):
                    stopped = setting == "stopped"
                    exact = run(model, family, dimensions, stopped, torch.float64)
                    single = run(model, family, dimensions, stopped, torch.float32)
                    case[setting] = {
                        "losses": exact["losses"],
                        "float32_deviation": deviation(model, exact, single)}
                    selected = exact["arrays"]
                    if stopped:
                        # Outputs and statistics of step one do not depend on the setting.
                        selected = {
                            key: value for key, value in selected.items()
                            if key[0] in ("gradient", "parameter.1", "parameter.5")
                            and not np.array_equal(value, through["arrays"][key])}
                    else:
                        through = exact
                        case["inference_losses"] = exact["inference_losses"]
                    arrays |= stored(selected, size, ".stopped" if stopped else "")
                case["file"] = name + ".safetensors"
                save_file(arrays, FOLDER / case["file"])
                document["cases"][name] = case
                print(name, case["through"]["losses"][0], flush=True)
    document["optimizers"] = optimizers.write(FOLDER / "optimizers.safetensors")
    (FOLDER / "golden.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    torch.use_deterministic_algorithms(True)
    main()
