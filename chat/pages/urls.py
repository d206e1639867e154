"""The addresses of the pages, and of the JSON beside them."""

from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from chat.pages import app, people, rooms

urlpatterns = [
    path("", people.JoinView.as_view(), name="join"),
    path("guest/", people.JoinView.as_view(), name="guest"),
    path("accounts/login/", people.LogInView.as_view(), name="login"),
    path("accounts/logout/", people.LogOutView.as_view(), name="logout"),
    path("chat/", app.chat, name="chat"),
    path("chat/rooms/", rooms.rooms, name="rooms"),
    path("chat/rooms/<str:room_id>/join/", rooms.join, name="room-join"),
    path("chat/rooms/<str:room_id>/leave/", rooms.leave, name="room-leave"),
    path("chat/<str:slug>/", app.chat, name="room"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("favicon.ico", app.favicon),
    path("texts.js", JavaScriptCatalog.as_view(packages=["chat"]), name="texts"),
]
