package com.qubetics.dvpn.gateway.network;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/// Reads the network's file at the start: without it there is nothing to verify against.
@Configuration(proxyBeanMethods = false)
class NetworkConfiguration {

  @Bean
  NetworkFile networkFile(NetworkSettings settings, JsonMapper json) {
    return NetworkFile.read(settings.file(), json);
  }
}
