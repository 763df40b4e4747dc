package dev.parley.operations;

import jakarta.enterprise.context.ApplicationScoped;

/** Since when the application runs. */
@ApplicationScoped
public class UpTime {

    private final long since = System.currentTimeMillis();

    /** In milliseconds since 1970. */
    public long sinceMillis() {
        return since;
    }
}
