package dev.parley.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.Event;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.Role;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoryJournalTest {

    private static final String C = "c1";
    private static final int ALL = Integer.MAX_VALUE;

    private final MemoryJournal journal = new MemoryJournal(Clock.systemUTC(), 1_000_000);

    @BeforeEach
    void open() {
        journal.open(C);
        append(new Event.MessageCreated("m1", null, Role.ASSISTANT, "", null, "x"));
    }

    private long append(Event... events) {
        return append(null, events);
    }

    private long append(@Nullable Fence fence, Event... events) {
        return journal.append(C, List.of(events), fence).toCompletableFuture().join();
    }

    private static Event.Delta delta(int offset, String text) {
        return new Event.Delta("m1", offset, text);
    }

    @Test
    void numbersAreDenseUnderConcurrentWriters() throws Exception {
        int writers = 8;
        int each = 2_000;
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        CyclicBarrier start = new CyclicBarrier(writers);
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            done.add(pool.submit(() -> {
                start.await();
                for (int n = 0; n < each; n++) {
                    append(new Event.ConversationChanged("t", null));
                }
                return null;
            }));
        }
        for (Future<?> future : done) {
            future.get(30, TimeUnit.SECONDS);
        }
        pool.shutdown();

        Page page = journal.readAfter(C, 0, ALL).orElseThrow();
        assertThat(page.events())
                .extracting(Event.Recorded::seq)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, writers * each + 1L).boxed().toList());
    }

    @Test
    void neighbouringDeltasAreJoinedAndTheOthersAreNot() {
        append(delta(0, "a"), delta(1, "b"), new Event.ReasoningDelta("m1", 0, "r"), delta(2, "c"));
        append(delta(3, "d"));

        Page page = journal.readAfter(C, 1, ALL).orElseThrow();
        assertThat(page.from()).isEqualTo(2);
        assertThat(page.to()).isEqualTo(6);
        assertThat(page.events())
                .extracting(Event.Recorded::event)
                .containsExactly(delta(0, "ab"), new Event.ReasoningDelta("m1", 0, "r"), delta(2, "cd"));
    }

    @Test
    void deltasJoinedInOrderAreTheMessagesText() {
        append(delta(0, "A "), delta(2, "租约 "), delta(5, "🙂"), delta(7, "!"));
        assertThat(journal.snapshot(C).orElseThrow().messages().get(0).text()).isEqualTo("A 租约 🙂!");
    }

    @Test
    void aDeltaThatDoesNotFollowIsRefused() {
        append(delta(0, "abc"));
        assertThatThrownBy(() -> append(delta(2, "x"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aReaderFromAnyCursorGetsTheSameText() {
        for (int i = 0; i < 50; i++) {
            append(delta(i, "x"));
        }
        for (long after = 1; after <= 51; after++) {
            StringBuilder text = new StringBuilder();
            for (Event.Recorded recorded :
                    journal.readAfter(C, after, ALL).orElseThrow().events()) {
                text.append(((Event.Text) recorded.event()).text());
            }
            assertThat(text).hasSize((int) (51 - after));
        }
    }

    @Test
    void aPageHoldsAboutAsMuchAsItMay() {
        append(delta(0, "aaaa"), delta(4, "bbbb"), delta(8, "cccc"));
        Page page = journal.readAfter(C, 1, 8).orElseThrow();
        assertThat(page.to()).isEqualTo(3);
        assertThat(journal.readAfter(C, 1, 1).orElseThrow().to()).isEqualTo(2);
    }

    @Test
    void aCursorThatIsGoneOrAheadIsToldSo() {
        MemoryJournal small = new MemoryJournal(Clock.systemUTC(), 3);
        small.open(C);
        for (int i = 0; i < 5; i++) {
            small.append(C, List.of(new Event.ConversationChanged("t" + i, null)), null);
        }
        assertThat(small.readAfter(C, 1, ALL)).isEmpty();
        assertThat(small.readAfter(C, 2, ALL)).isPresent();
        assertThat(small.readAfter(C, 5, ALL).orElseThrow().isEmpty()).isTrue();
        assertThat(small.readAfter(C, 6, ALL)).isEmpty();
        assertThat(small.snapshot(C).orElseThrow().seq()).isEqualTo(5);
    }

    @Test
    void anOldFenceIsRefused() {
        Fence first = new Fence("g1", 1);
        Fence second = new Fence("g1", 2);
        append(first, new Event.GenerationStarted("g1", "m1", "x", "t"));
        append(second, delta(0, "a"));

        assertThatThrownBy(() -> append(first, delta(1, "b")))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StaleFenceException.class);
        assertThat(journal.snapshot(C).orElseThrow().messages().get(0).text()).isEqualTo("a");
    }

    @Test
    void aGenerationThatHasEndedWritesNoMore() {
        Fence fence = new Fence("g1", 1);
        append(fence, new Event.GenerationEnded("g1", "m1", MessageState.STOPPED, null, null, null));

        assertThatThrownBy(() -> append(fence, delta(0, "late"))).hasCauseInstanceOf(StaleFenceException.class);
    }

    @Test
    void theDoorbellRingsUntilItIsStopped() {
        List<String> rings = new ArrayList<>();
        Runnable stop = journal.listen(C, () -> rings.add("ring"));
        append(delta(0, "a"));
        stop.run();
        append(delta(1, "b"));
        assertThat(rings).hasSize(1);
    }

    @Test
    void aConversationThatIsRemovedIsGone() {
        journal.remove(C);
        assertThat(journal.epoch(C)).isEmpty();
        assertThatThrownBy(() -> append(delta(0, "a"))).hasCauseInstanceOf(NoSuchJournalException.class);
    }
}
