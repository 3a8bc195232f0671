// Crawls a site: follows the links of its pages, a few at a time and a few a second, each page once.
// From a server that it starts, or from a URL that is given.
import static dev.rondo.Rondo.*;

import dev.rondo.http.*;
import dev.rondo.http.client.*;
import dev.rondo.http.server.*;
import dev.rondo.sync.*;
import java.util.regex.Pattern;

final Pattern link = Pattern.compile("href=\"([^\"]+)\"");
final int pages = 50;

void crawl(Client http, String start) {
    var seen = new LinkedHashSet<String>(List.of(start));
    var atOnce = new Semaphore(4);
    var pace = new RateLimiter(20, java.time.Duration.ofSeconds(1));
    taskGroup(group -> visit(http, start, seen, atOnce, pace, group));
    IO.println(seen.size() + " pages");
}

void visit(Client http, String url, Set<String> seen, Semaphore atOnce, RateLimiter pace, dev.rondo.TaskGroup group) {
    String page;
    pace.acquire();
    atOnce.acquire();
    try (var response = http.get(url).timeout(10).send()) {
        page = response.isSuccessful() ? response.text() : "";
        IO.println(response.status() + " " + response.url().path());
    } catch (ClientException e) {
        IO.println(e.getMessage());
        return;
    } finally {
        atOnce.release();
    }
    var links = link.matcher(page);
    while (links.find() && seen.size() < pages) {
        var next = Url.parse(url).resolve(links.group(1)).withoutFragment();
        if (next.isSameOrigin(Url.parse(url)) && seen.add(next.toString())) {
            group.createTask(() -> visit(http, next.toString(), seen, atOnce, pace, group));
        }
    }
}

App site() {
    var app = new App();
    app.get("/", _ -> Response.html("<a href=\"/a\">a</a> <a href=\"/b\">b</a>"));
    app.get("/a", _ -> Response.html("<a href=\"/b\">b</a> <a href=\"/gone\">gone</a>"));
    app.get("/b", _ -> Response.html("<a href=\"/\">home</a>"));
    return app;
}

void main(String[] args) {
    run(() -> {
        try (var http = new Client()) {
            if (args.length > 0) {
                crawl(http, args[0]);
                return;
            }
            try (var server = site().start(ServeOptions.on("localhost", 0))) {
                crawl(http, server.url() + "/");
            }
        }
    });
}
