package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "{",
                "{}",
                "{\"type\":7}",
                "{\"type\":\"ping\"} x",
                "{\"type\":\"stop\"}",
                "{\"type\":\"stop\",\"generationId\":\"\"}",
                "{\"type\":\"subscribe\",\"conversationId\":7}",
                "{\"type\":\"subscribe\",\"conversationId\":\"c\",\"epoch\":\"e\",\"after\":-1}",
                "{\"type\":\"subscribe\",\"conversationId\":\"c\",\"epoch\":\"e\",\"after\":1.5}",
                "{\"type\":\"send\",\"clientMessageId\":\"m\",\"text\":\"x\"}",
                "{\"type\":\"send\",\"new\":true,\"conversationId\":\"c\",\"clientMessageId\":\"m\",\"text\":\"x\"}",
                "{\"type\":\"send\",\"new\":true,\"clientMessageId\":\"m\"}",
                "{\"type\":\"send\",\"new\":true,\"clientMessageId\":\"m\",\"text\":\"x\",\"options\":{\"maxTokens\":1.5}}",
                "{\"type\":\"send\",\"new\":true,\"clientMessageId\":\"m\",\"text\":\"x\",\"options\":{\"thinking\":1}}",
                "{\"type\":\"hello\",\"resume\":[{\"conversationId\":\"c\"}]}",
                "{\"type\":\"hello\",\"resume\":{}}"
            })
    void refusesWhatItCannotRead(String text) {
        assertThatThrownBy(() -> FrameReader.read(text))
                .isInstanceOfSatisfying(
                        FrameException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FRAME));
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        for (int depth : new int[] {Json.DEEPEST, 1_001, 100_000}) {
            for (String open : new String[] {"[", "{\"a\":"}) {
                refusesWhatItCannotRead("{\"type\":\"ping\",\"x\":" + open.repeat(depth));
            }
        }
    }

    @Test
    void bracketsInATextAreNoNesting() {
        assertThat(FrameReader.read("{\"type\":\"ping\",\"ref\":\"1\",\"x\":\"\\\"" + "[{".repeat(1_000) + "\"}"))
                .isEqualTo(new ClientFrame.Ping("1"));
    }

    @Test
    void namesAnUnknownTypeAndKeepsTheRef() {
        assertThatThrownBy(() -> FrameReader.read("{\"type\":\"dance\",\"ref\":\"7\"}"))
                .isInstanceOfSatisfying(FrameException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_FRAME_TYPE);
                    assertThat(e.ref()).isEqualTo("7");
                });
    }

    @Test
    void passesOverUnknownFields() {
        assertThat(FrameReader.read("{\"type\":\"ping\",\"ref\":\"1\",\"later\":{\"x\":[1]}}"))
                .isEqualTo(new ClientFrame.Ping("1"));
    }

    @Test
    void readsABodyAsTheFrameThatItStandsFor() {
        String body = "{\"clientMessageId\":\"m\",\"text\":\"x\",\"options\":{\"thinking\":true}}";

        assertThat(FrameReader.send(body, "c"))
                .isEqualTo(FrameReader.read("{\"type\":\"send\",\"conversationId\":\"c\"," + body.substring(1)));
        assertThat(FrameReader.send(body, null))
                .isEqualTo(FrameReader.read("{\"type\":\"send\",\"new\":true," + body.substring(1)));
        assertThat(FrameReader.regenerate("{\"model\":\"big\"}", "a"))
                .isEqualTo(FrameReader.read("{\"type\":\"regenerate\",\"messageId\":\"a\",\"model\":\"big\"}"));
    }

    @Test
    void theAddressSaysWhereABodyGoes() {
        String body = "{\"conversationId\":\"other\",\"new\":true,\"clientMessageId\":\"m\",\"text\":\"x\"}";

        assertThat(FrameReader.send(body, "c").conversationId()).isEqualTo("c");
        assertThat(FrameReader.send(body, null).conversationId()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{}", "{\"text\":\"x\"}", "{\"clientMessageId\":\"m\"}"})
    void refusesABodyThatSaysTooLittle(String body) {
        assertThatThrownBy(() -> FrameReader.send(body, "c"))
                .isInstanceOfSatisfying(
                        FrameException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FRAME));
    }
}
