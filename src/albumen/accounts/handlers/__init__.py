"""The jobs of this room, a module for each subject; imported by workers only."""

from albumen.accounts.handlers import avatar as avatar
from albumen.accounts.handlers import destruction as destruction
from albumen.accounts.handlers import mail as mail
