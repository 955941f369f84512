"""What a visitor's pictures take is free again when the browser is gone and does not come back."""

from playwright.sync_api import expect


def test_the_pictures_of_a_visitor_who_left_are_let_go(serve, open_page, settle):
    url = serve("tests/browser/scripts/leaving_page.py")
    gone = open_page(url)
    gone.get_by_role("button", name="Hold pictures").click()
    expect(gone.get_by_text("3 pictures, 3145728 bytes")).to_be_visible()
    other = open_page(url)
    expect(other.get_by_text("3 pictures, 3145728 bytes")).to_be_visible()
    gone.close()
    # Nothing tells a browser that another one's session has ended.
    for _ in range(50):
        other.get_by_role("button", name="Count").click()
        settle(other)
        if other.get_by_text("0 pictures, 0 bytes").is_visible():
            return
        other.wait_for_timeout(200)
    raise AssertionError("the pictures of who left are still there")
