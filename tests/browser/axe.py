"""What axe-core finds on a page that would keep a person out: what is serious or critical.

    found = {"before a run": serious_in_both(page, settle)}

Of a page that nothing keeps anybody out of it finds [].
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

_STILL = """() => document.getAnimations().every(
    one => one.playState !== "running" || one.effect.getComputedTiming().endTime === Infinity
)"""

_IS_STYLED_FOR = """theme =>
    (getComputedStyle(document.documentElement).getPropertyValue("--miralab-ground") !== "") === (theme === "dark")
"""

_ABOUT_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def serious(page):
    """What axe finds: the rule, and of each place where it is broken the selector and the element."""
    return _found(page, {})


def serious_in_a_component(page):
    """What is `serious` inside the components of the app's own: what Streamlit draws around them is not theirs."""
    return [
        (rule, places) for rule, places in serious(page) if any("stBidi" in str(one) for one, _ in places)
    ]


def serious_behind(page, button, content):
    """What is `serious` while the popover of a button is open, with `content` in it."""
    button.click()
    content.wait_for()
    found = serious(page)
    page.keyboard.press("Escape")
    page.get_by_test_id("stPopoverBody").wait_for(state="detached")
    return found


def serious_in_both(page, settle):
    """What is `serious` on the page as it is and, as to colours, in the other theme, in which it then stays."""
    found = serious(page)
    is_dark = page.get_by_test_id("stApp").evaluate("app => getComputedStyle(app).colorScheme") == "dark"
    other = "light" if is_dark else "dark"
    page.emulate_media(color_scheme=other)
    expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", other)
    # The app hears of it in the next run, which this key begins where nobody is in a field, and styles a dark page.
    page.evaluate("document.activeElement?.blur()")
    page.keyboard.press("r")
    page.wait_for_function(_IS_STYLED_FOR, arg=other)
    settle(page)
    return found + _found(page, _ABOUT_COLOURS)


def _found(page, rules):
    # What was drawn anew is pale until it has faded in.
    page.wait_for_function(_STILL)
    options = {"resultTypes": ["violations"], **rules}
    found = Axe().run(page, options=options).response["violations"]
    return [
        (one["id"], [(node["target"], node["html"][:160]) for node in one["nodes"]])
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


def open_everything(page, settle):
    """Open all that is folded, and what is folded inside."""
    closed = page.get_by_test_id("stExpander").locator("details:not([open]) > summary")
    for _ in range(20):
        if not closed.count():
            return
        # Some of them run the page again, and what is pressed meanwhile may be drawn anew under the pointer; some have
        # others inside.
        closed.first.click()
        settle(page)
    raise AssertionError("there is always one more to open")
