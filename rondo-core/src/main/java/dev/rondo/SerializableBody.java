package dev.rondo;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Body} that can be sent to another process or machine: a lambda for it may use only what
 * is serialisable. A method of the object around it makes it use that object too; a static one does
 * not.
 *
 * @param <T> the result
 * @param <X> what it throws
 */
@FunctionalInterface
public interface SerializableBody<T extends @Nullable Object, X extends Throwable>
        extends Body<T, X>, Serializable {}
