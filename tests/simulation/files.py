"""The drop folder in memory: what lies where, who writes it, who holds it, what a power cut would undo."""

import errno
import hashlib
import io
from dataclasses import dataclass, field
from pathlib import PurePath

from branchagent.core.receipts import Fingerprint, Outcome
from branchagent.core.settling import Writer
from branchagent.disk import Listed, NotAFileError

TOP = ""
FOLDERS = (TOP, *(outcome.value for outcome in Outcome))


@dataclass(eq=False)
class Node:
    """A file, or a folder that lies where a file should. Nobody but a clerk may remove what `is_clerks`."""

    inode: int
    kind: str = "file"
    content: bytes = b""
    mtime_ns: int = 0
    ctime: float = 0.0
    is_clerks: bool = False
    writers: int = 0
    held: int = 0
    """How many other programs have it open such that it can be neither opened nor moved."""
    history: list = field(default_factory=list)
    touched_at: float = 0.0
    """When something last happened to it, in the world's seconds."""

    @property
    def sha256(self):
        return hashlib.sha256(self.content).hexdigest()


class Tree:
    """The folder itself, as its server has it."""

    def __init__(self, world):
        self.world = world
        self.folders = {TOP: {}}
        self.present = True
        self.identity = (7, 1)
        self.tells_writers = True
        self.full = False
        self.watchers = []
        self.serial = 100
        self._undo = []

    def where(self, path):
        """Split a path into the folder's name and the file's."""
        parts = PurePath(path).relative_to(self.world.drop).parts
        if not parts:
            return None, TOP
        if len(parts) == 1:
            return TOP, parts[0]
        return parts[0], parts[1]

    def find(self, path):
        """Give the node at a path. Raises `FileNotFoundError`."""
        folder, name = self.where(path)
        node = self.folders.get(folder, {}).get(name) if self.present else None
        if node is None:
            raise FileNotFoundError(errno.ENOENT, "no such file", str(path))
        return node

    def put(self, folder, name, node):
        """Let a node appear under a name."""
        self.folders[folder][name] = node
        node.ctime = self.world.wall()
        node.touched_at = self.world.scheduler.now
        node.history.append((self.world.scheduler.now, folder, name))
        self._tell(folder, name)

    def take(self, folder, name):
        """Let a name disappear."""
        return self.folders[folder].pop(name)

    def new(self, **fields):
        self.serial += 1
        return Node(self.serial, mtime_ns=self.stamp(), **fields)

    def stamp(self):
        """Give a time for a file, as coarse as this world's file system has it."""
        now = int(self.world.wall() * 1e9)
        return now - now % self.world.grain_ns

    def touched(self, node, folder, name):
        """Note that a node's content changed."""
        node.mtime_ns = self.stamp()
        node.touched_at = self.world.scheduler.now
        self._tell(folder, name)

    def rename(self, source, target, *, durable=False):
        """Move a node to a name that is free."""
        node = self.take(*source)
        self.put(*target, node)
        if not durable:
            self._undo.append((source, target, node))

    def sync(self):
        """Nothing that was renamed so far will be undone."""
        self._undo.clear()

    def cut_power(self):
        """Undo what was renamed and not synced: a file system may have written none, or some, of it."""
        while self._undo and self.world.random.random() < 0.7:
            source, target, node = self._undo.pop()
            if self.folders[target[0]].get(target[1]) is node and source[1] not in self.folders[source[0]]:
                del self.folders[target[0]][target[1]]
                self.folders[source[0]][source[1]] = node
        self._undo.clear()

    def _tell(self, folder, name):
        if folder == TOP:
            for watcher in self.watchers:
                watcher.happened(name)


class Reader(io.RawIOBase):
    """An open file; it reads what is there when it reads."""

    def __init__(self, disk, node):
        self.disk = disk
        self.node = node
        self._position = 0

    def read(self, size=-1):
        taken = bytearray()
        while size < 0 or len(taken) < size:
            self.disk.process.effect("read")
            self.disk.maybe_fail("read")
            piece = self.node.content[self._position : self._position + self._piece(size - len(taken))]
            if not piece:
                break
            self._position += len(piece)
            taken += piece
        return bytes(taken)

    def _piece(self, wanted):
        """Every read gives less than asked for: others may write in between."""
        piece = self.disk.world.random.choice((64, 512, 4096, 1 << 20))
        return piece if wanted < 0 else min(piece, wanted)

    def seek(self, position, _whence=0):
        self._position = position
        return position


