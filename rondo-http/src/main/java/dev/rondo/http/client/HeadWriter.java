package dev.rondo.http.client;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.http.Cookie;
import dev.rondo.http.Headers;
import dev.rondo.http.wire.Http1Writer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a request's head together: what was set, and what belongs to the message. */
final class HeadWriter {
    private HeadWriter() {}

    static void write(
            ByteWriter out,
            ClientRequest request,
            RequestFraming framing,
            PoolKey key,
            CookieJar jar,
            @Nullable String authorization,
            boolean expects) {
        boolean direct = !key.speaksToProxy();
        Http1Writer.requestLine(
                out,
                request.method(),
                direct ? request.url().target() : request.url().absoluteTarget());
        Headers headers = request.headers();
        int host = headers.indexOf("Host", 0);
        Http1Writer.field(
                out, "Host", host < 0 ? request.url().authority() : headers.value(host));
        for (int i = 0; i < headers.size(); i++) {
            if (!isOurs(headers, i)) {
                Http1Writer.field(out, headers.name(i), headers.value(i));
            }
        }
        cookies(out, request, jar);
        if (authorization != null) {
            Http1Writer.field(out, "Authorization", authorization);
        }
        Proxy proxy = key.proxy();
        if (proxy != null && !direct) {
            proxy.authorization()
                    .ifPresent(it -> Http1Writer.field(out, "Proxy-Authorization", it));
            Http1Writer.headers(out, proxy.headers());
        }
        framing(out, framing);
        if (expects) {
            Http1Writer.field(out, "Expect", "100-continue");
        }
        Http1Writer.end(out);
    }

    private static void framing(ByteWriter out, RequestFraming framing) {
        if (framing.isNone()) {
            return;
        }
        if (framing.length() < 0) {
            Http1Writer.chunked(out);
        } else {
            Http1Writer.contentLength(out, framing.length());
        }
    }

    /** Fields that are written once, in one way, whatever was set. */
    private static boolean isOurs(Headers headers, int index) {
        return headers.nameIs(index, "Host")
                || headers.nameIs(index, "Content-Length")
                || headers.nameIs(index, "Transfer-Encoding")
                || headers.nameIs(index, "Cookie")
                || headers.nameIs(index, "Expect");
    }

    /** One field has all of them (RFC 6265, section 5.4). */
    private static void cookies(ByteWriter out, ClientRequest request, CookieJar jar) {
        List<Cookie> kept = jar.cookies(request.url());
        List<String> all = new ArrayList<>(0);
        if (request.headers().contains("Cookie")) {
            all.addAll(request.headers().all("Cookie"));
        }
        if (!kept.isEmpty() || !request.cookies().isEmpty()) {
            List<Cookie> cookies = new ArrayList<>();
            for (Cookie cookie : kept) {
                if (request.cookies().stream().noneMatch(it -> it.name().equals(cookie.name()))) {
                    cookies.add(cookie);
                }
            }
            cookies.addAll(request.cookies());
            all.add(Cookie.format(cookies));
        }
        if (!all.isEmpty()) {
            Http1Writer.field(out, "Cookie", String.join("; ", all));
        }
    }
}
