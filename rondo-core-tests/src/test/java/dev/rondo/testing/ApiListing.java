package dev.rondo.testing;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The public API of a module as text: each type that a program outside can name, and under it what
 * it can use or override there.
 *
 * <p>The order is that of the names, so that the text changes where the API does. Left out is what
 * is the same in all types or follows from what stands there: {@code equals}, {@code hashCode} and
 * {@code toString}, the methods that every enum has, and a record's own constructor and accessors.
 * What a type inherits from a hidden one is listed as its own. Nullness is left out.
 */
public final class ApiListing {
    private static final Pattern OF_LANGUAGE = Pattern.compile("\\bjava\\.lang\\.(?=[A-Z])");
    private static final Pattern MODIFIER =
            Pattern.compile(
                    "\\b(public|synchronized|native|transient|volatile) "
                            + "|\\b(abstract |static |final )+(?=(sealed |non-sealed )?"
                            + "(interface|@interface|record|enum) dev)");
    private static final Pattern FOLLOWS =
            Pattern.compile("Object|Record|Enum<.*>|java\\.lang\\.annotation\\.Annotation");
    private static final Set<String> OF_OBJECT =
            Set.of("equals(Object)", "hashCode()", "toString()");
    private static final Set<String> OF_ENUM = Set.of("values()", "valueOf(String)");

    private final Set<String> exported;

    private ApiListing(Set<String> exported) {
        this.exported = exported;
    }

    /**
     * Lists the folder or jar that a class is in.
     *
     * @param exported the packages that others see
     */
    public static List<String> of(Class<?> inside, Set<String> exported) {
        ApiListing listing = new ApiListing(exported);
        return listing.types(inside).stream()
                .map(listing::block)
                .flatMap(Collection::stream)
                .toList();
    }

    /** Returns the types that {@link #of} lists, in the order of their names. */
    public static Collection<Class<?>> types(Class<?> inside, Set<String> exported) {
        return new ApiListing(exported).types(inside);
    }

    private Collection<Class<?>> types(Class<?> inside) {
        TreeMap<String, Class<?>> types = new TreeMap<>();
        for (CompiledClass compiled : CompiledClass.besides(inside)) {
            if (exported.contains(compiled.packageName())) {
                Class<?> type = load(compiled.name(), inside.getClassLoader());
                if (isVisible(type)) {
                    types.put(type.getTypeName(), type);
                }
            }
        }
        return types.values();
    }

    private static Class<?> load(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private boolean isVisible(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
            if (!isOpen(c.getModifiers()) || c.isLocalClass() || c.isAnonymousClass()) {
                return false;
            }
        }
        return exported.contains(type.getPackageName());
    }

    /** Returns whether a type above one is another's: visible, or not of Rondo. */
    private boolean isNamed(Class<?> type) {
        return isVisible(type) || !type.getName().startsWith("dev.rondo.");
    }

