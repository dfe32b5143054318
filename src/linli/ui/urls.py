from django.urls import path

from linli.ui import language

urlpatterns = [path("language/<str:language>/", language.choose, name="language")]
