package dev.parley.operations;

import dev.parley.chat.AccountViews;
import dev.parley.chat.Changes;
import dev.parley.chat.Query;
import dev.parley.conversation.UsageReport;
import dev.parley.identity.TokenUses;
import dev.parley.protocol.Json;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What answers have used and cost, for admins. */
@Path("/admin/usage")
@ForAdmins
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AdminUsageResource {

    private static final int DEFAULT_DAYS = 30;

    private final UsageReport report;

    @Inject
    public AdminUsageResource(UsageReport report) {
        this.report = report;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public AdminUsageResource() {
        report = null;
    }

    /** By user and model, who used most first. */
    @GET
    public String usage(@QueryParam("days") @Nullable String days) {
        int number = Query.wholeNumber("days", days, DEFAULT_DAYS);
        if (number < 1 || number > TokenUses.KEPT_DAYS) {
            throw Changes.invalid("days: must be from 1 to " + TokenUses.KEPT_DAYS);
        }
        List<UsageReport.Row> rows = report.of(number);
        return Json.text(json -> {
            json.writeStartObject();
            AccountViews.optional(json, "currency", report.currency());
            json.writeStartArray("rows");
            for (UsageReport.Row row : rows) {
                TokenUses.Row use = row.use();
                json.writeStartObject();
                json.write("userId", use.ownerId());
                json.write("name", use.name());
                json.write("model", use.model());
                json.write("answers", use.answers());
                json.write("promptTokens", use.promptTokens());
                json.write("completionTokens", use.completionTokens());
                if (row.cost() != null) {
                    json.write("cost", row.cost());
                }
                json.writeEnd();
            }
            json.writeEnd();
            json.writeEnd();
        });
    }
}