class SimDisk:
    """A `branchagent.disk.Disk`, for one process."""

    def __init__(self, world, process):
        self.world = world
        self.tree = world.tree
        self.process = process

    def maybe_fail(self, operation):
        """Fail as this world's weather has it."""
        if not self.tree.present:
            raise OSError(errno.EHOSTDOWN, "host is down")
        self.world.weather.strike_disk(operation)

    def _enter(self, operation):
        self.process.effect(operation)
        self.maybe_fail(operation)

    def open(self, path):
        self._enter("open")
        node = self.tree.find(path)
        if node.kind != "file":
            raise NotAFileError(errno.EISDIR, "not a regular file", str(path))
        if node.held:
            raise PermissionError(errno.EACCES, "sharing violation", str(path))
        return Reader(self, node)

    def fingerprint(self, file):
        self._enter("stat")
        return _fingerprint(file.node)

    def digest(self, file):
        self._enter("read")
        file.seek(0)
        return hashlib.sha256(file.read()).hexdigest()

    def holds(self, file, content):
        self._enter("read")
        file.seek(0)
        return file.read() == content

    def writer_of(self, _path, file):
        self.process.effect("writer")
        if not self.tree.tells_writers:
            return Writer.UNKNOWN
        return Writer.OPEN if file.node.writers else Writer.CLOSED

    def is_there(self, path):
        try:
            self._enter("stat")
            self.tree.find(path)
        except FileNotFoundError:
            return False
        return True

    def is_folder(self, path):
        self.process.effect("stat")
        return self.tree.present and self._is_folder(path)

    def _is_folder(self, path):
        folder, name = self.tree.where(path)
        return folder is None or (folder == TOP and name in self.tree.folders)

    def can_be_entered(self, path):
        return self.is_folder(path)

    def list(self, folder):
        self._enter("list")
        return [self._listed(name, node) for name, node in sorted(self._entries(folder).items())] + [
            Listed(name, None, None, is_folder=True) for name in self.tree.folders if name != TOP
        ]

    def _entries(self, folder):
        above, name = self.tree.where(folder)
        entries = self.tree.folders.get(TOP if above is None else name)
        if entries is None:
            raise FileNotFoundError(errno.ENOENT, "no such folder", str(folder))
        return entries

    def _listed(self, name, node):
        if node.kind != "file":
            return Listed(name, None, None, is_folder=node.kind == "folder")
        return Listed(name, len(node.content), node.mtime_ns, node.ctime)

    def names(self, folder):
        self._enter("list")
        return {name for name, node in self._entries(folder).items() if node.kind != "folder"}

    def identity(self, _folder):
        self._enter("stat")
        return self.tree.identity

    def stamp(self, _folder):
        """Never vouch for anything: the folder may change within the grain."""
        self._enter("stat")
        return 0

    def make_folder(self, path, *, parents=False):  # noqa: ARG002 - the disk's signature
        self.process.effect("mkdir")
        if not self._is_folder(path):
            self.maybe_fail("mkdir")
            self.tree.folders[self.tree.where(path)[1]] = {}
        elif not self.tree.present:
            raise OSError(errno.EHOSTDOWN, "host is down")

    def move(self, source, target):
        self._enter("move")
        node = self.tree.find(source)
        if node.held:
            raise PermissionError(errno.EACCES, "sharing violation", str(source))
        folder, name = self.tree.where(target)
        if folder not in self.tree.folders:
            raise FileNotFoundError(errno.ENOENT, "no such folder", str(target))
        if name in self.tree.folders[folder]:
            raise FileExistsError(errno.EEXIST, "exists", str(target))
        self.world.rules.before_move(self.process, node, self.tree.where(source), (folder, name))
        self.tree.rename(self.tree.where(source), (folder, name))
        if self.world.weather.loses_answer():
            raise OSError(errno.EIO, "the server's answer was lost", str(target))
        self.process.effect("moved")

    def make_durable(self, _folder):
        self._enter("sync")
        self.tree.sync()

    def write(self, path, content, *, durable=False):  # noqa: ARG002 - the same
        self._enter("write")
        folder, name = self.tree.where(path)
        if folder not in self.tree.folders:
            raise FileNotFoundError(errno.ENOENT, "no such folder", str(path))
        node = self.tree.folders[folder].get(name)
        if node is None:
            node = self.tree.new()
            self.tree.put(folder, name, node)
        node.content = content[: len(content) // 2]
        self.process.effect("write")
        self.maybe_fail("write")
        node.content = content
        self.process.effect("written")

    def remove(self, path):
        self._enter("remove")
        folder, name = self.tree.where(path)
        node = self.tree.folders.get(folder, {}).get(name)
        if node is None:
            return
        if node.held:
            raise PermissionError(errno.EACCES, "sharing violation", str(path))
        if node.is_clerks:
            self.world.violated("a", f"the agent removed {folder}/{name}, which is a clerk's")
        self.tree.take(folder, name)


def _fingerprint(node):
    return Fingerprint(len(node.content), node.mtime_ns, node.inode)
