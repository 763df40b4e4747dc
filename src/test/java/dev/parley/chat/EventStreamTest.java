package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.journal.Append;
import dev.parley.journal.Journal;
import dev.parley.protocol.Cursor;
import dev.parley.protocol.Event;
import dev.parley.protocol.Role;
import dev.parley.support.TestDatabase;
import dev.parley.support.TestJournal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Server-sent events to a container that takes more only when it says so. */
@Timeout(60)
class EventStreamTest {

    private static final String C = "c1";

    /** A response that takes one write or flush for each time a test gives way, and breaks every rule it can find broken. */
    private static final class FakeOut extends ServletOutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private @Nullable WriteListener listener;
        private boolean told;
        /** How many writes and flushes it takes; forever if negative. */
        int room;

        int largest;
        int flushes;
        int calls;

        @Nullable
        IOException broken;

        private void call() throws IOException {
            assertThat(told).as("asked whether it takes more").isTrue();
            told = false;
            calls++;
            if (broken != null) {
                throw broken;
            }
        }

        @Override
        public boolean isReady() {
            told = room != 0;
            room = told ? room - 1 : 0;
            return told;
        }

        @Override
        public void write(byte[] piece) throws IOException {
            call();
            largest = Math.max(largest, piece.length);
            bytes.write(piece);
        }

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void flush() throws IOException {
            call();
            flushes++;
        }

        @Override
        public void setWriteListener(WriteListener writer) {
            listener = writer;
        }

