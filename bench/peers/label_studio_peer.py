"""label_studio_peer.py FILE FOLDER: starts Label Studio on an empty database in FOLDER, imports each execution as a task, through its API.

Prints a JSON document: what the start took, and the tasks that the server has.
"""
import json
import os
import secrets
import sys
from itertools import islice
from pathlib import Path

from server import ask, free_port, serving

path, folder = sys.argv[1:]
port = free_port()
url = f"http://127.0.0.1:{port}"
user = {"username": "bench@example.com", "password": secrets.token_hex(), "user-token": secrets.token_hex(20)}
program = str(Path(sys.executable).with_name("label-studio"))
command = [program, "start", "--no-browser", "--enable-legacy-api-token", "--data-dir", folder]
command += ["--internal-host", "127.0.0.1", "--port", str(port)]
for name, value in user.items():
    command += [f"--{name}", value]
off = {"COLLECT_ANALYTICS": "false", "SENTRY_DSN": "", "FRONTEND_SENTRY_DSN": "", "LATEST_VERSION_CHECK": "false"}
env = {**os.environ, **off, "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true"}
headers = {"authorization": f"Token {user['user-token']}"}
config = '<View><Text name="input" value="$input"/><Text name="output" value="$output"/><Rating name="r" toName="output"/></View>'

with serving(command, f"{url}/health", env) as start:
    project = ask(f"{url}/api/projects", {"title": "bench", "label_config": config}, headers)["id"]
    with open(path, encoding="utf-8") as lines:
        while batch := [{"data": json.loads(line)} for line in islice(lines, 5000)]:
            ask(f"{url}/api/projects/{project}/import", batch, headers)
    held = ask(f"{url}/api/projects/{project}", headers=headers)["task_number"]
    print(json.dumps({**start, "records": held}))
