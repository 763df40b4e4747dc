package dev.parley.journal;

import dev.parley.protocol.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A conversation with an answer that is being written, as the journal's writer knows it: what would else be read from
 * the tables before each commit, and the text that is still in the {@link LiveFile} only. For the writer's thread;
 * whether there is such text may be asked from any.
 */
final class LiveConversation {

    private final String id;
    private final Map<String, Long> openFences = new HashMap<>(2);
    private final List<Event.Recorded> unfolded = new ArrayList<>();
    private long lastSeq;
    private int chars;
    private long firstBatch;
    private long sinceMillis;
    private long asideUntilMillis;
    private volatile boolean hasUnfolded;

    LiveConversation(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    long lastSeq() {
        return lastSeq;
    }

    boolean hasUnfolded() {
        return hasUnfolded;
    }

    /** What is not among its events yet, in order, if these go up to this number. */
    List<Event.Recorded> unfoldedAfter(long seq) {
        return unfolded.stream().filter(recorded -> recorded.seq() > seq).toList();
    }

    /** The oldest batch in which there is some of it. */
    long firstBatch() {
        return firstBatch;
    }

    boolean isOpen(Fence fence) {
        Long number = openFences.get(fence.generationId());
        return number != null && number == fence.number();
    }

    boolean hasOpen() {
        return !openFences.isEmpty();
    }

    /** Whether its text has waited long, or is much. */
    boolean isDue(long nowMillis) {
        return isWaiting(nowMillis, LiveText.FOLD_CHARS, LiveText.FOLD_MILLIS);
    }

    /** Whether it would be due soon, so that it is folded with others that are. */
    boolean isSoonDue(long nowMillis) {
        return isWaiting(nowMillis, LiveText.FOLD_CHARS / 2, LiveText.FOLD_MILLIS / 2);
    }

    private boolean isWaiting(long nowMillis, int leastChars, long leastMillis) {
        // A clock that was set back would keep it waiting.
        boolean old = nowMillis - sinceMillis >= leastMillis || nowMillis < sinceMillis;
        return mayBeFolded(nowMillis) && (chars >= leastChars || old);
    }

    /** Its text could not be put among its events: it is not due again before this time. */
    void setAside(long untilMillis) {
        asideUntilMillis = untilMillis;
    }

    /** Whether it has text, and was not set aside. */
    boolean mayBeFolded(long nowMillis) {
        return hasUnfolded && nowMillis >= asideUntilMillis;
    }

    /** What is known of its answers may be out of date: what is written next has to look at the tables. */
    void doubt() {
        openFences.clear();
    }

    void opened(String generationId, long fence) {
        openFences.put(generationId, fence);
    }

    void ended(String generationId) {
        openFences.remove(generationId);
    }

    void at(long seq) {
        lastSeq = seq;
    }

    /** Text that was committed by a batch. */
    void committed(List<Event.Recorded> events, long batch, long nowMillis) {
        if (unfolded.isEmpty()) {
            firstBatch = batch;
            sinceMillis = nowMillis;
        }
        for (Event.Recorded recorded : events) {
            unfolded.add(recorded);
            lastSeq = recorded.seq();
            chars += recorded.event() instanceof Event.Text text ? text.text().length() : 0;
        }
        hasUnfolded = true;
    }

    /** Its text is among its events now. */
    void folded() {
        unfolded.clear();
        asideUntilMillis = 0;
        chars = 0;
        hasUnfolded = false;
    }
}
