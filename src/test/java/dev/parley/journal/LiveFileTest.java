package dev.parley.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.StorageException;
import dev.parley.protocol.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The file of text that is not among the events yet. */
@Timeout(60)
class LiveFileTest {

    @TempDir
    private Path folder;

    private LiveFile file;

    @BeforeEach
    void open() {
        file = new LiveFile(base(), "n1", true);
    }

    private Path base() {
        return folder.resolve("parley");
    }

    private static Event.Recorded piece(long seq, String text) {
        return new Event.Recorded(seq, 1_000 + seq, new Event.Delta("m", (int) seq, text));
    }

    private void append(long batch, Event.Recorded... pieces) {
        file.append(batch, List.of(new LiveFile.Entry("c", List.of(pieces))));
    }

    private List<Path> segments() {
        return LiveFile.left(base()).stream().map(LiveFile.Left::path).toList();
    }

    private List<Event.Recorded> read() {
        return LiveFile.readAll(segments()).getOrDefault("c", List.of());
    }

    @Test
    void whatWasAppendedIsReadInItsOrder() {
        Event.Recorded thought = new Event.Recorded(7, 9, new Event.ReasoningDelta("m", 3, "租约 🙂\n"));
        append(1, piece(5, "a"), piece(6, ""));
        append(2, thought);
        file.append(3, List.of(new LiveFile.Entry("d", List.of(piece(1, "other")))));

        assertThat(read()).containsExactly(piece(5, "a"), piece(6, ""), thought);
        assertThat(LiveFile.readAll(segments()).get("d")).containsExactly(piece(1, "other"));
    }

    @Test
    void aRecordOfWhichOnlyAPartWasWrittenCountsAsAbsent() throws IOException {
        append(1, piece(1, "one"));
        long first = Files.size(segments().get(0));
        append(2, piece(2, "two"));
        Path segment = segments().get(0);
        byte[] all = Files.readAllBytes(segment);
        for (int length = (int) first; length < all.length; length++) {
            Files.write(segment, Arrays.copyOf(all, length));
            assertThat(read()).as("the first %s bytes", length).containsExactly(piece(1, "one"));
        }
        for (int at = (int) first; at < all.length; at++) {
            byte[] damaged = all.clone();
            damaged[at] ^= 0x20;
            Files.write(segment, damaged);
            assertThat(read()).as("byte %s is damaged", at).containsExactly(piece(1, "one"));
        }
        // Room that was given to the file, and never written.
        Files.write(segment, Arrays.copyOf(Arrays.copyOf(all, (int) first), 64 * 1024));
        assertThat(read()).containsExactly(piece(1, "one"));
    }

    @Test
    void segmentsAreRemovedOnceTheirTextIsElsewhere() {
        String much = "x".repeat(LiveFile.SEGMENT_BYTES / 2 + 1);
        for (int i = 1; i <= 7; i++) {
            append(i, piece(i, much));
        }
        assertThat(segments()).hasSize(4);
        file.dropBefore(2);
        assertThat(read()).hasSize(7);
        file.dropBefore(3);
        assertThat(read()).extracting(Event.Recorded::seq).containsExactly(3L, 4L, 5L, 6L, 7L);
        file.dropBefore(7);
        assertThat(read()).extracting(Event.Recorded::seq).containsExactly(7L);
        file.dropBefore(8);
        assertThat(read()).isEmpty();
        append(8, piece(8, "on"));
        assertThat(read()).containsExactly(piece(8, "on"));
    }

    @Test
    void moreThanNineSegmentsAreReadInTheirOrder() {
        String much = "x".repeat(LiveFile.SEGMENT_BYTES);
        for (int i = 1; i <= 11; i++) {
            append(i, piece(i, much));
        }
        assertThat(read()).extracting(Event.Recorded::seq).isSorted().hasSize(11);
    }

    @Test
    void theEndLeavesOnlyWhatIsNeeded() {
        append(1, piece(1, "a"));
        file.close();
        assertThat(read()).containsExactly(piece(1, "a"));

        file.append(2, List.of(new LiveFile.Entry("c", List.of(piece(2, "b")))));
        file.dropBefore(3);
        file.close();
        assertThat(segments()).isEmpty();
    }

    @Test
    void aFailureIsToldAndWhatIsRepeatedIsThere() throws IOException {
        Files.createDirectory(LiveFile.segment(base(), "n1", 1));
        assertThatThrownBy(() -> append(1, piece(1, "a")))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.passing()).isTrue());
        append(1, piece(1, "a"));
        assertThat(read()).containsExactly(piece(1, "a"));
    }

    @Test
    void whatAnotherVersionHasLeftIsNotMisread() throws IOException {
        append(1, piece(1, "a"));
        Path segment = segments().get(0);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[8] = 2;
        CRC32C sum = new CRC32C();
        sum.update(bytes, 8, bytes.length - 8);
        ByteBuffer.wrap(bytes).putInt(4, (int) sum.getValue());
        Files.write(segment, bytes);
        assertThatThrownBy(this::read)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(segment.toString())
                .hasMessageContaining("start that one once");
    }

    @Test
    void anInterruptHindersNothing() {
        Thread.currentThread().interrupt();
        append(1, piece(1, "a"));
        append(2, piece(2, "b"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(read()).containsExactly(piece(1, "a"), piece(2, "b"));
    }

    @Test
    void otherFilesAreNotTakenForSegments() throws IOException {
        Files.writeString(folder.resolve("parley.live-n1-old"), "?");
        Files.writeString(folder.resolve("parley.live-n1"), "?");
        Files.writeString(folder.resolve("another.live-n1-1"), "?");
        assertThat(LiveFile.left(base())).isEmpty();
        assertThat(read()).isEmpty();
    }
}
