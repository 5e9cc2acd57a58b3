"""The native application draws the article: without a screen, in another language and on the other paper.

Skipped where the program was not built or no virtual display is at hand.
"""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]


def program():
    for folder in ("desktop", "debug", "."):
        path = ROOT / "build" / folder / "attention_desktop"
        if path.exists():
            return path
    return None


def read_png(path):
    """Width, height, rows of bytes (RGB) of a PNG without filters, which is what the program writes."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed, size = 8, b"", None
    while at < len(data):
        length, name = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8]
        body = data[at + 8:at + 8 + length]
        assert zlib.crc32(name + body) == int.from_bytes(data[at + 8 + length:at + 12 + length], "big")
        if name == b"IHDR":
            size = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
        if name == b"IDAT":
            packed += body
        at += 12 + length
    raw, (width, height) = zlib.decompress(packed), size
    stride = 3 * width + 1
    rows = [raw[y * stride + 1:(y + 1) * stride] for y in range(height)]
    return width, height, rows


@unittest.skipUnless(program() and shutil.which("xvfb-run"), "needs attention_desktop and a virtual display")
class DesktopTest(unittest.TestCase):
    def picture(self, *arguments, size="1200x900"):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "page.png"
            command = ["xvfb-run", "-a", "-s", "-screen 0 1280x1024x24", str(program()), "--screenshot", str(file), "--size", size, *arguments]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=200,
                                  env={**os.environ, "LIBGL_ALWAYS_SOFTWARE": "1", "HOME": folder, "XDG_CONFIG_HOME": folder})
            self.assertEqual(done.returncode, 0, done.stderr)
            return read_png(file)

    def test_light_and_dark_paper(self):
        for theme, lowest, highest in (("light", 240, 256), ("dark", 0, 40)):
            width, height, rows = self.picture("--theme", theme, "--language", "en")
            self.assertEqual((width, height), (1200, 900))
            corner = rows[height // 2][:3]
            self.assertTrue(all(lowest <= value < highest for value in corner), f"{theme}: {list(corner)}")
            colours = {bytes(row[x:x + 3]) for row in rows[::7] for x in range(0, len(row), 21)}
            self.assertGreater(len(colours), 20, "the picture is blank")

    def test_a_place_further_down_is_another_picture(self):
        top = self.picture("--language", "en")
        further = self.picture("--language", "en", "--fragment", "order")
        self.assertNotEqual(top[2], further[2])

    def test_wrong_arguments_are_named(self):
        done = subprocess.run([str(program()), "--theme", "pink"], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--theme pink", done.stderr)


if __name__ == "__main__":
    unittest.main()
