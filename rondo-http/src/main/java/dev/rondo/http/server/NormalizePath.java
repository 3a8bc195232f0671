package dev.rondo.http.server;

import dev.rondo.http.HttpException;
import dev.rondo.http.Headers;
import dev.rondo.http.Payload;
import dev.rondo.http.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * Leads requests that have no route to one whose path differs by slashes: several in a row are one,
 * and one at the end is added or taken away. By 308, which keeps the method and the body. aiohttp:
 * {@code normalize_path_middleware}.
 *
 * {@snippet :
 * app.get("/users/", this::users);
 * app.use(NormalizePath.addingSlash()); // /users and //users lead to /users/
 * }
 */
public final class NormalizePath implements Middleware {
    private final boolean adds;

    private NormalizePath(boolean adds) {
        this.adds = adds;
    }

    /** Returns one that adds a slash at the end. */
    public static NormalizePath addingSlash() {
        return new NormalizePath(true);
    }

    /** Returns one that takes the slash at the end away. */
    public static NormalizePath removingSlash() {
        return new NormalizePath(false);
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        if (request.route().isPresent()) {
            return next.handle(request);
        }
        for (String path : others(request.path().toString())) {
            if (finds(request, path)) {
                String query = request.rawQuery();
                return Response.of(
                        Status.PERMANENT_REDIRECT,
                        Headers.of("Location", path + (query.isEmpty() ? "" : "?" + query)),
                        Payload.EMPTY);
            }
        }
        return next.handle(request);
    }

    private static boolean finds(Request request, String path) {
        try {
            return request.wouldFind(path);
        } catch (HttpException e) {
            return false; // no path
        }
    }

    private List<String> others(String path) {
        String merged = merged(path);
        List<String> others = new ArrayList<>();
        if (!merged.equals(path)) {
            others.add(merged);
        }
        if (adds && !merged.endsWith("/")) {
            others.add(merged + "/");
        } else if (!adds && merged.endsWith("/") && merged.length() > 1) {
            others.add(merged.substring(0, merged.length() - 1));
        }
        return others;
    }

    /**
     * Two slashes, or what browsers take for one, at the begin would be another host (RFC 3986,
     * section 4.2; aiohttp's CVE-2021-21330).
     */
    private static String merged(String path) {
        StringBuilder merged = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i) == '\\' ? '/' : path.charAt(i);
            if (c != '/' || merged.isEmpty() || merged.charAt(merged.length() - 1) != '/') {
                merged.append(c);
            }
        }
        return merged.toString();
    }

    @Override
    public String toString() {
        return "<NormalizePath " + (adds ? "adds" : "removes") + " slash>";
    }
}