    private static boolean isOpen(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private List<String> block(Class<?> type) {
        TreeSet<String> fields = new TreeSet<>();
        TreeMap<String, String> constructors = new TreeMap<>();
        TreeMap<String, String> methods = new TreeMap<>();
        for (Constructor<?> each : type.getDeclaredConstructors()) {
            if (isListed(each, type) && !isCanonical(each)) {
                constructors.put(key(each), text(each, each.toGenericString()));
            }
        }
        for (Class<?> owner : withHidden(type)) {
            for (Field each : owner.getDeclaredFields()) {
                if (isListed(each, type)) {
                    fields.add(text(each, each.toGenericString()));
                }
            }
            for (Method each : owner.getDeclaredMethods()) {
                if (isListed(each, type) && !each.isBridge() && !isImplied(each)) {
                    methods.putIfAbsent(key(each), text(each, each.toGenericString()));
                }
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(header(type));
        Stream.of(fields, constructors.values(), methods.values())
                .flatMap(Collection::stream)
                .forEach(line -> lines.add("    " + line));
        return lines;
    }

    /** Returns a type and the hidden ones above it, whose members it hands on. */
    private Set<Class<?>> withHidden(Class<?> type) {
        Set<Class<?>> owners = new LinkedHashSet<>();
        addWithHidden(type, owners);
        return owners;
    }

    private void addWithHidden(Class<?> type, Set<Class<?>> owners) {
        owners.add(type);
        Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()))
                .filter(above -> !isNamed(above))
                .forEach(above -> addWithHidden(above, owners));
    }

    private static boolean isListed(Member member, Class<?> type) {
        int modifiers = member.getModifiers();
        boolean inherited =
                Modifier.isProtected(modifiers) && !Modifier.isFinal(type.getModifiers());
        return (Modifier.isPublic(modifiers) || inherited) && !member.isSynthetic();
    }

    private static boolean isCanonical(Constructor<?> constructor) {
        Class<?> type = constructor.getDeclaringClass();
        return type.isRecord()
                && Arrays.equals(
                        constructor.getParameterTypes(),
                        Stream.of(type.getRecordComponents())
                                .map(RecordComponent::getType)
                                .toArray());
    }

    private static boolean isImplied(Method method) {
        Class<?> type = method.getDeclaringClass();
        return OF_OBJECT.contains(key(method))
                || type.isEnum() && OF_ENUM.contains(key(method))
                || type.isRecord()
                        && Stream.of(type.getRecordComponents())
                                .anyMatch(component -> component.getAccessor().equals(method));
    }

    private static String key(Executable executable) {
        String parameters =
                Stream.of(executable.getGenericParameterTypes())
                        .map(ApiListing::shorten)
                        .collect(Collectors.joining(", ", "(", ")"));
        return executable instanceof Method ? executable.getName() + parameters : parameters;
    }

    // ---- Text

    private String header(Class<?> type) {
        StringBuilder line = new StringBuilder(plain(type.toGenericString()));
        if (type.isRecord()) {
            line.append(
                    Stream.of(type.getRecordComponents())
                            .map(c -> shorten(c.getGenericType()) + " " + c.getName())
                            .collect(Collectors.joining(", ", "(", ")")));
        }
        line.append(
                above(type, " extends ", owner -> Stream.ofNullable(owner.getGenericSuperclass())));
        line.append(
                above(
                        type,
                        type.isInterface() ? " extends " : " implements ",
                        owner -> Stream.of(owner.getGenericInterfaces())));
        if (type.isSealed()) {
            String permitted =
                    Stream.of(type.getPermittedSubclasses())
                            .filter(this::isVisible)
                            .map(ApiListing::shorten)
                            .sorted()
                            .collect(Collectors.joining(", "));
            line.append(permitted.isEmpty() ? "" : " permits " + permitted);
        }
        return line.toString();
    }

    /** Lists what is above a type, directly or behind a hidden one. */
    private String above(Class<?> type, String before, Function<Class<?>, Stream<Type>> directly) {
        Set<String> hidden =
                withHidden(type).stream().map(Class::getTypeName).collect(Collectors.toSet());
        String all =
                withHidden(type).stream()
                        .flatMap(directly)
                        .filter(each -> !hidden.contains(rawName(each)))
                        .map(ApiListing::shorten)
                        .filter(name -> !FOLLOWS.matcher(name).matches())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", "));
        return all.isEmpty() ? "" : before + all;
    }

    private static String rawName(Type type) {
        return type instanceof ParameterizedType generic
                ? generic.getRawType().getTypeName()
                : type.getTypeName();
    }

    /** Takes the name of its class from that of a member. */
    private static String text(Member member, String generic) {
        String owner = member.getDeclaringClass().getName();
        String own =
                member instanceof Constructor<?>
                        ? generic.replace(owner + "(", "new(")
                        : generic.replace(owner + "." + member.getName(), member.getName());
        boolean optional = member instanceof Method method && method.getDefaultValue() != null;
        return plain(own) + (optional ? " default" : "");
    }

    private static String shorten(Type type) {
        return plain(type.getTypeName());
    }

    private static String plain(String generic) {
        String shortened = OF_LANGUAGE.matcher(generic).replaceAll("");
        return MODIFIER.matcher(shortened)
                .replaceAll("")
                .replace('$', '.')
                .replaceAll(",(?! )", ", ");
    }
}
