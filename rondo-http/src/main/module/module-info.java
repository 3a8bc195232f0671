/**
 * HTTP/1.1 and WebSockets for both sides, on the streams of {@code dev.rondo}; on the class path
 * too.
 *
 * <p>Jackson 3 is used for JSON when it is there, brotli4j and zstd-jni for codings of bodies. {@code dev.rondo.http.test} needs {@code
 * dev.rondo.test}.
 */
module dev.rondo.http {
    requires transitive dev.rondo;
    requires static org.jspecify; // annotations only
    requires static dev.rondo.test;
    requires static tools.jackson.databind;
    requires static com.aayushatharva.brotli4j;
    requires static com.github.luben.zstd_jni;

    exports dev.rondo.http;
    exports dev.rondo.http.client;
    exports dev.rondo.http.server;
    exports dev.rondo.http.test;
    exports dev.rondo.http.websocket;
}
