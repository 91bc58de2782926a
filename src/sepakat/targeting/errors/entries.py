"""The entries of a programme's recipient list in a release, as SQL."""

from __future__ import annotations

from sepakat.catalogue import Programme
from sepakat.core import duck
from sepakat.engine.frames import ReleaseLike

_JKN = "segmen_jkn"


def entries_sql(release: ReleaseLike, programme: Programme, area: str) -> str | None:
    """SELECT of person_id, family_id, village_code, period of the entries that name an area (and those that name no
    place); None where the release has no such list."""
    files = release.files("receipt")
    if not files or not programme.listed:
        return None
    name = "jkn" if programme.listed == _JKN else programme.listed.removeprefix("penerima_")
    where = [f"lower(programme) = {duck.literal(name)}"]
    if programme.listed == _JKN:
        where.append(f"segment IN ({', '.join(str(int(c)) for c in programme.listed_codes)})")
    if area != "00":
        where.append(f"(village_code IS NULL OR starts_with(village_code, {duck.literal(area + '.')}))")
    return f"SELECT person_id, family_id, village_code, period FROM {duck.parquet(files)} WHERE {' AND '.join(where)}"
