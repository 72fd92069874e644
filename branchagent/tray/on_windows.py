"""The icon on Windows: sharp at each scaling, with a menu that is made when it is opened, and a good end at log-off."""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

if sys.platform == "win32":
    from pystray import _win32
    from pystray._util import win32

    _SM_CXSMICON, _SM_CYSMICON = 49, 50
    _WM_NULL = 0
    _WM_QUERYENDSESSION, _WM_ENDSESSION = 0x0011, 0x0016

    class Icon(_win32.Icon):  # type: ignore[misc] # pystray has no types
        """pystray's icon. `on_end_of_session` is called, and waited for, when the user logs off."""

        on_end_of_session: Callable[[], None] | None = None

        def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as above
            super().__init__(*args, **kwargs)
            self._icon_handle: int | None = None
            self._message_handlers[_WM_QUERYENDSESSION] = lambda *_: 1
            self._message_handlers[_WM_ENDSESSION] = self._on_end_session

        def _assert_icon_handle(self) -> None:
            """Take the picture that was drawn for the size in which it is shown: pystray would take the one for 32."""
            if self._icon_handle:
                return
            metric = ctypes.windll.user32.GetSystemMetrics
            self._icon_handle = win32.LoadImage(
                None,
                self.icon.info["file"],
                win32.IMAGE_ICON,
                metric(_SM_CXSMICON),
                metric(_SM_CYSMICON),
                win32.LR_LOADFROMFILE,
            )

        def _update_menu(self) -> None:
            """Make nothing: the menu is made when it is opened, and none is taken away from under the mouse."""

        def _on_stop(self, wparam: int, lparam: int) -> None:
            """End with a menu that is open, too."""
            ctypes.windll.user32.EndMenu()
            super()._on_stop(wparam, lparam)

        def _create_menu_item(self, descriptor: Any, callbacks: Any) -> Any:  # noqa: ANN401 - as above
            """Show each sign of a text: to Windows one of them marks an access key."""
            item = super()._create_menu_item(descriptor, callbacks)
            if item.dwTypeData:
                item.dwTypeData = item.dwTypeData.replace("&", "&&")
            return item

        def _on_notify(self, wparam: int, lparam: int) -> None:
            """Open the menu at the right button; the left one is pystray's."""
            if lparam == win32.WM_RBUTTONUP:
                self._open_menu()
            else:
                super()._on_notify(wparam, lparam)

        def _open_menu(self) -> None:
            """Show a menu of this moment, and do what is chosen in it."""
            actions: list[Callable[[Any], None]] = []
            menu = self._create_menu(self.menu, actions)
            if menu is None:
                return
            point = wintypes.POINT()
            win32.GetCursorPos(ctypes.byref(point))
            # A menu whose window is not the one in front does not close at a click beside it.
            win32.SetForegroundWindow(self._menu_hwnd)
            where = win32.TPM_RIGHTALIGN | win32.TPM_BOTTOMALIGN | win32.TPM_RETURNCMD
            chosen = win32.TrackPopupMenuEx(menu, where, point.x, point.y, self._menu_hwnd, None)
            # Without a message after it, the next menu may vanish at once, says TrackPopupMenu's own page.
            win32.PostMessage(self._menu_hwnd, _WM_NULL, 0, 0)
            win32.DestroyMenu(menu)
            if chosen > 0:
                actions[chosen - 1](self)

        def _on_end_session(self, wparam: int, _: int) -> int:
            if wparam and self.on_end_of_session is not None:
                self.on_end_of_session()
            return 0
