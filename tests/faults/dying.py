"""A web process that dies once, at the worst moment: everything is committed and nobody has heard so."""

import os
import signal
from pathlib import Path


class DyingMiddleware:
    """Outermost. Kills its own process after a hook's answer is made; ``FAULTS_DIE`` names the file that says so once."""

    def __init__(self, get_response):
        self.get_response, self.once = get_response, Path(os.environ["FAULTS_DIE"])

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith("/hooks/") and self.once.exists():
            self.once.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return response
