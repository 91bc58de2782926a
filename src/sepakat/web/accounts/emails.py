"""One spelling per e-mail address: no second account or role comes by capitals, spaces or look-alike letters."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from sepakat.core.errors import UserError
from sepakat.core.text import Text


def tidy(address: str) -> str:
    """The address as accounts keep it: small letters, no spaces around. UserError `email-form` for what is none.

    Only plain ASCII: official addresses have no others, and look-alike letters are how one passes for another.
    """
    plain = address.strip().lower()
    try:
        validate_email(plain)
    except ValidationError:
        plain = ""
    if not plain or not plain.isascii() or not address.strip().isascii():
        raise UserError(
            Text("Alamat surel itu tidak lengkap.", "That e-mail address is not complete."),
            hint=Text(
                "Tulis seperti nama@instansi.go.id, tanpa spasi dan tanpa huruf beraksen.",
                "Write it like name@office.go.id, without spaces or accented letters.",
            ),
            code="email-form",
        )
    return plain
