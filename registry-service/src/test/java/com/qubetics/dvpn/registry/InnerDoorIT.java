package com.qubetics.dvpn.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InnerDoorIT extends ProviderStage {

  @Test
  void opensNoHandlerToAnySpellingWithoutARightToken() {
    assertThat(door().openings()).isEmpty();
  }

  @Test
  void opensEveryHandlerToTheGatewayAndToServicesWhatTheyFetch() {
    assertThat(door().closedToTheGateway()).isEmpty();
    assertThat(door().openTo("rewards-service"))
        .containsExactly("GET /api/v1/epochs/{epoch}/performance");
  }

  @Test
  void tagsEveryReadAndAnswersItsHead() {
    assertThat(door().untaggedReads()).isEmpty();
  }
}
