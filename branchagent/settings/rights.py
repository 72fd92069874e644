"""Windows: what only an administrator may change, and everybody may read."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from pathlib import Path

    # Owned by the administrators, nothing inherited from above. All rights below, too, to them and to the system;
    # to users reading and listing.
    _READ_ONLY = "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"
    _FILE_OBJECT, _OWNER, _DACL, _PROTECTED = 1, 0x1, 0x4, 0x80000000
    _REVISION = 1
    _ADJUST_PRIVILEGES, _ENABLED = 0x20, 0x2

    _advapi = ctypes.WinDLL("advapi32", use_last_error=True)
    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)

    class _Privilege(ctypes.Structure):
        _fields_ = (
            ("count", wintypes.DWORD),
            ("low", wintypes.DWORD),
            ("high", wintypes.LONG),
            ("attributes", wintypes.DWORD),
        )

    def expect_administrator() -> None:
        """Raise `PermissionError` unless the process has an administrator's rights."""
        if not ctypes.windll.shell32.IsUserAnAdmin():
            raise PermissionError(13, "this needs an administrator's rights")

    def reserve(folder: Path) -> None:
        """Let users only read a folder and what is in it, whoever made it. Raises `OSError`."""
        _enable("SeTakeOwnershipPrivilege")
        descriptor = ctypes.c_void_p()
        _expect(
            _advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW(
                _READ_ONLY, _REVISION, ctypes.byref(descriptor), None
            )
        )
        try:
            owner, access = _owner_of(descriptor), _access_of(descriptor)
            # One after the other: who owns it may change who may do what with it, however it was closed before.
            _set(folder, _OWNER, owner, None)
            _set(folder, _DACL | _PROTECTED, None, access)
        finally:
            _kernel.LocalFree(descriptor)

    def _owner_of(descriptor: ctypes.c_void_p) -> ctypes.c_void_p:
        owner, is_default = ctypes.c_void_p(), wintypes.BOOL()
        _expect(_advapi.GetSecurityDescriptorOwner(descriptor, ctypes.byref(owner), ctypes.byref(is_default)))
        return owner

    def _access_of(descriptor: ctypes.c_void_p) -> ctypes.c_void_p:
        present, access, is_default = wintypes.BOOL(), ctypes.c_void_p(), wintypes.BOOL()
        found = (ctypes.byref(present), ctypes.byref(access), ctypes.byref(is_default))
        _expect(_advapi.GetSecurityDescriptorDacl(descriptor, *found))
        return access

    def _set(folder: Path, what: int, owner: ctypes.c_void_p | None, access: ctypes.c_void_p | None) -> None:
        given = (str(folder), _FILE_OBJECT, wintypes.DWORD(what), owner, None, access, None)
        if code := _advapi.SetNamedSecurityInfoW(*given):
            raise ctypes.WinError(code)

    def _enable(name: str) -> None:
        """Use a privilege that the process has; without it, what needs it will say so."""
        token, privilege = wintypes.HANDLE(), _Privilege(1, 0, 0, _ENABLED)
        _kernel.GetCurrentProcess.restype = wintypes.HANDLE
        process = wintypes.HANDLE(_kernel.GetCurrentProcess())
        _expect(_advapi.OpenProcessToken(process, _ADJUST_PRIVILEGES, ctypes.byref(token)))
        try:
            number = ctypes.byref(privilege, _Privilege.low.offset)
            _expect(_advapi.LookupPrivilegeValueW(None, name, number))
            _advapi.AdjustTokenPrivileges(token, wintypes.BOOL(0), ctypes.byref(privilege), 0, None, None)
        finally:
            _kernel.CloseHandle(token)

    def _expect(has_worked: int) -> None:
        if not has_worked:
            raise ctypes.WinError(ctypes.get_last_error())
