"""What a visitor's pictures take is free again when the browser is gone and does not come back."""

from playwright.sync_api import expect


def test_the_pictures_of_a_visitor_who_left_are_let_go(serve, open_page, settle):
    url = serve("tests/browser/scripts/leaving_page.py")
    gone, other = open_page(url), open_page(url)
    gone.get_by_role("button", name="Hold pictures").click()
    expect(gone.get_by_text("3 pictures")).to_be_visible()
    gone.close()

    # Nothing tells a browser that another one's session has ended.
    def counted():
        other.get_by_role("button", name="Count").click()
        settle(other)
        return other.get_by_text(" pictures, ").inner_text()

    for _ in range(50):
        if counted() == "0 pictures, 0 bytes":
            return
        other.wait_for_timeout(200)
    assert counted() == "0 pictures, 0 bytes"
