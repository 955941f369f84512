"""Turns: first come, first served; who excludes whom; and long work that gives way."""

import threading
import time

import pytest

import core.turns
from core.turns import Turns
from tests.waiting import wait_for


class Visitors:
    """Threads that take turns, and what they did in the order in which they did it."""

    def __init__(self):
        self.turns, self.log, self.threads = Turns(), [], []
        self.moment = threading.Event()

    def come(self, name, purpose="run", until=None, steps=0):
        """Let a visitor ask for a turn, and return once he has it or stands in the queue."""
        asked = threading.Event()

        def visit():
            def told(before):
                asked.set()

            with self.turns.turn(purpose, told) as turn:
                self.log.append(name)
                asked.set()
                if until:
                    assert until.wait(20)
                for step in range(steps):
                    self.log.append(f"{name}{step}")
                    turn.give_way()
            self.log.append(f"{name} left")

        thread = threading.Thread(target=visit)
        thread.start()
        self.threads.append(thread)
        assert asked.wait(20)

    def all_left(self):
        for thread in self.threads:
            thread.join(20)
            assert not thread.is_alive()
        return self.log


@pytest.fixture
def visitors():
    return Visitors()


def test_who_comes_first_is_served_first(visitors):
    end = threading.Event()
    visitors.come("first", until=end)
    for number in range(30):
        visitors.come(number)
    end.set()
    order = [entry for entry in visitors.all_left() if isinstance(entry, int)]
    assert order == list(range(30))


def test_the_place_in_the_queue_is_told_and_counts_down():
    turns, told = Turns(), []
    ends = [threading.Event() for _ in range(3)]
    waiting = []

    def hold(end):
        with turns.turn("run", lambda before: waiting.append(before)):
            end.wait(20)

    threads = [threading.Thread(target=hold, args=(end,)) for end in ends]
    for number, thread in enumerate(threads):
        thread.start()
        while len(turns._queue) <= number:
            time.sleep(0.005)

    def wait():
        with turns.turn("run", told.append):
            pass

    last = threading.Thread(target=wait)
    last.start()
    for end in ends:
        time.sleep(0.05)
        end.set()
    last.join(20)
    assert told == sorted(told, reverse=True)
    assert told[0] == 3 and told[-1] >= 1
    for thread in threads:
        thread.join(20)


def test_a_run_and_the_reading_of_a_model_go_side_by_side(visitors):
    end = threading.Event()
    visitors.come("reading", "load", until=end)
    visitors.come("run")
    visitors.threads[1].join(20)
    assert visitors.log == ["reading", "run", "run left"]
    end.set()
    visitors.all_left()


@pytest.mark.parametrize("purpose", ["run", "load", "measure", "work"])
def test_a_measurement_keeps_everything_else_out(visitors, purpose):
    end = threading.Event()
    visitors.come("measurement", "measure", until=end)
    visitors.come("other", purpose)
    assert visitors.log == ["measurement"]
    end.set()
    assert visitors.all_left().index("measurement left") < visitors.log.index("other left")


def test_a_measurement_that_waits_is_not_overtaken(visitors):
    end = threading.Event()
    visitors.come("run", until=end)
    visitors.come("measurement", "measure")
    visitors.come("reading", "load")
    assert visitors.log == ["run"]
    end.set()
    order = [entry for entry in visitors.all_left() if not entry.endswith("left")]
    assert order == ["run", "measurement", "reading"]


def test_thirty_who_draw_do_not_wait_for_one_who_writes_a_hundred_tokens(visitors):
    begin = threading.Event()
    visitors.come("writer", until=begin, steps=100)
    for number in range(30):
        visitors.come(number)
    begin.set()
    log = visitors.all_left()
    # They came before the first token was written: after one of them all thirty had their turn.
    assert [entry for entry in log[: log.index("writer1")] if isinstance(entry, int)] == list(range(30))
    assert log[-1] == "writer left"


