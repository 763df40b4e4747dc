package dev.parley.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatWasPackedComesOutAsItWas(int seed) {
        Random random = new Random(seed);
        List<Event.Recorded> events = new ArrayList<>();
        int[] lengths = new int[4];
        long seq = 1 + random.nextInt(100);
        long at = 1_795_219_200_000L;
        for (int i = 0; i < 400; i++) {
            // Long runs of one message, now and then another or its reasoning.
            int kind = random.nextInt(20) == 0 ? random.nextInt(4) : 0;
            String text = random.nextInt(200) == 0 ? "x".repeat(40_000) : "租🙂".repeat(random.nextInt(4)) + i;
            events.add(new Event.Recorded(seq++, at, event(kind, lengths[kind], text)));
            lengths[kind] += text.length();
            at += random.nextInt(50);
        }
        List<Packed.Row> rows = Packed.pack(events);
        assertThat(rows.size()).isLessThan(events.size() / 2);
        for (long after : new long[] {0, events.get(0).seq(), events.get(17).seq(), seq - 2, seq}) {
            List<Event.Recorded> unpacked = new ArrayList<>();
            for (Packed.Row row : rows) {
                Packed.unpack(row.seq(), row.atMillis(), whole(row), row.payload(), after, unpacked);
            }
            assertThat(unpacked)
                    .isEqualTo(events.stream().filter(one -> one.seq() > after).toList());
        }
    }

    private static Event event(int kind, int offset, String text) {
        String message = kind < 2 ? "m1" : "m2";
        return kind % 2 == 0 ? new Event.Delta(message, offset, text) : new Event.ReasoningDelta(message, offset, text);
    }

    private static Event.Text whole(Packed.Row row) {
        return row.first() instanceof Event.Delta
                ? new Event.Delta(row.first().messageId(), row.first().offset(), row.text())
                : new Event.ReasoningDelta(row.first().messageId(), row.first().offset(), row.text());
    }
}
