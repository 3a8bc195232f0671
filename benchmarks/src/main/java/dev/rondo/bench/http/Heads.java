package dev.rondo.bench.http;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.wire.Http1Limits;
import dev.rondo.http.wire.Http1Parser;
import dev.rondo.http.wire.RequestHead;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/**
 * Parses a browser's GET with 16 fields again and again. Prints lines of what was done, nanoseconds
 * and bytes allocated a head.
 */
public final class Heads {
    private static final byte[] GET =
            """
            GET /users/42?page=3 HTTP/1.1
            Host: www.example.com
            Connection: keep-alive
            Cache-Control: max-age=0
            sec-ch-ua: "Chromium";v="130", "Not?A_Brand";v="99"
            sec-ch-ua-mobile: ?0
            sec-ch-ua-platform: "Linux"
            Upgrade-Insecure-Requests: 1
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8
            Sec-Fetch-Site: same-origin
            Sec-Fetch-Mode: navigate
            Sec-Fetch-User: ?1
            Sec-Fetch-Dest: document
            Referer: https://www.example.com/users
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: en-US,en;q=0.9

            """
                    .replace("\n", "\r\n")
                    .getBytes(StandardCharsets.US_ASCII);

    private static final int HEADS = 200_000;
    private static final int ROUNDS = 15;

    private final ByteQueue in = new ByteQueue();
    private final Http1Parser parser = new Http1Parser(Http1Limits.defaults());
    private int seen;

    private Heads() {}

    /** Measures. */
    public static void main(String[] arguments) {
        new Heads().measure("parsed", 0);
        new Heads().measure("parsed, all names read", 1);
        new Heads().measure("parsed, all names and values read", 2);
    }

    private void measure(String what, int reads) {
        double best = Double.MAX_VALUE;
        double bytes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long allocated = allocated();
            long begin = System.nanoTime();
            for (int i = 0; i < HEADS; i++) {
                one(reads);
            }
            best = Math.min(best, (double) (System.nanoTime() - begin) / HEADS);
            bytes = (double) (allocated() - allocated) / HEADS;
        }
        if (seen == 0) {
            throw new AssertionError("nothing was parsed");
        }
        IO.println(what + ";" + best + ";" + bytes);
    }

    private void one(int reads) {
        in.add(GET, 0, GET.length);
        RequestHead head = parser.parseRequest(in);
        if (head == null) {
            throw new AssertionError("the head is not whole");
        }
        seen += head.headers().size();
        for (int i = 0; reads > 0 && i < head.headers().size(); i++) {
            seen += head.headers().name(i).length();
            if (reads > 1) {
                seen += head.headers().value(i).length();
            }
        }
    }

    private static long allocated() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class)
                .getCurrentThreadAllocatedBytes();
    }
}