def test_work_that_gives_way_where_nobody_waits_goes_on_at_once(visitors):
    visitors.come("writer", steps=1000)
    assert visitors.all_left()[-1] == "writer left"


def test_who_is_told_to_wait_may_give_up_and_leaves_no_gap():
    turns = Turns()
    end, begun = threading.Event(), threading.Event()

    def hold():
        with turns.turn("run", lambda _before: None):
            begun.set()
            end.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait(20)

    def give_up(_before):
        raise InterruptedError

    with pytest.raises(InterruptedError), turns.turn("run", give_up):
        pass
    end.set()
    holder.join(20)
    with turns.turn("run", lambda before: pytest.fail(f"{before} before")):
        pass


def test_a_thread_that_has_a_turn_keeps_it():
    turns = Turns()
    with turns.turn("run", pytest.fail) as outer, turns.turn("run", pytest.fail) as inner:
        assert inner is outer


def test_a_measurement_may_run_and_load_in_its_own_turn():
    turns = Turns()
    with turns.turn("measure", pytest.fail), turns.turn("run", pytest.fail), turns.turn("load", pytest.fail):
        pass


@pytest.mark.parametrize("held", ["run", "load", "measure", "work"])
def test_work_may_be_done_in_any_turn(held):
    turns = Turns()
    with turns.turn(held, pytest.fail) as outer, turns.turn("work", pytest.fail) as inner:
        assert inner is outer


@pytest.mark.parametrize(("held", "asked"), [("run", "load"), ("run", "measure"), ("load", "run")])
def test_a_turn_that_keeps_out_less_does_not_cover_one_that_keeps_out_more(held, asked):
    turns = Turns()
    with turns.turn(held, pytest.fail), pytest.raises(RuntimeError), turns.turn(asked, pytest.fail):
        pass


@pytest.mark.parametrize("other", ["run", "load", "work"])
def test_work_goes_beside_everything_but_a_measurement(visitors, other):
    end = threading.Event()
    visitors.come("work", "work", until=end)
    visitors.come("other", other)
    visitors.threads[1].join(20)
    assert visitors.log == ["work", "other", "other left"]
    end.set()
    visitors.all_left()


def test_who_draws_a_page_lets_go_of_it_while_he_waits_for_a_run_and_gets_it_back(visitors):
    """Otherwise the measurement would wait for the page, and the page's run for the measurement."""
    measured = threading.Event()

    def draw_a_page():
        with visitors.turns.turn("work", pytest.fail):
            visitors.log.append("page")
            visitors.come("measurement", "measure", until=measured)
            with visitors.turns.turn("run", pytest.fail):
                visitors.log.append("run")
                measured.set()
            assert [turn.purpose for turn in visitors.turns._queue if turn.active] == ["work"]

    page = threading.Thread(target=draw_a_page)
    page.start()
    page.join(20)
    assert not page.is_alive()
    log = visitors.all_left()
    assert [entry for entry in log if not entry.endswith("left")] == ["page", "run", "measurement"]


def test_whose_page_began_first_runs_first_though_it_asks_later(visitors):
    end, asked = threading.Event(), {name: threading.Event() for name in ("first", "second")}
    may_ask = {name: threading.Event() for name in asked}

    def draw_a_page(name):
        with visitors.turns.turn("work"):
            visitors.log.append(f"{name}'s page")
            may_ask[name].wait(20)
            with visitors.turns.turn("run", lambda _before: asked[name].set()):
                visitors.log.append(name)

    visitors.come("other", until=end)
    pages = {name: threading.Thread(target=draw_a_page, args=(name,)) for name in asked}
    for name, page in pages.items():
        page.start()
        wait_for(lambda name=name: f"{name}'s page" in visitors.log)
    for name in ("second", "first"):
        may_ask[name].set()
        assert asked[name].wait(20)
    end.set()
    for page in pages.values():
        page.join(20)
    assert [entry for entry in visitors.all_left() if entry in asked] == ["first", "second"]


