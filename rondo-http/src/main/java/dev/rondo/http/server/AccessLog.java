package dev.rondo.http.server;

/**
 * Is told of each answer, after it was handed over to the connection; also of those to requests
 * that were malformed. Called in the connection's task; must not suspend.
 *
 * {@snippet :
 * app.serve(ServeOptions.on("", 8080).withAccessLog(AccessLog.common()));
 * app.serve(ServeOptions.on("", 8080).withAccessLog(AccessLog.of("%a %s %D %{X-Request-ID}o")));
 * }
 */
@FunctionalInterface
public interface AccessLog {
    /** Logs an answer. What it throws is reported, and hurts nobody else. */
    void log(Answered answered);

    /**
     * Returns a log of a line for each answer, by the {@link System.Logger} {@code
     * dev.rondo.http.access} on the level INFO; in aiohttp's format with the time at its end: {@code
     * %a %t "%r" %s %b %T "%{Referer}i" "%{User-Agent}i"}.
     *
     * <p>The logger writes in the loop's thread: have it write to memory or another thread where
     * that matters.
     */
    static AccessLog common() {
        return of(LogFormat.COMMON);
    }

    /**
     * Returns a log like {@link #common}, in a format of aiohttp's atoms.
     *
     * <pre>
     *   %a  the client's address         %s  the status
     *   %t  when the request came        %b  the bytes of the body, as they were sent
     *   %P  the number of the process    %T  seconds that it took; %Tf: with six decimals
     *   %r  the first line               %D  microseconds that it took
     *   %%  a percent sign               %{Name}i, %{Name}o  a field of the request, the answer
     *                                    %{NAME}e  a variable of the environment
     * </pre>
     *
     * <p>What is not there is {@code -}. Quotes, backslashes, control characters and all that is not
     * ASCII are escaped, so that no client writes lines or fields of its own.
     *
     * @throws IllegalArgumentException if the format has something else behind a percent sign
     */
    static AccessLog of(String format) {
        return LogFormat.parse(format);
    }

    /**
     * Returns a log like {@link #common}, of an object of JSON for each answer: {@code time}, {@code
     * remote}, {@code method}, {@code target}, {@code version}, {@code status}, {@code bytes},
     * {@code seconds}, and {@code referer}, {@code userAgent} and {@code requestId} if there are.
     */
    static AccessLog json() {
        return new JsonLog();
    }
}
