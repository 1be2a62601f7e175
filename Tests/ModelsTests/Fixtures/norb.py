"""The Small-NORB model (Table 16): shapes of its variables, encoder, decoder."""

import torch

from layers import batch_norm, convolution, dense, transposed_convolution

RULES = {
    "rows": 4, "labelled": 2, "image": (96, 96, 2), "latent": 32,
    "heads": {"category": 5, "elevation": 9, "azimuth": 18, "lighting": 6},
    "label_weight": 18432.0, "kl_weight": 0.25, "learning_rate": 1e-3}
# Biases in front of batch norm.
NORMALISED = ("conv1", "conv2", "conv3", "conv4", "dense1", "deconv1", "deconv2", "deconv3", "deconv4")


def encoder_shapes(layer, norm, size):
    """Declares the encoder's variables and returns the number of its features."""
    read = 2
    for i, channels in enumerate(size["stages"], 1):
        layer(f"encoder.conv{i}", (7, 7, read, channels), channels)
        norm(f"encoder.bn{i}", channels)
        read = channels
    layer("encoder.dense1", (36 * read, size["units"]), size["units"])
    norm("encoder.bn5", size["units"])
    return size["units"]


def decoder_shapes(layer, norm, size, code):
    """Declares the decoder's variables; its channels are the encoder's in reverse."""
    stages = size["stages"][::-1]
    layer("decoder.dense1", (code, 36 * stages[0]), 36 * stages[0])
    norm("decoder.bn1", 36 * stages[0])
    read = stages[0]
    for i, channels in enumerate(stages, 1):
        layer(f"decoder.deconv{i}", (7, 7, channels, read), channels)
        norm(f"decoder.bn{i + 1}", channels)
        read = channels
    layer("decoder.output", (7, 7, 2, read), 2)


def encode(v, x, statistics):
    hidden = x
    for i in (1, 2, 3, 4):
        path = f"encoder.conv{i}"
        hidden = convolution(hidden, v[path + ".kernel"], 2) + v[path + ".bias"]
        hidden = torch.relu(batch_norm(hidden, v, f"encoder.bn{i}", statistics))
    hidden = dense(hidden.reshape(len(x), -1), v, "encoder.dense1")
    return torch.relu(batch_norm(hidden, v, "encoder.bn5", statistics))


def decode(v, z, statistics):
    """Logits of the Bernoulli means, [rows, 96, 96, 2]."""
    hidden = dense(z, v, "decoder.dense1")
    hidden = torch.relu(batch_norm(hidden, v, "decoder.bn1", statistics))
    hidden = hidden.reshape(len(z), 6, 6, -1)
    for i in (1, 2, 3, 4):
        path = f"decoder.deconv{i}"
        hidden = transposed_convolution(hidden, v[path + ".kernel"], 2) + v[path + ".bias"]
        hidden = torch.relu(batch_norm(hidden, v, f"decoder.bn{i + 1}", statistics))
    return transposed_convolution(hidden, v["decoder.output.kernel"], 1) + v["decoder.output.bias"]
