"""Writes the golden values beside this file: models in PyTorch float64, optimisers in NumPy.

README.md states the generator of the inputs, the rules of the models and the layout of the files.
"""

import json
import math
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file

import generator
import norb
import optimizers
import rnn
from layers import batch_norm, check_layers, convolution, dense, transposed_convolution

FOLDER = pathlib.Path(__file__).resolve().parent
STEPS, RHO, EPSILON = 5, 0.9, 1e-7
# What the models differ in; `heads` are name and number of classes of each classification layer.
# Images and shifts of betas keep inputs of relus away from zero: README.md says how.
MNIST = {
    "rows": 16, "labelled": 8, "image": (28, 28, 1), "latent": 2, "heads": {"": 10},
    "label_weight": 784.0, "kl_weight": 1.0, "learning_rate": 5e-4}
RULES = {"dense": MNIST, "cnn": MNIST, "norb": norb.RULES, "rnn": rnn.RULES}
# The betas of a model with a shift that stay where they are.
UNSHIFTED = {"cnn": ["encoder.bn4.beta"], "norb": ["encoder.bn5.beta", "decoder.bn1.beta"]}
SIZES = {
    "narrow": {
        "dense": {"units": 32, "images": "images.16"},
        "cnn": {"channels": 8, "units": 24, "shift": 1.5, "images": "images.226"},
        "norb": {"stages": [3, 4, 5, 6], "units": 24, "shift": 1.5, "images": "images.norb.177"},
        "rnn": {
            "rows": 16, "labelled": 8, "steps": 7, "channels": 3, "layers": [9, 5, 6],
            "recurrent_activation": "sigmoid", "sequences": "sequences.36"}},
    "full": {
        "dense": {"units": 1024, "images": "images.16"},
        "cnn": {"channels": 64, "units": 512, "shift": 2.5, "images": "images.11"},
        "norb": {
            "stages": [32, 32, 64, 64], "units": 256, "shift": 2.5, "images": "images.norb.8"},
        "rnn": {
            "rows": 4, "labelled": 2, "steps": 128, "channels": 6, "layers": [40, 40, 30],
            "recurrent_activation": "sigmoid", "sequences": "sequences.125"}},
}


# Models: shapes of all variables, encoder and decoder.


def shapes(model, family, size):
    """Name -> shape of every variable, in the order of the paper's table."""
    result = {}
    rules = RULES[model]
    units, latent = size.get("units"), rules["latent"]

    def layer(path, kernel, bias):
        result[path + ".kernel"], result[path + ".bias"] = tuple(kernel), (bias,)

    def norm(path, channels):
        for part in ("gamma", "beta", "moving_mean", "moving_variance"):
            result[f"{path}.{part}"] = (channels,)

    def lstm(path, read, units):
        result[path + ".kernel"] = (read, 4 * units)
        result[path + ".recurrent_kernel"] = (units, 4 * units)
        result[path + ".bias"] = (4 * units,)

    if model == "dense":
        layer("encoder.dense1", (784, units), units)
        layer("encoder.dense2", (units, units), units)
    elif model == "norb":
        norb.encoder_shapes(layer, norm, size)
    elif model == "rnn":
        units = rnn.encoder_shapes(layer, lstm, size)
    else:
        channels = size["channels"]
        flat = 14 * 14 * channels
        for i in (1, 2, 3):
            layer(f"encoder.conv{i}", (3, 3, 1 if i == 1 else channels, channels), channels)
            norm(f"encoder.bn{i}", channels)
        layer("encoder.dense1", (flat, units), units)
        norm("encoder.bn4", units)
    if family != "es":
        layer("latent.mean", (units, latent), latent)
        layer("latent.log_variance", (units, latent), latent)
    if family != "eu":
        for head, classes in rules["heads"].items():
            layer(f"pi.{head}" if head else "pi", (units, classes), classes)
    if family == "es":
        return result
    code = latent + (sum(rules["heads"].values()) if family == "ss" else 0)
    if model == "norb":
        norb.decoder_shapes(layer, norm, size, latent)
    elif model == "rnn":
        rnn.decoder_shapes(layer, lstm, size, code)
    elif model == "dense":
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


