"""Programs that print, convert and rewrite PDFs; each runs in a folder of its own."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

BROWSER = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
GHOSTSCRIPT = ("gs", "-q", "-sDEVICE=pdfwrite", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sOutputFile=out.pdf")
UNTAGGED = ("--disable-pdf-tagging",)
REWRITERS = {
    "gs": (*GHOSTSCRIPT, "in.pdf"),
    "gs-old": (*GHOSTSCRIPT, "-dCompatibilityLevel=1.3", "-dPDFSETTINGS=/screen", "in.pdf"),
    "gs-outlines": (*GHOSTSCRIPT, "-dNoOutputFonts", "in.pdf"),
    "qpdf-linear": ("qpdf", "--deterministic-id", "--linearize", "in.pdf", "out.pdf"),
    "qpdf-objects": ("qpdf", "--deterministic-id", "--object-streams=generate", "in.pdf", "out.pdf"),
    "qpdf-qdf": ("qpdf", "--deterministic-id", "--qdf", "in.pdf", "out.pdf"),
    "qpdf-locked": ("qpdf", "--encrypt", "", "owner", "256", "--", "in.pdf", "out.pdf"),
    "mutool": ("mutool", "clean", "-gggg", "-s", "-z", "in.pdf", "out.pdf"),
    "mutool-plain": ("mutool", "clean", "-d", "in.pdf", "out.pdf"),
}


def _run(command, folder):
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)


def rewritten(content, how):
    with TemporaryDirectory() as folder:
        Path(folder, "in.pdf").write_bytes(content)
        _run(REWRITERS[how], folder)
        return Path(folder, "out.pdf").read_bytes()


def printed_by_browser(html, *, tagged):
    """A tagged document has its texts once more as a tree, and is half as large again."""
    with TemporaryDirectory() as folder:
        Path(folder, "in.html").write_text(html, encoding="utf-8")
        _run((*BROWSER, *(() if tagged else UNTAGGED), "--print-to-pdf=out.pdf", "in.html"), folder)
        return Path(folder, "out.pdf").read_bytes()


def converted_by_office(documents):
    """Convert many documents (name and content) in one go; LibreOffice takes seconds to start."""
    with TemporaryDirectory() as folder:
        for name, content in documents.items():
            Path(folder, name).write_bytes(content)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        _run(("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", "out", *documents), folder)
        return {name: Path(folder, "out", name).with_suffix(".pdf").read_bytes() for name in documents}
