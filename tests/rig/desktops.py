"""What a desktop has for a tray: the watcher that icons register with, and a notification service; on a real bus.

Their methods bear the names that D-Bus knows, and the annotations are D-Bus' types.
"""

import asyncio
import contextlib
import threading
from dataclasses import dataclass
from pathlib import Path

from dbus_fast import BusType, Message, MessageType, NameFlag, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from rig.waiting import wait_until

WATCHER, WATCHER_PATH = "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher"
NOTIFIER, NOTIFIER_PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
ITEM, MENU = "org.kde.StatusNotifierItem", "com.canonical.dbusmenu"
_WITHIN_S = 40
_NO_SUCH_LINE = "does not refer to a menu item"


@dataclass
class Notification:
    title: str
    text: str
    replaces: int


@dataclass
class Entry:
    """A line of a menu. `checked` is None where it cannot be."""

    id: int
    label: str
    enabled: bool
    checked: bool | None
    separator: bool
    below: list


class Watcher(ServiceInterface):
    def __init__(self):
        super().__init__(WATCHER)
        self.items = []

    def register(self, sender, service):
        item = (sender, service) if service.startswith("/") else (service, "/StatusNotifierItem")
        self.items.append(item)
        self.StatusNotifierItemRegistered("".join(item))

    @dbus_method()
    def RegisterStatusNotifierItem(self, service: "s"):
        """Answered by `Desktop`, which sees the sender."""

    @dbus_method()
    def RegisterStatusNotifierHost(self, service: "s"):
        pass

    @dbus_property(access=PropertyAccess.READ)
    def RegisteredStatusNotifierItems(self) -> "as":
        return ["".join(item) for item in self.items]

    @dbus_property(access=PropertyAccess.READ)
    def IsStatusNotifierHostRegistered(self) -> "b":
        return True

    @dbus_property(access=PropertyAccess.READ)
    def ProtocolVersion(self) -> "i":
        return 0

    @dbus_signal()
    def StatusNotifierItemRegistered(self, service) -> "s":
        return service


class Notifier(ServiceInterface):
    def __init__(self):
        super().__init__(NOTIFIER)
        self.shown = []

    @dbus_method()
    def Notify(
        self, app: "s", replaces: "u", icon: "s", title: "s", text: "s", actions: "as", hints: "a{sv}", ms: "i"
    ) -> "u":
        self.shown.append(Notification(title, text, replaces))
        return len(self.shown)

    @dbus_method()
    def CloseNotification(self, number: "u"):
        pass

    @dbus_method()
    def GetCapabilities(self) -> "as":
        return ["body"]

    @dbus_method()
    def GetServerInformation(self) -> "ssss":
        return ["rig", "rig", "1", "1.2"]


