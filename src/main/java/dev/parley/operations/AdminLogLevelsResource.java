package dev.parley.operations;

import dev.parley.chat.Callers;
import dev.parley.chat.Changes;
import dev.parley.chat.JsonBody;
import dev.parley.identity.Audit;
import dev.parley.platform.LogOutput;
import dev.parley.platform.LogSettings;
import dev.parley.protocol.Json;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/** How loud this node's loggers are, until it restarts; for admins. */
@Path("/admin/log-levels")
@ForAdmins
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AdminLogLevelsResource {

    private final LogOutput logs;
    private final Audit audit;

    @Inject
    public AdminLogLevelsResource(LogOutput logs, Audit audit) {
        this.logs = logs;
        this.audit = audit;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public AdminLogLevelsResource() {
        logs = null;
        audit = null;
    }

    @GET
    public String levels() {
        return Json.text(json -> {
            json.writeStartObject();
            json.writeStartObject("levels");
            logs.levels().forEach((name, level) -> json.write(name, level.getName()));
            json.writeEnd();
            json.writeEnd();
        });
    }

    /** Changes those that are named; null is as configured. All or none. */
    @PUT
    public String change(@Context HttpServletRequest request, InputStream body) {
        Map<String, @Nullable Level> wanted = wanted(Changes.object(JsonBody.of(request, body)));
        audit.done(Callers.actor(request), "log-levels-changed", null, wanted.toString());
        if (!logs.change(wanted)) {
            throw Changes.invalid("levels: at most " + LogOutput.MOST_LEVELS + " loggers can have one");
        }
        return levels();
    }

    private static Map<String, @Nullable Level> wanted(JsonObject json) {
        if (!(json.get("levels") instanceof JsonObject levels) || levels.isEmpty()) {
            throw Changes.invalid("levels: must be an object such as {\"dev.parley.provider\": \"FINE\"}");
        }
        Map<String, @Nullable Level> wanted = new LinkedHashMap<>();
        levels.forEach((name, value) -> {
            if (!LogSettings.isOurs(name)) {
                throw Changes.invalid("levels: only loggers of dev.parley can be changed here");
            }
            wanted.put(name, value == JsonValue.NULL ? null : level(value));
        });
        return wanted;
    }

    private static Level level(JsonValue value) {
        String name = value instanceof JsonString text ? text.getString() : "";
        return LogSettings.level(name)
                .orElseThrow(() -> Changes.invalid("levels: must be one of OFF, SEVERE, WARNING, INFO, CONFIG, FINE,"
                        + " FINER, FINEST, ALL, or null"));
    }
}
