package dev.parley.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the command line asks for (docs/torture.md).
 *
 * @param from the first seed
 * @param seeds how many
 * @param parallel conversations at once
 * @param providerCuts whether the provider's connection breaks in the middle of answers
 * @param nodeKills whether the server is killed
 * @param killAt kill the server when a run's client has seen so many characters, or -1
 * @param deadlineMillis for one seed, while the server is up
 * @param mostFailures the suite ends early after so many
 * @param stories whether the stories of all seeds are kept, not only of those that fail
 */
record TortureOptions(
        long from,
        long seeds,
        int parallel,
        ProviderCuts providerCuts,
        boolean nodeKills,
        int killAt,
        long deadlineMillis,
        int mostFailures,
        boolean stories) {

    /** Whether and how answers survive a provider's broken connection. */
    enum ProviderCuts {
        OFF,
        /** The client continues an interrupted answer, as a user would with a click. */
        BY_HAND,
        /** The server continues it by itself. */
        AUTOMATIC
    }

    private static final ProviderCuts PROVIDER_CUTS = ProviderCuts.AUTOMATIC;
    private static final boolean NODE_KILLS = true;

    static TortureOptions fromSystem() {
        String one = System.getProperty("torture.seed");
        boolean alone = one != null;
        return new TortureOptions(
                alone ? Long.parseLong(one) : Long.getLong("torture.from", 1),
                alone ? 1 : Long.getLong("torture.seeds", 10),
                Integer.getInteger("torture.parallel", 16),
                providerCuts(System.getProperty("torture.provider-cuts")),
                Boolean.parseBoolean(System.getProperty("torture.node-kills", Boolean.toString(NODE_KILLS))),
                Integer.getInteger("torture.kill-at", -1),
                Long.getLong("torture.deadline-ms", 60_000),
                Integer.getInteger("torture.most-failures", 25),
                Boolean.getBoolean("torture.stories"));
    }

    private static ProviderCuts providerCuts(String text) {
        return text == null
                ? PROVIDER_CUTS
                : ProviderCuts.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /**
     * The command that does one seed again.
     *
     * @param killedAt how many characters had been seen when the server was killed, by whomever, or -1
     */
    String again(String server, long seed, int killedAt) {
        List<String> words = new ArrayList<>(List.of("./mvnw", "verify"));
        if (!server.equals("payara-micro")) {
            words.add("-P" + server);
        }
        words.addAll(List.of("-DskipUnitTests", "-Dit.test=TortureIT", "-Dtorture.seed=" + seed));
        if (providerCuts != PROVIDER_CUTS) {
            words.add("-Dtorture.provider-cuts="
                    + providerCuts.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        if (nodeKills != NODE_KILLS) {
            words.add("-Dtorture.node-kills=" + nodeKills);
        }
        if (killedAt >= 0) {
            words.add("-Dtorture.kill-at=" + killedAt);
        }
        return String.join(" ", words);
    }
}