def encode(model, v, x, size, statistics):
    if model == "norb":
        return norb.encode(v, x, statistics)
    if model == "rnn":
        return rnn.encode(v, x, size)
    if model == "dense":
        hidden = torch.relu(dense(x.reshape(len(x), 784), v, "encoder.dense1"))
        return torch.relu(dense(hidden, v, "encoder.dense2"))
    hidden = x
    for i, stride in ((1, 1), (2, 1), (3, 2)):
        path = f"encoder.conv{i}"
        hidden = convolution(hidden, v[path + ".kernel"], stride) + v[path + ".bias"]
        hidden = torch.relu(batch_norm(hidden, v, f"encoder.bn{i}", statistics))
    hidden = dense(hidden.reshape(len(x), -1), v, "encoder.dense1")
    return torch.relu(batch_norm(hidden, v, "encoder.bn4", statistics))


def decode(model, v, code, statistics):
    """Logits of the Bernoulli means, [rows] + image."""
    if model == "norb":
        return norb.decode(v, code, statistics)
    if model == "dense":
        hidden = torch.relu(dense(code, v, "decoder.dense1"))
        hidden = torch.relu(dense(hidden, v, "decoder.dense2"))
        return dense(hidden, v, "decoder.output").reshape(len(code), 28, 28, 1)
    hidden = dense(code, v, "decoder.dense1")
    hidden = torch.relu(batch_norm(hidden, v, "decoder.bn1", statistics))
    hidden = hidden.reshape(len(code), 14, 14, -1)
    for i, stride in ((1, 1), (2, 1), (3, 2)):
        path = f"decoder.deconv{i}"
        hidden = transposed_convolution(hidden, v[path + ".kernel"], stride) + v[path + ".bias"]
        hidden = torch.relu(batch_norm(hidden, v, f"decoder.bn{i + 1}", statistics))
    return transposed_convolution(hidden, v["decoder.output.kernel"], 1) + v["decoder.output.bias"]


def forward(model, family, v, x, size, noise, statistics, stopped):
    """All outputs; noise None means z = mean."""
    outputs = {}
    features = encode(model, v, x, size, statistics)
    code = []
    if family != "es":
        mean = outputs["mean"] = dense(features, v, "latent.mean")
        log_variance = outputs["log_variance"] = dense(features, v, "latent.log_variance")
        code.append(mean if noise is None else mean + torch.exp(0.5 * log_variance) * noise)
    if family != "eu":
        for head in RULES[model]["heads"]:
            suffix = f".{head}" if head else ""
            logits = outputs["class_logits" + suffix] = dense(features, v, "pi" + suffix)
            pi = outputs["probabilities" + suffix] = torch.softmax(logits, dim=-1)
            if model != "norb":
                code.append(pi.detach() if stopped else pi)
    if family != "es" and model == "rnn":
        outputs["reconstruction"], outputs["standard_deviation"] = rnn.decode(
            v, torch.cat(code, dim=-1), size)
    elif family != "es":
        outputs["logits"] = decode(model, v, torch.cat(code, dim=1), statistics)
    return outputs


def losses(model, family, outputs, x, classes, heads):
    """The terms of the loss and their weighted total; `heads` are those whose labels enter it."""
    terms = {}
    total = 0.0
    rules = RULES[model]
    if family != "es":
        if model == "rnn":
            terms["reconstruction"] = rnn.reconstruction(
                outputs["reconstruction"], outputs["standard_deviation"], x)
        else:
            logits = outputs["logits"]
            # -log p = softplus(logit) - x * logit
            bernoulli = F.softplus(logits, threshold=1e6) - x * logits
            terms["reconstruction"] = bernoulli.sum() / len(x)
        mean, log_variance = outputs["mean"], outputs["log_variance"]
        terms["kl"] = -0.5 * (1 + log_variance - mean**2 - torch.exp(log_variance)).sum() / len(x)
        total = terms["reconstruction"] + rules["kl_weight"] * terms["kl"]
    if family != "eu" and heads:
        terms["classification"] = 0.0
        for head in heads:
            labelled = classes[head] >= 0
            logits = outputs[f"class_logits.{head}" if head else "class_logits"]
            picked = torch.log_softmax(logits[labelled], dim=-1)
            chosen = classes[head][labelled]
            if model == "rnn":
                # Every step has the label of its row, and the sum is averaged over steps.
                chosen = chosen.unsqueeze(1).expand(picked.shape[:2])
                picked = picked.gather(2, chosen.unsqueeze(2)) / picked.shape[1]
            else:
                picked = picked.gather(1, chosen.unsqueeze(1))
            terms["classification"] = terms["classification"] - picked.sum() / max(int(labelled.sum()), 1)
        total = total + rules["label_weight"] * terms["classification"]
    terms["total"] = total
    return terms


