"""The command-line tool from outside: results, messages and exit codes, on good and on bad input, natively and under Node.

Models that are not shipped yet are taken from build/models, where the recipes leave them; without any, those tests are skipped.
"""
import json
import math
import pathlib
import shutil
import struct
import subprocess
import tempfile
import unittest
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "it", "fr", "de")


def programs():
    """name -> command line."""
    found = {}
    for folder in ("desktop", "debug"):
        if (ROOT / "build" / folder / "attention_cli").exists():
            found["native"] = [str(ROOT / "build" / folder / "attention_cli")]
            break
    script = ROOT / "build/web/attention_cli.js"
    if script.exists() and shutil.which("node"):
        found["Node"] = ["node", str(script)]
    return found


def models(name):
    for folder in (ROOT / "assets/models" / name, ROOT / "build/models" / name):
        if list(folder.glob("*.safetensors")):
            return folder
    return None


def png(width, height, colour, rows, claimed=None):
    """colour: 0 grey, 2 RGB, 6 RGB and alpha; rows: bytes of each row."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    header = struct.pack(">IIBBBBB", *(claimed or (width, height)), 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows))) + chunk(b"IEND", b"")


def plain(width, height, rgb=(200, 30, 40)):
    return png(width, height, 2, [bytes(rgb) * width] * height)


def two_frames():
    """An animated GIF of 1×1: red, then green."""
    frame = lambda index: b"\x21\xf9\x04\0\x0a\0\0\0" + b",\0\0\0\0\1\0\1\0\0" + b"\x02\x02" + (b"\x44" if index == 0 else b"\x4c") + b"\x01\0"
    return b"GIF89a\1\0\1\0\xf0\0\0" + b"\xff\0\0\0\xff\0" + frame(0) + frame(1) + b";"


def tensors_of(path):
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    metadata = header.pop("__metadata__", {})
    values = {}
    for name, entry in header.items():
        assert entry["dtype"] == "F32"
        begin, end = entry["data_offsets"]
        values[name] = (entry["shape"], struct.unpack(f"<{(end - begin) // 4}f", data[8 + length + begin:8 + length + end]))
    return values, metadata


@unittest.skipUnless(programs(), "needs attention_cli")
class Tool(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        (cls.folder / "assets/models").mkdir(parents=True)
        (cls.folder / "assets/models/e5").symlink_to(ROOT / "assets/models/e5")
        for name in ("picture", "coca"):
            if models(name):
                (cls.folder / "assets/models" / name).symlink_to(models(name))
        for name, data in {"red.png": plain(64, 64), "dot.png": plain(1, 1), "wide.png": plain(300, 40), "tall.png": plain(3, 999),
                           "grey.png": png(9, 9, 0, [bytes(range(0, 90, 10))] * 9), "glass.png": png(8, 8, 6, [bytes(32)] * 8),
                           "moving.gif": two_frames(), "big.png": plain(7000, 7000)}.items():
            (cls.folder / name).write_bytes(data)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def run_tool(self, *arguments, command=None):
        """-> exit status, standard output, standard error. An end by a signal is a failure everywhere."""
        done = subprocess.run([*(command or next(iter(programs().values()))), *arguments, "--assets", str(self.folder / "assets")], cwd=self.folder,
                              capture_output=True, timeout=280)
        self.assertIn(done.returncode, (0, 1, 2), done.stderr)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def succeed(self, *arguments, command=None):
        status, out, err = self.run_tool(*arguments, command=command)
        self.assertEqual(status, 0, err)
        return out

    def refuse(self, *arguments, says, status=1):
        got, out, err = self.run_tool(*arguments)
        self.assertEqual((got, out), (status, ""), err)
        self.assertIn(says, err)
        self.assertTrue(err.startswith("attention: "), err)


class Arguments(Tool):
    def test_every_command_explains_itself(self):
        for command in ("trace", "draw", "describe", "rank"):
            self.assertIn(f"attention {command} ", self.succeed(command, "--help"))

    def test_arguments_that_make_no_sense(self):
        for arguments, says in ((("draw",), "which prompt?"), (("draw", "a cat"), "nothing to do"), (("draw", "a", "cat", "--out", "x.png"), "'cat' is one argument too many"),
                                (("draw", "a cat", "--out"), "needs a value"), (("draw", "a cat", "--steps", "0", "--out", "x.png"), "'0' is no value for --steps"),
                                (("draw", "a cat", "--guidance", "nan", "--out", "x.png"), "'nan' is no value"), (("draw", "a cat", "--seed", "-1"), "'-1' is no value"),
                                (("draw", "a cat", "--at", "1", "--trace", "x"), "'1' is no value for --at"), (("draw", "a cat", "--at", "1.1", "--out", "x.png"), "--at needs"),
                                (("draw", "a cat", "--weights", "best"), "'best' is no value"), (("describe",), "which picture?"), (("rank", "red.png"), "which texts?"),
                                (("rank", "red.png", "a cat", "--model", "gpt"), "'gpt' is no value"), (("rank", "red.png", "a cat", "--purple"), "unknown option --purple"),
                                (("trace", "a cat"), "nothing to do"), (("trace", "a cat", "--head", "6"), "'6' is no value"), (("trace", "a cat", "--head", "12.0"), "no head 12.0")):
            with self.subTest(arguments):
                if arguments[-1] == "--out":  # the option's value is what run_tool appends: ask without it
                    done = subprocess.run([*next(iter(programs().values())), *arguments], capture_output=True, timeout=60)
                    self.assertEqual(done.returncode, 2)
                    self.assertIn(says, done.stderr.decode())
                else:
                    self.refuse(*arguments, says=says, status=2)

    def test_an_unknown_command(self):
        done = subprocess.run([*next(iter(programs().values())), "dream"], capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 2)

    def test_a_trace_as_json(self):
        trace = json.loads(self.succeed("trace", "A red cat", "--head", "6.10"))
        self.assertEqual(trace["pieces"][0], "<s>")
        for row in trace["attention"]:
            self.assertAlmostEqual(sum(row), 1, places=4)


@unittest.skipUnless(models("picture"), "no picture model yet")
class Draw(Tool):
    def test_a_seed_is_a_picture(self):
        for name, seed in (("a.png", "7"), ("b.png", "7"), ("c.png", "8")):
            self.succeed("draw", "a red cat", "--steps", "2", "--seed", seed, "--out", name)
        a, b, c = ((self.folder / name).read_bytes() for name in ("a.png", "b.png", "c.png"))
        self.assertEqual(a, b)
        self.assertNotEqual(a, c)
        self.assertTrue(a.startswith(b"\x89PNG"))

    def test_the_trace_holds_what_was_asked_for(self):
        self.succeed("draw", "a red cat", "--steps", "2", "--trace", "draw.safetensors", "--at", "1.0,0.2,1.0")
        values, metadata = tensors_of(self.folder / "draw.safetensors")
        pieces = len(json.loads(metadata["pieces"]))
        shape, attention = values["step.1.block.0.attention"]
        self.assertEqual(shape[1] - pieces, (values["step.0.latent"][0][1] // 8) ** 2)
        self.assertEqual({name for name in values if "block" in name}, {"step.1.block.0.attention", "step.0.block.2.attention"})
        self.assertAlmostEqual(sum(attention[:shape[2]]), 1, places=4)
        self.refuse("draw", "a cat", "--steps", "2", "--trace", "x", "--at", "2.0", says="there is no 2.0", status=2)

    def test_a_checkpoint_draws_something_else(self):
        checkpoints = sorted(int(path.stem.split("_")[1]) for path in models("picture").glob("slider_*.safetensors"))
        if not checkpoints:
            self.skipTest("no checkpoints yet")
        for samples in checkpoints:
            self.succeed("draw", "a red cat", "--steps", "1", "--checkpoint", str(samples), "--out", "early.png")
        for wrong in ("0", "123456789"):
            self.refuse("draw", "a red cat", "--checkpoint", wrong, "--out", "x.png", says=f"there are: {checkpoints[0]}")

    def test_long_prompts_are_cut_and_what_is_dropped_is_named(self):
        words = [f"word{i}" for i in range(500)]
        status, _, err = self.run_tool("draw", " ".join(words), "--steps", "1", "--out", "long.png")
        self.assertEqual(status, 0, err)
        self.assertIn("left out", err)
        self.assertTrue(err.rstrip().endswith("word498 word499"), err[-80:])

    def test_odd_prompts(self):
        for prompt in ("", "   ", "\x07"):
            self.refuse("draw", prompt, "--steps", "1", "--out", "x.png", says="the text ")
        for prompt in ("qwxz", "猫", "🦊", "(cat:-1)", "(cat:1e9)", "(((", "(a:", "[[]]", "a" * 3000):
            for method in ("none", "a1111", "comfy", "compel"):
                with self.subTest(prompt=prompt[:20], method=method):
                    status, _, err = self.run_tool("draw", prompt, "--steps", "1", "--weights", method, "--out", "odd.png")
                    self.assertEqual(status == 0, not err or "left out" in err, err)
        self.refuse("draw", "(cat:1e39)", "--weights", "comfy", "--steps", "1", "--out", "x.png", says="out of range")

    def test_a_file_that_cannot_be_written(self):
        self.refuse("draw", "a cat", "--steps", "1", "--out", "no/such/folder/x.png", says="cannot write no/such/folder/x.png")


@unittest.skipUnless(models("coca"), "no captioner yet")
class Pictures(Tool):
    def test_a_caption_in_four_languages(self):
        for language in LANGUAGES:
            said = json.loads(self.succeed("describe", "red.png", "--language", language, "--json"))
            self.assertEqual(said["language"], language)
            self.assertEqual(len(said["pieces"]), len(said["cross"]))
            for row in said["cross"]:
                self.assertAlmostEqual(sum(row), 1, places=4)
        self.refuse("describe", "red.png", "--language", "la", says="'la' is no language", status=2)

    def test_the_trace_of_a_caption(self):
        said = self.succeed("describe", "red.png", "--language", "it", "--trace", "caption.safetensors").rstrip("\n")
        values, metadata = tensors_of(self.folder / "caption.safetensors")
        self.assertEqual(json.loads(metadata["caption"]), said)
        pieces = len(json.loads(metadata["pieces"]))
        heads, rows, patches = values["caption.0.cross"][0]
        self.assertEqual((rows, values["cross"][0]), (pieces, [pieces, patches]))
        self.assertEqual(values["image.0.attention"][0], [heads, patches + 1, patches + 1])
        self.assertEqual(values["text.0.attention"][0], [heads, pieces, pieces])
        layers = [values[name][1] for name in values if name.endswith(".cross")]
        mean = sum(layer[(head * pieces + pieces - 1) * patches] for layer in layers for head in range(heads)) / len(layers) / heads
        self.assertAlmostEqual(mean, values["cross"][1][(pieces - 1) * patches], places=4)

    def test_texts_in_order_with_ties(self):
        texts = ("a red cat", "a blue dog", "a red cat ", "un gatto rosso")
        ranked = json.loads(self.succeed("rank", "red.png", *texts, "--json", "--trace", "rank.safetensors"))
        self.assertEqual(sorted(one["text"] for one in ranked), sorted(texts))
        self.assertEqual([one["logit"] for one in ranked], sorted((one["logit"] for one in ranked), reverse=True))
        for one in ranked:
            self.assertAlmostEqual(one["probability"], 1 / (1 + math.exp(-one["logit"])), places=6)
            self.assertEqual(one["tied"], sum(other["place"] == one["place"] for other in ranked) > 1)
        same = [one for one in ranked if one["text"].strip() == "a red cat"]
        self.assertEqual(same[0]["place"], same[1]["place"])
        values, metadata = tensors_of(self.folder / "rank.safetensors")
        logits = dict(zip(json.loads(metadata["texts"]), values["logits"][1]))
        for one in ranked:
            self.assertAlmostEqual(one["logit"], logits[one["text"]], places=4)
        self.assertIn("=", self.succeed("rank", "red.png", *texts))

    def test_texts_by_likelihood(self):
        texts = ("a red cat", "un gatto rosso", "a red cat ", "ein blauer Hund")
        ranked = json.loads(self.succeed("rank", "red.png", *texts, "--json", "--by", "likelihood"))
        scores = [one["log_likelihood"] for one in ranked]
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertLess(max(scores), 0)
        spoken = {one["text"].strip(): one["language"] for one in ranked}
        self.assertEqual(spoken, {"a red cat": "en", "un gatto rosso": "it", "ein blauer Hund": "de"})
        same = [one for one in ranked if one["text"].strip() == "a red cat"]
        self.assertEqual(same[0]["place"], same[1]["place"])
        self.assertIn("ln p", self.succeed("rank", "red.png", *texts, "--by", "likelihood"))
        status, _, err = self.run_tool("rank", "red.png", *texts, "--by", "likelihood", "--model", "contrastive")
        self.assertEqual(status, 2)
        self.assertIn("coca", err)

    def test_the_model_that_only_ranks(self):
        self.assertEqual(len(json.loads(self.succeed("rank", "red.png", "a cat", "a dog", "--model", "contrastive", "--json"))), 2)

    def test_odd_texts(self):
        status, _, err = self.run_tool("rank", "red.png", "a red bulldozer", "a cat")
        self.assertEqual(status, 0)
        self.assertIn('in "a red bulldozer", the model never saw', err)
        status, _, err = self.run_tool("rank", "red.png", "a red cat " * 200)
        self.assertEqual(status, 0)
        self.assertIn("left out: ", err)
        self.refuse("rank", "red.png", "a cat", "", says="text 2: the text is empty")

    def test_pictures_of_every_shape(self):
        for name in ("dot.png", "wide.png", "tall.png", "grey.png", "glass.png", "moving.gif", "big.png"):
            for fit in ("cover", "contain"):
                with self.subTest(name=name, fit=fit):
                    self.succeed("describe", name, "--fit", fit)

    def seen(self, name, *arguments):
        self.succeed("describe", name, "--trace", "seen.safetensors", *arguments)
        shape, values = tensors_of(self.folder / "seen.safetensors")[0]["picture"]
        area = shape[1] * shape[2]
        return [[round((values[channel * area + place] + 1) * 127.5) for channel in range(3)] for place in (0, area // 2 + shape[2] // 2)]

    def test_what_the_model_sees(self):
        self.assertEqual(self.seen("moving.gif"), [[255, 0, 0]] * 2)         # the first frame
        self.assertEqual(self.seen("glass.png"), [[128, 128, 128]] * 2)      # transparent: on grey
        self.assertEqual(self.seen("wide.png"), [[200, 30, 40]] * 2)         # cropped
        self.assertEqual(self.seen("wide.png", "--fit", "contain"), [[128, 128, 128], [200, 30, 40]])

    def test_files_that_are_no_pictures(self):
        good = plain(64, 64)
        for name, data, says in (("empty.png", b"", "an empty file"), ("text.png", b"hello there", "no picture"), ("cut.png", good[:len(good) - 30], "damaged"),
                                 ("head.png", good[:20], "damaged"), ("lies.png", png(1, 1, 2, [b"abc"], (3000, 3000)), "damaged"),
                                 ("huge.png", png(1, 1, 2, [b"abc"], (60000, 60000)), "60000×60000"), ("over.png", png(1, 1, 2, [b"abc"], (50001, 1000)), "too large"),
                                 ("new.webp", b"RIFF\x24\0\0\0WEBPVP8 ", "a WebP picture")):
            (self.folder / name).write_bytes(data)
            with self.subTest(name):
                self.refuse("describe", name, says=says)
                self.refuse("rank", name, "a cat", says=says)
        self.refuse("describe", "nowhere.png", says="there is no such file")
        self.refuse("describe", ".", says="this is no file")

    def test_under_node_too(self):
        if len(programs()) < 2:
            self.skipTest("only one of the two builds is here")
        native, node = programs()["native"], programs()["Node"]
        for arguments in (("describe", "red.png", "--language", "de"), ("describe", "moving.gif"), ("rank", "red.png", "a red cat", "ein blauer Hund")):
            with self.subTest(arguments):
                self.assertEqual(self.succeed(*arguments, command=native).split(), self.succeed(*arguments, command=node).split())


class WithoutModels(Tool):
    def test_missing_assets_are_named(self):
        with tempfile.TemporaryDirectory() as empty:
            for arguments in (("draw", "a cat", "--out", "x.png"), ("describe", "red.png"), ("rank", "red.png", "a cat"), ("trace", "a cat", "--json")):
                with self.subTest(arguments):
                    done = subprocess.run([*next(iter(programs().values())), *arguments, "--assets", empty], cwd=self.folder, capture_output=True, timeout=60)
                    self.assertEqual(done.returncode, 1)
                    self.assertIn("a file is missing", done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
