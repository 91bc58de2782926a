"""`/undangan/<token>/`: what an invitation gives, and taking it up."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from sepakat import access
from sepakat.web.accounts import actions, desks
from sepakat.web.accounts.forms import NewPassword
from sepakat.web.accounts.models import User


@sensitive_post_parameters("password1", "password2")
@never_cache
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password (a first one, or a new one after a loss); who has an account only takes up the role.

    Afterwards everybody signs in as usual: holding the link is not being signed in. Looking costs an attempt too, so
    that tokens cannot be tried out.
    """
    limited = ratelimit.consume_or_429(request, action="invitation")
    if limited:
        return limited
    found = actions.find(token)
    account = found.account or User.objects.filter(email=found.email).first()
    asks = account is None or found.account_id is not None
    person = account or User(email=found.email, name=found.name, office=found.office)
    form = NewPassword(request.POST or None, user=person) if asks else None
    if request.method == "POST" and (form is None or form.is_valid()):
        actions.accept(token=token, password=form.cleaned_data["password1"] if form else None)
        if request.user.is_authenticated:
            logout(request)
        return redirect("account_login")
    context = {
        "found": found,
        "form": form,
        "role": access.roles().get(found.role),
        "region": desks.region_title(found.region),
        "programmes": desks.programme_names(tuple(found.programmes)),
    }
    response = render(request, "accounts/invitation.html", context, status=400 if form and form.errors else 200)
    # the token is in the address; `no-referrer` would make the form's own Origin "null", which is refused
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
