"""Papers of the story: a signed quote as a one-page PDF, and the rack as it was found, as a list."""

from django.core.files.uploadedfile import SimpleUploadedFile

LINES = "BT /F1 {size} Tf 60 {height} Td ({text}) Tj ET\n"


def signed_quote(number, title, customer, signer):
    """The quote of a deal with the customer's name under it."""
    words = [(18, f"Quote {number}"), (12, title), (12, f"For {customer}"), (12, f"Accepted and signed: {signer}")]
    drawn = "".join(
        LINES.format(size=size, height=760 - 36 * row, text=_plain(text)) for row, (size, text) in enumerate(words)
    )
    return SimpleUploadedFile(f"Signed quote {number}.pdf", _pdf(drawn))


def rack_list(site):
    """What stands in the rack, unit by unit."""
    rows = ["unit,what,note", "24,Patch panel,48 ports", "22,Switch,to be replaced", "10,UPS,battery of 2024"]
    return SimpleUploadedFile(f"Rack at {site}.csv", "\n".join(rows).encode())


def _plain(text):
    kept = text.encode("latin-1", "replace").decode("latin-1")
    return kept.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _pdf(drawn):
    """The smallest file that every reader opens: catalog, page, font, content, and where each begins."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 842]/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        f"<</Length {len(drawn.encode('latin-1'))}>>stream\n{drawn}endstream",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 6\n0000000000 65535 f \n{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + end.encode()
