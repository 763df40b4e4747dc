package dev.parley.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.journal.Transcript.StoredMessage;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.Event;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptTest {

    private static final Event.MessageCreated CREATED =
            new Event.MessageCreated("m1", null, Role.ASSISTANT, "", null, "x");

    private final Transcript transcript = new Transcript("c1");
    private long seq;

    private void apply(Event event) {
        transcript.apply(new Event.Recorded(++seq, 7, event));
    }

    private String text() {
        return transcript.snapshot(seq).messages().get(0).text();
    }

    @Test
    void aDeltaThatDoesNotFollowIsRefused() {
        apply(CREATED);
        apply(new Event.Delta("m1", 0, "abc"));
        assertThatThrownBy(() -> apply(new Event.Delta("m1", 2, "x"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> apply(new Event.Delta("m1", 4, "x"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aMessageThatIsRestartedBeginsAnew() {
        apply(CREATED);
        apply(new Event.Delta("m1", 0, "abc"));
        apply(new Event.MessageRestarted("m1"));
        apply(new Event.Delta("m1", 0, "x"));
        assertThat(text()).isEqualTo("x");
    }

    @Test
    void eventsThatAStoredTextAlreadyHoldsArePassedOver() {
        ConversationView head = new ConversationView("c1", "t", "x", 1, 2, false);
        var view = Transcript.view(new Event.MessageCreated("m1", null, Role.ASSISTANT, "abcdef", null, "x"), 1);
        Transcript stored = new Transcript(head, false, List.of(new StoredMessage(view, 5)));
        stored.apply(new Event.Recorded(1, 7, CREATED));
        stored.apply(new Event.Recorded(2, 7, new Event.Delta("m1", 0, "zzz")));
        stored.apply(new Event.Recorded(3, 7, new Event.MessageRestarted("m1")));
        stored.apply(new Event.Recorded(4, 7, new Event.Delta("m1", 0, "abc")));
        stored.apply(new Event.Recorded(5, 7, new Event.Delta("m1", 3, "def")));
        stored.apply(new Event.Recorded(6, 7, new Event.Delta("m1", 6, "g")));
        assertThat(stored.snapshot(6).messages()).hasSize(1);
        assertThat(stored.snapshot(6).messages().get(0).text()).isEqualTo("abcdefg");
        assertThat(stored.snapshot(6).messages().get(0).state()).isEqualTo(MessageState.STREAMING);
    }
}
