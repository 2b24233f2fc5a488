"""ClickHouse's own engine (chdb) behind its HTTP interface, as far as Assay uses it: for `npm run clickhouse-python`, on 127.0.0.1.

Knows two users with the password of CLICKHOUSE_PASSWORD: `assay`, who may set what he likes, and `reader`, whose profile has readonly=1, so that he may
set nothing. Prints its port. Answers are streamed; an exception after the first bytes stands in the answer, as servers since 25.11 write it.
"""

import base64
import os
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from chdb import session

PASSWORD = os.environ["CLICKHOUSE_PASSWORD"]
TAG = "assaytestshimtag"
NOT_SETTINGS = {"query", "query_id", "database", "default_format", "session_id", "user", "password", "role", "wait_end_of_query"}
STATUS = {60: 404, 81: 404, 159: 408, 164: 500, 516: 403}
engine = session.Session()
lock = threading.Lock()


class Failure(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def to_failure(thrown):
    text = str(thrown)
    found = re.search(r"Code: (\d+)\. DB::Exception: (.*)", text, re.S)
    return Failure(int(found[1]), f"Code: {found[1]}. DB::Exception: {found[2].strip()}") if found else Failure(1, text)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def who(self):
        given = self.headers.get("Authorization", "")
        name, _, password = base64.b64decode(given.removeprefix("Basic ")).decode().partition(":")
        if name in ("assay", "reader") and password == PASSWORD:
            return name
        message = f"{name}: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)"
        raise Failure(516, f"Code: 516. DB::Exception: {message} (version 26.9.2.1)")

    def statement(self, user):
        given = dict(parse_qsl(urlsplit(self.path).query))
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))) if "Content-Length" in self.headers else self.chunks()
        settings = {name: value for name, value in given.items() if name not in NOT_SETTINGS and not name.startswith("param_")}
        if user == "reader":
            if settings:
                message = f"Cannot modify '{next(iter(settings))}' setting in readonly mode. (READONLY)"
                raise Failure(164, f"Code: 164. DB::Exception: {message} (version 26.9.2.1)")
            settings = {"readonly": "1"}
        text = given.get("query", "") + body.decode()
        # Of servers only, not of an engine in a process.
        settings.pop("cancel_http_readonly_queries_on_client_close", None)
        # One clause of settings behind FORMAT is read whatever the statement has of its own.
        clause = ", ".join(f"{name} = {value if value.isdigit() else repr(value)}" for name, value in settings.items())
        return f"{text}\nSETTINGS {clause}" if clause else text

    def chunks(self):
        parts = []
        while size := int(self.rfile.readline().strip() or b"0", 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def send(self, data):
        if data:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def do_POST(self):
        try:
            sql = self.statement(self.who())
            with lock:
                self.answer(sql)
        except Failure as failure:
            body = f"{failure}\n".encode()
            self.send_response(STATUS.get(failure.code, 500))
            self.send_header("X-ClickHouse-Exception-Code", str(failure.code))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self, sql):
        reads = re.match(r"\s*(SELECT|WITH)\b", sql)
        begun = False

        def begin():
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.send_header("X-ClickHouse-Summary", '{"read_rows":"0","read_bytes":"0"}')
            self.send_header("X-ClickHouse-Exception-Tag", TAG)
            self.end_headers()

        try:
            if reads:
                form = re.findall(r"FORMAT\s+(\w+)", sql)[-1]
                for piece in engine.send_query(sql, form):
                    data = piece.bytes()
                    if not begun:
                        begin()
                        begun = True
                    elif form.endswith("WithNamesAndTypes"):
                        # chdb formats each block by itself; a server writes names and types once.
                        data = data.split(b"\n", 2)[2]
                    self.send(data)
            else:
                data = engine.query(sql).bytes()
                begin()
                begun = True
                self.send(data)
            if not begun:
                begin()
            self.wfile.write(b"0\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError):
            raise
        except Exception as thrown:
            failure = to_failure(thrown)
            if not begun:
                raise failure from thrown
            message = f"{failure}"
            self.send(f"\r\n__exception__\r\n{TAG}\r\n{message}\n{len(message.encode()) + 1} {TAG}\r\n__exception__\r\n".encode())
            # As the server does: without the last chunk.
            self.close_connection = True


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
