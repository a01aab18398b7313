"""
One process, no network: queries, bytes and CPU of each page, warm and with caches dropped.

CPU is `time.process_time` around the WSGI application; PostgreSQL's own is not in it.
"""

from __future__ import annotations

import argparse
import cProfile
import gzip
import io
import json
import pstats
import statistics
import time

import pages


def environ(path: str) -> dict:
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False,
        "HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1",
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--profile", help="profile this page: list, group")
    asked = parser.parse_args()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from mathshubs.config.wsgi import application
    from mathshubs.core import markdown
    from mathshubs.core.templatetags import frame
    from mathshubs.workgroups.models import WorkGroup
    from mathshubs.workgroups.queries import search
    from mathshubs.workgroups.views import public

    remembered = [
        markdown._read, frame._lasting, frame._header, public._written, search._prepared,
    ]  # fmt: skip

    def drop_caches() -> None:
        for each in remembered:
            each.cache_clear()

    def get(path: str) -> bytes:
        status = []
        body = application(environ(path), lambda line, headers: status.append(line))
        whole = b"".join(body)
        body.close()
        assert status[0].startswith("200"), (path, status, whole[:300])
        return whole

    ids = list(WorkGroup.objects.order_by("pk").values_list("pk", flat=True))
    full = list(
        WorkGroup.objects.filter(places_taken=30).order_by("pk").values_list("pk", flat=True)
    )
    measured = pages.list_paths() | {
        "group": pages.group_paths(ids[:: max(1, len(ids) // 200)]),
        "group, full": pages.group_paths(full[:: max(1, len(full) // 200)]),
    }
    if asked.profile:
        paths = measured[asked.profile]
        get(paths[0])
        profiler = cProfile.Profile(time.process_time)
        profiler.enable()
        for number in range(asked.times):
            get(paths[number % len(paths)])
        profiler.disable()
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(70)
        return
    results = {}
    for name, paths in measured.items():
        for _ in range(5):
            whole = get(paths[0])
        with CaptureQueriesContext(connection) as queries:
            whole = get(paths[-1])
        results[name] = {
            "queries": len(queries),
            "bytes": len(whole),
            "gzip": len(gzip.compress(whole, 6)),
            "cpu_ms": round(cpu(get, paths, asked.times), 2),
            "cpu_ms_caches_dropped": round(cpu(get, paths, asked.times, before=drop_caches), 2),
        }
    print(json.dumps({"pages": results, "full": full}))


def cpu(get, paths: list[str], times: int, before=None) -> float:
    """Return the median CPU of a request, in milliseconds."""
    taken = []
    for number in range(times):
        if before:
            before()
        began = time.process_time()
        get(paths[number % len(paths)])
        taken.append(time.process_time() - began)
    return statistics.median(taken) * 1000


if __name__ == "__main__":
    main()
