package io.github.loopline.trace;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where each party stands in the diagram. Past {@link #MOST} lanes, all others share the last one. */
final class PageLanes {

    /** Lanes that a screen has room for. */
    static final int MOST = 16;

    private final List<Party> parties;
    private final Map<Party, Integer> lanes = new HashMap<>();

    PageLanes(List<Party> parties) {
        this.parties = parties;
        for (int i = 0; i < parties.size(); i++) {
            lanes.put(parties.get(i), Math.min(i, MOST - 1));
        }
    }

    int count() {
        return Math.min(parties.size(), MOST);
    }

    int of(Party party) {
        return lanes.getOrDefault(party, 0);
    }

    long fixtures() {
        return parties.stream().filter(Party::isFixture).count();
    }

    /** Gives the column in which the middle of a lane begins: the first is of the times, and each lane has two. */
    static int column(int lane) {
        return 2 * lane + 3;
    }

    /** Names the class of rows that are hidden when these lanes are not wanted: those of the fixtures in the row. */
    String hidden(Arrow arrow) {
        Party from = arrow.from();
        Party to = arrow.to();
        if (to == null || !to.isFixture() || of(to) == of(from)) {
            return "f" + of(from);
        }
        if (!from.isFixture()) {
            return "f" + of(to);
        }
        return "f" + Math.min(of(from), of(to)) + "-" + Math.max(of(from), of(to));
    }

    void heads(Markup out) throws IOException {
        out.raw("<div class=\"lines\" aria-hidden=\"true\">");
        for (int i = 0; i < count(); i++) {
            out.raw("<i class=\"n").raw(i).raw("\"></i>");
        }
        out.raw("</div>\n<div class=\"heads\"><span class=\"unit\">ms</span>");
        for (int i = 0; i < count(); i++) {
            boolean shared = i == MOST - 1 && parties.size() > MOST;
            out.raw("<div class=\"head h").raw(i).raw("\"><b>");
            out.text(
                    shared
                            ? (parties.size() - MOST + 1) + " others"
                            : parties.get(i).name());
            out.raw("</b><small>").text(shared ? "" : parties.get(i).role()).raw("</small></div>");
        }
        out.raw("</div>\n");
    }

    /** Writes a box to tick for each lane of fixtures, if there is a choice; the diagram must be a later sibling of it. */
    void filter(Markup out) throws IOException {
        if (fixtures() < 2) {
            return;
        }
        out.raw("<span class=\"show\">Show</span>\n");
        for (int i = 0; i < count(); i++) {
            if (isOfFixtures(i)) {
                boolean shared = i == MOST - 1 && parties.size() > MOST;
                out.raw("<input type=\"checkbox\" id=\"show-").raw(i).raw("\" autocomplete=\"off\" checked>");
                out.raw("<label for=\"show-").raw(i).raw("\">");
                out.text(shared ? "others" : parties.get(i).name()).raw("</label>\n");
            }
        }
    }

    private boolean isOfFixtures(int lane) {
        return parties.stream().anyMatch(party -> of(party) == lane && party.isFixture());
    }
}
