// A chat in the browser, over WebSockets: open the address that it prints in two windows.
import static dev.rondo.Rondo.*;

import dev.rondo.http.server.*;
import dev.rondo.http.websocket.*;

final String page =
        """
        <!doctype html><meta charset="utf-8"><title>Chat</title>
        <h1>Chat</h1><form><input autofocus><button>Send</button></form><ul></ul>
        <script>
            const socket = new WebSocket(`ws://${location.host}/chat`);
            socket.onmessage = event => {
                const line = document.createElement('li');
                line.textContent = event.data;
                document.querySelector('ul').append(line);
            };
            document.querySelector('form').onsubmit = event => {
                event.preventDefault();
                const input = document.querySelector('input');
                socket.send(input.value);
                input.value = '';
            };
        </script>
        """;

final Set<WebSocket> members = new LinkedHashSet<>();

void say(String line) {
    for (var member : List.copyOf(members)) {
        try {
            timeout(1, () -> member.send(line));
        } catch (dev.rondo.TimeoutException | WebSocketClosedException e) {
            members.remove(member); // too slow, or gone: its own handler ends
        }
    }
}

void chat(WebSocket socket) {
    members.add(socket);
    try {
        say("* somebody joined, " + members.size() + " here");
        while (true) {
            say(socket.receiveText());
        }
    } catch (WebSocketClosedException e) {
        // has left
    } finally {
        members.remove(socket);
        say("* somebody left, " + members.size() + " here");
    }
}

void main(String[] args) {
    int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
    var app = new App();
    app.get("/", _ -> Response.html(page));
    app.webSocket("/chat", this::chat);
    run(() -> {
        try (var server = app.start(ServeOptions.on("localhost", port))) {
            IO.println("Serving on " + server.url());
            server.serveForever();
        }
    });
}
