package dev.parley.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The torture suite can fail: each way to spoil a conversation is found. */
class ReplicaTest {

    private final Replica replica = new Replica();

    @BeforeEach
    void anAnswerIsBeingWritten() {
        replica.reset("e", json("{'seq':0,'messages':[]}"));
        events(
                "{'seq':1,'type':'message-created','messageId':'u','role':'user','text':'hi','clientMessageId':'c'}",
                "{'seq':2,'type':'message-created','messageId':'m','role':'assistant','text':''}",
                "{'seq':3,'type':'generation-started','messageId':'m','generationId':'g'}",
                delta(4, 0, "abc"));
    }

    @Test
    void assemblesTheText() {
        events(delta(5, 3, "def"), ended(6, "complete"));

        assertThat(replica.message("m").text).hasToString("abcdef");
        assertThat(replica.message("m").state).isEqualTo("complete");
        assertThat(replica.cursor()).isEqualTo(6);
        assertThat(replica.open()).isEmpty();
    }

    @Test
    void acceptsJoinedText() {
        events(delta(9, 3, "def"));

        assertThat(replica.cursor()).isEqualTo(9);
    }

    @Test
    void findsALostFrame() {
        finds("I4", frame(6, 6, delta(6, 3, "d")));
    }

    @Test
    void findsAFrameThatComesTwice() {
        finds("I4", frame(4, 4, delta(4, 0, "abc")));
    }

    @Test
    void findsAGapInsideAFrame() {
        finds("I1", frame(5, 6, ended(6, "complete")));
    }

    @Test
    void findsAFrameThatEndsElsewhere() {
        finds("I1", frame(5, 7, delta(5, 3, "d")));
    }

    @Test
    void findsADoubledDelta() {
        finds("I2", frame(5, 5, delta(5, 0, "abc")));
    }

    @Test
    void findsALostDelta() {
        finds("I2", frame(5, 5, delta(5, 6, "ghi")));
    }

    @Test
    void findsTextAfterTheEnd() {
        events(ended(5, "complete"));

        finds("I6", frame(6, 6, delta(6, 3, "d")));
    }

    @Test
    void findsASecondEnd() {
        events(ended(5, "interrupted"));

        finds("I6", frame(6, 6, ended(6, "complete")));
    }

    @Test
    void findsAMessageThatIsStoredTwice() {
        finds(
                "twice",
                frame(
                        5,
                        5,
                        "{'seq':5,'type':'message-created','messageId':'v','role':'user','text':'hi','clientMessageId':'c'}"));
    }

    @Test
    void findsAResumeFromAnotherPlace() {
        assertThatThrownBy(() -> replica.recovered("e", 3)).hasMessageContaining("I4");
        assertThatThrownBy(() -> replica.recovered("other", 4)).hasMessageContaining("I4");
    }

    @Test
    void findsASnapshotThatForgets() {
        assertThatThrownBy(() -> replica.reset("e", snapshot(3, "ab"))).hasMessageContaining("I3");
        assertThatThrownBy(() -> replica.reset("e", json("{'seq':9,'messages':[]}")))
                .hasMessageContaining("I4");
    }

    @Test
    void findsASnapshotThatDiffers() {
        assertThatThrownBy(() -> replica.reset("e", snapshot(4, "abd"))).hasMessageContaining("I4");
        replica.reset("e", snapshot(4, "abc"));
        replica.reset("e", snapshot(7, "abcdef"));

        assertThat(replica.message("m").text).hasToString("abcdef");
        assertThat(replica.open()).containsExactly("g");
    }

    @Test
    void findsALostTailWhenCopiesAreCompared() {
        Replica other = replica.copy();
        events(delta(5, 3, "def"));

        assertThatThrownBy(() -> replica.same(other, "the copy")).hasMessageContaining("the copy");
        assertThat(Undisturbed.hash(replica.message("m").text)).isNotEqualTo(Undisturbed.hash(other.message("m").text));
    }

    private void finds(String what, JsonObject frame) {
        assertThatThrownBy(() -> replica.events(frame))
                .isInstanceOf(Violation.class)
                .hasMessageContaining(what);
    }

    private void events(String... events) {
        JsonObject last = json(events[events.length - 1]);
        replica.events(frame(replica.cursor() + 1, last.getInt("seq"), events));
    }

    private static JsonObject frame(long from, long to, String... events) {
        return json("{'from':" + from + ",'to':" + to + ",'events':[" + String.join(",", events) + "]}");
    }

    private static String delta(int seq, int offset, String text) {
        return "{'seq':" + seq + ",'type':'delta','messageId':'m','offset':" + offset + ",'text':'" + text + "'}";
    }

    private static String ended(int seq, String state) {
        return "{'seq':" + seq + ",'type':'generation-ended','messageId':'m','generationId':'g','state':'" + state
                + "'}";
    }

    private static JsonObject snapshot(int seq, String text) {
        return json("{'seq':" + seq + ",'messages':["
                + "{'id':'u','role':'user','text':'hi','clientMessageId':'c','state':'complete'},"
                + "{'id':'m','role':'assistant','text':'" + text + "','state':'streaming','generationId':'g'}]}");
    }

    private static JsonObject json(String text) {
        return HeadlessClient.json(text.replace('\'', '"'));
    }
}
