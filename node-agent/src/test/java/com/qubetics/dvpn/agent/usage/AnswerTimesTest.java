package com.qubetics.dvpn.agent.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnswerTimesTest {
  private final AnswerTimes times = new AnswerTimes();

  @Test
  void isCautiousBeforeTheFirstAnswer() {
    assertThat(times.ofNetwork(0)).isEqualTo(5_000);
    assertThat(times.of(new AckTimes(), 0)).isEqualTo(5_000);
  }

  @ParameterizedTest(name = "{0} ms counts as {1} ms")
  @CsvSource({"-100, 500", "80, 500", "1600, 1600", "9000, 9000", "3600000, 10000"})
  void liesBetweenHalfASecondAndTen(long took, long counts) {
    times.add(new AckTimes(), took, 0);

    assertThat(times.ofNetwork(0)).isEqualTo(counts);
  }

  @Test
  void isTheSlowestOfNineTenthsOfTheSessions() {
    LongStream.rangeClosed(1, 9).forEach(tenth -> times.add(new AckTimes(), tenth * 100, 0));
    AckTimes slow = new AckTimes();
    times.add(slow, 8_000, 0);

    assertThat(times.ofNetwork(1_000)).isEqualTo(900);
    assertThat(times.of(slow, 1_000)).isEqualTo(8_000);
  }

  @Test
  void isNotStretchedByOneClientThatStallsHoweverOftenItAnswers() {
    times.add(new AckTimes(), 300, 0);
    times.add(new AckTimes(), 700, 0);
    AckTimes liar = new AckTimes();
    for (int i = 0; i < 10_000; i++) {
      times.add(liar, 10_000, i);
    }

    assertThat(times.ofNetwork(11_000)).isEqualTo(700);
  }

  @Test
  void isNotShrunkByOneClientThatAnswersAtOnce() {
    for (int i = 0; i < 3; i++) {
      times.add(new AckTimes(), 4_000, 0);
    }
    AckTimes quick = new AckTimes();
    for (int i = 0; i < 10_000; i++) {
      times.add(quick, 1, i);
    }

    assertThat(times.ofNetwork(11_000)).isEqualTo(4_000);
  }

  @Test
  void forgetsWhatIsNotOfLate() {
    AckTimes own = new AckTimes();
    times.add(own, 8_000, 0);

    assertThat(times.of(own, 300_000)).isEqualTo(8_000);
    assertThat(times.of(own, 301_000)).isEqualTo(5_000);
  }

  @Test
  void remembersNoMoreThanTheLastThousandSessions() {
    for (int i = 0; i < 10_000; i++) {
      times.add(new AckTimes(), i < 8_976 ? 9_000 : 600, 0);
    }

    assertThat(times.ofNetwork(1_000)).isEqualTo(600);
  }
}
