"""`ETag`, `If-None-Match` and `If-Match` on single resources: nobody overwrites what they have not seen."""

import hashlib

from django.utils.http import parse_etags
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

CHANGING = {"PUT", "PATCH", "DELETE"}


class PreconditionFailed(APIException):
    """412: the resource is not the one that the caller read."""

    status_code = 412
    default_code = "changed_meanwhile"
    default_detail = "This was changed after you read it. Read it again and repeat the change on what it says now."


class SingleResource:
    """Mixin of a view of one resource, before GenericAPIView.

    GET answers with an ``ETag`` (304 for a matching ``If-None-Match``). A change with ``If-Match`` first locks
    the row of ``row_model`` named by ``pk`` and is refused with 412 unless GET would answer the same now.
    """

    row_model = None

    def initial(self, request, *args, **kwargs):
        """Compare the precondition once the caller is known to be allowed to ask."""
        super().initial(request, *args, **kwargs)
        wanted = parse_etags(request.headers.get("If-Match", ""))
        if request.method not in CHANGING or not wanted or wanted == ["*"]:
            return
        self.lock_row(**kwargs)
        if etag_of(self.get(request, *args, **kwargs).data) not in wanted:
            raise PreconditionFailed

    def lock_row(self, **kwargs):
        """Lock the row of the address until the request's transaction ends; what is missing, ``get`` will say."""
        self.row_model.objects.select_for_update().filter(pk=kwargs["pk"]).exists()

    def finalize_response(self, request, response, *args, **kwargs):
        """Name the version that the body shows."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code != 200 or request.method not in {"GET", "HEAD", "PATCH", "PUT"}:
            return response
        tag = etag_of(response.data)
        if request.method in {"GET", "HEAD"} and tag in parse_etags(request.headers.get("If-None-Match", "")):
            response = super().finalize_response(request, Response(status=304), *args, **kwargs)
        response["ETag"] = tag
        return response


def etag_of(data) -> str:
    """A strong tag: the SHA-256 of the representation as JSON."""
    return f'"{hashlib.sha256(JSONRenderer().render(data)).hexdigest()[:32]}"'
