package dev.parley.provider;

import dev.parley.protocol.CircuitView;
import dev.parley.protocol.ModelView;
import dev.parley.protocol.SendOptions;
import dev.parley.trace.AnswerTrace;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A model as it is configured.
 *
 * @param id what clients call it; unique
 * @param name what its provider calls it
 * @param path which of DashScope's two paths serves it
 * @param incremental whether it can send pieces instead of the whole text again and again
 * @param thinking whether reasoning can be asked for
 * @param prefix how an interrupted answer is continued
 * @param defaults what is sent unless the user says otherwise
 * @param price what its tokens cost
 * @param fallback the id of the model that answers instead while this one cannot, or null for none
 */
public record ModelSpec(
        String id,
        String name,
        String label,
        ProviderSpec provider,
        Path path,
        boolean incremental,
        Thinking thinking,
        Prefix prefix,
        SendOptions defaults,
        Price price,
        @Nullable String fallback) {

    /** A model that nobody stands in for, and that costs nobody knows what. */
    public ModelSpec(
            String id,
            String name,
            String label,
            ProviderSpec provider,
            Path path,
            boolean incremental,
            Thinking thinking,
            Prefix prefix,
            SendOptions defaults) {
        this(id, name, label, provider, path, incremental, thinking, prefix, defaults, Price.UNKNOWN, null);
    }

    /** The two paths of DashScope's native API (docs/providers.md 1). */
    public enum Path {
        TEXT,
        MULTIMODAL
    }

    /** Whether a model reasons before it answers, and whether that can be switched. */
    public enum Thinking {
        NONE,
        /** Off unless asked for. */
        OPTIONAL,
        ALWAYS
    }

    /** How a provider is asked to continue an answer (docs/providers.md 5). */
    public enum Prefix {
        NONE,
        /** {@code "partial": true} on the last message: DashScope, Moonshot. */
        PARTIAL,
        /** {@code "prefix": true} on the last message: DeepSeek, Mistral. */
        PREFIX,
        /** {@code continue_final_message}: vLLM. */
        CONTINUE_FINAL_MESSAGE,
        /** A trailing assistant message is enough: llama.cpp. */
        TRAILING
    }

    /** What a trace says of who is asked. */
    AnswerTrace.Asked asked() {
        return new AnswerTrace.Asked(name, provider.id(), provider.kind().wire(), host());
    }

    private String host() {
        try {
            URI address = provider.baseUrl().get();
            String host = String.valueOf(address.getHost());
            return address.getPort() < 0 ? host : host + ':' + address.getPort();
        } catch (IllegalStateException e) {
            // Not known yet: the request will say so.
            return "";
        }
    }

    /** Whether the request asks for reasoning, or null where nothing is to be said about it. */
    @Nullable
    Boolean thinkingFor(SendOptions options) {
        if (thinking != Thinking.OPTIONAL) {
            return null;
        }
        Boolean asked = options.thinking() == null ? defaults.thinking() : options.thinking();
        return asked != null && asked;
    }

    ModelView view(boolean isDefault, @Nullable CircuitView circuit) {
        return new ModelView(
                id,
                label,
                provider.id(),
                provider.demo(),
                isDefault,
                prefix != Prefix.NONE,
                thinking != Thinking.NONE,
                incremental,
                circuit,
                fallback);
    }
}
