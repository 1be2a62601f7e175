"""The four models of the paper (Tables 13 to 16) as PyTorch modules, with their losses.

Padding is symmetric, as PyTorch users write it: the same work as TensorFlow's `same`, without the
extra padding pass that the exact form would cost at stride 2.
"""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

LABEL_WEIGHT = {"dense": 784.0, "cnn": 784.0, "norb": 18432.0, "rnn": 768.0}
KL_WEIGHT = {"dense": 1.0, "cnn": 1.0, "norb": 0.25, "rnn": 1.0}
LEARNING_RATE = {"dense": 5e-4, "cnn": 5e-4, "norb": 1e-3, "rnn": 1e-3}
INPUT = {"dense": (784,), "cnn": (1, 28, 28), "norb": (2, 96, 96), "rnn": (128, 6)}
HEADS = {"dense": (10,), "cnn": (10,), "norb": (5, 9, 18, 6), "rnn": (6,)}
BATCH_SIZE = {"dense": 128, "cnn": 64, "norb": 64, "rnn": 64}
CONVOLUTIONAL = ("cnn", "norb")
MINIMUM_DEVIATION = 1e-3


def convolution(inputs, outputs, kernel, stride):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2),
        nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01),
        nn.ReLU(inplace=True))


def deconvolution(inputs, outputs, kernel, stride):
    return nn.Sequential(
        nn.ConvTranspose2d(inputs, outputs, kernel, stride, padding=kernel // 2, output_padding=stride - 1),
        nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01),
        nn.ReLU(inplace=True))


def normalised_dense(inputs, outputs):
    return nn.Sequential(
        nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs, eps=1e-3, momentum=0.01),
        nn.ReLU(inplace=True), nn.Dropout(0.5))


class SequenceEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense1, self.lstm1 = nn.Linear(6, 40), nn.LSTM(40, 40, batch_first=True)
        self.dense2 = nn.Linear(40, 30)

    def forward(self, x):
        return F.relu(self.dense2(self.lstm1(F.relu(self.dense1(x)))[0]))


class SequenceDecoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense1, self.lstm1 = nn.Linear(8, 30), nn.LSTM(30, 40, batch_first=True)
        self.dense2 = nn.Linear(40, 40)
        self.mean, self.deviation = nn.Linear(40, 6), nn.Linear(40, 6)

    def forward(self, code):
        hidden = F.relu(self.dense2(self.lstm1(F.relu(self.dense1(code)))[0]))
        return self.mean(hidden), F.softplus(self.deviation(hidden)) + MINIMUM_DEVIATION


def encoder(model):
    """The encoder and the size of its last layer."""
    if model == "dense":
        return nn.Sequential(
            nn.Linear(784, 1024), nn.ReLU(inplace=True),
            nn.Linear(1024, 1024), nn.ReLU(inplace=True)), 1024
    if model == "cnn":
        return nn.Sequential(
            convolution(1, 64, 3, 1), convolution(64, 64, 3, 1), convolution(64, 64, 3, 2),
            nn.Flatten(), normalised_dense(12544, 512)), 512
    if model == "norb":
        return nn.Sequential(
            convolution(2, 32, 7, 2), convolution(32, 32, 7, 2), convolution(32, 64, 7, 2),
            convolution(64, 64, 7, 2), nn.Flatten(), normalised_dense(2304, 256)), 256
    return SequenceEncoder(), 30


def decoder(model):
    if model == "dense":
        return nn.Sequential(
            nn.Linear(12, 1024), nn.ReLU(inplace=True), nn.Linear(1024, 1024), nn.ReLU(inplace=True),
            nn.Linear(1024, 784))
    if model == "cnn":
        return nn.Sequential(
            normalised_dense(12, 12544), nn.Unflatten(1, (64, 14, 14)),
            deconvolution(64, 64, 3, 1), deconvolution(64, 64, 3, 1), deconvolution(64, 64, 3, 2),
            nn.ConvTranspose2d(64, 1, 1))
    if model == "norb":
        return nn.Sequential(
            normalised_dense(32, 2304), nn.Unflatten(1, (64, 6, 6)),
            deconvolution(64, 64, 7, 2), deconvolution(64, 64, 7, 2), deconvolution(64, 32, 7, 2),
            deconvolution(32, 32, 7, 2), nn.ConvTranspose2d(32, 2, 7, padding=3))
    return SequenceDecoder()


class VAE(nn.Module):
    """The semi-supervised model; `forward` returns the total loss of one batch."""

    def __init__(self, model, channels_last=False):
        super().__init__()
        self.model = model
        self.channels_last = channels_last
        self.encoder, features = encoder(model)
        latent = 32 if model == "norb" else 2
        self.mean, self.log_variance = nn.Linear(features, latent), nn.Linear(features, latent)
        self.heads = nn.ModuleList(nn.Linear(features, classes) for classes in HEADS[model])
        self.decoder = decoder(model)

    def encode(self, x):
        """Mean and log-variance of z, and the class probabilities of each head."""
        features = self.encoder(x)
        probabilities = [torch.softmax(head(features), dim=-1) for head in self.heads]
        return self.mean(features), self.log_variance(features), *probabilities

    def forward(self, x, labels, labelled):
        """labels: one int64 tensor per head; labelled: float32 rows, 1 with a label and 0 without."""
        features = self.encoder(x)
        mean, log_variance = self.mean(features), self.log_variance(features)
        code = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        logits = [head(features) for head in self.heads]
        if self.model != "norb":
            # The reconstruction's gradient stops at pi, continuum's default.
            code = torch.cat([code] + [torch.softmax(l.detach(), dim=-1) for l in logits], dim=-1)
        rows = x.shape[0]
        kl = -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum() / rows
        reconstruction = self.reconstruction(x, code) / rows
        count = labelled.sum().clamp(min=1)
        classification = 0.0
        for l, y in zip(logits, labels):
            if self.model == "rnn":  # the window's label counts at every step
                y = y.unsqueeze(1).expand(l.shape[:-1])
            entropy = F.cross_entropy(l.flatten(0, -2), y.flatten(), reduction="none")
            entropy = entropy.reshape(rows, -1).mean(dim=1)
            classification = classification + (entropy * labelled).sum() / count
        return (
            reconstruction + KL_WEIGHT[self.model] * kl + LABEL_WEIGHT[self.model] * classification)

    def reconstruction(self, x, code):
        if self.model == "rnn":
            mean, deviation = self.decoder(code)
            # Written out: PyTorch's own also tests every variance, which takes time and breaks the
            # graph that compile sees.
            distance = (x - mean) / deviation
            normalisation = 0.5 * math.log(2 * math.pi) * x.numel()
            return (torch.log(deviation) + 0.5 * distance**2).sum() + normalisation
        decoded = code
        for layer in self.decoder:
            decoded = layer(decoded)
            if self.channels_last and isinstance(layer, nn.Unflatten):
                decoded = decoded.contiguous(memory_format=torch.channels_last)
        return F.binary_cross_entropy_with_logits(decoded, x, reduction="sum")


def batch(model, size, seed=0):
    """A generated batch, half of it labelled: values, labels per head, labelled rows."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.rand((size,) + INPUT[model], generator=generator)
    labels = [torch.randint(0, n, (size,), generator=generator) for n in HEADS[model]]
    return x, labels, (torch.arange(size) < size // 2).float()
