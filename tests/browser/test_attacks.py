from playwright.sync_api import expect


def test_an_address_with_nonsense_opens_the_page_with_the_usual_choices_and_a_sentence(url, open_page):
    page = open_page(
        f"{url}/compare_detectors?step=measure&repeats=1e999&threshold={'9' * 5000}&warmup=nan",
        locale="en-US",
    )
    expect(page.get_by_role("spinbutton", name="Timed runs")).to_have_value("5")
    expect(page.get_by_role("spinbutton", name="Warm-up runs")).to_have_value("2")
    expect(page.get_by_test_id("stToast").first).to_contain_text("The usual choice takes its place")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    page.wait_for_function("!location.search.includes('repeats') && !location.search.includes('nan')")
