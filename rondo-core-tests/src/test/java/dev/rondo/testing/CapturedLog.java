package dev.rondo.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what Rondo logs instead of printing it, until it is closed. */
public final class CapturedLog implements AutoCloseable {
    private final Logger logger = Logger.getLogger("dev.rondo"); // held: loggers are held weakly
    private final List<LogRecord> records = Collections.synchronizedList(new ArrayList<>());
    private final boolean passedOn = logger.getUseParentHandlers();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord record) {
                    records.add(record);
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    /** Begins to collect. */
    public CapturedLog() {
        handler.setLevel(Level.ALL);
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    /** Returns what was logged. */
    public List<LogRecord> records() {
        return List.copyOf(records);
    }

    /** Returns the texts of what was logged. */
    public List<String> messages() {
        return records().stream().map(LogRecord::getMessage).toList();
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(passedOn);
    }
}
