"""Invitations by mail, where a mail server is set up; otherwise the administrator hands the link over."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail

from sepakat.core.text import Text
from sepakat.web.accounts.models import Invitation


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Whether the link went out. A server that cannot be reached is no fault of the page: the link is on it."""
    if not getattr(settings, "MAIL_IS_SENT", False):
        return False
    subject = Text("Undangan ke sepakat", "Invitation to sepakat")
    body = Text(
        f"Anda diundang memakai sepakat. Buka tautan ini, sekali saja:\n\n{link}\n\n"
        "Bila Anda tidak mengenal undangan ini, abaikan surel ini.",
        f"You are invited to use sepakat. Open this link, once:\n\n{link}\n\n"
        "If you do not know of this invitation, ignore this message.",
    )
    try:
        return bool(send_mail(str(subject), str(body), settings.DEFAULT_FROM_EMAIL, [invitation.email]))
    except (OSError, SMTPException):
        return False
