package dev.parley.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Holds back who guesses passwords or tokens. Failures count for a quarter of an hour from the first: of one name from one
 * address, of an address, and of a name from everywhere. On this node only. Thread-safe.
 */
final class Attempts {

    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final int OF_NAME_AND_ADDRESS = 10;
    private static final int OF_ADDRESS = 50;
    /** High, so that nobody can easily be kept out by others who fail in their name. */
    private static final int OF_NAME = 200;

    private static final int MOST_KEYS = 100_000;

    private final Cache<String, AtomicInteger> failures;

    Attempts(Ticker ticker) {
        failures = Caffeine.newBuilder()
                .expireAfterWrite(WINDOW)
                .maximumSize(MOST_KEYS)
                .ticker(ticker)
                .build();
    }

    /** @throws ParleyException if there were too many failures before */
    void check(String name, String address) {
        if (count(both(name, address)) >= OF_NAME_AND_ADDRESS
                || count(from(address)) >= OF_ADDRESS
                || count(of(name)) >= OF_NAME) {
            throw new ParleyException(ErrorCode.TOO_MANY_ATTEMPTS, "too many failures", longest(name, address), null);
        }
    }

    private Duration longest(String name, String address) {
        Duration age = WINDOW;
        for (String key : new String[] {both(name, address), from(address), of(name)}) {
            Duration of = failures.policy()
                    .expireAfterWrite()
                    .flatMap(expiry -> expiry.ageOf(key))
                    .orElse(WINDOW);
            age = of.compareTo(age) < 0 ? of : age;
        }
        Duration left = WINDOW.minus(age);
        return left.isNegative() || left.isZero() ? Duration.ofSeconds(1) : left;
    }

    void failed(String name, String address) {
        add(both(name, address));
        add(from(address));
        add(of(name));
    }

    /** Whoever knows the password has not guessed. */
    void succeeded(String name, String address) {
        failures.invalidate(both(name, address));
    }

    private int count(String key) {
        AtomicInteger count = failures.getIfPresent(key);
        return count == null ? 0 : count.get();
    }

    private void add(String key) {
        failures.get(key, absent -> new AtomicInteger()).incrementAndGet();
    }

    private static String both(String name, String address) {
        return Digests.of(name + '\n' + address);
    }

    private static String from(String address) {
        return "address " + address;
    }

    private static String of(String name) {
        return Digests.of(name);
    }
}
