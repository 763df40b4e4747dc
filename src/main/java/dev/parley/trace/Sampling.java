package dev.parley.trace;

import dev.parley.platform.OtlpSettings;
import dev.parley.platform.Secrets;
import dev.parley.platform.Settings;
import org.eclipse.microprofile.config.Config;

/**
 * Which traces are told to a collector, where nobody else has decided: the id decides, so that all nodes agree.
 *
 * @param ratio from 0 to 1
 */
record Sampling(double ratio) {

    static final Sampling NONE = new Sampling(0);

    /** Bits of the id that are looked at: W3C asks that the last seven bytes be random. */
    private static final int DIGITS = 13;

    /** {@code parley.traces.ratio}; without a collector nothing is told. Faulty values become faults of the settings. */
    static Sampling read(Settings settings, OtlpSettings otlp) {
        double ratio = settings.number("parley.traces.ratio", 0, 1).orElse(1.0);
        return otlp.url().isEmpty() ? NONE : new Sampling(ratio);
    }

    static Sampling of(Config config) {
        return Settings.checked(config, settings -> read(settings, OtlpSettings.read(settings, Secrets.of(config))));
    }

    boolean takes(String traceId) {
        if (ratio <= 0 || ratio >= 1) {
            return ratio >= 1;
        }
        String end = traceId.substring(Math.max(0, traceId.length() - DIGITS));
        return Long.parseLong(end, 16) < ratio * (1L << 4 * DIGITS);
    }
}
