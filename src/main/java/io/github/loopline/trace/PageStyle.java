package io.github.loopline.trace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;

/**
 * The one style of a page: what all have, and where its lanes, arrows and filters are. Places are classes and no
 * {@code style} attributes, which the policy would have to allow for everybody.
 *
 * @param text what stands in the style element
 */
record PageStyle(String text) {

    static PageStyle of(PageLanes lanes, List<Arrow> arrows) {
        StringBuilder css = new StringBuilder(common());
        int count = lanes.count();
        css.append(".heads,.lines,.grid{grid-template-columns:5.5rem repeat(").append(2 * count);
        css.append(",minmax(5.5rem,1fr)) minmax(1rem,.5fr)}\n");
        css.append(".diagram{min-width:").append(8 + 12 * count).append("rem}\n");
        for (int i = 0; i < count; i++) {
            int middle = PageLanes.column(i);
            css.append(".n").append(i).append("{grid-column:").append(middle).append("/-1}");
            css.append(".h")
                    .append(i)
                    .append("{grid-column:")
                    .append(middle - 1)
                    .append("/span 2}\n");
        }
        TreeSet<String> rules = new TreeSet<>();
        for (Arrow arrow : arrows) {
            rules.add(place(lanes, arrow));
            rules.add(filter(lanes.hidden(arrow)));
        }
        rules.forEach(rule -> css.append(rule).append('\n'));
        return new PageStyle(css.toString());
    }

    /** Gives the style of a page without a diagram. */
    static PageStyle ofIndex() {
        return new PageStyle(common());
    }

    private static String common() {
        try (InputStream in = PageStyle.class.getResourceAsStream("page.css")) {
            if (in == null) {
                throw new IllegalStateException("page.css is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r", ""); // a reader would
        } catch (IOException e) {
            throw new IllegalStateException("page.css cannot be read", e);
        }
    }

    private static String place(PageLanes lanes, Arrow arrow) {
        String name = PageRows.span(lanes, arrow);
        if (name.isEmpty()) {
            return "";
        }
        int from = PageLanes.column(lanes.of(arrow.from()));
        int to = arrow.to() == null ? from : PageLanes.column(lanes.of(arrow.to()));
        int middle = (from + to) / 2;
        if (arrow.half()) {
            from = arrow.isIncoming() ? middle : from;
            to = arrow.isIncoming() ? to : middle;
        }
        return "." + name + "{grid-column:" + Math.min(from, to) + "/" + Math.max(from, to) + "}";
    }

    /** Hides rows whose fixtures are all unticked. {@code :has} would be looked at again for each row that is read. */
    private static String filter(String hidden) {
        StringBuilder rule = new StringBuilder();
        for (String lane : hidden.substring(1).split("-")) {
            rule.append("#show-").append(lane).append(":not(:checked)~");
        }
        return rule.append("main .").append(hidden).append("{display:none}").toString();
    }

    /** Gives the page's content security policy (CSP 3): this style, and nothing else at all. */
    String policy() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "default-src 'none'; style-src 'sha256-"
                    + Base64.getEncoder().encodeToString(hash) + "'; base-uri 'none'; form-action 'none'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
