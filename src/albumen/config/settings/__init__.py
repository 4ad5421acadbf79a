"""Django's settings, a room for each subject; all of them come from the environment (docs/settings.md)."""

from albumen.config.settings.accounts import *
from albumen.config.settings.applications import *
from albumen.config.settings.database import *
from albumen.config.settings.events import *
from albumen.config.settings.jobs import *
from albumen.config.settings.limits import *
from albumen.config.settings.logs import *
from albumen.config.settings.mail import *
from albumen.config.settings.previews import *
from albumen.config.settings.search import *
from albumen.config.settings.security import *
from albumen.config.settings.serving import *
from albumen.config.settings.storage import *
