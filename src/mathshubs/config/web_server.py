"""Settings of the web server: `gunicorn -c python:mathshubs.config.web_server ...`."""

from __future__ import annotations

import os
from pathlib import Path

from .environment import whole_number

wsgi_app = "mathshubs.config.wsgi:application"
bind = f"{os.environ.get('MATHSHUBS_LISTEN', '127.0.0.1')}:{whole_number('PORT', 8000)}"
workers = whole_number("MATHSHUBS_WEB_PROCESSES", 2)
worker_class = "gthread"
threads = whole_number("MATHSHUBS_WEB_THREADS", 4)
timeout = 60  # seconds a process may be silent before it is replaced
graceful_timeout = 20
keepalive = 5
limit_request_line = 8190  # the addresses of saved filters are long
max_requests, max_requests_jitter = 20_000, 2_000
loglevel = "warning"
control_socket_disable = True  # two services of one user would share it
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
