package dev.rondo.http.server;

import java.util.Optional;

/** An access log of objects of JSON: see {@link AccessLog#json}. Needs no library. */
final class JsonLog implements AccessLog {
    @Override
    public void log(Answered answered) {
        if (LogFormat.LOG.isLoggable(System.Logger.Level.INFO)) {
            LogFormat.LOG.log(System.Logger.Level.INFO, line(answered));
        }
    }

    static String line(Answered answered) {
        Request request = answered.request();
        StringBuilder line = new StringBuilder(256);
        line.append("{\"time\":\"").append(answered.when());
        line.append("\",\"remote\":\"").append(LogFormat.escaped(LogFormat.address(answered)));
        line.append("\",\"method\":\"").append(LogFormat.escaped(request.method()));
        line.append("\",\"target\":\"").append(LogFormat.escaped(request.target()));
        line.append("\",\"version\":\"").append(request.version());
        line.append("\",\"status\":").append(answered.response().status());
        line.append(",\"bytes\":").append(answered.bytes()).append(",\"seconds\":");
        LogFormat.putSeconds(line, answered.took());
        put(line, "referer", request.header("Referer"));
        put(line, "userAgent", request.header("User-Agent"));
        put(line, "requestId", request.find(RequestId.KEY));
        return line.append('}').toString();
    }

    /** The escapes of the other log are JSON's. */
    private static void put(StringBuilder line, String name, Optional<String> value) {
        if (value.isPresent()) {
            line.append(",\"").append(name).append("\":\"");
            line.append(LogFormat.escaped(value.get())).append('"');
        }
    }

    @Override
    public String toString() {
        return "<AccessLog json>";
    }
}
