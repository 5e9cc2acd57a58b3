#!/usr/bin/env python3
"""Serves a folder made by site.py on this machine, as a good static host would.

    serve.py FOLDER [--port 8000] [--host localhost]

Right MIME types, the .br or .gz copy where the browser accepts it, and validation with ETags: a browser keeps files but
asks each time, so a rebuilt page is never mixed with an old one. The first line printed is the address; port 0 picks a
free one.
"""

import argparse
import http.server
import sys
import urllib.parse
from http import HTTPStatus
from pathlib import Path

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
}
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))  # best first


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder: Path

    def do_GET(self):
        self.answer(with_body=True)

    def do_HEAD(self):
        self.answer(with_body=False)

    def answer(self, with_body: bool) -> None:
        address = urllib.parse.urlsplit(self.path)
        file = (self.folder / urllib.parse.unquote(address.path).lstrip("/")).resolve()
        if not file.is_relative_to(self.folder) or any(part.startswith(".") for part in file.relative_to(self.folder).parts):
            return self.problem(HTTPStatus.NOT_FOUND)
        if file.is_dir():
            if not address.path.endswith("/"):
                return self.redirect(urllib.parse.urlunsplit(("", "", address.path + "/", address.query, "")))
            file = file / "index.html"
        if not file.is_file():
            return self.problem(HTTPStatus.NOT_FOUND)

        encoding, chosen = None, file
        accepted = {part.split(";")[0].strip() for part in self.headers.get("Accept-Encoding", "").split(",")}
        for name, suffix in ENCODINGS:
            copy = file.with_name(file.name + suffix)
            if name in accepted and copy.is_file():
                encoding, chosen = name, copy
                break
        status = chosen.stat()
        tag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
        unchanged = tag in self.headers.get("If-None-Match", "")
        self.send_response(HTTPStatus.NOT_MODIFIED if unchanged else HTTPStatus.OK)
        self.send_header("ETag", tag)
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("X-Content-Type-Options", "nosniff")
        if not unchanged:
            self.send_header("Content-Type", TYPES.get(file.suffix, "application/octet-stream"))
            self.send_header("Content-Length", str(status.st_size))
            if encoding:
                self.send_header("Content-Encoding", encoding)
        self.end_headers()
        if with_body and not unchanged:
            self.wfile.write(chosen.read_bytes())

    def redirect(self, location: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def problem(self, status: HTTPStatus) -> None:
        body = f"{status.value} {status.phrase}\n".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format, *arguments):  # only what went wrong is worth a line
        if len(arguments) > 1 and str(arguments[1]) >= "400":
            sys.stderr.write(f"{self.command} {self.path}: {arguments[1]}\n")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="localhost", help="address to listen on; 0.0.0.0 shows the page to the local network")
    arguments = parser.parse_args()
    Handler.folder = arguments.folder.resolve()
    try:
        server = Server((arguments.host, arguments.port), Handler)
    except OSError as error:
        print(f"port {arguments.port} cannot be used ({error.strerror}): try --port {arguments.port + 1}", file=sys.stderr)
        return 1
    print(f"http://{arguments.host}:{server.server_port}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
