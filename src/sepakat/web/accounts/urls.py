"""Addresses of sign-in, of the signed-in home and of people. Of allauth only what we use, in our words."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from allauth.usersessions import views as usersessions
from django.urls import path
from django.views.decorators.cache import never_cache as private

from sepakat.web.accounts import invitation_pages, people_pages, provider, views

urlpatterns = [
    path("akun/", views.account, name="account"),
    path("akun/masuk/", private(account.login), name="account_login"),
    path("akun/keluar/", private(account.logout), name="account_logout"),
    path("akun/ditutup/", private(account.account_inactive), name="account_inactive"),
    path("akun/sandi/", views.password, name="account_change_password"),
    path("akun/sandi/ulang/", private(account.reauthenticate), name="account_reauthenticate"),
    path("akun/dua-langkah/", views.second_step, name="second-step"),
    path("akun/dua-langkah/kode/", private(mfa.authenticate), name="mfa_authenticate"),
    path("akun/dua-langkah/ulang/", private(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("akun/dua-langkah/atur/", private(mfa.index), name="mfa_index"),
    path("akun/dua-langkah/pasang/", private(views.set_up), name="mfa_activate_totp"),
    path("akun/dua-langkah/lepas/", private(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("akun/dua-langkah/cadangan/", private(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("akun/dua-langkah/cadangan/baru/", private(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("akun/perangkat/", private(usersessions.list_usersessions), name="usersessions_list"),
    path("akun/perangkat/keluar/", views.sign_out_everywhere, name="sign-out-everywhere"),
    path("akun/instansi/batal/", private(social.login_cancelled), name="socialaccount_login_cancelled"),
    path("akun/instansi/gagal/", private(social.login_error), name="socialaccount_login_error"),
    path("meja/", views.desk, name="desk"),
    path("orang/", people_pages.people, name="people"),
    path("orang/undang/", people_pages.invite, name="invite"),
    path("orang/undangan/<int:number>/sahkan/", people_pages.confirm, name="invite-confirm"),
    path("orang/undangan/<int:number>/cabut/", people_pages.revoke, name="invite-revoke"),
    path("orang/peran/<int:number>/akhiri/", people_pages.end_role, name="role-end"),
    path("orang/<int:number>/tautan/", people_pages.way_back, name="way-back"),
    path("undangan/<str:token>/", invitation_pages.accept, name="invitation"),
]
# One address for both languages: it is registered with the provider.
plain = [
    path("akun/penyedia/<slug:provider_id>/", provider.start, name="openid_connect_login"),
    path("akun/penyedia/<slug:provider_id>/kembali/", oidc.callback, name="openid_connect_callback"),
]
