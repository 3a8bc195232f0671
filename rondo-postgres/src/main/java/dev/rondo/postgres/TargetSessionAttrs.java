package dev.rondo.postgres;

/** Which of several servers will do. libpq: {@code target_session_attrs}. */
public enum TargetSessionAttrs {
    /** Any. The default. */
    ANY,
    /** One that takes writes. */
    READ_WRITE,
    /** One that takes no writes. */
    READ_ONLY,
    /** One that is no standby. */
    PRIMARY,
    /** A standby. */
    STANDBY,
    /** A standby, if there is one among all; else any. */
    PREFER_STANDBY
}
