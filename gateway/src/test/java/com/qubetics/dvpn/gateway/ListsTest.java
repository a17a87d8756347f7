package com.qubetics.dvpn.gateway;

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
                GET /api/v1/login/app-keys items[] | cursor
                GET /api/v1/network {} | whole: the network's file
                REQUEST /error attempts[] | at most 3, one for each grant asked with
                """))
        .isEmpty();
  }
}
