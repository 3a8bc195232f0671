package dev.rondo.http.server;

/**
 * What a connection is doing, as far as a limit of time depends on it.
 *
 * <pre>
 *   IDLE      waits for the first byte of a request   idleLimit: closed
 *   HEAD      has a part of a head                    headLimit: 408, closed
 *   HANDLING  a handler works                         no limit
 *   BODY      a handler waits for bytes of the body   bodyLimit without a byte: 408, closed
 *   WRITING   waits for the client to take an answer  stallLimit without progress: aborted
 *   LINGERING has answered, drops what still comes    lingerLimit: closed
 *   TAKEN     speaks another protocol                 its own limits
 *
 *   IDLE --> HEAD --> HANDLING &lt;--> BODY, WRITING;  HANDLING --> IDLE, LINGERING, TAKEN
 * </pre>
 */
enum Phase {
    IDLE,
    HEAD,
    HANDLING,
    BODY,
    WRITING,
    LINGERING,
    TAKEN
}
