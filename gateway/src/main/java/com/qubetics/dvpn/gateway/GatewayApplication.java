package com.qubetics.dvpn.gateway;

import com.qubetics.dvpn.http.HttpAutoConfiguration;
import com.qubetics.dvpn.http.Problems;
import com.qubetics.dvpn.http.words.StrictWords;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;
import tools.jackson.databind.json.JsonMapper;

/// The gateway's process. The services' inner door has no place in it: it has a door of its own.
@SpringBootApplication(exclude = HttpAutoConfiguration.class)
@ConfigurationPropertiesScan
@EnableScheduling
public class GatewayApplication {

  static void main(String[] args) {
    // Below the services' own keep-alive, so that no request is sent into a connection that the
    // service is closing.
    System.setProperty("jdk.httpclient.keepalive.timeout", "10");
    SpringApplication.run(GatewayApplication.class, args);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  StrictWords strictWords(JsonMapper json) {
    return new StrictWords(json);
  }

  @Bean
  Problems problems(JsonMapper json) {
    return new Problems(json);
  }

  @Bean
  SecureRandom random() {
    return new SecureRandom();
  }
}
