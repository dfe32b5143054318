"""The registers for everybody: what data about persons is held, and what the program decides by itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.registers import decisions, personal


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/registers/data.html", {"entries": personal()})


@require_safe
def decided(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/registers/decisions.html", {"entries": decisions()})
