package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WellFormedTest {

    @Test
    void leavesWholeTextAlone() {
        String text = "a 租约 🙂";
        assertThat(WellFormed.text(text)).isSameAs(text);
    }

    @Test
    void replacesEveryUnpairedHalfAndKeepsTheLength() {
        assertThat(WellFormed.text("a\uD83D")).isEqualTo("a\uFFFD");
        assertThat(WellFormed.text("\uDE42b")).isEqualTo("\uFFFDb");
        assertThat(WellFormed.text("\uD83D\uD83D\uDE42\uDE42")).isEqualTo("\uFFFD🙂\uFFFD");
        assertThat(WellFormed.text("\uD83Dx")).isEqualTo("\uFFFDx");
    }

    @Test
    void replacesWhatPostgresDoesNotTake() {
        assertThat(WellFormed.text("a\0b\u0001")).isEqualTo("a\uFFFDb\u0001");
    }

    @Test
    void isWhatAFramesTextBecomes() {
        ClientFrame frame =
                FrameReader.read("{\"type\":\"send\",\"new\":true,\"clientMessageId\":\"m\",\"text\":\"a\\ud800b\"}");
        assertThat(((ClientFrame.Send) frame).text()).isEqualTo("a\uFFFDb");
    }
}
