package com.qubetics.dvpn.selector.selection;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Builds the picture.
@Configuration(proxyBeanMethods = false)
class SelectionConfiguration {

  @Bean
  LiveNodes nodes(Clock clock, SelectorSettings settings) {
    return new LiveNodes(clock, settings);
  }
}
