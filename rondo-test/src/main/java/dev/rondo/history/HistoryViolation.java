package dev.rondo.history;

import java.util.List;

/** What clients were told is not what the data can do, or that could not be decided. */
public final class HistoryViolation extends AssertionError {
    private static final long serialVersionUID = 1L;

    HistoryViolation(String message) {
        super(message);
    }

    static void throwUnlessGood(Verdict verdict) {
        switch (verdict) {
            case Verdict.Linearizable() -> {}
            case Verdict.Violated violated -> throw new HistoryViolation(violated.report());
            case Verdict.Undecided(Object part, long steps) ->
                    throw new HistoryViolation(
                            "Whether the history is linearizable"
                                    + Drawing.inPart(part)
                                    + " is not decided after "
                                    + steps
                                    + " steps\nCheck shorter histories, with fewer calls at a time"
                                    + " and fewer of unknown outcome, or name the parts of the"
                                    + " model");
        }
    }

    static void throwIfAny(List<Anomaly> anomalies) {
        if (!anomalies.isEmpty()) {
            StringBuilder text = new StringBuilder();
            for (Anomaly anomaly : anomalies) {
                text.append(text.isEmpty() ? "" : "\n").append(anomaly);
            }
            throw new HistoryViolation(text.toString());
        }
    }
}
