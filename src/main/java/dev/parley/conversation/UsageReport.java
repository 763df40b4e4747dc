package dev.parley.conversation;

import dev.parley.identity.TokenUses;
import dev.parley.provider.Models;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** What answers have used and cost, by user and model. Thread-safe; blocks. */
@ApplicationScoped
public class UsageReport {

    private static final int MOST_ROWS = 5_000;

    /** @param cost in the report's currency, at today's prices; null for a model without a price */
    public record Row(TokenUses.Row use, @Nullable BigDecimal cost) {}

    private final TokenUses uses;
    private final Models models;
    private final @Nullable String currency;

    @Inject
    public UsageReport(
            TokenUses uses, Models models, @ConfigProperty(name = "parley.currency") Optional<String> currency) {
        this.uses = uses;
        this.models = models;
        this.currency = currency.filter(name -> !name.isBlank()).orElse(null);
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected UsageReport() {
        uses = null;
        models = null;
        currency = null;
    }

    /** What the prices are in, such as USD; null if nobody has said. */
    public @Nullable String currency() {
        return currency;
    }

    /**
     * Who used most first, {@value #MOST_ROWS} rows at most.
     *
     * @param days by UTC, today included
     */
    public List<Row> of(int days) {
        return uses.of(days, MOST_ROWS).stream()
                .map(use -> new Row(use, models.price(use.model()).of(use.promptTokens(), use.completionTokens())))
                .toList();
    }
}
