"""The kinds of jobs about upgrades; their handlers are in ``handlers``."""

from albumen.jobs.models import Priority, Queue
from albumen.jobs.registry import kind

FILL = kind("upgrade.fill", Queue.IO, Priority.BACKGROUND)
"""Ask for every photo and selfie that the generation beside has not looked at; key: the upgrade's id."""

LOOK_PHOTO = kind("upgrade.photo", Queue.INFERENCE, Priority.BACKGROUND)
"""Have the generation beside look at one photo; key: its id."""

LOOK_SELFIE = kind("upgrade.selfie", Queue.INFERENCE, Priority.BACKGROUND)
"""Have the generation beside look at one selfie; key: its id."""

COMPARE = kind("upgrade.compare", Queue.INFERENCE, Priority.NORMAL, longest=4 * 3600)
"""Find out what a switch would change; key: the upgrade's id."""

DISMANTLE = kind("upgrade.dismantle", Queue.IO, Priority.BACKGROUND)
"""Destroy the generation that decides no longer; key: the upgrade's id."""

UPGRADES_DUE = kind("upgrade.due", Queue.IO, Priority.BACKGROUND)
"""Drop old generations whose time is over, and ask again for work that got lost; key: ``all``."""
