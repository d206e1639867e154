"""Which address leads where."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from chat.pages.forms import AdminLogInForm
from chat.pages.people import LogOutView

admin.site.login_form = AdminLogInForm
handler400 = "chat.pages.errors.bad_request"
handler404 = "chat.pages.errors.not_found"
urlpatterns = [
    # The admin's own know nothing of the log that ends sockets, nor that it may have to wait.
    path("admin/logout/", LogOutView.as_view()),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account-password")),
    path("admin/", admin.site.urls),
    path("", include("chat.pages.urls")),
]
if settings.DEBUG:
    from chat.transports.faults.views import hurt

    urlpatterns.append(path("lifeline/hurt/", hurt, name="playground-hurt"))
