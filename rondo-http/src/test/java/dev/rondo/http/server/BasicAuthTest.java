package dev.rondo.http.server;

import static dev.rondo.http.server.Asking.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Rondo;
import dev.rondo.http.server.RawClient.Answer;
import dev.rondo.stream.Network;
import dev.rondo.test.RondoTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

class BasicAuthTest {
    private final App app = new App();
    private final Asking asking;

    BasicAuthTest(Network network) {
        this.asking = new Asking(app, network);
        app.get("/", request -> Response.text(request.get(BasicAuth.USER)));
    }

    private static String basic(String credentials) {
        byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(bytes);
    }

    @RondoTest
    void onlyUsersWithTheirPasswordsAreLetIn() throws Exception {
        app.use(BasicAuth.of("The \"inner\" part", Map.of("ada", "p:w", "bob", "pässword")));
        assertThat(asking.get("/", "Authorization", basic("ada:p:w")).body()).isEqualTo("ada");
        assertThat(asking.get("/", "Authorization", basic("bob:pässword")).body())
                .isEqualTo("bob");
        for (String bad :
                new String[] {
                    basic("ada:pw"), basic("ada:"), basic("ada"), basic("eve:p:w"), basic(":"),
                    basic("ada:p:w\0"), basic("bob:p:w"), "Basic !!!", "Basic", "Basic /w==",
                    "Bearer x", basic("ada:p:w") + "x"
                }) {
            assertThat(asking.get("/", "Authorization", bad).status()).as(bad).isEqualTo(401);
        }
        Answer refused = asking.get("/");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(field(refused, "WWW-Authenticate"))
                .isEqualTo("Basic realm=\"The \\\"inner\\\" part\", charset=\"UTF-8\"");
    }

    @RondoTest
    void aCheckOfTheProgramsMayWait() throws Exception {
        app.use(
                BasicAuth.checking(
                        "x",
                        (user, password) -> {
                            Rondo.sleep(1);
                            return user.equals(password);
                        }));
        assertThat(asking.get("/", "Authorization", basic("a:a")).body()).isEqualTo("a");
        assertThat(asking.get("/", "Authorization", basic("a:b")).status()).isEqualTo(401);
    }
}
