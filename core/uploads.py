"""What may be kept of a file that somebody sends: judged by its content, never by its name.

Pictures are decoded and written anew, which drops whatever else they carried. Nothing is unpacked. What cannot be
recognized as harmless is refused. Keeping and serving is in ``core.files``.
"""

import io
import re
import unicodedata
import warnings
import zipfile
from typing import NamedTuple

import puremagic
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from core.errors import DomainError

LARGEST = 25 * 1024 * 1024
LARGEST_REQUEST = LARGEST + 1024 * 1024  # the other fields of the form
LARGEST_PICTURE = 50_000_000  # pixels
LARGEST_UNPACKED = 500 * 1024 * 1024
LARGEST_RATIO = 200
MOST_MEMBERS = 5000

PICTURES = {"PNG": ("png", "image/png"), "JPEG": ("jpg", "image/jpeg"), "WEBP": ("webp", "image/webp")}
READ_AS_PNG = {"GIF", "BMP", "TIFF"}
OFFICE = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "visio/": ("vsdx", "application/vnd.ms-visio.drawing"),
}
WIDE = (b"\xff\xfe", b"\xfe\xff")  # marks of UTF-16, whose letters hold NULs
ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".jar", ".cab", ".iso")
TEXTS = {
    "csv": "text/csv",
    "json": "application/json",
    "log": "text/plain",
    "md": "text/plain",
    "txt": "text/plain",
}
# Every media type that is ever kept.
KINDS = sorted(
    {
        *(kind for _extension, kind in (*PICTURES.values(), *OFFICE.values())),
        *TEXTS.values(),
        "application/pdf",
        "application/zip",
        "image/heic",
    }
)
MARKUP = re.compile(
    r"<\s*(!doctype|html|head|body|script|svg|iframe|object|embed|img|style|\?xml|\?php|%)", re.IGNORECASE
)
NAME_JUNK = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]')


class Kept(NamedTuple):
    """A file as it may be kept: a safe ``name``, its media type ``kind``, and the bytes."""

    name: str
    kind: str
    content: bytes


def inspect(upload) -> Kept:
    """Judge an uploaded file (``name``, ``size``, ``read``). Raises DomainError: empty, ``too_large``, ``kind``."""
    if upload.size > LARGEST:
        raise DomainError("too_large", _("Nothing was kept: a file may have at most 25 MB."), status=413)
    content = upload.read(LARGEST + 1)
    if not content:
        raise DomainError("empty_file", _("Nothing was kept: the file is empty."), status=400)
    extension, kind, content = _recognized(upload.name, content)
    return Kept(safe_name(upload.name, extension), kind, content)


def inspect_table(upload) -> Kept:
    """Judge a table to be read, never to be served: a workbook, or text in any encoding and with any words in it.

    Raises DomainError as ``inspect``.
    """
    if upload.name.lower().endswith(".xlsx"):
        kept = inspect(upload)
        if kept.kind != OFFICE["xl/"][1]:
            _refuse(_("this is no Excel workbook"))
        return kept
    if upload.size > LARGEST:
        raise DomainError("too_large", _("Nothing was kept: a file may have at most 25 MB."), status=413)
    content = upload.read(LARGEST + 1)
    if not content:
        raise DomainError("empty_file", _("Nothing was kept: the file is empty."), status=400)
    if content.startswith((b"PK", b"%PDF-")) or (b"\x00" in content and content[:2] not in WIDE):
        _refuse(_("this is no table of text"))
    return Kept(safe_name(upload.name, "csv"), "text/csv", content)


def picture(upload, box) -> bytes:
    """The picture as a PNG of our own making, at most ``box`` (width, height) pixels. Raises DomainError ``kind``."""
    if upload.size > LARGEST:
        raise DomainError("too_large", _("Nothing was kept: a file may have at most 25 MB."), status=413)
    image = _decoded(upload.read(LARGEST + 1))
    if image is None:
        _refuse(_("this is no PNG, JPEG, GIF or WebP picture"))
    image.thumbnail(box)
    return _encoded(image, "PNG")


