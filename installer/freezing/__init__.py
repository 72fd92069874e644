"""What PyInstaller packs, and how."""
