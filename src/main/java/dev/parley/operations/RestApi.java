package dev.parley.operations;

import dev.parley.chat.AccountResource;
import dev.parley.chat.AuditFilter;
import dev.parley.chat.ConversationsResource;
import dev.parley.chat.ExportResource;
import dev.parley.chat.GenerationsResource;
import dev.parley.chat.MessagesResource;
import dev.parley.chat.ModelsResource;
import dev.parley.chat.RestErrors;
import dev.parley.chat.SearchResource;
import dev.parley.chat.SessionResource;
import dev.parley.chat.SharedResource;
import dev.parley.chat.SharesResource;
import dev.parley.chat.SharingResource;
import dev.parley.chat.SignInResource;
import dev.parley.chat.SignOutResource;
import dev.parley.chat.TransferResource;
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
                SignInResource.class,
                SignOutResource.class,
                AccountResource.class,
                AdminResource.class,
                AdminUsersResource.class,
                AdminInvitationsResource.class,
                AdminAuditResource.class,
                AdminUsageResource.class,
                TracesResource.class,
                AdminLogLevelsResource.class,
                HealthResource.class,
                MetricsResource.class,
                AuditFilter.class,
                AdminFilter.class,
                RestErrors.class);
    }
}
