package dev.parley.chat;

import dev.parley.identity.Admission;
import dev.parley.identity.Gatekeeper;
import dev.parley.platform.Background;
import dev.parley.platform.Threads;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.ErrorCategory;
import dev.parley.protocol.ErrorCode;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks every few seconds whether those who are connected may still be: sign-ins expire and are ended, on other nodes too,
 * keys are revoked, accounts disabled. Answers that are being written go on. Thread-safe.
 */
@ApplicationScoped
public class Dismissals {

    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final Gatekeeper gatekeeper;
    private final Connections connections;
    private final EventStreams streams;
    private final Threads threads;
    private @Nullable Background looking;

    @Inject
    public Dismissals(Gatekeeper gatekeeper, Connections connections, EventStreams streams, Threads threads) {
        this.gatekeeper = gatekeeper;
        this.connections = connections;
        this.streams = streams;
        this.threads = threads;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Dismissals() {
        gatekeeper = null;
        connections = null;
        streams = null;
        threads = null;
    }

    /** Looks from now on. */
    public void start() {
        looking = new Background("looking after sign-ins", PAUSE, this::look, threads.blocking(), threads);
    }

    /** Looks at once: something has just ended. Does not block. */
    public void now() {
        if (looking != null) {
            looking.now();
        }
    }

    private void look() {
        Set<String> signIns = new HashSet<>();
        Set<String> keys = new HashSet<>();
        Stream.concat(connections.admissions().stream(), streams.admissions().stream())
                .forEach(admission -> {
                    add(signIns, admission.signInId());
                    add(keys, admission.keyId());
                });
        if (signIns.isEmpty() && keys.isEmpty()) {
            return;
        }
        Map<String, ErrorCode> refused = new HashMap<>(gatekeeper.refusedSignIns(signIns));
        refused.putAll(gatekeeper.refusedKeys(keys));
        if (!refused.isEmpty()) {
            Function<Admission, @Nullable ErrorCode> refusal = admission ->
                    refused.get(String.valueOf(admission.keyId() == null ? admission.signInId() : admission.keyId()));
            connections.dismiss(refusal);
            streams.dismiss(refusal);
        }
    }

    private static void add(Set<String> ids, @Nullable String id) {
        if (id != null) {
            ids.add(id);
        }
    }

    /** How a socket is closed for this: whether its user should sign in again, or has something else to do. */
    static CloseCode closeCode(ErrorCode code) {
        return switch (code) {
            case SIGN_IN_REQUIRED, SESSION_INVALID, SESSION_EXPIRED, SIGNED_OUT, TOKEN_INVALID, TOKEN_EXPIRED ->
                CloseCode.UNAUTHENTICATED;
            default -> code.category() == ErrorCategory.AUTH ? CloseCode.FORBIDDEN : CloseCode.OVERLOADED;
        };
    }

    @PreDestroy
    void close() {
        if (looking != null) {
            looking.cancel();
        }
    }
}
