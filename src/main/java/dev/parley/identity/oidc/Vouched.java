package dev.parley.identity.oidc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the provider has said: who somebody is, and the tokens by which it can be asked again.
 *
 * @param person null if a refresh said nothing new about them
 * @param life so long the provider need not be asked
 * @param refreshToken null if it cannot be asked, or the one before still counts
 * @param idToken null if there is no new one
 */
record Vouched(
        @Nullable Person person,
        Duration life,
        @Nullable String refreshToken,
        @Nullable String idToken) {

    /** What it holds is secret. */
    @Override
    public String toString() {
        return "Vouched";
    }
}
