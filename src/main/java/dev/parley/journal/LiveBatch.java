package dev.parley.journal;

import dev.parley.protocol.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Text of open answers that needs no look at the tables, taken out of a group of appends: numbered, and put on the disk
 * together. Used once, by the writer's thread; may be written again after a failure.
 */
final class LiveBatch {

    private final LiveText liveText;
    private final long number;
    private final long atMillis;
    private final List<Pending> others = new ArrayList<>();
    private final Map<Pending, Long> taken = new LinkedHashMap<>();
    private final List<LiveFile.Entry> entries = new ArrayList<>();

    /** @param number of the group; greater than those before */
    LiveBatch(LiveText liveText, List<Pending> all, long number, long atMillis) {
        this.liveText = liveText;
        this.number = number;
        this.atMillis = atMillis;
        // What comes with something else of its conversation stays in order with that.
        Set<String> withOthers = new HashSet<>();
        for (Pending pending : all) {
            if (!liveText.takes(pending.append())) {
                withOthers.add(pending.append().conversationId());
            }
        }
        Map<String, PlannedConversation> conversations = new LinkedHashMap<>();
        for (Pending pending : all) {
            Append append = pending.append();
            if (withOthers.contains(append.conversationId())) {
                others.add(pending);
            } else {
                PlannedConversation conversation = conversations.computeIfAbsent(append.conversationId(), this::plan);
                for (Event event : append.events()) {
                    conversation.add(event, append.fence(), append);
                }
                taken.put(pending, conversation.lastSeq());
            }
        }
        conversations
                .values()
                .forEach(conversation ->
                        entries.add(new LiveFile.Entry(conversation.id(), conversation.record(atMillis))));
    }

    private PlannedConversation plan(String id) {
        LiveConversation known = liveText.find(id);
        return new PlannedConversation(id, known == null ? 0 : known.lastSeq(), false);
    }

    /** What has to go through the tables, in order. */
    List<Pending> others() {
        return others;
    }

    /** What it takes. */
    List<Pending> pendings() {
        return List.copyOf(taken.keySet());
    }

    boolean isEmpty() {
        return taken.isEmpty();
    }

    /** @throws dev.parley.platform.StorageException that passes, if the disk cannot take it */
    void write() {
        liveText.file().append(number, entries);
    }

    /** Tells everybody, once it is written. */
    void complete(JournalWriter.Listener listener) {
        for (LiveFile.Entry entry : entries) {
            LiveConversation known = liveText.find(entry.conversationId());
            if (known != null) {
                known.committed(entry.events(), number, atMillis);
            }
        }
        entries.forEach(entry -> listener.committed(entry.conversationId(), entry.events()));
        taken.forEach((pending, seq) -> pending.committed().complete(seq));
    }
}
