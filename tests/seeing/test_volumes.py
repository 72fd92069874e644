"""Which volumes other machines may write to without an event here."""

import sys

import pytest

from branchagent.volumes import is_network_type, is_remote, mount_type

MOUNTS = r"""22 28 0:21 / /proc rw,nosuid shared:12 - proc proc rw
28 1 253:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
95 28 0:45 / /mnt rw shared:50 - tmpfs tmpfs rw
96 95 0:46 / /mnt/bank rw,relatime shared:51 - cifs //server/bank rw,vers=3.1.1
97 96 0:47 / /mnt/bank/local rw shared:52 - ext4 /dev/vdb rw
98 28 0:48 / /mnt/with\040space rw shared:53 - nfs4 server:/x rw
99 28 0:49 / /srv/кириллица rw shared:54 - cifs //server/x rw
100 28 0:50 / /srv/setoran\040–\040bukti rw shared:55 - cifs //server/y rw
101 28 0:51 / /srv/back\134slash rw shared:56 - nfs server:/y rw
102 28 0:52 / /over rw - ext4 /dev/vdc rw
103 102 0:53 / /over rw - fuse.sshfs user@host: rw
broken line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "ext4"),
        ("/home/user/drop", "ext4"),
        ("/mnt", "tmpfs"),
        ("/mnt/bank", "cifs"),
        ("/mnt/bank/branch/drop", "cifs"),
        ("/mnt/bankrupt", "tmpfs"),
        ("/mnt/bank/local/drop", "ext4"),
        ("/mnt/with space/drop", "nfs4"),
        ("/srv/кириллица/drop", "cifs"),
        ("/srv/setoran – bukti/drop", "cifs"),
        ("/srv/back\\slash/drop", "nfs"),
        ("/over/drop", "fuse.sshfs"),
        ("/proc/self", "proc"),
    ],
)
def test_a_path_lies_on_the_innermost_and_latest_mount(path, kind):
    assert mount_type(MOUNTS, path) == kind


def test_optional_fields_may_be_missing_or_many():
    assert mount_type("1 0 8:1 / / rw - xfs /dev/a rw", "/x") == "xfs"
    assert mount_type("1 0 8:1 / / rw shared:1 master:2 unbindable - xfs /dev/a rw", "/x") == "xfs"


def test_without_mounts_nothing_is_known():
    assert mount_type("", "/x") == ""


@pytest.mark.parametrize(
    "kind",
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "9p", "fuse", "fuse.sshfs", "ceph", "CIFS", "virtiofs"],
)
def test_what_other_machines_write_to_is_not_trusted(kind):
    assert is_network_type(kind)


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "tmpfs", "overlay", "zfs", "vfat", "ntfs3", "apfs", ""])
def test_what_only_this_machine_writes_to_is_trusted(kind):
    assert not is_network_type(kind)


@pytest.mark.skipif(sys.platform != "linux", reason="reads this machine's mounts")
def test_the_systems_own_table_is_read(tmp_path):
    assert is_remote(tmp_path) == is_remote(tmp_path / "not" / "there")
