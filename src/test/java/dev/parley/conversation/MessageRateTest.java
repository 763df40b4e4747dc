package dev.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.identity.Owner;
import dev.parley.platform.Settings;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import dev.parley.support.Values;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MessageRateTest {

    private static final Owner ALICE = new Owner("alice", "Alice", false);
    private long nanos = 1_000_000_000_000L;

    private final TimeMeter meter = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };

    private MessageRate rate(Values values) {
        return new MessageRate(Settings.of(values), meter);
    }

    private static Owner guest(int number) {
        return new Owner("guest" + number, "Guest", true);
    }

    private static void ask(MessageRate rate, Owner owner, int times) {
        for (int i = 0; i < times; i++) {
            rate.count(owner, "192.0.2.1");
        }
    }

    private static void refused(MessageRate rate, Owner owner, Duration wait) {
        assertThatThrownBy(() -> rate.count(owner, "192.0.2.1"))
                .isInstanceOfSatisfying(ParleyException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_MESSAGES);
                    assertThat(refusal.retryAfter()).isEqualTo(wait);
                });
    }

    @Test
    void thirtyAMinuteAreTakenThenOneEveryTwoSeconds() {
        MessageRate rate = rate(new Values());
        ask(rate, ALICE, 30);
        refused(rate, ALICE, Duration.ofSeconds(2));

        nanos += Duration.ofSeconds(2).toNanos();

        ask(rate, ALICE, 1);
        refused(rate, ALICE, Duration.ofSeconds(2));
    }

    @Test
    void oneUserDoesNotHinderAnother() {
        MessageRate rate = rate(new Values());
        ask(rate, ALICE, 30);

        ask(rate, new Owner("bob", "Bob", false), 30);
    }

    @Test
    void manyGuestsOfOneAddressAreLimitedTogether() {
        MessageRate rate = rate(new Values().put("parley.address.messages-per-minute", "60"));
        for (int i = 0; i < 60; i++) {
            ask(rate, guest(i), 1);
        }

        refused(rate, guest(60), Duration.ofSeconds(1));
        rate.count(guest(60), "192.0.2.2");
        ask(rate, ALICE, 1);
    }

    @Test
    void zeroIsNoLimit() {
        MessageRate rate = rate(new Values()
                .put("parley.user.messages-per-minute", "0")
                .put("parley.address.messages-per-minute", "0"));

        ask(rate, guest(1), 1_000);
    }
}
