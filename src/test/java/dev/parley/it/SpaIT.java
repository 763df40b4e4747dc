package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SpaIT extends Server {
    @Test
    void theRootIsThePage() {
        var response = get("/");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
    }

    @Test
    void onlyTheFrameForDiagramsMayBeFramedAndItReachesNothing() {
        var page = get("/").headers().firstValue("content-security-policy").orElseThrow();
        var frame = get("/diagram.html");
        var policy = frame.headers().firstValue("content-security-policy").orElseThrow();

        assertThat(frame.statusCode()).isEqualTo(200);
        assertThat(page).contains("frame-ancestors 'none'").doesNotContain("unsafe-inline");
        assertThat(policy)
                .contains("default-src 'none'", "frame-ancestors 'self'")
                .doesNotContain("connect-src");
    }

    @Test
    void onlyWhatHasAHashInItsNameIsKeptByBrowsers() {
        var page = get("/");
        Matcher asset = Pattern.compile("/?(assets/[^\"]+\\.js)").matcher(page.body());

        assertThat(asset.find()).as(page.body()).isTrue();
        assertThat(get("/" + asset.group(1)).headers().firstValue("cache-control"))
                .hasValueSatisfying(control -> assertThat(control).contains("immutable"));
        assertThat(page.headers().firstValue("cache-control")).hasValue("no-cache");
    }
}
