package dev.parley.conversation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.parley.identity.Owner;
import dev.parley.platform.Settings;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * How many questions a minute this node takes from one user, and from all guests of one address: a browser without a
 * cookie is a new guest each time. Somebody who has asked nothing for a while may ask all of a minute at once.
 * Thread-safe.
 */
@ApplicationScoped
public class MessageRate {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** After this time without a question a bucket is full, as a new one is. */
    private static final Duration FORGOTTEN = MINUTE.plusSeconds(1);

    private static final int MOST_BUCKETS = 100_000;
    private static final int MOST = 1_000_000;

    private final int perUser;
    private final int perAddress;
    private final TimeMeter meter;
    private final Cache<String, Bucket> buckets;

    @Inject
    public MessageRate(Config config) {
        this(Settings.of(config), TimeMeter.SYSTEM_NANOTIME);
    }

    MessageRate(Settings settings, TimeMeter meter) {
        this.perUser =
                settings.wholeNumber("parley.user.messages-per-minute", 0, MOST).orElse(30);
        this.perAddress = settings.wholeNumber("parley.address.messages-per-minute", 0, MOST)
                .orElse(300);
        this.meter = meter;
        Ticker ticker = meter::currentTimeNanos;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_BUCKETS)
                .expireAfterAccess(FORGOTTEN)
                .ticker(ticker)
                .build();
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected MessageRate() {
        perUser = 0;
        perAddress = 0;
        meter = null;
        buckets = null;
    }

    /** Faulty values become faults of the settings. */
    public static void check(Settings settings) {
        new MessageRate(settings, TimeMeter.SYSTEM_NANOTIME);
    }

    /**
     * Counts a question.
     *
     * @param address where it comes from, or null if that is not known
     * @throws ParleyException if it comes too soon
     */
    public void count(Owner owner, @Nullable String address) {
        if (owner.guest() && address != null) {
            take("a " + address, perAddress);
        }
        take("u " + owner.id(), perUser);
    }

    private void take(String who, int most) {
        if (most == 0) {
            return;
        }
        ConsumptionProbe probe = buckets.get(who, key -> bucket(most)).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new ParleyException(
                    ErrorCode.TOO_MANY_MESSAGES,
                    most + " a minute",
                    Duration.ofNanos(probe.getNanosToWaitForRefill()),
                    null);
        }
    }

    private Bucket bucket(int most) {
        return Bucket.builder()
                .withCustomTimePrecision(meter)
                .addLimit(Bandwidth.builder()
                        .capacity(most)
                        .refillGreedy(most, MINUTE)
                        .build())
                .build();
    }
}
