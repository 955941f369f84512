"""Grade: what a class handed in of the comparison, in one table, and what of it needs a look."""

from core.ui.frame.page import guard, page
from core.ui.grade.details import show_details
from core.ui.grade.hand_ins import choose_hand_ins, stop_where_switched_off
from core.ui.grade.listing import show_table
from core.ui.grade.times import show_times

with page("grade"):
    stop_where_switched_off()
    lines = choose_hand_ins()
    with guard():
        shown = show_table(lines)
    with guard():
        show_details(shown)
    with guard():
        show_times(lines)