        /** Takes so many more calls, and says so. */
        void giveWay(int more) throws IOException {
            room = more;
            Objects.requireNonNull(listener).onWritePossible();
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    private final TestJournal node = new TestJournal(TestDatabase.H2.settings(), TestJournal.ringingAtOnce());
    private final Journal journal = node.journal();
    private final FakeOut out = new FakeOut();
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger completions = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final EventStream stream = new EventStream(
            journal,
            out,
            completions::incrementAndGet,
            now::get,
            Runnable::run,
            ends::incrementAndGet,
            new DoorMeters(new SimpleMeterRegistry()));
    private int length;

    @BeforeEach
    void open() {
        node.append(Append.opening(
                C,
                new Append.Opening("owner", "opens"),
                List.of(new Event.MessageCreated("m1", null, Role.ASSISTANT, "", null, "x")),
                "{}"));
        // So that it is in memory, and is followed without asking the database first.
        journal.current(C);
        out.setWriteListener(stream.writeListener());
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void append(Event event) {
        node.append(C, event);
    }

    private void say(String text) {
        append(new Event.Delta("m1", length, text));
        length += text.length();
    }

    private String epoch() {
        return journal.epoch(C).orElseThrow();
    }

    @Test
    void beginsWithASnapshotAndGoesOnWithEventsThatCarryTheCursor() throws IOException {
        stream.follow(C, null);
        out.giveWay(-1);
        say("hello");

        String[] events = out.text().split("\n\n");
        assertThat(events).hasSize(2);
        assertThat(events[0])
                .startsWith("retry: 2000\nid: " + epoch() + ":1\nevent: subscribed\ndata: {\"type\":\"subscribed\",")
                .contains("\"recovered\":false", "\"snapshot\":");
        assertThat(events[1])
                .startsWith("id: " + epoch() + ":2\nevent: events\ndata: {\"type\":\"events\",")
                .contains("\"text\":\"hello\"");
        assertThat(events[1].lines()).hasSize(3);
    }

    @Test
    void goesOnFromACursor() throws IOException {
        say("a");
        stream.follow(C, EventStream.cursor(epoch() + ":1"));
        out.giveWay(-1);

        assertThat(out.text()).contains("\"recovered\":true", "\"text\":\"a\"").doesNotContain("snapshot");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1", ":1", "e:", "e:-1", "e:1.5", "e:x", "e:1:", "a b:1", "e:9999999999999999999"})
    void whatIsNoIdAsksForASnapshot(String id) {
        assertThat(EventStream.cursor(id)).isNull();
    }

    @Test
    void readsItsOwnIds() {
        assertThat(EventStream.cursor(" 01ab:42 ")).isEqualTo(new Cursor("01ab", 42));
        assertThat(EventStream.cursor(null)).isNull();
    }

    @Test
    void nothingIsWrittenBeforeTheContainerTakesIt() throws IOException {
        stream.follow(C, null);
        assertThat(out.calls).isZero();
        out.giveWay(1);
        assertThat(out.calls).isEqualTo(1);
        assertThat(out.flushes).isZero();
    }

    @Test
    void aReaderThatIsBehindGetsOnePieceForAllThatItMissed() throws IOException {
        stream.follow(C, null);
        out.giveWay(3);
        String before = out.text();
        say("one");
        assertThat(out.text()).isEqualTo(before);
        for (int i = 0; i < 1_000; i++) {
            say("x");
        }
        assertThat(out.text()).as("nothing while it takes nothing").isEqualTo(before);
        out.giveWay(-1);

        String[] more = out.text().substring(before.length()).split("\n\n");
        assertThat(more).hasSize(2);
        assertThat(more[0]).contains("\"text\":\"one\"");
        assertThat(more[1]).contains("\"text\":\"" + "x".repeat(1_000) + '"');
    }

    @Test
    void aLongEventGoesInPiecesAndNoCharacterIsHalved() throws IOException {
        String text = "a" + "\uD83D\uDE00".repeat(40_000);
        say(text);
        stream.follow(C, null);
        out.giveWay(-1);

        assertThat(out.text()).contains('"' + text + '"');
        assertThat(out.largest).isLessThanOrEqualTo(EventStream.PIECE_CHARS * 4);
        assertThat(out.flushes).isGreaterThanOrEqualTo(5);
    }

    @Test
    void aHeartbeatNeverStandsInTheMiddleOfAnEvent() throws IOException {
        say("x".repeat(EventStream.PIECE_CHARS * 3));
        stream.follow(C, null);
        out.giveWay(3);
        now.addAndGet(10_000);
        stream.outlet().tick();
        out.giveWay(-1);

        assertThat(out.text()).endsWith("}\n\n" + EventStream.HEARTBEAT);
        assertThat(out.text().split("\n\n")).hasSize(2);
    }

    @Test
    void aReaderThatTakesWhatItGetsStaysAlthoughItNeverSpeaks() throws IOException {
        stream.follow(C, null);
        out.giveWay(-1);
        for (int second = 0; second < 600; second++) {
            now.addAndGet(1_000);
            stream.outlet().tick();
        }
        assertThat(stream.outlet().isDead()).isFalse();
        assertThat(out.text().split(":\n\n", -1)).hasSizeBetween(60, 62);
    }

    @Test
    void aReaderThatStandsStillIsCutOnce() throws IOException {
        say("x".repeat(EventStream.PIECE_CHARS * 3));
        stream.follow(C, null);
        out.giveWay(2);
        now.addAndGet(Outlet.SEND_TIMEOUT_MILLIS + EventStream.PIECE_CHARS);
        stream.outlet().tick();
        stream.outlet().tick();

        assertThat(stream.outlet().isDead()).isTrue();
        assertThat(completions).hasValue(1);
        int calls = out.calls;
        say("more");
        out.giveWay(-1);
        stream.end();
        assertThat(out.calls).as("nothing is written after the end").isEqualTo(calls);
        assertThat(completions).hasValue(1);
        assertThat(ends).hasValue(1);
    }

    @Test
    void aReaderThatHasGoneIsCutOnce() throws IOException {
        stream.follow(C, null);
        out.broken = new IOException("connection reset");
        out.giveWay(-1);
        stream.writeListener().onError(out.broken);
        stream.end();

        assertThat(stream.outlet().isDead()).isTrue();
        assertThat(completions).hasValue(1);
        assertThat(ends).hasValue(1);
        assertThat(out.calls).isEqualTo(1);
    }

    @Test
    void aConversationThatIsGoneIsToldAndEndsTheStream() throws IOException {
        stream.follow(C, null);
        out.giveWay(-1);
        node.database().change(connection -> connection.createStatement().execute("DELETE FROM conversation"));
        assertThat(journal.current(C)).isEmpty();

        assertThat(out.text()).endsWith("\n\n").contains("\n\nevent: error\ndata: {\"type\":\"error\"");
        assertThat(out.text()).contains("\"code\":\"conversation-not-found\"");
        assertThat(completions).hasValue(1);
    }

    @Test
    void theEndOfTheApplicationEndsIt() throws IOException {
        stream.follow(C, null);
        stream.end();
        stream.end();
        out.giveWay(-1);

        assertThat(completions).hasValue(1);
        assertThat(out.calls).isZero();
    }

    @Test
    void nothingIsLostOrDoubledWhenTheContainerTellsFromOtherThreads() throws Exception {
        int pieces = 3_000;
        ExecutorService container = Executors.newSingleThreadExecutor();
        CountDownLatch all = new CountDownLatch(1);
        ServletOutputStream slow = new ServletOutputStream() {
            private final StringBuilder received = new StringBuilder();
            private final AtomicInteger inside = new AtomicInteger();
            private volatile boolean ready = true;
            private WriteListener writer = stream.writeListener();

            @Override
            public boolean isReady() {
                return ready;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                writer = listener;
            }

            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes) {
                assertThat(inside.getAndIncrement()).as("threads inside").isZero();
                received.append(new String(bytes, StandardCharsets.UTF_8));
                inside.decrementAndGet();
                later();
            }

            @Override
            public void flush() {
                later();
                if (received.indexOf("\"text\":\"end\"") >= 0) {
                    all.countDown();
                }
            }

            private void later() {
                ready = false;
                container.execute(() -> {
                    ready = true;
                    try {
                        writer.onWritePossible();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
            }

            @Override
            public String toString() {
                return received.toString();
            }
        };
        EventStream other = new EventStream(
                journal, slow, () -> {}, now::get, Runnable::run, () -> {}, new DoorMeters(new SimpleMeterRegistry()));
        slow.setWriteListener(other.writeListener());
        other.follow(C, null);
        other.writeListener().onWritePossible();
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            String digit = Integer.toString(i % 10);
            said.append(digit);
            say(digit);
        }
        append(new Event.ConversationChanged("done", null));
        append(new Event.MessageCreated("m2", null, Role.USER, "end", null, null));
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        container.shutdown();

        StringBuilder got = new StringBuilder();
        for (String part : slow.toString().split("\"type\":\"delta\"", -1)) {
            int at = part.indexOf("\"text\":\"");
            if (at >= 0 && part.contains("\"offset\"") && !part.contains("recovered")) {
                got.append(part, at + 8, part.indexOf('"', at + 8));
            }
        }
        assertThat(got.toString()).isEqualTo(said.toString());
    }
}
