import pytest


@pytest.fixture(autouse=True)
def files_kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
