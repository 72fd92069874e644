"""What one writes in an afternoon: watchdog tells of a file, requests posts it, and it is moved away."""

import sys
import time
from pathlib import Path

import requests
from watchdog.events import FileSystemEventHandler
from watchdog.observers import Observer


class Sender(FileSystemEventHandler):
    def __init__(self, folder, url):
        self._folder = folder
        self._url = url
        self._session = requests.Session()

    def on_closed(self, event):
        self._send(Path(event.src_path))

    def on_moved(self, event):
        self._send(Path(event.dest_path))

    def on_created(self, event):
        # What is renamed into the folder from outside is told as created; what is only begun is empty.
        path = Path(event.src_path)
        if path.exists() and path.stat().st_size:
            self._send(path)

    def _send(self, path):
        if path.parent != self._folder or path.suffix != ".pdf" or not path.exists():
            return
        with path.open("rb") as file:
            answer = self._session.post(
                self._url,
                data={"no_validasi": path.stem},
                files={"upload": (path.name, file, "application/pdf")},
                headers={"x-access-key": "token"},
                timeout=60,
            )
        if answer.json()["RC"] == "00":
            path.rename(self._folder / "done" / path.name)


def main(folder, url):
    observer = Observer()
    observer.schedule(Sender(Path(folder), url), folder)
    observer.start()
    print("ready", flush=True)
    while True:
        time.sleep(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
