"""Reading and writing safetensors files with a fixed byte order.

The published writer keeps metadata in a hash map, so its bytes may differ from run to run; the conversion must be
reproducible byte for byte. The files written here are ordinary safetensors: any reader opens them.
"""
import json
from pathlib import Path

import numpy as np

NAMES = {"U8": np.uint8, "I32": np.int32, "U32": np.uint32, "F32": np.float32}
DTYPES = {np.dtype(numpy_type): name for name, numpy_type in NAMES.items()}


def byte_planes(values: np.ndarray) -> np.ndarray:
    """Floats as U8 [4, n] that compress well where neighbours are alike: the bit patterns' differences (modulo 2^32, the first from 0),
    byte by byte, the lowest bytes of all first."""
    bits = np.ascontiguousarray(values, "<f4").view("<u4")
    return np.diff(bits, prepend=bits.dtype.type(0)).view(np.uint8).reshape(-1, 4).T


def from_byte_planes(planes: np.ndarray) -> np.ndarray:
    """The floats that byte_planes was given, bit by bit."""
    steps = np.ascontiguousarray(planes.T).view("<u4").reshape(-1)
    return np.cumsum(steps, dtype=np.uint32).view(np.float32)


def encode(tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> bytes:
    """One safetensors file. Tensors keep the given order, wide types first so that each starts aligned."""
    order = sorted(tensors, key=lambda name: -tensors[name].dtype.itemsize)
    header: dict[str, object] = {"__metadata__": metadata}
    offset = 0
    for name in order:
        tensor = tensors[name]
        header[name] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + tensor.nbytes]}
        offset += tensor.nbytes
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    parts = [len(text).to_bytes(8, "little"), text]
    parts += [np.ascontiguousarray(tensors[name]).tobytes() for name in order]
    return b"".join(parts)


def decode(data: bytes) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Tensors (read-only views) and metadata of one safetensors file."""
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[8 + size + begin:8 + size + end], NAMES[entry["dtype"]]).reshape(entry["shape"])
    return tensors, metadata


def read(path: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """As decode, from a file."""
    return decode(Path(path).read_bytes())
