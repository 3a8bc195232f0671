package dev.rondo.workers;

import java.io.NotSerializableException;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds where in an object the part is that cannot be serialised; the JDK's exception names only
 * its class. Walks breadth first, so that the shortest path is told, and only as far as it may
 * look.
 */
final class FieldPath {
    private static final int MOST = 100_000; // objects that are looked at

    private record Place(Object object, String path) {}

    private final ArrayDeque<Place> ahead = new ArrayDeque<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private FieldPath() {}

    static UnserializableException refusal(
            String what, @Nullable Object root, NotSerializableException e) {
        Optional<Place> found =
                root == null ? Optional.empty() : new FieldPath().search(root, what);
        String className =
                found.map(place -> place.object().getClass().getName())
                        .orElseGet(() -> String.valueOf(e.getMessage()));
        String path = found.map(Place::path).orElse("");
        String where = path.isEmpty() || path.equals(what) ? "" : " at " + path;
        return new UnserializableException(
                "The "
                        + what
                        + " cannot be sent: "
                        + className
                        + where
                        + " is not serialisable\n"
                        + advice(path),
                path,
                e);
    }

    private static String advice(String path) {
        return path.endsWith("this")
                ? "The lambda calls a method or reads a field of the object around it: make the"
                        + " method static, or copy the field to a local variable before"
                : "Have it implement java.io.Serializable, make the field transient, or send what"
                        + " it is made of";
    }

    private Optional<Place> search(Object root, String name) {
        add(root, name);
        Place place;
        while ((place = ahead.poll()) != null && seen.size() < MOST) {
            if (!(place.object() instanceof Serializable)) {
                return Optional.of(place);
            }
            expand(place.object(), place.path());
        }
        return Optional.empty();
    }

    private void add(@Nullable Object object, String path) {
        if (object != null
                && !(object instanceof String)
                && !(object instanceof Number)
                && !(object instanceof Class<?>)
                && seen.add(object)) {
            ahead.add(new Place(object, path));
        }
    }

    private void expand(Object object, String path) {
        switch (object) {
            case Object[] array -> {
                for (int i = 0; i < array.length; i++) {
                    add(array[i], path + "[" + i + "]");
                }
            }
            case Collection<?> collection -> {
                int i = 0;
                for (Object element : collection) {
                    add(element, path + "[" + i++ + "]");
                }
            }
            case Map<?, ?> map ->
                    map.forEach((key, value) -> {
                        add(key, path + ".key(" + key + ")");
                        add(value, path + "[" + key + "]");
                    });
            default -> expandObject(object, path);
        }
    }

    private void expandObject(Object object, String path) {
        if (object.getClass().isHidden()
                && replacement(object) instanceof SerializedLambda lambda) {
            for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
                Object captured = lambda.getCapturedArg(i);
                boolean isThis =
                        i == 0
                                && captured != null
                                && captured.getClass()
                                        .getName()
                                        .equals(lambda.getCapturingClass().replace('/', '.'))
                                && lambda.getImplMethodKind() != 6; // a static method's reference
                add(captured, path + (isThis ? ".this" : ".captured[" + i + "]"));
            }
            return;
        }
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            if (ObjectStreamClass.lookup(type) == null) {
                return; // what is above is made by its constructor
            }
            for (Field field : type.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (!Modifier.isStatic(modifiers)
                        && !Modifier.isTransient(modifiers)
                        && !field.getType().isPrimitive()) {
                    addField(object, field, path);
                }
            }
        }
    }

    private void addField(Object object, Field field, String path) {
        try {
            field.setAccessible(true);
            add(field.get(object), path + "." + field.getName());
        } catch (InaccessibleObjectException | IllegalAccessException e) {
            // of the JDK or of a module that is not open: what is inside is not told
        }
    }

    private static @Nullable Object replacement(Object lambda) {
        try {
            Method method = lambda.getClass().getDeclaredMethod("writeReplace");
            method.setAccessible(true);
            return method.invoke(lambda);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return null;
        }
    }
}
