"""What a password must be, said in our words."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)

from sepakat.web.accounts.said import said


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> Any:
        return said(
            f"Sandi paling sedikit {self.min_length} huruf. Beberapa kata berjajar mudah diingat.",
            f"A password has at least {self.min_length} characters. A few words in a row are easy to remember.",
        )


class NotCommon(CommonPasswordValidator):
    def get_error_message(self) -> Any:
        return said(
            "Sandi itu terlalu sering dipakai orang. Pilih yang lain.",
            "Too many people use that password. Choose another.",
        )


class NotOneself(UserAttributeSimilarityValidator):
    def get_error_message(self) -> Any:
        return said(
            "Sandi itu terlalu mirip nama atau surel Anda. Pilih yang lain.",
            "That password is too much like your name or e-mail address. Choose another.",
        )
