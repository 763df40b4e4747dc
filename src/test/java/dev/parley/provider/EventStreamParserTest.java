package dev.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.ErrorCode;
import jakarta.ws.rs.sse.InboundSseEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventStreamParserTest {

    private static final int LIMIT = 8 * 1024 * 1024;

    private final List<InboundSseEvent> events = new ArrayList<>();
    private final EventStreamParser parser = new EventStreamParser(LIMIT, events::add);

    private void feed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        parser.feed(bytes, 0, bytes.length);
    }

    @Test
    void handsOnAnEventAsSoonAsItsBlankLineIsRead() {
        feed("data: a\n");
        assertThat(events).isEmpty();
        feed("\n");
        assertThat(events).hasSize(1);
    }

    @Test
    void handsOnAnEventAfterALoneCarriageReturnAtOnce() {
        feed("data: a\r\r");
        assertThat(events).hasSize(1);
        feed("\ndata: b\n\n");
        assertThat(events).extracting(InboundSseEvent::readData).containsExactly("a", "b");
    }

    @Test
    void keepsDashScopesStatusCommentWithItsEvent() {
        feed("id:7\nevent:error\n:HTTP_STATUS/429\ndata:{}\n\ndata: b\n\n");

        assertThat(events.get(0).getComment()).isEqualTo("HTTP_STATUS/429");
        assertThat(events.get(0).getName()).isEqualTo("error");
        assertThat(events.get(0).getId()).isEqualTo("7");
        assertThat(events.get(1).getComment()).isNull();
    }

    @Test
    void neverSplitsACharacterWhereverTheBytesAreCut() {
        byte[] bytes = "data: é 租约 🙂\n\n".getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            List<InboundSseEvent> seen = new ArrayList<>();
            EventStreamParser fresh = new EventStreamParser(LIMIT, seen::add);
            fresh.feed(bytes, 0, cut);
            fresh.feed(bytes, cut, bytes.length - cut);
            assertThat(seen).as("cut at %d", cut).hasSize(1);
            assertThat(seen.get(0).readData()).isEqualTo("é 租约 🙂").doesNotContain("\uFFFD");
        }
    }

    @Test
    void givesTheUnfinishedBlockOnlyWhenAsked() {
        feed("data: a\n\ndata: b");
        assertThat(events).extracting(InboundSseEvent::readData).containsExactly("a");
        assertThat(parser.unfinished())
                .isNotNull()
                .extracting(InboundSseEvent::readData)
                .isEqualTo("b");
    }

    @Test
    void readsALineOfOneMebibyte() {
        feed("data: " + "x".repeat(1024 * 1024) + "\n\n");
        assertThat(events.get(0).readData()).hasSize(1024 * 1024);
    }

    @Test
    void passesOverAHundredThousandCommentsInOneBlock() {
        for (int i = 0; i < 100_000; i++) {
            feed(": keep-alive " + i + "\n");
        }
        feed("data: a\n\n");
        assertThat(events).hasSize(1);
        assertThat(events.get(0).getComment()).hasSizeLessThanOrEqualTo(1024);
    }

    @Test
    void refusesALineLongerThanTheLimit() {
        EventStreamParser small = new EventStreamParser(100, events::add);
        byte[] bytes = ("data: " + "x".repeat(200)).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> small.feed(bytes, 0, bytes.length))
                .isInstanceOfSatisfying(ProviderException.class, e -> assertThat(e.code())
                        .isEqualTo(ErrorCode.MODEL_ANSWER_UNREADABLE));
    }

    @Test
    void refusesAnEventOfManyLinesLongerThanTheLimit() {
        EventStreamParser small = new EventStreamParser(100, events::add);
        byte[] bytes = "data: xxxxxxxxxx\n".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 20; i++) {
                        small.feed(bytes, 0, bytes.length);
                    }
                })
                .isInstanceOf(ProviderException.class);
    }
}
