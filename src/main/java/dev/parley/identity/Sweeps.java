package dev.parley.identity;

import dev.parley.platform.Background;
import dev.parley.platform.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Forgets sign-ins that have ended long ago, and of audit log and token use what is older than what is kept. */
@ApplicationScoped
public class Sweeps {

    private static final Duration PAUSE = Duration.ofMinutes(30);

    private final SignIns signIns;
    private final Audit audit;
    private final TokenUses uses;
    private @Nullable Background sweeping;

    @Inject
    public Sweeps(SignIns signIns, Audit audit, TokenUses uses) {
        this.signIns = signIns;
        this.audit = audit;
        this.uses = uses;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Sweeps() {
        signIns = null;
        audit = null;
        uses = null;
    }

    /** Sweeps from now on. */
    public void start(Threads threads) {
        sweeping = new Background("forgetting old sign-ins", PAUSE, this::sweep, threads.blocking(), threads);
        sweeping.now();
    }

    private void sweep() {
        signIns.sweep();
        audit.sweep();
        uses.tidy();
    }

    @PreDestroy
    void close() {
        if (sweeping != null) {
            sweeping.cancel();
        }
    }
}
