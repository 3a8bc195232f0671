package dev.rondo.workers;

import java.io.ObjectInputFilter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which classes may come in: plain data of the JDK, and what the class path has, but for those that
 * are known to run foreign code when they are read.
 *
 * <p>Both sides are processes of one user behind a token, and the code that a call carries runs
 * anyway. This is the second wall: a worker that reads a hostile file and is taken over by it
 * cannot take its parent over with a result.
 */
final class TypeFilter {
    private static final long MAX_DEPTH = 1_000; // a stack holds some thousands
    private static final long MAX_ARRAY = Integer.MAX_VALUE - 8;

    /** Packages of the JDK whose serialisable classes are data. */
    private static final Set<String> DATA =
            Set.of(
                    "java.lang",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.concurrent.atomic",
                    "java.util.regex",
                    "java.time",
                    "java.time.chrono",
                    "java.time.temporal",
                    "java.time.zone",
                    "java.math",
                    "java.text",
                    "java.io",
                    "java.nio.file",
                    "java.nio.charset",
                    "java.sql");

    private static final Set<String> SINGLE =
            Set.of(
                    "java.lang.invoke.SerializedLambda",
                    "java.net.URI",
                    "java.net.InetAddress",
                    "java.net.Inet4Address",
                    "java.net.Inet6Address",
                    "java.net.InetSocketAddress");

    /** Beginnings of names of libraries' classes that serve gadget chains (ysoserial's list). */
    private static final String[] GADGETS = {
        "bsh.",
        "clojure.core$",
        "clojure.lang.",
        "com.mchange.v2.c3p0.",
        "com.sun.",
        "groovy.",
        "javassist.",
        "net.sf.json.",
        "org.apache.bcel.",
        "org.apache.click.",
        "org.apache.commons.beanutils.",
        "org.apache.commons.collections.functors.",
        "org.apache.commons.collections.keyvalue.TiedMapEntry",
        "org.apache.commons.collections4.functors.",
        "org.apache.commons.collections4.comparators.TransformingComparator",
        "org.apache.commons.fileupload.disk.",
        "org.apache.myfaces.",
        "org.apache.wicket.",
        "org.apache.xalan.",
        "org.aspectj.",
        "org.codehaus.groovy.",
        "org.hibernate.engine.",
        "org.hibernate.tuple.",
        "org.hibernate.property.",
        "org.jboss.interceptor.",
        "org.jboss.weld.",
        "org.mozilla.javascript.",
        "org.python.",
        "org.springframework.aop.",
        "org.springframework.beans.",
        "org.springframework.core.SerializableTypeWrapper",
        "rome.",
        "com.rometools.",
        "sun.",
        "jdk.",
        "vaadin.",
        "com.vaadin.",
    };

    private TypeFilter() {}

    /** Returns the filter, together with one of the user's that may refuse more. */
    static ObjectInputFilter with(@Nullable ObjectInputFilter further) {
        ObjectInputFilter own = TypeFilter::check;
        return further == null
                ? own
                : info ->
                        further.checkInput(info) == ObjectInputFilter.Status.REJECTED
                                ? ObjectInputFilter.Status.REJECTED
                                : own.checkInput(info);
    }

    private static ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info) {
        if (info.depth() > MAX_DEPTH || info.arrayLength() > MAX_ARRAY) {
            return ObjectInputFilter.Status.REJECTED;
        }
        Class<?> type = info.serialClass();
        while (type != null && type.isArray()) {
            type = type.getComponentType();
        }
        return type == null || type.isPrimitive() || isAllowed(type)
                ? ObjectInputFilter.Status.ALLOWED
                : ObjectInputFilter.Status.REJECTED;
    }

    private static boolean isAllowed(Class<?> type) {
        String name = type.getName();
        for (String gadget : GADGETS) {
            if (name.startsWith(gadget)) {
                return false;
            }
        }
        boolean isOfTheJdk =
                name.startsWith("java.") || name.startsWith("javax.") || isOfPlatform(type);
        return !isOfTheJdk
                || DATA.contains(type.getPackageName())
                || SINGLE.contains(name)
                || (name.startsWith("java.") && Throwable.class.isAssignableFrom(type))
                || type.isInterface(); // as the type of a lambda
    }

    private static boolean isOfPlatform(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }
}
