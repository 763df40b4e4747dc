package dev.parley.operations;

import dev.parley.chat.AccountViews;
import dev.parley.chat.Callers;
import dev.parley.identity.Admission;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Json;
import dev.parley.protocol.ParleyException;
import dev.parley.trace.Timeline;
import dev.parley.trace.Traces;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What happened to the answers of a trace: for those whose they are, and for admins. For others there are none. */
@Path("/traces")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TracesResource {

    private final Traces traces;

    @Inject
    public TracesResource(Traces traces) {
        this.traces = traces;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public TracesResource() {
        traces = null;
    }

    @GET
    @Path("/{id}")
    public String trace(@PathParam("id") String id, @Context HttpServletRequest request) {
        Admission admission = Callers.of(request);
        List<Timeline> answers = traces.find(
                id, admission.isAdministration() ? null : admission.owner().id());
        if (answers.isEmpty()) {
            throw new ParleyException(ErrorCode.NOT_FOUND, "no such trace, or not theirs");
        }
        return Json.text(json -> {
            json.writeStartObject();
            json.write("traceId", id);
            json.writeStartArray("answers");
            answers.forEach(answer -> write(json, answer));
            json.writeEnd();
            json.writeEnd();
        });
    }

    private static void write(JsonGenerator json, Timeline answer) {
        json.writeStartObject();
        json.write("conversationId", answer.conversationId());
        json.write("messageId", answer.messageId());
        json.write("generationId", answer.generationId());
        json.write("model", answer.model());
        json.write("state", answer.state());
        json.write("startedAt", answer.startedAtMillis());
        if (answer.endedAtMillis() != null) {
            json.write("endedAt", answer.endedAtMillis());
        }
        AccountViews.optional(json, "parent", answer.parent());
        json.write("omitted", answer.omitted());
        json.writeStartArray("steps");
        for (Timeline.Stored step : answer.steps()) {
            json.writeStartObject();
            json.write("at", step.atMillis());
            json.write("node", step.node());
            json.write("type", step.type());
            json.write("data", step.fields());
            json.writeEnd();
        }
        json.writeEnd();
        json.writeEnd();
    }
}
