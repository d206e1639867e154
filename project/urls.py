"""Which address leads where."""

from django.contrib import admin
from django.urls import include, path

from chat.pages.forms import AdminLogInForm

admin.site.login_form = AdminLogInForm
urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("chat.pages.urls")),
]
