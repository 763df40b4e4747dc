package dev.parley.identity.oidc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which refusals are written down: of each address so many in a quarter of an hour, because anybody can cause one by opening
 * an address. Thread-safe.
 */
final class Heard {

    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final int OF_ADDRESS = 50;
    private static final int MOST_ADDRESSES = 10_000;

    private final Cache<String, AtomicInteger> refusals;

    Heard(Ticker ticker) {
        refusals = Caffeine.newBuilder()
                .expireAfterWrite(WINDOW)
                .maximumSize(MOST_ADDRESSES)
                .ticker(ticker)
                .build();
    }

    boolean isHeard(String address) {
        return refusals.get(address, absent -> new AtomicInteger()).incrementAndGet() <= OF_ADDRESS;
    }
}