# One case: forward, gradients, five steps.


def is_statistic(name):
    return ".moving_" in name


def initial(model, size, name, shape):
    """The value of a variable before the first step, float32."""
    shifted = "shift" in size and name not in UNSHIFTED[model]
    return generator.variable(name, shape, size["shift"] if shifted else 0)


def rule(model, size, key):
    """A number of the model, which its size may state."""
    return size[key] if key in size else RULES[model][key]


def batch_inputs(model, size):
    """The images or sequences of the batch, float32."""
    rows = rule(model, size, "rows")
    if model == "rnn":
        return generator.sequences(size["sequences"], (rows, size["steps"], size["channels"]))
    image = RULES[model]["image"]
    if model == "norb":
        return generator.norb_images(rows, size["images"])
    return generator.images(size["images"], rows * 784).reshape(rows, *image)


def run(model, family, size, heads, stopped, dtype):
    """Everything that one model, family and gradient setting gives, as NumPy arrays of `dtype`."""
    v = {
        name: torch.tensor(initial(model, size, name, shape)).to(dtype)
        for name, shape in shapes(model, family, size).items()
    }
    rules = RULES[model]
    rows, latent = rule(model, size, "rows"), [rules["latent"]]
    if model == "rnn":
        latent.insert(0, size["steps"])
    x = torch.tensor(batch_inputs(model, size)).to(dtype)
    classes = {
        head: torch.tensor(generator.labels(rows, rule(model, size, "labelled"), head, count))
        for head, count in rules["heads"].items()
    }
    unlabelled = [f"pi.{head}." for head in rules["heads"] if head not in heads]
    trained = [n for n in v if not is_statistic(n) and not n.startswith(tuple(unlabelled))]
    squares = {name: torch.zeros_like(v[name]) for name in trained}
    result = {"losses": [], "arrays": {}}

    def keep(group, values):
        for name, value in values.items():
            result["arrays"][(group, name)] = value.detach().numpy().copy()

    with torch.no_grad():
        inference = forward(model, family, v, x, size, None, None, stopped)
        keep("inference", inference)
        result["inference_losses"] = {
            key: value.item() for key, value in losses(model, family, inference, x, classes, heads).items()
        }
    for step in range(STEPS + 1):
        values = generator.noise(step, rows * math.prod(latent))
        noise = torch.tensor(values.reshape(rows, *latent)).to(dtype)
        for name in trained:
            v[name] = v[name].detach().requires_grad_(True)
        statistics = {}
        outputs = forward(model, family, v, x, size, noise, statistics, stopped)
        terms = losses(model, family, outputs, x, classes, heads)
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
                v[name] = v[name] - rules["learning_rate"] * g / (torch.sqrt(squares[name]) + EPSILON)
            v.update(statistics)
        if step in (0, STEPS - 1):
            keep(f"parameter.{step + 1}", {name: v[name] for name in trained})
    keep(f"moving.{STEPS}", {name: v[name] for name in v if is_statistic(name)})
    return result


def normalised_biases(model, names):
    """Biases in front of batch norm: their gradient is zero but for rounding."""
    if model in ("dense", "rnn"):
        return []
    if model == "norb":
        return [n for n in names if n.endswith(".bias") and n.split(".")[1] in norb.NORMALISED]
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


# Of a narrow case, what is stored whole, up to so many elements.
WHOLE, LIMIT = ("inference", "output", "gradient", "moving.1"), 40_000


