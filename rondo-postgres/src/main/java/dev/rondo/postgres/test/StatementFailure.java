package dev.rondo.postgres.test;

/** A statement fails, or the session does, as the report says. Flow of control: no stack. */
final class StatementFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Report report;

    StatementFailure(Report report) {
        super(report.toString(), null, false, false);
        this.report = report;
    }

    StatementFailure(String sqlState, String message) {
        this(Report.of("ERROR", sqlState, message));
    }

    Report report() {
        return report;
    }
}
