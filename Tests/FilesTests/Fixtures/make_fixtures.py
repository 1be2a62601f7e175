"""Writes the fixtures beside this file; needs numpy, safetensors and torch (for bfloat16).

    python make_fixtures.py
"""

import pathlib
import zipfile

import numpy as np
import torch
from safetensors.numpy import save_file
from safetensors.torch import save_file as save_torch

here = pathlib.Path(__file__).parent

f4 = np.array([[0.0, -1.5, 3.25], [1e-30, np.inf, 7.0]], dtype="<f4")
f8 = np.array([0.1, -2.5e300, 3.0], dtype="<f8")
i4 = np.array([[-(2**31)], [2**31 - 1]], dtype="<i4")
i8 = np.array([-(2**63), 2**63 - 1], dtype="<i8")
u1 = np.arange(5, dtype="|u1")

for name, array in [("f4", f4), ("f8", f8), ("i4", i4), ("i8", i8), ("u1", u1)]:
    np.save(here / f"{name}.npy", array)
np.save(here / "scalar.npy", np.array(2.5, dtype="<f4"))
np.save(here / "empty.npy", np.zeros((0, 3), dtype="<f4"))
np.save(here / "f2.npy", np.array([1.0, -0.5, 2**-24, 65504, np.inf, -0.0], dtype="<f2"))
np.save(here / "fortran.npy", np.asfortranarray(f4))
np.save(here / "complex.npy", np.zeros(2, dtype="<c8"))
with open(here / "version2.npy", "wb") as file:
    np.lib.format.write_array(file, f4, version=(2, 0))

repeated = np.tile(np.arange(10, dtype="<f4"), 300).reshape(30, 100)
np.savez(here / "stored.npz", weights=f4, labels=u1, counts=i8)
np.savez_compressed(here / "deflated.npz", repeated=repeated, weights=f4)
# An archive as it is above 4 GB.
zipfile.ZIP64_LIMIT = 100
np.savez(here / "zip64.npz", weights=f4, labels=u1)

save_file(
    {"b.bias": f4[0].copy(), "a.kernel": f4, "labels": u1, "i4": i4, "i8": i8, "f8": f8,
     "scalar": np.array(2.5, dtype="<f4")},
    here / "mixed.safetensors", metadata={"made by": 'a "test"/\n'})
save_torch(
    {"bf16": torch.tensor([1.0, -2.5, 3.140625], dtype=torch.bfloat16),
     "f16": torch.tensor([0.333251953125, 6e-8], dtype=torch.float16),
     "i16": torch.tensor([-32768, 32767], dtype=torch.int16),
     "i8": torch.tensor([-128, 127], dtype=torch.int8),
     "bool": torch.tensor([True, False, True])},
    here / "narrow.safetensors")
