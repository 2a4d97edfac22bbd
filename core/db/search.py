"""Searching inside words under row-level security, where the database would not use its index by itself.

Only leak-proof operators reach an index past a policy, and ``ILIKE`` is none: a fragment would read the whole
tenant. So each searched table gets one narrow function that belongs to a role without log-in, sees the table
through a policy of its own, takes the organization from the setting inside, and gives back nothing but ids.
The rows behind the ids are read as always, under the policies.
"""

from django.conf import settings
from django.db import migrations
from django.db.models.expressions import RawSQL

# A fragment is looked for at the beginnings of words first, then inside them: what was meant comes before
# what merely contains it, and a fragment of two letters (too short for the index inside a word) still finds.
FUNCTION = """
CREATE FUNCTION {name}(fragments text[], most integer) RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public, pg_temp AS $body$
BEGIN
    RETURN QUERY EXECUTE $query$
        (SELECT t.id FROM public.{table} t WHERE t.organization_id = $1
           AND {text} ILIKE '% ' || $2[1] || '%' AND {text} ILIKE ALL ($3) LIMIT $4)
        UNION
        (SELECT t.id FROM public.{table} t WHERE t.organization_id = $1 AND length($2[1]) > 2
           AND {text} ILIKE '%' || $2[1] || '%' AND {text} ILIKE ALL ($3) LIMIT $4)
        $query$ USING current_setting('app.organization_id')::uuid, fragments,
                      (SELECT array_agg('%' || f || '%') FROM unnest(fragments) f), most;
END
$body$
"""


def searchable(*, name, table, text, columns):
    """Migration operations that make ``name(fragments, most)`` find rows of ``table`` by parts of ``text``.

    ``text`` is an immutable expression over ``columns`` of the alias ``t``. Needs the role of
    ``settings.SEARCHER_ROLE`` (scripts/roles.sql), of which the owner is a member without inheriting.
    """
    text = f"(' ' || {text})"
    searcher, app = (f'"{role}"' for role in (settings.SEARCHER_ROLE, settings.APP_ROLE))
    readable = ", ".join(("organization_id", "id", *columns))
    index = f"{table[:40]}_fragments"
    indexed = text.replace("t.", "")
    forward = [
        f"CREATE INDEX {index} ON {table} USING gin (organization_id, {indexed} gin_trgm_ops)",
        f"GRANT SELECT ({readable}) ON {table} TO {searcher}",
        f"CREATE POLICY searcher ON {table} FOR SELECT TO {searcher} USING (true)",
        FUNCTION.format(name=name, table=table, text=text),
        f"REVOKE ALL ON FUNCTION {name}(text[], integer) FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {name}(text[], integer) TO {app}",
        # A new owner must be able to create here; it may for these three statements.
        f"GRANT CREATE, USAGE ON SCHEMA public TO {searcher}",
        f"ALTER FUNCTION {name}(text[], integer) OWNER TO {searcher}",
        f"REVOKE CREATE ON SCHEMA public FROM {searcher}",
    ]
    back = [
        f"SET LOCAL ROLE {searcher}",
        f"DROP FUNCTION {name}(text[], integer)",
        "RESET ROLE",
        f"DROP POLICY searcher ON {table}",
        f"REVOKE ALL ON {table} FROM {searcher}",
        f"DROP INDEX {index}",
    ]
    return [migrations.RunSQL([(sql, None) for sql in forward], [(sql, None) for sql in back])]


def fragments_of(text):
    """The words of a query as patterns, the longest first: at most five, wildcards taken literally."""
    words = sorted(set(text.lower().split()), key=len, reverse=True)[:5]
    return [word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") for word in words]


def found(name, text, most):
    """The ids that the search function ``name`` finds for ``text``, for ``pk__in``; at most ``2 * most``."""
    return RawSQL(f"SELECT hit.id FROM {name}(%s, %s) hit", [fragments_of(text), most])  # noqa: S608, S611  our own name
