package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.journal.Fence;
import dev.parley.protocol.Event;
import dev.parley.support.TestDatabase;
import dev.parley.support.TestJournal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is written to a disk that is nearly full, and everything when it has room again. */
@Timeout(60)
class DiskRoomTest {

    private static final Fence FENCE = Fence.first("g1");

    private final AtomicLong free = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong now = new AtomicLong();

    @Test
    void refusesBelowTheLeast() {
        free.set(DiskRoom.LEAST_BYTES);
        DiskRoom room = new DiskRoom(free::get, now::get);
        room.insist();

        free.set(DiskRoom.LEAST_BYTES - 1);
        now.addAndGet(DiskRoom.CACHED_NANOS);

        assertThatThrownBy(room::insist)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.passing()).isTrue())
                .hasMessageContaining("make room");
    }

    @Test
    void asksTheDiskOnceForMany() {
        AtomicInteger asked = new AtomicInteger();
        DiskRoom room = new DiskRoom(
                () -> {
                    asked.incrementAndGet();
                    return free.get();
                },
                now::get);
        for (int i = 0; i < 100; i++) {
            room.insist();
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void measuresARealDisk(@TempDir Path directory) {
        DiskRoom room = DiskRoom.of(directory.resolve("not/there/yet"));

        room.insist();
        assertThat(room.hasRoomToTidy()).isTrue();
    }

    @Test
    void appendsWaitWhileTheDiskIsFullAndAreWrittenWhenThereIsRoom() throws Exception {
        DiskRoom room = new DiskRoom(free::get, () -> now.addAndGet(DiskRoom.CACHED_NANOS));
        Database database = new Database(TestDatabase.H2.settings(), room);
        database.open();
        try (TestJournal node = new TestJournal(database)) {
            node.open("c1", "m1", "g1");
            free.set(0);
            CompletableFuture<Long> waiting =
                    node.journal().append("c1", List.of(new Event.Delta("m1", 0, "kept")), FENCE);

            assertThatThrownBy(() -> database.change(connection -> {})).isInstanceOf(StorageException.class);
            assertThat(node.journal().current("c1").orElseThrow().messages())
                    .as("reading goes on")
                    .hasSize(1);
            assertThat(waiting).isNotDone();

            free.set(Long.MAX_VALUE);
            waiting.get(20, TimeUnit.SECONDS);
            assertThat(node.journal()
                            .current("c1")
                            .orElseThrow()
                            .messages()
                            .get(0)
                            .text())
                    .isEqualTo("kept");
        }
    }
}
