"""Whether this server can do its work: asked by load balancers and by `linli demo --check`."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 with `{"database": true}`, or 503 when the database doesn't answer or lacks its tables."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) > 0 FROM django_migrations")
            ready = bool(cursor.fetchone()[0])
    except DatabaseError:
        ready = False
    return JsonResponse({"database": ready}, status=200 if ready else 503)
