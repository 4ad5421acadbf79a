"""`albumen manage`: Django's management commands."""

from __future__ import annotations

import os

import typer

CONTEXT = {
    "allow_extra_args": True,
    "ignore_unknown_options": True,
    "allow_interspersed_args": False,
    "help_option_names": [],
}
"""Everything behind the name goes to Django, ``--help`` too."""


def manage(context: typer.Context) -> None:
    """Run a command of Django's, such as `changepassword`; `albumen manage help` lists them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "albumen.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["albumen manage", *(context.args or ["help"])])
