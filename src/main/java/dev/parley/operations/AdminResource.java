package dev.parley.operations;

import dev.parley.chat.AccountViews;
import dev.parley.chat.Connections;
import dev.parley.chat.EventStreams;
import dev.parley.generation.Generations;
import dev.parley.identity.Accounts;
import dev.parley.identity.SignIns;
import dev.parley.platform.Database;
import dev.parley.platform.Node;
import dev.parley.platform.Sql;
import dev.parley.protocol.Json;
import dev.parley.protocol.ViewWriter;
import dev.parley.provider.Models;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What goes on, for admins. */
@Path("/admin/overview")
@ForAdmins
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AdminResource {

    private final Connections connections;
    private final EventStreams streams;
    private final Generations generations;
    private final Accounts accounts;
    private final SignIns signIns;
    private final Models models;
    private final Database database;
    private final Node node;
    private final UpTime upTime;
    private final LastErrors errors;
    private final String version;

    @Inject
    public AdminResource(
            Connections connections,
            EventStreams streams,
            Generations generations,
            Accounts accounts,
            SignIns signIns,
            Models models,
            Database database,
            Node node,
            UpTime upTime,
            LastErrors errors,
            @ConfigProperty(name = "parley.version", defaultValue = "0") String version) {
        this.connections = connections;
        this.streams = streams;
        this.generations = generations;
        this.accounts = accounts;
        this.signIns = signIns;
        this.models = models;
        this.database = database;
        this.node = node;
        this.upTime = upTime;
        this.errors = errors;
        this.version = version;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public AdminResource() {
        connections = null;
        streams = null;
        generations = null;
        accounts = null;
        signIns = null;
        models = null;
        database = null;
        node = null;
        upTime = null;
        errors = null;
        version = "";
    }

    /** Sockets, streams, generations and errors are this node's, users and nodes those of the database. */
    @GET
    public String overview() {
        List<Map.Entry<String, Long>> nodes = database.transaction(connection -> Sql.list(
                connection,
                "SELECT id, lease_until FROM node ORDER BY started_at",
                row -> Map.entry(row.getString(1), row.getLong(2))));
        return Json.text(json -> {
            json.writeStartObject();
            json.write("node", node.id());
            json.write("version", version);
            json.write("upSince", upTime.sinceMillis());
            json.write("sockets", connections.count());
            json.write("streams", streams.count());
            json.write("generations", generations.count());
            json.writeStartObject("users");
            json.write("total", accounts.count());
            json.write("signedIn", signIns.count());
            json.writeEnd();
            ViewWriter.models(json, "models", models.views());
            json.writeStartArray("errors");
            for (LastErrors.LastError error : errors.list()) {
                json.writeStartObject();
                json.write("at", error.atMillis());
                json.write("level", error.level());
                json.write("traceId", error.traceId());
                AccountViews.optional(json, "message", error.message());
                json.writeEnd();
            }
            json.writeEnd();
            json.writeStartArray("nodes");
            nodes.forEach(one -> {
                json.writeStartObject();
                json.write("id", one.getKey());
                json.write("leaseUntil", one.getValue());
                json.writeEnd();
            });
            json.writeEnd();
            json.writeEnd();
        });
    }
}
