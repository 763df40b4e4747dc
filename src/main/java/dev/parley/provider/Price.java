package dev.parley.provider;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What a million tokens cost, of the question and of the answer; null where it is not configured. */
public record Price(@Nullable BigDecimal input, @Nullable BigDecimal output) {

    public static final Price UNKNOWN = new Price(null, null);

    private static final int MILLION_EXPONENT = 6;

    /** What so many tokens cost, or null where that is not known. */
    public @Nullable BigDecimal of(long promptTokens, long completionTokens) {
        if (input == null && output == null) {
            return null;
        }
        return part(input, promptTokens).add(part(output, completionTokens));
    }

    private static BigDecimal part(@Nullable BigDecimal price, long tokens) {
        return price == null
                ? BigDecimal.ZERO
                : price.multiply(BigDecimal.valueOf(tokens)).movePointLeft(MILLION_EXPONENT);
    }
}
