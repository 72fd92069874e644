"""Sends a bank branch's hajj deposit receipts to SISKOHAT and files each by its response code."""

__version__ = "0.1.0"
