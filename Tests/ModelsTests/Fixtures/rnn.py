"""The recurrent model (Table 15): shapes of its variables, encoder, decoder, loss of the decoder."""

import math

import numpy as np
import torch
import torch.nn.functional as F

from layers import dense

RULES = {
    "latent": 2, "heads": {"": 6}, "label_weight": 768.0, "kl_weight": 1.0, "learning_rate": 1e-3,
    "minimum_deviation": 1e-3}


def encoder_shapes(layer, lstm, size):
    """Declares the encoder's variables and returns the number of its features at each step."""
    first, hidden, last = size["layers"]
    layer("encoder.dense1", (size["channels"], first), first)
    lstm("encoder.lstm1", first, hidden)
    layer("encoder.dense2", (hidden, last), last)
    return last


def decoder_shapes(layer, lstm, size, code):
    """Declares the decoder's variables; its sizes are the encoder's in reverse."""
    last, hidden, first = size["layers"]
    layer("decoder.dense1", (code, first), first)
    lstm("decoder.lstm1", first, hidden)
    layer("decoder.dense2", (hidden, last), last)
    layer("decoder.output.mean", (last, size["channels"]), size["channels"])
    layer("decoder.output.standard_deviation", (last, size["channels"]), size["channels"])


def recurrent(x, hard):
    """The activation of the gates i, f and o."""
    return torch.clamp(0.2 * x + 0.5, 0, 1) if hard else torch.sigmoid(x)


def lstm(x, v, path, hard):
    """h at every step, [rows, steps, units], from [rows, steps, features]; h and c start at zero."""
    kernel, bias = v[path + ".kernel"], v[path + ".bias"]
    weights = v[path + ".recurrent_kernel"]
    h = c = x.new_zeros(len(x), len(weights))
    steps = []
    for t in range(x.shape[1]):
        i, f, g, o = torch.chunk(x[:, t] @ kernel + h @ weights + bias, 4, dim=1)
        c = recurrent(f, hard) * c + recurrent(i, hard) * torch.tanh(g)
        h = recurrent(o, hard) * torch.tanh(c)
        steps.append(h)
    return torch.stack(steps, dim=1)


def encode(v, x, size):
    hidden = torch.relu(dense(x, v, "encoder.dense1"))
    hidden = lstm(hidden, v, "encoder.lstm1", size["recurrent_activation"] == "hard_sigmoid")
    return torch.relu(dense(hidden, v, "encoder.dense2"))


def decode(v, code, size):
    """Gaussian mean and standard deviation, each [rows, steps, channels]."""
    hidden = torch.relu(dense(code, v, "decoder.dense1"))
    hidden = lstm(hidden, v, "decoder.lstm1", size["recurrent_activation"] == "hard_sigmoid")
    hidden = torch.relu(dense(hidden, v, "decoder.dense2"))
    mean = dense(hidden, v, "decoder.output.mean")
    deviation = F.softplus(dense(hidden, v, "decoder.output.standard_deviation"), threshold=1e6)
    return mean, deviation + RULES["minimum_deviation"]


def reconstruction(mean, deviation, x):
    """Gaussian negative log-likelihood, summed over steps and channels, averaged over rows."""
    distance = (x - mean) / deviation
    return (0.5 * math.log(2 * math.pi) + torch.log(deviation) + 0.5 * distance**2).sum() / len(x)


def check_recurrent():
    """The recurrence agrees with PyTorch's own, and with plain loops for both activations; the loss
    agrees with PyTorch's normal distribution."""
    torch.manual_seed(0)
    rows, steps, features, units = 3, 5, 4, 6
    x = torch.randn(rows, steps, features, dtype=torch.float64)
    v = {
        "a.kernel": torch.randn(features, 4 * units, dtype=torch.float64),
        "a.recurrent_kernel": torch.randn(units, 4 * units, dtype=torch.float64),
        "a.bias": torch.randn(4 * units, dtype=torch.float64)}
    own = torch.nn.LSTM(features, units, batch_first=True).double()
    with torch.no_grad():
        own.weight_ih_l0.copy_(v["a.kernel"].T)
        own.weight_hh_l0.copy_(v["a.recurrent_kernel"].T)
        own.bias_ih_l0.copy_(v["a.bias"])
        own.bias_hh_l0.zero_()
        assert torch.allclose(lstm(x, v, "a", False), own(x)[0], atol=1e-12)
    kernel, weights, bias = (
        v["a." + part].numpy() for part in ("kernel", "recurrent_kernel", "bias"))
    for hard in (False, True):
        def gate(z):
            return min(max(0.2 * z + 0.5, 0.0), 1.0) if hard else 1 / (1 + math.exp(-z))

        found = lstm(x, v, "a", hard).numpy()
        for row in range(rows):
            h, c = np.zeros(units), np.zeros(units)
            for t in range(steps):
                z = bias + x[row, t].numpy() @ kernel + h @ weights
                for k in range(units):
                    i, f, g, o = z[k::units]
                    c[k] = gate(f) * c[k] + gate(i) * math.tanh(g)
                    h[k] = gate(o) * math.tanh(c[k])
                assert np.allclose(found[row, t], h, atol=1e-12)
    mean, deviation = torch.randn_like(x), torch.rand_like(x) + 0.1
    expected = -torch.distributions.Normal(mean, deviation).log_prob(x).sum(dim=(1, 2)).mean()
    assert torch.allclose(reconstruction(mean, deviation, x), expected, atol=1e-12)
