package dev.rondo;

import java.io.Serializable;

/**
 * An {@link Action} that can be sent to another process or machine: {@link SerializableBody}
 * without the value.
 *
 * @param <X> what it throws
 */
@FunctionalInterface
public interface SerializableAction<X extends Throwable> extends Action<X>, Serializable {}
