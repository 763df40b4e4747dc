package dev.parley.chat;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The REST interface. Its classes are named, because scanning would take the REST clients' interfaces for resources. */
@ApplicationPath("/api")
public class RestApi extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(
                ModelsResource.class,
                ConversationsResource.class,
                MessagesResource.class,
                GenerationsResource.class,
                TransferResource.class,
                ExportResource.class,
                SearchResource.class,
                SharingResource.class,
                SharesResource.class,
                SharedResource.class,
                SessionResource.class,
                RestErrors.class);
    }
}
