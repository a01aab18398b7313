"""
Take a picture of a page:

    python -m tests.browser.look URL out.png --width 320 --dark --cookie sessionid=...
"""

from __future__ import annotations

import argparse

from playwright.sync_api import sync_playwright

from .chromium import launch


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("url")
    ask.add_argument("picture")
    ask.add_argument("--width", type=int, default=1280)
    ask.add_argument("--height", type=int, default=800)
    ask.add_argument("--dark", action="store_true")
    ask.add_argument("--cookie", action="append", default=[], metavar="NAME=VALUE")
    ask.add_argument("--no-js", action="store_true")
    ask.add_argument("--print", action="store_true", dest="paper", help="as it would be printed")
    ask.add_argument("--screen", action="store_true", help="only what fits the screen")
    ask.add_argument("--click", metavar="SELECTOR", action="append", default=[])
    said = ask.parse_args()

    with sync_playwright() as playwright:
        context = launch(playwright).new_context(
            viewport={"width": said.width, "height": said.height},
            color_scheme="dark" if said.dark else "light",
            java_script_enabled=not said.no_js,
        )
        cookies = [each.split("=", 1) for each in said.cookie]
        context.add_cookies([{"name": n, "value": v, "url": said.url} for n, v in cookies])
        page = context.new_page()
        page.on("console", lambda told: print(told.type, told.text))
        answer = page.goto(said.url)
        if said.paper:
            page.emulate_media(media="print")
        for selector in said.click:
            page.click(selector)
        page.wait_for_timeout(300)
        page.screenshot(path=said.picture, full_page=not said.screen)
        print(answer.status if answer else "", page.title())


if __name__ == "__main__":
    main()
