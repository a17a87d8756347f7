package com.qubetics.dvpn.engines.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReturnedListsTest {
  private static final Path CLASSES = Path.of("target/test-classes");

  @Retention(RetentionPolicy.RUNTIME)
  @interface RestController {}

  @Retention(RetentionPolicy.RUNTIME)
  @interface RequestMapping {
    String[] value() default {};

    String[] path() default {};
  }

  @Retention(RetentionPolicy.RUNTIME)
  @interface GetMapping {
    String[] value() default {};

    String[] path() default {};
  }

  record Page(List<Item> items, @Nullable String nextCursor) {}

  record Item(String name, byte[] key, Named<List<String>> tags, Item[] inner) {}

  record Named<T>(T value) {}

  record Uncut(Optional<List<String>> names, Map<String, Object> more) {}

  @RestController
  @RequestMapping("/api")
  static final class Samples {
    @GetMapping("/paged")
    Page paged(int limit, @Nullable String cursor) {
      return new Page(List.of(), cursor == null ? null : cursor + limit);
    }

    @GetMapping("/uncut")
    Uncut uncut() {
      return new Uncut(Optional.empty(), Map.of());
    }

    @GetMapping("/file")
    byte[] file() {
      return new byte[0];
    }

    @GetMapping("/number")
    long number() {
      return 1;
    }
  }

  @Test
  void findsEveryListHoweverDeepItIs() {
    assertThat(ReturnedLists.in(CLASSES))
        .isEqualTo(
            Map.of(
                "GET /api/paged items[]", true,
                "GET /api/paged items[].tags.value[]", false,
                "GET /api/paged items[].inner[]", false,
                "GET /api/uncut names[]", false,
                "GET /api/uncut more{}", false,
                "GET /api/file file", false));
  }

  @Test
  void complainsOfWhatIsMissingTooMuchOrUntrue() {
    assertThat(
            ReturnedLists.complaints(
                CLASSES,
                """
                GET /api/paged items[] | at most 5
                GET /api/paged items[].tags.value[] | cursor
                GET /api/paged items[].inner[] | because
                GET /api/gone items[] | cursor
                GET /api/uncut names[] | at most 3
                GET /api/file file | whole: a file
                """))
        .containsExactly(
            "GET /api/paged items[] | at most 5: it has a cursor",
            "GET /api/paged items[].tags.value[] | cursor: it has no cursor",
            "GET /api/paged items[].inner[] | because: says not why it is never cut",
            "GET /api/gone items[] | cursor: no such list",
            "GET /api/uncut more{}: not in the table");
  }
}