class Desktop:
    """Owns both names on a bus, looks at the icon that registers, and uses its menu as a panel does."""

    def __init__(self, address):
        self._address = address
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="rig-desktop")
        self._bus = None
        self.watcher = Watcher()
        self.notifier = Notifier()
        self.signals = []
        self.answers = True
        """Whether the notification service answers at all."""

    def __enter__(self):
        self._thread.start()
        self._await(self._connect())
        return self

    def __exit__(self, *_):
        self._bus.disconnect()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # What the desktop has

    def have_watcher(self):
        self.watcher.items.clear()
        self._await(self._bus.request_name(WATCHER, NameFlag.REPLACE_EXISTING))

    def lose_watcher(self):
        self._await(self._bus.release_name(WATCHER))

    def have_notifications(self):
        self._await(self._bus.request_name(NOTIFIER, NameFlag.REPLACE_EXISTING))

    def lose_notifications(self):
        self._await(self._bus.release_name(NOTIFIER))

    # What the icon shows

    def wait_for_icon(self):
        wait_until(lambda: self.watcher.items, _WITHIN_S, "an icon registers")

    def icon(self):
        """Give the bytes of the picture that the icon shows now; none while one takes the other's place."""
        name = self._property("IconName")
        try:
            return Path(name).read_bytes()
        except OSError:
            return b""

    def title(self):
        return self._property("Title")

    def menu(self):
        path = self._property("Menu")
        self._call(path, MENU, "AboutToShow", "i", [0])
        _, layout = self._call(path, MENU, "GetLayout", "iias", [0, -1, []])
        return _entry(layout).below

    def labels(self):
        """Give all labels, those below other lines too."""
        return [entry.label for entry in _flat(self.menu()) if not entry.separator]

    def entry(self, label):
        """Wait for the line with this label, or the beginning of one that ends in an ellipsis here."""

        def found():
            return next((entry for entry in _flat(self.menu()) if _fits(entry.label, label)), None)

        return wait_until(found, _WITHIN_S, lambda: f"{label!r} in {self.labels()}")

    def click(self, label):
        """Click a line; the menu is read anew, since its numbers change whenever it is made, in this instant too."""
        path = self._property("Menu")

        def clicked():
            told = self._ask(path, MENU, "Event", "isvu", [self.entry(label).id, "clicked", Variant("s", ""), 0])
            assert told.message_type is MessageType.METHOD_RETURN or _NO_SUCH_LINE in str(told.body), told.body
            return told.message_type is MessageType.METHOD_RETURN

        wait_until(clicked, _WITHIN_S, lambda: f"a click on {label!r}")

    def wait_for_notification(self, *words):
        """Wait for a notification with all of these words in it, and give it."""

        def found():
            told = self.notifier.shown
            return next((one for one in told if all(word in f"{one.title}\n{one.text}" for word in words)), None)

        return wait_until(found, _WITHIN_S, lambda: f"{words} in {self.notifier.shown}")

    def redraws(self):
        """Count the signals of a changed icon, title or menu so far."""
        return len(self.signals)

    # How it is done

    async def _connect(self):
        self._bus = await MessageBus(bus_address=self._address, bus_type=BusType.SESSION).connect()
        self._bus.export(WATCHER_PATH, self.watcher)
        self._bus.export(NOTIFIER_PATH, self.notifier)
        self._bus.add_message_handler(self._hear)
        for interface in (ITEM, MENU):
            rule = f"type='signal',interface='{interface}'"
            await self._bus.call(Message("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                         "AddMatch", signature="s", body=[rule]))  # fmt: skip

    def _hear(self, message):
        if message.message_type is MessageType.SIGNAL and message.interface in {ITEM, MENU}:
            self.signals.append(message.member)
        if not self.answers and message.interface == NOTIFIER:
            return True
        if message.member == "RegisterStatusNotifierItem":
            self.watcher.register(message.sender, message.body[0])
            return Message.new_method_return(message)
        return None

    def _property(self, name):
        _, path = self.watcher.items[-1]
        return self._call(path, "org.freedesktop.DBus.Properties", "Get", "ss", [ITEM, name])[0].value

    def _ask(self, path, interface, member, signature, body):
        owner, _ = self.watcher.items[-1]
        message = Message(owner, path, interface, member, signature=signature, body=body)
        return self._await(self._bus.call(message))

    def _call(self, path, interface, member, signature, body):
        reply = self._ask(path, interface, member, signature, body)
        assert reply.message_type is MessageType.METHOD_RETURN, reply.body
        return reply.body

    def _await(self, what):
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(_WITHIN_S)


def _entry(layout):
    number, properties, children = layout
    told = {name: value.value for name, value in properties.items()}
    return Entry(
        number,
        # A single underscore marks an access key there.
        told.get("label", "").replace("__", "\0").replace("_", "").replace("\0", "_"),
        told.get("enabled", True),
        bool(told.get("toggle-state", 0)) if told.get("toggle-type") else None,
        told.get("type") == "separator",
        [_entry(child.value) for child in children],
    )


def _flat(entries):
    for entry in entries:
        yield entry
        yield from _flat(entry.below)


def _fits(label, wanted):
    return label.startswith(wanted[:-1]) if wanted.endswith("*") else label == wanted


@contextlib.contextmanager
def desktop(address):
    """Give a desktop with a watcher and a notification service on a bus."""
    with Desktop(address) as there:
        there.have_watcher()
        there.have_notifications()
        yield there
