package com.qubetics.dvpn.gateway.agent;

import com.qubetics.dvpn.gateway.network.NetworkFile;
import com.qubetics.dvpn.gateway.problem.Problems;
import java.time.Clock;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Builds the door; it stands inside the security chain and nowhere else.
@Configuration(proxyBeanMethods = false)
class AgentConfiguration {

  @Bean
  AgentDoor agentDoor(NetworkFile network, SeenRequests seen, Problems problems, Clock clock) {
    return new AgentDoor(network, seen, problems, clock);
  }

  @Bean
  FilterRegistrationBean<AgentDoor> agentDoorOutsideOfTheContainer(AgentDoor door) {
    FilterRegistrationBean<AgentDoor> registration = new FilterRegistrationBean<>(door);
    registration.setEnabled(false);
    return registration;
  }
}
