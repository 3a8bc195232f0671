package dev.rondo.http.websocket;

import dev.rondo.http.wire.ClosePayload;

/**
 * Why a WebSocket was closed, as numbers (RFC 6455, section 7.4, and IANA's registry). aiohttp:
 * {@code WSCloseCode}. Codes from 3000 are for libraries, those from 4000 to 4999 for programs.
 */
public final class CloseCode {
    /** All that was to be said was said: 1000. */
    public static final int OK = 1000;

    /** A server goes down, or a browser has left the page: 1001. */
    public static final int GOING_AWAY = 1001;

    /** The peer broke the protocol: 1002. */
    public static final int PROTOCOL_ERROR = 1002;

    /** Text was expected and bytes came, or the other way: 1003. */
    public static final int UNSUPPORTED_DATA = 1003;

    /** The peer gave no code; never sent: 1005. */
    public static final int NO_STATUS = 1005;

    /** The connection ended without a word; never sent: 1006. */
    public static final int ABNORMAL_CLOSURE = 1006;

    /** Text that is not UTF-8, or bytes that cannot be inflated: 1007. */
    public static final int INVALID_TEXT = 1007;

    /** A rule of the program was broken: 1008. */
    public static final int POLICY_VIOLATION = 1008;

    /** A message is larger than this end takes: 1009. */
    public static final int MESSAGE_TOO_BIG = 1009;

    /** A client needs an extension that the server does not have: 1010. */
    public static final int MANDATORY_EXTENSION = 1010;

    /** The handler failed: 1011. */
    public static final int INTERNAL_ERROR = 1011;

    /** The server starts anew: 1012. */
    public static final int SERVICE_RESTART = 1012;

    /** The server has too much to do: 1013. */
    public static final int TRY_AGAIN_LATER = 1013;

    /** What a gateway asked did not answer: 1014. */
    public static final int BAD_GATEWAY = 1014;

    private CloseCode() {}

    /** Returns whether a close frame may carry a code: 1000 to 1003, 1007 to 1014, 3000 to 4999. */
    public static boolean maySend(int code) {
        return ClosePayload.isCode(code);
    }
}
