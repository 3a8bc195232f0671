package dev.rondo.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.jspecify.annotations.Nullable;

/** Keeps the class files that the compiler writes, by class name. */
final class MemoryClasses extends ForwardingJavaFileManager<JavaFileManager> {

    private final Map<String, byte[]> classFiles = new HashMap<>();

    MemoryClasses(JavaFileManager next) {
        super(next);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
            Location location,
            String className,
            JavaFileObject.Kind kind,
            @Nullable FileObject sibling) {
        URI uri = URI.create("memory:///" + className.replace('.', '/') + kind.extension);
        return new SimpleJavaFileObject(uri, kind) {
            @Override
            public OutputStream openOutputStream() {
                return new ByteArrayOutputStream() {
                    @Override
                    public void close() throws IOException {
                        super.close();
                        classFiles.put(className, toByteArray());
                    }
                };
            }
        };
    }

    /** Returns a loader of what was compiled, for the rest of which it asks the parent. */
    ClassLoader loader(ClassLoader parent) {
        return new Loader(classFiles, parent);
    }

    /**
     * Prefers what was compiled to what the parent has: a program may have a class named like one
     * of a library's.
     */
    private static final class Loader extends ClassLoader {

        private final Map<String, byte[]> classFiles;

        Loader(Map<String, byte[]> classFiles, ClassLoader parent) {
            super(parent);
            this.classFiles = Map.copyOf(classFiles);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            byte[] bytes = classFiles.get(name);
            if (bytes == null) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : defineClass(name, bytes, 0, bytes.length);
            }
        }

        /** Some libraries read a class's own file. */
        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            byte[] bytes =
                    name.endsWith(".class")
                            ? classFiles.get(
                                    name.substring(0, name.length() - ".class".length())
                                            .replace('/', '.'))
                            : null;
            return bytes != null
                    ? new ByteArrayInputStream(bytes)
                    : super.getResourceAsStream(name);
        }
    }
}
