package com.qubetics.dvpn.gateway.admission;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts the bounds into the public port's Tomcat; the management port has none.
@Configuration(proxyBeanMethods = false)
class AdmissionConfiguration {

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> bounds(Admission admission) {
    return factory -> {
      factory.setProtocol(BoundedProtocol.class.getName());
      factory.addConnectorCustomizers(
          connector -> {
            if (connector.getProtocolHandler() instanceof BoundedProtocol protocol) {
              protocol.admitBy(admission);
            }
          });
      factory.addEngineValves(new UnreadBodies());
    };
  }
}
