package com.qubetics.dvpn.gateway.agent;

import com.qubetics.dvpn.gateway.network.NetworkFile;
import com.qubetics.dvpn.gateway.problem.Problems;
import java.time.Clock;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Builds the door and what follows it; they stand inside the security chain and nowhere else.
@Configuration(proxyBeanMethods = false)
class AgentConfiguration {

  @Bean
  AgentDoor agentDoor(NetworkFile network, Problems problems, Clock clock) {
    return new AgentDoor(network, problems, clock);
  }

  @Bean
  AgentRepeats agentRepeats(SeenRequests seen, Problems problems) {
    return new AgentRepeats(seen, problems);
  }

  @Bean
  FilterRegistrationBean<AgentRepeats> agentRepeatsOutsideOfTheContainer(AgentRepeats filter) {
    FilterRegistrationBean<AgentRepeats> registration = new FilterRegistrationBean<>(filter);
    registration.setEnabled(false);
    return registration;
  }

  @Bean
  FilterRegistrationBean<AgentDoor> agentDoorOutsideOfTheContainer(AgentDoor door) {
    FilterRegistrationBean<AgentDoor> registration = new FilterRegistrationBean<>(door);
    registration.setEnabled(false);
    return registration;
  }
}
