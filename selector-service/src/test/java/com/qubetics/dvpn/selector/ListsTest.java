package com.qubetics.dvpn.selector;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.lists.ReturnedLists;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ListsTest {

  @Test
  void cutsNoListWithoutAWord() {
    assertThat(
            ReturnedLists.complaints(
                Path.of("target/classes"),
                """
                POST /api/v1/selections candidates[] | at most 10, as asked
                POST /api/v1/selections candidates[].reasons[] | at most 8, one of each code
                POST /api/v1/selections rejected[] | at most 100, and rejectedInAll says how many there are
                POST /api/v1/selections rejected[].reasons[] | at most one of each code
                """))
        .isEmpty();
  }
}