def stored(arrays, size, suffix):
    """The arrays of one run as they are written: whole in float32, or samples and a norm in float64."""
    result = {}
    for (group, name), value in arrays.items():
        flat = value.reshape(-1).astype(np.float64)
        key = group + suffix
        if size == "narrow" and group in WHOLE and flat.size <= LIMIT:
            result[f"{key}/{name}"] = value.astype(np.float32)
        else:
            result[f"{key}.samples/{name}"] = flat[generator.sample_indices(name, flat.size)]
            result[f"{key}.norm/{name}"] = np.array([np.linalg.norm(flat)])
    return result


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
            ("decoder.deconv3.kernel", (3, 3, 8, 8)),
            ("encoder.lstm1.recurrent_kernel", (40, 160)), ("decoder.output.kernel", (1, 1, 1, 64)),
            ("decoder.dense1.kernel", (12, 12544)), ("pi.bias", (10,)),
            ("encoder.bn4.gamma", (512,)), ("encoder.bn4.moving_variance", (512,)))
    ]
    sequences = batch_inputs("rnn", SIZES["full"]["rnn"])
    pairs = generator.norb_images(norb.RULES["rows"], "images.norb.8")
    return {
        "words": triples, "variables": arrays,
        "images": f"{generator.checksum(generator.images('images.16', MNIST['rows'] * 784)):016x}",
        "noise.0": f"{generator.checksum(generator.noise(0, MNIST['rows'] * MNIST['latent'])):016x}",
        "optimizer.gradient.99": f"{generator.checksum(optimizers.gradient(99)):016x}",
        "labels": generator.labels(MNIST["rows"], MNIST["labelled"]).tolist(),
        "norb": {
            "images": f"{generator.checksum(pairs):016x}",
            "labels": {
                head: generator.labels(
                    norb.RULES["rows"], norb.RULES["labelled"], head, classes).tolist()
                for head, classes in norb.RULES["heads"].items()}},
        "sequences": f"{generator.checksum(sequences):016x}",
        "sample_indices": {
            "encoder.dense1.kernel 802816":
                generator.sample_indices("encoder.dense1.kernel", 802816)[:4].tolist()},
    }


def cases():
    """Name, size, model, dimensions, family and labelled heads of every case."""
    hard = SIZES["narrow"]["rnn"] | {
        "recurrent_activation": "hard_sigmoid", "sequences": "sequences.62"}
    for size, models in SIZES.items():
        for model, dimensions in models.items():
            heads = list(RULES[model]["heads"])
            for family in ("ss", "es", "eu"):
                yield f"{size}-{model}-{family}", size, model, dimensions, family, heads
            if dimensions is SIZES["narrow"]["rnn"]:
                yield "narrow-rnn-hard", size, model, hard, "ss", heads
    narrow = SIZES["narrow"]["norb"]
    yield "narrow-norb-heads", "narrow", "norb", narrow, "ss", ["category", "lighting"]


def golden(name, size, model, dimensions, family, heads):
    """Writes the arrays of one case and returns its entry in golden.json."""
    table = shapes(model, family, dimensions)
    case = {"model": model, "family": family, **dimensions, "file": name + ".safetensors",
            "variables": [{"name": n, "shape": list(s)} for n, s in table.items()],
            "normalised_biases": normalised_biases(model, table)}
    if "shift" in dimensions:
        case["unshifted"] = UNSHIFTED[model]
    if model == "norb":
        case["labelled_heads"] = heads
    arrays = {}
    through = None
    # The decoder of norb does not read π, so that there is nothing to stop.
    for setting in ("through", "stopped") if family == "ss" and model != "norb" else ("through",):
        stopped = setting == "stopped"
        exact = run(model, family, dimensions, heads, stopped, torch.float64)
        single = run(model, family, dimensions, heads, stopped, torch.float32)
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
    save_file(arrays, FOLDER / case["file"])
    print(name, case["through"]["losses"][0], case["through"]["float32_deviation"], flush=True)
    return case


def settings(rules):
    batch = {key: rules[key] for key in ("rows", "labelled") if key in rules}
    return batch | {
        "steps": STEPS,
        "label_weight": rules["label_weight"], "kl_weight": rules["kl_weight"],
        "rmsprop": {"learning_rate": rules["learning_rate"], "rho": RHO, "epsilon": EPSILON}}


def main():
    """Arguments name the models to write again, the others stay as they are; none means all."""
    check_layers()
    rnn.check_recurrent()
    path = FOLDER / "golden.json"
    known = json.loads(path.read_text())["cases"] if len(sys.argv) > 1 else {}
    document = {
        "format": 1,
        "written_with": {"torch": torch.__version__.split("+")[0], "numpy": np.__version__},
        **settings(MNIST), "norb": settings(norb.RULES),
        "rnn": settings(rnn.RULES) | {"minimum_deviation": rnn.RULES["minimum_deviation"]},
        "check": check_vectors(), "cases": known,
    }
    for case in cases():
        if len(sys.argv) == 1 or case[2] in sys.argv[1:]:
            document["cases"][case[0]] = golden(*case)
    document["optimizers"] = optimizers.write(FOLDER / "optimizers.safetensors")
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    torch.use_deterministic_algorithms(True)
    main()
