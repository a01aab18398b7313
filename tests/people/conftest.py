from ..browser.conftest import browser, open_page  # noqa: F401
