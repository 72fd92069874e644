"""The clerks of the branch, who drop receipts in every way that there is."""

from functools import partial

from .files import TOP
from .service import Fate

_KINDS = (
    *("fine",) * 60, *("known",) * 6, *("unknown",) * 4, *("full",) * 4, *("error",) * 4, *("garbage",) * 3, "other",
    "contradiction", "large",
)  # fmt: skip


def receipt(number, serial):
    """Give a small whole PDF that no other is equal to."""
    return _BODY.replace(b"@", f"{number} {serial:08d}".encode())


_BODY = (
    b"%PDF-1.4\n%@\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%@\n%%EOF\n"
)


def printing(number, serial):
    """Give a receipt that prints a validation number."""
    return receipt(number, serial).replace(b"/MediaBox[0 0 9 9]>>endobj\n", _PRINTING % number.encode())


_PRINTING = (
    b"/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
    b"endobj\n"
    b"4 0 obj<</Length 99>>stream\nBT /F 12 Tf 72 720 Td (Nomor Validasi : %b) Tj ET\nendstream endobj\n"
)


class Clerks:
    """They bring the receipts."""

    def __init__(self, world, count):
        self.world = world
        self.left = count
        self.brought = 0
        self.busy = 0
        self._serial = 0

    def work(self):
        """Bring one receipt after the other, now and then many at once."""
        random, scheduler = self.world.random, self.world.scheduler
        while self.left > 0:
            burst = min(self.left, random.choice((1, 1, 1, 1, 2, 3, 12)))
            self.left -= burst
            for _ in range(burst):
                scheduler.spawn(self.world.everybody, partial(self._bring, self._draw_way()))
            scheduler.sleep(random.expovariate(1 / 25.0))

    def bring_witness(self):
        """Bring a receipt that nothing is wrong with."""
        self._serial += 1
        number = f"8{self.world.seed % 1000:03d}{self._serial:09d}"
        self._drop(f"{number}.pdf", self._new(number))

    def _draw_way(self):
        return self.world.random.choice(_WAYS)

    def _bring(self, way):
        world = self.world
        world.wait_for_folder()
        self._serial += 1
        self.brought += 1
        number = f"{world.seed % 1000:03d}{self._serial:09d}"
        self._give_fate(number)
        self.busy += 1
        getattr(self, way)(number)
        self.busy -= 1

    def _give_fate(self, number):
        kind = self.world.random.choice(_KINDS)
        if kind == "known":
            self.world.service.known_before.add(number)
        elif kind != "fine":
            times = 10**6 if kind in {"unknown", "large"} else self.world.random.choice((1, 2, 3, 5, 10**6))
            self.world.service.fates[number] = Fate(kind, times)

    def at_once(self, number):
        """Rename a whole file into the folder."""
        self._drop(f"{number}.pdf", self._new(number))

    def slowly(self, number):
        """Write the file in place, piece by piece, with pauses."""
        self._write(f"{number}.pdf", self._new(number))

    def through_a_draft(self, number):
        """Write into a temporary file beside it, and rename that."""
        world, content = self.world, self._new(number)
        draft = self._write(f"{number}.pdf.part", content, saves=False)
        world.wait_for_folder()
        if draft is not None and f"{number}.pdf" not in world.tree.folders[TOP]:
            self._saved(f"{number}.pdf", content)
            world.tree.rename((TOP, f"{number}.pdf.part"), (TOP, f"{number}.pdf"), durable=True)
            world.clerks_files.add(draft)
            draft.is_clerks = True

    def twice(self, number):
        """Drop the same receipt again, later, as a browser names it."""
        content = self._new(number)
        self._drop(f"{number}.pdf", content)
        self._later()
        self._drop(f"{number} (1).pdf", content)

    def again_at_once(self, number):
        """Drop the same file under the same name as soon as it has left the folder."""
        content = self._new(number)
        self._drop(f"{number}.pdf", content)
        for _ in range(600):
            self.world.scheduler.sleep(self.world.random.random())
            self.world.wait_for_folder()
            if f"{number}.pdf" not in self.world.tree.folders[TOP]:
                self._drop(f"{number}.pdf", content)
                return

    def again_with_other_bytes(self, number):
        """Print the receipt anew under the same number."""
        self._drop(f"{number}.pdf", self._new(number))
        self._later()
        self._drop(f"{number}.pdf", self._new(number))

    def changed_under_way(self, number):
        """Save over the file, whatever is being done with it."""
        self._drop(f"{number}.pdf", self._new(number))
        self._later()
        self._overwrite(f"{number}.pdf", self._new(number))

    def nervously(self, number):
        """Save again and again, within the moments in which the file is looked at, read and moved."""
        self._drop(f"{number}.pdf", self._new(number))
        for _ in range(self.world.random.choice((1, 3, 6))):
            self.world.scheduler.sleep(self.world.random.random() * 0.3)
            self._overwrite(f"{number}.pdf", self._new(number))

    def removed_under_way(self, number):
        """Take the file out again."""
        self._drop(f"{number}.pdf", self._new(number))
        self._later()
        self._remove(f"{number}.pdf")

    def renamed_under_way(self, number):
        """Correct the number in the name."""
        content = self._new(number)
        self._drop(f"{number}.pdf", content)
        self._later()
        self._rename(f"{number}.pdf", f"9{number}.pdf")

    def put_back_from_failed(self, number):
        """Move a failed file back into the folder, whenever it has failed."""
        self._drop(f"{number}.pdf", self._new(number))
        for _ in range(40):
            self.world.scheduler.sleep(30.0)
            if self._return_failed(f"{number}.pdf"):
                return

    def badly_named(self, number):
        """Save a receipt under a name that is no number."""
        self._drop(f"bukti setoran {number}.pdf", self._new(number), sendable=False)

    def under_anothers_number(self, number):
        """Save a receipt under a number that it does not print."""
        self._serial += 1
        content = printing(f"7{number}", self._serial)
        self.world.misnamed.add((number, self.world.hash(content)))
        self._drop(f"{number}.pdf", content, sendable=False)

    def under_its_own_number(self, number):
        """Save a receipt that prints its number, in whatever way."""
        self._serial += 1
        self._drop(f"{number}.pdf", printing(number, self._serial))

    def no_pdf(self, number):
        """Save something else."""
        others = (b"", b"PK\x03\x04 a spreadsheet", self._new(number)[:-60], b"%PDF-1.4\n%%EOF")
        content = self.world.random.choice(others)
        self._drop(f"{number}.pdf", content, sendable=False)

    def folder(self, number):
        """Drop a folder that is called as a receipt, and notice it in the end."""
        world = self.world
        world.tree.put(TOP, f"{number}.pdf", world.tree.new(kind="folder"))
        world.scheduler.sleep(world.random.random() * 600.0)
        world.tree.take(TOP, f"{number}.pdf")

    def _new(self, number):
        self._serial += 1
        return receipt(number, self._serial)

    def _later(self):
        random = self.world.random
        self.world.scheduler.sleep(random.choice((0.0, 0.05, 0.5, 3.0, 30.0, 300.0)) * random.random())
        self.world.wait_for_folder()

    def _saved(self, name, content, *, sendable=True):
        stem = name.removesuffix(".pdf").removesuffix(" (1)")
        if sendable:
            self.world.saved.add((stem, self.world.hash(content)))
        self.world.trace("saved", name)

    def _drop(self, name, content, *, sendable=True):
        world = self.world
        if name in world.tree.folders[TOP]:
            return
        self._saved(name, content, sendable=sendable)
        node = world.tree.new(content=content, is_clerks=True)
        world.clerks_files.add(node)
        world.tree.put(TOP, name, node)

    def _write(self, name, content, *, saves=True):
        world = self.world
        if name in world.tree.folders[TOP]:
            return None
        node = world.tree.new(is_clerks=saves, writers=1)
        if saves:
            world.clerks_files.add(node)
        world.tree.put(TOP, name, node)
        self._pour(node, name, content, saves=saves)
        return node

    def _pour(self, node, name, content, *, saves=True):
        """Write content into a node that we have open. Where nobody can ask who writes, no pause is long."""
        world, random = self.world, self.world.random
        longest = 60.0 if world.tree.tells_writers else 4.0
        pieces = random.choice((1, 2, 4))
        for index in range(1, pieces + 1):
            if index == pieces and saves:
                self._saved(name, content)
            node.content = content[: len(content) * index // pieces]
            world.tree.touched(node, TOP, name)
            if index < pieces:
                world.scheduler.sleep(random.random() ** 3 * longest)
        node.writers -= 1
        world.tree.touched(node, TOP, name)

    def _overwrite(self, name, content):
        world = self.world
        node = world.tree.folders[TOP].get(name)
        if node is None or node.held:
            return
        world.overwritten.add((node.sha256, name))
        if world.random.random() < 0.5:
            world.clerks_files.discard(node)
            world.tree.take(TOP, name)
            self._drop(name, content)
            return
        node.writers += 1
        node.content = b""
        world.tree.touched(node, TOP, name)
        self._pour(node, name, content)

    def _remove(self, name):
        world = self.world
        node = world.tree.folders[TOP].get(name)
        if node is None or node.held:
            return
        world.clerks_files.discard(node)
        world.overwritten.add((node.sha256, name))
        world.tree.take(TOP, name)
        world.trace("removed", name)

    def _rename(self, name, other):
        world = self.world
        node = world.tree.folders[TOP].get(name)
        if node is None or node.held or other in world.tree.folders[TOP]:
            return
        self._saved(other, node.content)
        world.overwritten.add((node.sha256, name))
        world.tree.rename((TOP, name), (TOP, other), durable=True)

    def _return_failed(self, name):
        world = self.world
        world.wait_for_folder()
        node = world.tree.folders.get("failed", {}).get(name)
        if node is None or node.held or name in world.tree.folders[TOP]:
            return False
        world.tree.rename(("failed", name), (TOP, name), durable=True)
        world.moved_back.add(node)
        world.trace("put back", name)
        return True


_WAYS = (
    *("at_once",) * 20, *("slowly",) * 8, *("through_a_draft",) * 3, *("twice",) * 3,
    *("again_at_once",) * 3, *("again_with_other_bytes",) * 2,
    *("changed_under_way",) * 3, *("nervously",) * 4, *("removed_under_way",) * 3, *("renamed_under_way",) * 2,
    *("put_back_from_failed",) * 2, "badly_named", *("no_pdf",) * 2, "folder",
    *("under_anothers_number",) * 2, *("under_its_own_number",) * 3,
)  # fmt: skip
