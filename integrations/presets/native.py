"""Our own shape, as docs/api.md gives it. ``updated_at`` beside it, if told, keeps an older event from undoing a newer."""

from integrations.presets.reading import Draft, dotted, instant, parts

NOT_OURS = {"source", "updated_at"}


def read(payload, draft: Draft) -> None:
    """The whole body as it is; absent fields are empty, so that the last word counts."""
    draft.body.update({name: value for name, value in payload.items() if name not in NOT_OURS})
    draft.header_at = draft.lines_at = instant(payload.get("updated_at"))
    draft.put_custom(lambda name: (dotted(payload, name), "/" + name.replace(".", "/")))
    for name in ("currency", "billing_model"):
        if name in draft.body:
            draft.body[name] = draft.mapping.translated(name, draft.body[name])
    if draft.mapping.line or draft.mapping.words:
        rows = parts(payload.get("lines"))
        draft.put_lines([(row | _custom(draft, row), f"/lines/{index}") for index, row in enumerate(rows)])


def _custom(draft, row):
    return draft.custom_line(lambda name: (dotted(row, name), ""))
