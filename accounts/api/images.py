"""A picture in a JSON body: base64 text in, the file as forms give it out."""

from base64 import b64decode
from binascii import Error as NotBase64

from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework import serializers

LARGEST = 7_000_000  # characters: about 5 MB of picture


class ImageBody(serializers.Serializer):
    """A PNG, JPEG, GIF or WebP as base64."""

    content = serializers.CharField(max_length=LARGEST, help_text="The file as base64.")

    def validate_content(self, text):
        """The bytes."""
        try:
            return b64decode(text, validate=True)
        except (NotBase64, ValueError):
            raise serializers.ValidationError("must be base64") from None


class Base64Image(SimpleUploadedFile):
    """The picture of a body, as an upload."""

    @classmethod
    def of(cls, data):
        """The checked picture of that body. Raises ValidationError."""
        body = ImageBody(data=data)
        body.is_valid(raise_exception=True)
        return cls("picture", body.validated_data["content"])
