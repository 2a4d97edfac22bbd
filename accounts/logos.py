"""A logo as it is kept: decoded, made small, written anew as PNG, so that nothing of the sent file survives."""

import io
import warnings

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import InvalidInput

MOST_BYTES = 5_000_000
MOST_PIXELS = 40_000_000
WIDTH, HEIGHT = 320, 96  # shown at half of it, for sharp screens
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def stored_logo(content: bytes) -> bytes:
    """The PNG to keep of an uploaded image: at most 320 by 96 pixels, 64 colors, a few kilobytes.

    Raises InvalidInput for what is too large or no image.
    """
    if len(content) > MOST_BYTES:
        _refuse(_("The file is larger than 5 MB."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=FORMATS)
            if image.width * image.height > MOST_PIXELS:
                _refuse(_("The image has too many pixels."))
            image = ImageOps.exif_transpose(image).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        _refuse(_("This is no PNG, JPEG, WebP or GIF image."))
    image.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    image.quantize(64, Image.Quantize.FASTOCTREE).save(written, "PNG", optimize=True)
    return written.getvalue()


def _refuse(sentence):
    raise InvalidInput(sentence, [{"pointer": "/logo", "code": "invalid", "detail": sentence}])
