package dev.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.identity.Owner;
import dev.parley.journal.MemoryJournal;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import org.junit.jupiter.api.Test;

class ConversationDirectoryTest {

    private static final Owner ANNA = new Owner("anna", "Anna", true);
    private static final Owner BEN = new Owner("ben", "Ben", true);

    private final MemoryJournal journal = new MemoryJournal();
    private final ConversationDirectory directory = new ConversationDirectory(journal, new Limits(100, 10, 3, 4));

    @Test
    void aMessageSentAgainFindsTheConversationThatItOpened() {
        assertThat(directory.opened(ANNA, "m1")).isEmpty();
        Conversation opened = directory.openFor(ANNA, "m1");

        assertThat(directory.opened(ANNA, "m1")).containsSame(opened);
        assertThat(directory.openFor(ANNA, "m1")).isSameAs(opened);
        assertThat(directory.opened(BEN, "m1")).isEmpty();
    }

    @Test
    void nobodyKeepsMoreThanTheirShare() {
        for (int i = 0; i < 3; i++) {
            directory.openFor(ANNA, "m" + i);
        }
        assertThatThrownBy(() -> directory.openFor(ANNA, "m3"))
                .isInstanceOfSatisfying(
                        ParleyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_CONVERSATIONS));
    }

    @Test
    void theOneLongestUnusedMakesRoomWithAllThatBelongsToIt() {
        Conversation oldest = directory.openFor(ANNA, "a1");
        directory.holds(oldest, "message");
        directory.runs(oldest, null, "generation");
        Conversation used = directory.openFor(ANNA, "a2");
        directory.openFor(BEN, "b1");
        directory.openFor(BEN, "b2");
        assertThat(directory.find(used.id())).isPresent();
        directory.openFor(BEN, "b3");

        assertThat(directory.find(oldest.id())).isEmpty();
        assertThat(directory.holding("message")).isEmpty();
        assertThat(directory.holding("generation")).isEmpty();
        assertThat(directory.opened(ANNA, "a1")).isEmpty();
        assertThat(journal.epoch(oldest.id())).isEmpty();
        assertThat(directory.find(used.id())).isPresent();
    }

    @Test
    void onlyTheNewestGenerationIsKnown() {
        Conversation conversation = directory.openFor(ANNA, "a1");
        directory.runs(conversation, null, "g1");
        directory.runs(conversation, "g1", "g2");

        assertThat(directory.holding("g1")).isEmpty();
        assertThat(directory.holding("g2")).containsSame(conversation);
    }
}
