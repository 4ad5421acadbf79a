"""Faces from before photos of people were read in order get the moment of their photo."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone


@pytest.mark.django_db(transaction=True)
def test_faces_from_before_are_in_order() -> None:
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    try:
        old = executor.migrate([("people", "0001_people"), ("find", None)]).apps
        now = timezone.now()
        user = old.get_model("accounts", "User").objects.create(email="ana@example.org")
        library = old.get_model("photos", "Library").objects.create(owner=user, kind="personal")
        photo = old.get_model("photos", "Photo").objects.create(
            library=library, filename="a", sha256="0" * 64, bytes=1, original="x", sort_at=now
        )
        face = old.get_model("photos", "Face").objects.create(
            photo=photo, library=library, found_by="x", left=0, top=0, width=1, height=1, landmarks=b"", score=1,
            quality=1,
        )  # fmt: skip
        old.get_model("people", "Assignment").objects.create(face=face, library=library, photo=photo)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(latest)
    from albumen.people.models import Assignment

    assert Assignment.objects.get().sort_at == now
