package dev.rondo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChatServerTest {
    private Running server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        server = Running.example("ChatServer", "0");
        port = server.port();
    }

    @AfterEach
    void stop() throws Exception {
        server.interrupt();
        server.close();
    }

    private LineClient join(String name) throws Exception {
        return named(LineClient.to(port), name);
    }

    private static LineClient named(LineClient client, String name) throws Exception {
        assertThat(client.next()).isEqualTo("Your name?");
        client.send(name);
        return client;
    }

    @Test
    void linesGoToAllMembers() throws Exception {
        try (LineClient ada = join("ada")) {
            assertThat(ada.next()).isEqualTo("* ada joined, 1 here");
            try (LineClient bob = join("bob")) {
                assertThat(bob.next()).isEqualTo("* bob joined, 2 here");
                assertThat(ada.next()).isEqualTo("* bob joined, 2 here");
                bob.send("hello");
                assertThat(ada.next()).isEqualTo("bob: hello");
                assertThat(bob.next()).isEqualTo("bob: hello");
            }
            assertThat(ada.next()).isEqualTo("* bob left");
            ada.send("/quit");
            assertThat(ada.next()).isNull();
        }
    }

    @Test
    void nameThatIsTakenIsRefused() throws Exception {
        try (LineClient ada = join("ada")) {
            assertThat(ada.next()).isEqualTo("* ada joined, 1 here");
            try (LineClient other = join("ada")) {
                assertThat(other.next()).isEqualTo("This name is taken, or none");
                assertThat(other.next()).isNull();
            }
            ada.send("still here");
            assertThat(ada.next()).isEqualTo("ada: still here");
        }
    }

    @Test
    void slowReaderIsPutOutAndHoldsNobody() throws Exception {
        String text = "x".repeat(60_000);
        try (LineClient ada = join("ada");
                LineClient slow = named(LineClient.withSmallBuffer(port), "slow")) {
            assertThat(ada.next()).isEqualTo("* ada joined, 1 here");
            assertThat(ada.next()).isEqualTo("* slow joined, 2 here");
            String line = "";
            for (int sent = 0; !line.equals("* slow left"); sent++) {
                assertThat(sent).as("lines that somebody keeps for the slow one").isLessThan(2000);
                ada.send(text);
                line = ada.next();
            }
        }
    }
}
