"""The addresses of the pages, and of the JSON beside them."""

from django.urls import include, path
from django.views.decorators.vary import vary_on_headers
from django.views.i18n import JavaScriptCatalog

from chat.pages import account, app, export, people, playground, rooms

# The language is that of a cookie or of the browser.
texts = vary_on_headers("Cookie", "Accept-Language")(JavaScriptCatalog.as_view(packages=["chat"]))

urlpatterns = [
    path("", people.JoinView.as_view(), name="join"),
    path("guest/", people.JoinView.as_view(), name="guest"),
    path("accounts/login/", people.LogInView.as_view(), name="login"),
    path("accounts/logout/", people.LogOutView.as_view(), name="logout"),
    path("accounts/signup/", people.SignUpView.as_view(), name="signup"),
    path("account/", account.account, name="account"),
    path("account/visit/", account.visit, name="account-visit"),
    path("account/keep/", account.KeepView.as_view(), name="account-keep"),
    path("account/password/", account.PasswordView.as_view(), name="account-password"),
    path("account/messages.json", export.export, name="account-export"),
    path("account/delete/", account.DeleteView.as_view(), name="account-delete"),
    path("account/log-out/", account.leave, name="account-log-out"),
    path("account/log-out-elsewhere/", account.log_out_elsewhere, name="account-elsewhere"),
    path("chat/", app.chat, name="chat"),
    path("chat/rooms/", rooms.rooms, name="rooms"),
    path("chat/rooms/<str:room_id>/join/", rooms.join, name="room-join"),
    path("chat/rooms/<str:room_id>/leave/", rooms.leave, name="room-leave"),
    path("chat/rooms/<str:room_id>/remove/", rooms.remove, name="room-remove"),
    path("chat/rooms/<str:room_id>/let-in/", rooms.let_in, name="room-let-in"),
    path("chat/<str:slug>/", app.chat, name="room"),
    path("lifeline/", playground.playground, name="playground"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("favicon.ico", app.favicon),
    path("texts.js", texts, name="texts"),
]
