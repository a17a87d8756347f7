package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.http.DoorKnocks;
import org.junit.jupiter.api.Test;

class InnerDoorIT {
  private final DoorKnocks door = RunningLedger.shared().door();

  @Test
  void opensNoHandlerToAnySpellingWithoutARightToken() {
    assertThat(door.openings()).isEmpty();
  }

  @Test
  void opensEveryHandlerToTheGatewayAndToServicesWhatTheyFetch() {
    assertThat(door.closedToTheGateway()).isEmpty();
    assertThat(door.openTo("rewards-service"))
        .containsExactly("GET /api/v1/epochs/{number}/sessions");
  }

  @Test
  void tagsEveryReadAndAnswersItsHead() {
    assertThat(door.untaggedReads()).isEmpty();
  }
}
