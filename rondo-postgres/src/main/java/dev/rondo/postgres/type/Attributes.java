package dev.rondo.postgres.type;

import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attributes of a composite type, of what programs give: a Composite, a map, a record. */
final class Attributes {
    private static final String TAKES = "a Composite, a record or a map by name";

    private final PgType type;
    private final List<String> names;
    private volatile @Nullable Reading last; // of records, the last class's; any thread

    /** How records of a class are read: for each attribute, an accessor. */
    private record Reading(Class<?> type, List<MethodHandle> accessors) {}

    Attributes(PgType type) {
        this.type = type;
        List<String> all = new ArrayList<>();
        type.attributes().forEach(attribute -> all.add(attribute.name()));
        names = Collections.unmodifiableList(all);
    }

    List<String> names() {
        return names;
    }

    /** Returns the values in the order of the type. */
    @Nullable Object[] values(Object value) {
        return switch (value) {
            case Composite composite -> ofComposite(composite);
            case Map<?, ?> map ->
                    byName(new ArrayList<>(map.keySet()), new ArrayList<>(map.values()));
            case Record record -> ofRecord(record);
            default -> throw Refusal.wrongClass(type.displayName(), value, TAKES);
        };
    }

    private @Nullable Object[] ofComposite(Composite composite) {
        boolean inOrder =
                composite.names().equals(names)
                        || (composite.size() == names.size()
                                && composite.names().equals(Composite.anonymous(names.size())));
        return inOrder
                ? composite.values().toArray()
                : byName(composite.names(), composite.values());
    }

    private @Nullable Object[] byName(List<?> given, List<?> values) {
        if (given.size() != names.size() || !given.containsAll(names)) {
            throw new IllegalArgumentException(
                    type.displayName()
                            + " has the attributes "
                            + names
                            + ", and given are "
                            + given);
        }
        @Nullable Object[] ordered = new @Nullable Object[names.size()];
        for (int i = 0; i < ordered.length; i++) {
            ordered[i] = values.get(given.indexOf(names.get(i)));
        }
        return ordered;
    }

    private @Nullable Object[] ofRecord(Record record) {
        Reading reading = last;
        if (reading == null || reading.type != record.getClass()) {
            reading = new Reading(record.getClass(), accessors(record.getClass()));
            last = reading;
        }
        @Nullable Object[] values = new @Nullable Object[names.size()];
        try {
            for (int i = 0; i < values.length; i++) {
                values[i] = reading.accessors.get(i).invoke(record);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalArgumentException("An accessor has failed", e);
        }
        return values;
    }

    private List<MethodHandle> accessors(Class<?> record) {
        Construction construction = Construction.of(record);
        List<MethodHandle> accessors = construction.accessors();
        @Nullable MethodHandle[] ordered = new @Nullable MethodHandle[names.size()];
        List<Construction.Part> parts = construction.parts();
        for (int i = 0; i < parts.size(); i++) {
            int place = Construction.find(names, parts.get(i).name());
            if (place < 0) {
                throw unlike(record);
            }
            ordered[place] = accessors.get(i);
        }
        List<MethodHandle> found = new ArrayList<>();
        for (MethodHandle accessor : ordered) {
            if (accessor == null) {
                throw unlike(record);
            }
            found.add(accessor);
        }
        return found;
    }

    private IllegalArgumentException unlike(Class<?> record) {
        return new IllegalArgumentException(
                type.displayName()
                        + " has the attributes "
                        + names
                        + ", and the components of "
                        + record.getTypeName()
                        + " are others");
    }
}
