"""The layers of src/ as a test: who may include whom, where each third party lives, and where the platform may be asked about.

The table is the one in ARCHITECTURE.md. It reads #include lines alone, so it holds on every machine and for both builds.
"""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"

# Folder -> the folders that it may include besides itself. Listed in full: nothing is inherited silently.
ENGINE = {"base", "tensor", "text", "image", "model", "explain"}
TABLE = {
    "base": set(),
    "tensor": {"base"},
    "text": {"base"},
    "image": {"base", "tensor"},
    "picture_files": {"base", "image"},
    "model": {"base", "tensor", "text", "image"},
    "explain": {"base", "tensor", "text", "image", "model"},
    "article": {"base"},
    "widgets": ENGINE | {"article"},
    "app": ENGINE | {"article", "widgets"},
    # Each program sees what it is made of: the engine's worker and the command-line tool know no user interface.
    "platform/worker": ENGINE,
    "platform/cli": ENGINE | {"article", "picture_files"},
    "platform/site": {"base", "article"},
    "platform/web": ENGINE | {"article", "widgets", "app"},
    "platform/desktop": ENGINE | {"article", "widgets", "app"},
}

# Third-party header -> its one home.
HOMES = [
    (r"Eigen/|unsupported/Eigen/", {"tensor"}),
    (r"md4c(-html)?\.h", {"article"}),
    (r"imgui|imstb_", {"widgets", "app", "platform/web", "platform/desktop"}),
    (r"imgui_impl_", {"platform/web", "platform/desktop"}),
    (r"GLFW/|GL/|GLES[23]/|EGL/", {"platform/web", "platform/desktop"}),
    (r"emscripten(/|\.h)", {"platform/web", "platform/worker", "platform/cli"}),
    (r"yyjson\.h|sha2\.h", {"base"}),
    (r"stb_image\.h", {"picture_files"}),
    (r"utf8proc\.h", {"text", "platform/cli", "platform/desktop", "platform/site"}),
    (r"catch2/", set()),
]

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.MULTILINE)


def folder_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).parts
    return "/".join(parts[:2]) if parts[0] == "platform" else parts[0]


def sources():
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in {".h", ".cpp"}:
            yield path


class IncludeTable(unittest.TestCase):
    def test_every_folder_is_in_the_table(self):
        self.assertEqual({folder_of(path) for path in sources()} - TABLE.keys(), set())

    def test_dependencies_go_one_way(self):
        wrong = []
        for path in sources():
            folder = folder_of(path)
            for bracket, included in INCLUDE.findall(path.read_text(encoding="utf-8")):
                if bracket == "<":
                    continue
                target = SOURCE / included
                if not target.is_file():
                    # Third parties without angle brackets have homes below; anything else is a file that is not there.
                    if not any(re.match(pattern, included) for pattern, _ in HOMES):
                        wrong.append(f"{path.relative_to(ROOT)}: no file {included} (paths start at src/)")
                    continue
                other = folder_of(target)
                if other != folder and other not in TABLE[folder]:
                    wrong.append(f"{path.relative_to(ROOT)}: {folder} may not include {included}")
        self.assertEqual(wrong, [])

    def test_third_parties_stay_at_home(self):
        wrong = []
        for path in sources():
            folder = folder_of(path)
            for _, included in INCLUDE.findall(path.read_text(encoding="utf-8")):
                if (SOURCE / included).is_file():
                    continue
                for pattern, homes in HOMES:
                    if re.match(pattern, included) and folder not in homes:
                        wrong.append(f"{path.relative_to(ROOT)}: {included} belongs to {', '.join(sorted(homes)) or 'the tests'}")
        self.assertEqual(wrong, [])

    def test_only_the_platform_asks_about_the_platform(self):
        wrong = [str(path.relative_to(ROOT)) for path in sources()
                 if "__EMSCRIPTEN__" in path.read_text(encoding="utf-8") and not folder_of(path).startswith("platform/")]
        self.assertEqual(wrong, [])

    def test_headers_guard_themselves(self):
        wrong = [str(path.relative_to(ROOT)) for path in sources()
                 if path.suffix == ".h" and "#pragma once" not in path.read_text(encoding="utf-8")]
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main()
