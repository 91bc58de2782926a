"""Forms of sign-in in our words: every message names the field and says what to type."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from sepakat.web.accounts.said import said

EMPTY = {
    "login": said(
        "Isi alamat surel, misalnya nama@instansi.go.id.", "Enter the e-mail address, like name@office.go.id."
    ),
    "password": said("Isi sandi.", "Enter the password."),
    "oldpassword": said("Isi sandi yang sekarang.", "Enter the current password."),
    "password1": said("Isi sandi baru, paling sedikit 12 huruf.", "Enter a new password of at least 12 characters."),
    "password2": said("Ketik sandi baru sekali lagi.", "Type the new password once more."),
    "code": said("Isi enam angka dari aplikasi autentikator.", "Enter the six digits of the authenticator app."),
}
FORM = {
    "login": said(
        "Alamat surel itu tidak lengkap. Tulis seperti nama@instansi.go.id.",
        "That e-mail address is not complete. Write it like name@office.go.id.",
    )
}


class OurWords:
    """Fields of allauth's forms without placeholders, with our messages; the first wrong field gets the focus."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)
            if name in EMPTY:
                field.error_messages["required"] = EMPTY[name]
            if name in FORM:
                field.error_messages["invalid"] = FORM[name]
                for validator in field.validators:
                    validator.message = FORM[name]  # type: ignore[attr-defined]


class SignIn(OurWords, account.LoginForm):
    """E-mail address and password."""


class Reauthenticate(OurWords, account.ReauthenticateForm):
    """The password again, before something that matters."""


class ChangePassword(OurWords, account.ChangePasswordForm):
    """The current password and a new one, twice."""

    def clean(self) -> Any:
        cleaned = forms.Form.clean(self)
        check_same(self)
        return cleaned


class SecondStep(OurWords, mfa.AuthenticateForm):
    """A code from the app, or a recovery code."""


class ReauthenticateByCode(OurWords, mfa.ReauthenticateForm):
    """A code again, before something that matters."""


class ActivateTwoStep(OurWords, totp.ActivateTOTPForm):
    """The first code, to show that the app was set up."""


class DeactivateTwoStep(OurWords, totp.DeactivateTOTPForm):
    """Nothing to fill in."""


class NewPassword(forms.Form):
    """A first password for an account, twice; judged by the same rules as a changed one."""

    password1 = forms.CharField(strip=False, max_length=200, widget=forms.PasswordInput)
    password2 = forms.CharField(strip=False, max_length=200, widget=forms.PasswordInput)

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name, field in self.fields.items():
            field.widget.attrs["autocomplete"] = "new-password"
            field.error_messages["required"] = EMPTY[name]

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean(self) -> Any:
        cleaned = super().clean()
        check_same(self)
        return cleaned


def check_same(form: Any) -> None:
    first, second = form.cleaned_data.get("password1"), form.cleaned_data.get("password2")
    if first and second and first != second:
        form.add_error("password2", ValidationError(said("Kedua sandi baru berbeda.", "The two new passwords differ.")))
