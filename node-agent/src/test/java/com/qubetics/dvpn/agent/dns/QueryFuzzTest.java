package com.qubetics.dvpn.agent.dns;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.util.Arrays;

/// Packets from clients and resolvers, and files of the host: read or passed over, nothing else.
final class QueryFuzzTest {
  private static final byte[] ASKED = Message.query(7, "www.example", Message.A, 1232);

  /// What goes on is a query of the same question, and nothing else of the client's.
  @FuzzTest
  void query(byte[] message) {
    Query.parse(message)
        .ifPresent(
            query -> {
              byte[] passed = query.toUpstream(0x1234);
              Query again = Query.parse(passed).orElseThrow();
              assertThat(again.id()).isEqualTo(0x1234);
              assertThat(again.question()).isEqualTo(query.question());
              assertThat(again.payload()).isEqualTo(query.payload()).isBetween(512, 1232);
              assertThat(passed.length).isLessThanOrEqualTo(12 + 255 + 4 + 11);
              assertThat(Message.id(query.failure())).isEqualTo(query.id());
              assertThat(Message.isTruncated(query.truncated())).isTrue();
            });
  }

  /// What is believed has the question in it and leaves with the client's number.
  @FuzzTest
  void answer(byte[] message) {
    Query query = Query.parse(ASKED).orElseThrow();
    byte[] answer = message.clone();
    if (query.adopt(answer, 9)) {
      assertThat(Message.id(message)).isEqualTo(9);
      assertThat(Message.id(answer)).isEqualTo(7);
      assertThat(Arrays.copyOfRange(answer, 12, 12 + query.question().length))
          .isEqualTo(query.question());
      Query.isRefusal(answer);
    } else {
      assertThat(answer).isEqualTo(message);
    }
  }

  @FuzzTest
  void file(@NotNull String text) {
    ResolvConf conf = ResolvConf.parse(text);
    assertThat(conf.resolvers().size()).isLessThanOrEqualTo(8);
    conf.isStub();
  }

  @FuzzTest
  void address(@NotNull String text) {
    try {
      assertThat(Upstream.parse(text).address().isAnyLocalAddress()).isFalse();
    } catch (IllegalArgumentException e) {
      // It is none.
    }
  }
}
