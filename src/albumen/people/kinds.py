"""The kinds of jobs about people; their handlers are in ``handlers``."""

from datetime import timedelta

from albumen.jobs.models import Priority, Queue
from albumen.jobs.registry import kind

GATHER = timedelta(seconds=1)
"""How long new faces are gathered before they are compared with the people of their library."""

ASSIGN = kind("people.assign", Queue.INFERENCE, Priority.NORMAL)
"""Find out who the new faces of a library are; key: the library's id."""

LOOK = kind("people.look", Queue.INFERENCE, Priority.NORMAL)
"""Look closely at a face that somebody drew, so that it can be compared with others; key: its id."""

PORTRAIT = kind("people.portrait", Queue.IO, Priority.NORMAL)
"""Say of the face in a photo that an administrator gave who it is, once it was looked at; key: the portrait's id."""

IMPORT_NAMES = kind("people.import_names", Queue.IO, Priority.NORMAL)
"""Read the names of faces that files said; key: the library's id."""

CLUSTER = kind("people.cluster", Queue.INFERENCE, Priority.NORMAL, longest=4 * 3600)
"""Compute a proposal; key: its id."""

APPLY = kind("people.apply", Queue.IO, Priority.SOON)
"""Apply a proposal; key: its id."""

COMPARE = kind("people.compare", Queue.INFERENCE, Priority.BACKGROUND, longest=4 * 3600)
"""Look for people of a library who may be the same; key: the library's id."""

COMPARE_CHANGED = kind("people.compare_changed", Queue.IO, Priority.BACKGROUND)
"""Nightly: look for them in the libraries whose people changed since; key: ``all``."""

CLUSTER_CHANGED = kind("people.cluster_changed", Queue.IO, Priority.BACKGROUND)
"""Nightly: cluster the libraries that changed since; key: ``all``."""

SETTLE = kind("people.settle", Queue.IO, Priority.BACKGROUND)
"""Cluster a library that has grown much since that was done last, once no more faces arrive; key: the library's id."""

TRAIN = kind("people.train", Queue.INFERENCE, Priority.BACKGROUND, longest=3600)
"""Train the classifier of a library's named people, and say what it suggests; key: the library's id."""

SUGGEST = kind("people.suggest", Queue.INFERENCE, Priority.BACKGROUND)
"""Ask the classifier about faces that came since; key: the library's id."""

CLASSIFY_CHANGED = kind("people.classify_changed", Queue.IO, Priority.BACKGROUND)
"""Nightly: train the classifiers of libraries that changed since; key: ``all``."""

TRAIN_AFTER = timedelta(minutes=1)
"""How long names and corrections are gathered before the classifier learns from them."""

SUGGEST_AFTER = timedelta(minutes=5)
"""How long new faces are gathered before the classifier is asked about them."""
