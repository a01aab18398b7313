"""Addresses of what a hub's Strategic Board reads."""

from django.urls import path

from .views import board

urlpatterns = [path("hubs/<slug:slug>/board/", board.board_papers, name="board_papers")]
