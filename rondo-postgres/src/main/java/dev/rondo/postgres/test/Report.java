package dev.rondo.postgres.test;

import dev.rondo.postgres.wire.ReportFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** An error or a notice that a server sends: fields under their letters. */
final class Report {
    private final Map<Character, String> fields;

    private Report(Map<Character, String> fields) {
        this.fields = fields;
    }

    static Report of(String severity, String sqlState, String message) {
        if (sqlState.length() != 5) {
            throw new IllegalArgumentException(
                    "A SQLSTATE has five characters, not as this: " + sqlState);
        }
        Map<Character, String> fields = new LinkedHashMap<>();
        fields.put('S', severity);
        fields.put('V', severity);
        fields.put('C', sqlState);
        fields.put('M', Objects.requireNonNull(message, "message"));
        return new Report(fields);
    }

    Report with(char letter, String text) {
        Map<Character, String> all = new LinkedHashMap<>(fields);
        all.put(letter, text);
        ReportFields.of(String.valueOf(letter), text); // checks the letter
        return new Report(all);
    }

    String sqlState() {
        return fields.getOrDefault('C', "");
    }

    boolean isFatal() {
        return "FATAL".equals(fields.get('V'));
    }

    ReportFields toFields() {
        List<String> pairs = new ArrayList<>();
        fields.forEach((letter, text) -> {
            pairs.add(String.valueOf(letter));
            pairs.add(text);
        });
        return ReportFields.of(pairs.toArray(new String[0]));
    }

    @Override
    public String toString() {
        return fields.get('V') + " " + fields.get('C') + ": " + fields.get('M');
    }
}