@pytest.mark.parametrize(("between", "before_it"), [("run", 2), ("load", 1)])
def test_only_who_was_served_goes_behind_whoever_came_meanwhile(visitors, between, before_it):
    end, told = threading.Event(), []

    def asked_again(before):
        told.append(before)
        end.set()

    with visitors.turns.turn("work"):
        if between == "load":
            visitors.come("first", until=end)
        with visitors.turns.turn(between):
            if between == "run":
                visitors.come("first", until=end)
            visitors.come("second")
        wait_for(lambda: "first" in visitors.log)
        with visitors.turns.turn("run", asked_again):
            visitors.log.append("again")
    log = visitors.all_left()
    assert (told[0], log.index("again") < log.index("second")) == (before_it, between == "load")


def test_who_comes_back_from_the_network_runs_in_the_order_in_which_he_came(visitors):
    end, told = threading.Event(), []

    def asked(before):
        told.append(before)
        end.set()

    with visitors.turns.turn("work"):
        visitors.come("first", until=end)
        with visitors.turns.set_aside():
            visitors.come("second")
        with visitors.turns.turn("run", asked):
            visitors.log.append("page")
    log = visitors.all_left()
    assert told[0] == 1 and log.index("page") < log.index("second")


def test_a_measurement_does_not_wait_for_who_waits_for_the_network(visitors):
    with visitors.turns.turn("work", pytest.fail):
        with visitors.turns.set_aside():
            visitors.come("measurement", "measure")
            visitors.all_left()
        visitors.come("another", "measure")
        assert visitors.log == ["measurement", "measurement left"]
    visitors.all_left()


def test_a_turn_that_is_more_than_work_is_not_set_aside(visitors):
    with visitors.turns.turn("run", pytest.fail), visitors.turns.set_aside():
        visitors.come("measurement", "measure")
        assert visitors.log == []
    visitors.all_left()


def test_what_ends_the_wait_inside_a_page_leaves_no_turn_behind(visitors):
    end = threading.Event()

    def rerun(_before):
        end.set()
        raise InterruptedError

    def draw_a_page():
        with visitors.turns.turn("work"):
            visitors.come("other", until=end)
            with pytest.raises(InterruptedError), visitors.turns.turn("run", rerun):
                pass
            visitors.log.append("page")

    page = threading.Thread(target=draw_a_page)
    page.start()
    page.join(20)
    assert sorted(visitors.all_left()) == ["other", "other left", "page"]
    assert visitors.turns._queue == []


def test_who_waits_without_being_told_is_told_by_whoever_draws_for_him_and_when_it_is_over(visitors):
    end, told = threading.Event(), []

    def tell(before):
        told.append(before)
        end.set()

    visitors.come("measurement", "measure", until=end)
    with visitors.turns.telling(tell), visitors.turns.turn("work"):
        pass
    visitors.all_left()
    assert told == [1, 0]


def test_a_turn_says_whether_others_had_theirs_since_this_thread_s_last_one():
    turns, said = Turns(), []

    def others():
        with turns.turn("work"):
            pass

    for between in (None, others, None):
        if between:
            thread = threading.Thread(target=between)
            thread.start()
            thread.join(20)
        with turns.turn("measure") as turn:
            said.append(turn.after_others)
    assert said == [False, True, False]


def test_while_times_are_measured_who_waits_is_not_told_at_every_change(visitors, monkeypatch):
    monkeypatch.setattr(core.turns, "_SELDOM_SECONDS", 20.0)
    told, end, asked = [], threading.Event(), threading.Event()

    def wait_and_be_told():
        def tell(before):
            told.append(before)
            asked.set()

        with visitors.turns.turn("run", tell):
            pass

    visitors.come("measures", "measure", until=end)
    for number in range(3):
        visitors.come(number)
    last = threading.Thread(target=wait_and_be_told)
    last.start()
    assert asked.wait(20)
    visitors.come("measures too", "measure")
    end.set()
    visitors.all_left()
    last.join(20)
    assert told == [4]
