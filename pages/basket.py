"""Evidence basket: recommendations that the reader has collected, to order, annotate, share and
take away.
"""

from ofsted.dashboard import state
from ofsted.dashboard.exhibits import collected
from ofsted.dashboard.held import data
from ofsted.dashboard.parts import heading
from ofsted.dashboard.parts.figures import show_coding_note

release = data.read_release(state.current_view().scheme)
linked, own = state.linked_basket(), state.own_basket()

heading.draw_title("basket")
show_coding_note(release.dataset)
collected.show_version(linked, release)
collected.show_messages(linked.messages)
if linked.other is not None:
    collected.show_other(linked.other, release)
elif own.items:
    collected.show_own(own, release)
else:
    collected.show_empty(release)
