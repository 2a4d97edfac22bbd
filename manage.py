#!/usr/bin/env python
"""Django's commands, against one's own servers or the embedded ones of a running `scripts/run`."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "msp_pm.settings.dev")

from django.core.management import execute_from_command_line

from msp_pm.local_servers import NoServers, configure


def main() -> None:
    """Find the servers, take the role the command needs, run it."""
    try:
        configure(sys.argv)
    except NoServers as nothing:
        sys.exit(str(nothing))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
