package dev.rondo.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a class file says that its class uses.
 *
 * @param name the class
 * @param isPublic whether it and all classes around it are public
 * @param superName the class that it extends, or empty
 * @param publicMembers the names of its public methods and fields
 * @param classes the classes that it names, in code and in the types of members
 * @param members the methods and fields that it uses
 * @param strings its string constants
 */
public record CompiledClass(
        String name,
        boolean isPublic,
        String superName,
        Set<String> publicMembers,
        Set<String> classes,
        Set<Member> members,
        Set<String> strings) {
    /** A method or field of a class. */
    public record Member(String owner, String name) implements Comparable<Member> {
        @Override
        public int compareTo(Member other) {
            int byOwner = owner.compareTo(other.owner);
            return byOwner == 0 ? name.compareTo(other.name) : byOwner;
        }

        @Override
        public String toString() {
            return owner + "." + name;
        }
    }

    /** Returns the package. */
    public String packageName() {
        return name.substring(0, name.lastIndexOf('.'));
    }

    /** Returns the name of the file's class, without its package and nested classes. */
    public String fileName() {
        String simple = name.substring(name.lastIndexOf('.') + 1);
        int nested = simple.indexOf('$');
        return nested < 0 ? simple : simple.substring(0, nested);
    }

    /** Reads all classes of the folder or jar that a class is in. */
    public static List<CompiledClass> besides(Class<?> type) {
        try {
            Path home = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(home)) {
                return readAll(home);
            }
            try (FileSystem jar = FileSystems.newFileSystem(home)) {
                return readAll(jar.getPath("/"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static List<CompiledClass> readAll(Path home) throws IOException {
        List<CompiledClass> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(CompiledClass::isClass).toList()) {
                classes.add(read(ClassFile.of().parse(Files.readAllBytes(file))));
            }
        }
        return classes;
    }

    private static boolean isClass(Path file) {
        return file.toString().endsWith(".class") && !file.endsWith("module-info.class");
    }

    private static CompiledClass read(ClassModel model) {
        Set<String> classes = new TreeSet<>();
        Set<Member> members = new TreeSet<>();
        Set<String> strings = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry type -> addType(type.asSymbol(), classes);
                case MemberRefEntry member ->
                        members.add(
                                new Member(
                                        nameOf(member.owner().asSymbol()),
                                        member.name().stringValue()));
                case NameAndTypeEntry types -> addTypes(types.type().stringValue(), classes);
                case MethodTypeEntry types -> addTypes(types.descriptor().stringValue(), classes);
                case StringEntry string -> strings.add(string.stringValue());
                default -> {}
            }
        }
        Set<String> publicMembers = new TreeSet<>();
        model.methods()
                .forEach(method -> {
                    addTypes(method.methodType().stringValue(), classes);
                    if (method.flags().has(AccessFlag.PUBLIC)) {
                        publicMembers.add(method.methodName().stringValue());
                    }
                });
        model.fields()
                .forEach(field -> {
                    addTypes(field.fieldType().stringValue(), classes);
                    if (field.flags().has(AccessFlag.PUBLIC)) {
                        publicMembers.add(field.fieldName().stringValue());
                    }
                });
        return new CompiledClass(
                nameOf(model.thisClass().asSymbol()),
                model.flags().has(AccessFlag.PUBLIC),
                model.superclass().map(type -> nameOf(type.asSymbol())).orElse(""),
                publicMembers,
                classes,
                members,
                strings);
    }

    private static void addTypes(String descriptor, Set<String> classes) {
        if (descriptor.startsWith("(")) {
            MethodTypeDesc method = MethodTypeDesc.ofDescriptor(descriptor);
            addType(method.returnType(), classes);
            method.parameterList().forEach(type -> addType(type, classes));
        } else {
            addType(ClassDesc.ofDescriptor(descriptor), classes);
        }
    }

    private static void addType(ClassDesc type, Set<String> classes) {
        if (type.isArray()) {
            addType(type.componentType(), classes);
        } else if (type.isClassOrInterface()) {
            classes.add(nameOf(type));
        }
    }

    private static String nameOf(ClassDesc type) {
        String descriptor = type.isArray() ? "Ljava/lang/Object;" : type.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
    }
}
