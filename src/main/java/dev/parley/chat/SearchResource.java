package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.conversation.Search;
import dev.parley.conversation.SearchHit;
import dev.parley.conversation.Snippet;
import dev.parley.protocol.Json;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds words in the asker's conversations. */
@Path("/search")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SearchResource {

    private static final int DEFAULT_HITS = 20;

    private final ConversationService service;
    private final Search search;

    @Inject
    public SearchResource(ConversationService service, Search search) {
        this.service = service;
        this.search = search;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public SearchResource() {
        service = null;
        search = null;
    }

    @GET
    public String find(@QueryParam("q") @Nullable String query, @QueryParam("limit") @Nullable String limit) {
        List<SearchHit> hits = search.find(service.owner(), query, Query.wholeNumber("limit", limit, DEFAULT_HITS));
        return Json.text(json -> {
            json.writeStartObject();
            json.writeStartArray("hits");
            hits.forEach(hit -> write(json, hit));
            json.writeEnd();
            json.writeEnd();
        });
    }

    private static void write(JsonGenerator json, SearchHit hit) {
        json.writeStartObject();
        json.write("conversationId", hit.conversationId());
        json.write("title", hit.title());
        if (hit.archived()) {
            json.write("archived", true);
        }
        if (hit.messageId() != null && hit.role() != null) {
            json.write("messageId", hit.messageId());
            json.write("role", hit.role().wire());
        }
        json.write("at", hit.atMillis());
        json.writeStartObject("snippet");
        json.write("text", hit.snippet().text());
        json.writeStartArray("matches");
        for (Snippet.Match match : hit.snippet().matches()) {
            json.writeStartObject();
            json.write("from", match.from());
            json.write("to", match.to());
            json.writeEnd();
        }
        json.writeEnd();
        json.writeEnd();
        json.writeEnd();
    }
}
