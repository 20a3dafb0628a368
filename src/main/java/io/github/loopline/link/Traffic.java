package io.github.loopline.link;

/**
 * What went through a link in one direction, so far. The unit is bytes on streams and datagrams on datagram links. What has
 * arrived and neither passed nor got lost is under way.
 *
 * @param arrived what came into the link
 * @param passed what the link delivered, copies included
 * @param lost what the link took and will not deliver
 * @since 0.1
 */
public record Traffic(long arrived, long passed, long lost) {

    static final Traffic NONE = new Traffic(0, 0, 0);

    /** Adds what went another way. */
    Traffic plus(Traffic other) {
        return new Traffic(arrived + other.arrived, passed + other.passed, lost + other.lost);
    }
}
