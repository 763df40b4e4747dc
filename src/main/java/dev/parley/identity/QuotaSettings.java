package dev.parley.identity;

import dev.parley.platform.Settings;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many tokens one may use, by what they are; null for no limit. */
record QuotaSettings(Limit user, Limit admin, Limit guest) {

    private static final long MOST = 1_000_000_000_000_000L;

    /** @param dayTokens from midnight to midnight by UTC; @param monthTokens of a calendar month */
    record Limit(@Nullable Long dayTokens, @Nullable Long monthTokens) {

        boolean isNone() {
            return dayTokens == null && monthTokens == null;
        }

        /** The same, where the account has none of its own. */
        Limit or(Limit other) {
            return new Limit(
                    dayTokens == null ? other.dayTokens : dayTokens,
                    monthTokens == null ? other.monthTokens : monthTokens);
        }
    }

    static QuotaSettings read(Settings settings) {
        return new QuotaSettings(
                limit(settings, "parley.quota.user.day-tokens", "parley.quota.user.month-tokens"),
                limit(settings, "parley.quota.admin.day-tokens", "parley.quota.admin.month-tokens"),
                limit(settings, "parley.quota.guest.day-tokens", "parley.quota.guest.month-tokens"));
    }

    private static Limit limit(Settings settings, String day, String month) {
        return new Limit(
                settings.bigNumber(day, 0, MOST).orElse(null),
                settings.bigNumber(month, 0, MOST).orElse(null));
    }

    /** Of an account of this role. */
    Limit of(String role) {
        return Map.of("admin", admin).getOrDefault(role, user);
    }
}
