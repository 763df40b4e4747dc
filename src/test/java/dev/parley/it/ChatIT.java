package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The whole chain: socket, conversation, REST client, the demo model inside the WAR, and back. */
class ChatIT extends Server {
    @Test
    void aQuestionIsAnsweredOverThePlainSocket() throws Exception {
        var answer = new Answer();
        WebSocket socket = client().newWebSocketBuilder()
                .buildAsync(socketUri("/chat"), answer)
                .get(30, TimeUnit.SECONDS);

        socket.sendText("hello", true).get(10, TimeUnit.SECONDS);

        assertThat(answer.whole.get(30, TimeUnit.SECONDS)).isNotBlank().doesNotStartWith("Error: ");
        socket.abort();
    }

    /** Text frames until the empty one, which ends the answer. */
    private static final class Answer implements WebSocket.Listener {
        private final CompletableFuture<String> whole = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            if (data.length() == 0 && last) {
                whole.complete(text.toString());
            }
            text.append(data);
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            whole.completeExceptionally(new IllegalStateException("closed: " + code + " " + reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            whole.completeExceptionally(error);
        }
    }
}