def safe_name(name, extension) -> str:
    """The last step of the name without control, direction and path characters, ending in ``.extension``."""
    stem = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    stem = NAME_JUNK.sub("", stem).rsplit(".", 1)[0].strip(" .") or "file"
    return f"{stem[:120]}.{extension}"


def _recognized(name, content):
    """``(extension, media type, bytes to keep)``."""
    image = _decoded(content)
    if image is not None:
        made = image.info["kept_as"]
        return (*PICTURES[made], _encoded(image, made))
    if content.startswith(b"%PDF-"):
        return "pdf", "application/pdf", content
    if content.startswith(b"PK"):
        return (*_archive(content), content)
    if _is_heic(content):
        return "heic", "image/heic", content
    return (*_text(name, content), content)


def _decoded(content):
    """The picture, upright and without what stood beside it, or None for something else."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=[*PICTURES, *READ_AS_PNG])
            kept_as = image.format if image.format in PICTURES else "PNG"
            if image.width * image.height > LARGEST_PICTURE:
                _refuse(_("the picture has more than 50 million points"))
            image = ImageOps.exif_transpose(image)
            image.load()
    except (
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        if isinstance(error, Image.UnidentifiedImageError):
            return None
        _refuse(_("the picture is damaged"))
    if image.mode not in ("RGB", "RGBA", "L"):
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    image.info["kept_as"] = kept_as
    return image


def _encoded(image, form):
    clean = image.convert("RGB") if form == "JPEG" else image.copy()
    clean.info = {}
    stream = io.BytesIO()
    clean.save(stream, form, quality=88) if form != "PNG" else clean.save(stream, form, optimize=False)
    return stream.getvalue()


def _archive(content):
    """An office document or a plain zip; only its table of contents is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        _refuse(_("the archive is damaged"))
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED or unpacked / packed > LARGEST_RATIO:
        _refuse(_("the archive grows too large when it is unpacked"))
    names = [member.filename for member in members]
    if any(name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") for name in names):
        _refuse(_("the archive holds paths that lead out of it"))
    if any("vbaProject" in name for name in names):
        _refuse(_("documents with macros are not kept"))
    if "[Content_Types].xml" in names:
        return next(
            (known for folder, known in OFFICE.items() if any(n.startswith(folder) for n in names)), _unknown()
        )
    if any(name.lower().endswith(ARCHIVES) for name in names):
        _refuse(_("an archive within an archive is not kept"))
    return "zip", "application/zip"


def _unknown():
    return "zip", "application/zip"


def _is_heic(content):
    """A phone's own picture format: known by its head, kept as it is."""
    return content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1")


def _text(name, content):
    """Plain text by its letters: no NUL, valid UTF-8, no markup that a browser would run."""
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse(_looks_like(content))
    if "\x00" in words or content.startswith(b"#!") or MARKUP.search(words):
        _refuse(_looks_like(content))
    extension = name.rsplit(".", 1)[-1].lower()
    return (extension, TEXTS[extension]) if extension in TEXTS else ("txt", "text/plain")


def _looks_like(content):
    try:
        found = puremagic.magic_string(content[:4096])
    except (puremagic.PureError, ValueError):
        found = []
    named = next((guess.name for guess in found if guess.name), "")
    if named:
        return _("it looks like “%s”. Pictures, PDF, office documents, text and zip are kept") % named[:80]
    return _("pictures, PDF, office documents, text and zip are kept")


def _refuse(why):
    raise DomainError("kind", _("Nothing was kept: %s.") % why, status=415)


class LimitHandler(FileUploadHandler):
    """Ends a request that is larger than any file may be before its body is read."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803  Django's name
        """Refuse by the announced length; the server reads no more than that."""
        if content_length > LARGEST_REQUEST:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data, start):
        """Hand the chunk on."""
        return raw_data

    def file_complete(self, file_size):
        """Nothing kept here: the next handler has the file."""
