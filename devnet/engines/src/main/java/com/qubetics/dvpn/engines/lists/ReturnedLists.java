package com.qubetics.dvpn.engines.lists;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Every list that an operation of a service returns, found in the handlers' types, against a table
/// that says why none of them is ever cut without a word: it has a cursor, or is bounded, or is
/// whole by what it is. A list that no row names, and a row that no list has, are complaints, so
/// that who adds a list has to think of its length.
///
/// A place in an answer is written like `items[].reasons[]`; `file` is an answer that is a text as
/// a whole, `{}` a place whose members the types don't tell. Annotations are told by their names,
/// so that no framework is needed here.
public final class ReturnedLists {
  private static final String PACKAGE = "com.qubetics.dvpn.";
  private static final String CURSOR = "cursor";

  private final SortedMap<String, Boolean> found = new TreeMap<>();

  private ReturnedLists() {}

  /// What is wrong with the table; nothing is as it should be.
  ///
  /// @param classes the service's compiled classes
  /// @param table lines `METHOD path place | why`, why being `cursor`, `at most …` or `whole: …`
  public static List<String> complaints(Path classes, String table) {
    SortedMap<String, Boolean> found = in(classes);
    List<String> complaints = new ArrayList<>();
    Set<String> named = new TreeSet<>();
    for (String line : table.strip().lines().toList()) {
      String[] parts = line.split(" \\| ", 2);
      Boolean pages = parts.length == 2 ? found.get(parts[0]) : null;
      if (pages == null) {
        complaints.add(line + ": no such list");
      } else if (pages != parts[1].equals(CURSOR)) {
        complaints.add(line + ": " + (pages ? "it has a cursor" : "it has no cursor"));
      } else if (!pages && !parts[1].matches("(at most|whole:) .+")) {
        complaints.add(line + ": says not why it is never cut");
      }
      named.add(parts[0]);
    }
    found.keySet().stream()
        .filter(list -> !named.contains(list))
        .map(list -> list + ": not in the table")
        .forEach(complaints::add);
    return List.copyOf(complaints);
  }

  /// The lists of all handlers below `classes`, and whether each is paged: the handler takes
  /// `limit` and `cursor`, and the answer has a `nextCursor` beside the list.
  static SortedMap<String, Boolean> in(Path classes) {
    ReturnedLists lists = new ReturnedLists();
    try (Stream<Path> files = Files.walk(classes)) {
      files
          .map(file -> classes.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.contains("-info"))
          .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
          .sorted()
          .forEach(lists::look);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lists.found;
  }

  private void look(String className) {
    Class<?> type;
    try {
      type = Class.forName(className, false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    boolean answers =
        Arrays.stream(type.getAnnotations())
            .anyMatch(it -> it.annotationType().getSimpleName().equals("RestController"));
    if (!answers) {
      return;
    }
    String base = "";
    for (Annotation annotation : type.getAnnotations()) {
      if (annotation.annotationType().getSimpleName().equals("RequestMapping")) {
        base = path(annotation);
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      for (Annotation annotation : method.getAnnotations()) {
        String name = annotation.annotationType().getSimpleName();
        if (name.endsWith("Mapping")) {
          String verb = name.substring(0, name.length() - 7).toUpperCase(Locale.ROOT);
          new Answer(verb + " " + base + path(annotation), method).walk();
        }
      }
    }
  }

  private static String path(Annotation annotation) {
    for (String member : List.of("value", "path")) {
      try {
        Object value = annotation.annotationType().getMethod(member).invoke(annotation);
        if (value instanceof String[] paths && paths.length > 0) {
          return paths[0];
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return "";
  }

  /// The walk through the type of one answer.
  private final class Answer {
    private final String operation;
    private final Method method;
    private final Set<Type> entered = new HashSet<>();

    Answer(String operation, Method method) {
      this.operation = operation;
      this.method = method;
    }

    void walk() {
      walk(method.getGenericReturnType(), "", Map.of(), false);
    }

    private void walk(Type type, String place, Map<TypeVariable<?>, Type> bound, boolean paged) {
      switch (type) {
        case Class<?> plain -> plain(plain, place, bound, paged);
        case ParameterizedType generic -> generic(generic, place, bound, paged);
        case TypeVariable<?> variable ->
            walk(bound.getOrDefault(variable, Object.class), place, bound, paged);
        case WildcardType wildcard -> walk(wildcard.getUpperBounds()[0], place, bound, paged);
        default -> add(place + "{}", false);
      }
    }

    private void generic(
        ParameterizedType type, String place, Map<TypeVariable<?>, Type> bound, boolean paged) {
      Class<?> raw = (Class<?>) type.getRawType();
      Type first = type.getActualTypeArguments()[0];
      if (Collection.class.isAssignableFrom(raw) || Stream.class.isAssignableFrom(raw)) {
        add(place + "[]", paged);
        walk(first, place + "[]", bound, false);
      } else if (raw.isRecord()) {
        Map<TypeVariable<?>, Type> inner = new HashMap<>(bound);
        for (int i = 0; i < raw.getTypeParameters().length; i++) {
          Type argument = type.getActualTypeArguments()[i];
          inner.put(raw.getTypeParameters()[i], bound.getOrDefault(argument, argument));
        }
        plain(raw, place, inner, paged);
      } else if (Map.class.isAssignableFrom(raw)) {
        add(place + "{}", false);
      } else {
        walk(first, place, bound, paged); // ResponseEntity, Optional
      }
    }

    private void plain(
        Class<?> type, String place, Map<TypeVariable<?>, Type> bound, boolean paged) {
      boolean isWhole = place.isEmpty();
      if (isWhole && (type == String.class || type == byte[].class)) {
        add("file", false);
      } else if (type.isArray() && type != byte[].class) {
        add(place + "[]", paged);
        walk(type.getComponentType(), place + "[]", bound, false);
      } else if (type.isRecord() && type.getName().startsWith(PACKAGE) && entered.add(type)) {
        for (RecordComponent member : type.getRecordComponents()) {
          String inner = place.isEmpty() ? member.getName() : place + "." + member.getName();
          walk(member.getGenericType(), inner, bound, isWhole && isPaged(type));
        }
        entered.remove(type);
      } else if (type.isSealed() && type.getName().startsWith(PACKAGE)) {
        for (Class<?> permitted : type.getPermittedSubclasses()) {
          walk(permitted, place, bound, paged);
        }
      } else if (type == Object.class
          || type.getSimpleName().endsWith("Node") && !type.getName().startsWith(PACKAGE)) {
        add(place + "{}", false);
      }
    }

    private boolean isPaged(Class<?> answer) {
      List<String> taken = Arrays.stream(method.getParameters()).map(Parameter::getName).toList();
      return taken.contains("limit")
          && taken.contains(CURSOR)
          && Arrays.stream(answer.getRecordComponents())
              .anyMatch(member -> member.getName().equals("nextCursor"));
    }

    private void add(String place, boolean paged) {
      found.put(operation + " " + place, paged);
    }
  }
}
