from __future__ import annotations

import pytest

from mathshubs.workgroups import jobs


@pytest.mark.django_db
@pytest.mark.parametrize(
    "job",
    [
        jobs.write_what_is_due,
        jobs.pass_offers_on,
        jobs.chase_heads,
        jobs.forget_needs,
        jobs.issue_certificates,
    ],
)
def test_every_job_may_run_twice_with_nothing_to_do(job):
    job(timestamp=0)
    job(timestamp=0)
